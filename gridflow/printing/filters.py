"""What a template may do to a value: dates, amounts, boxes, masks, blanks, lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from markupsafe import Markup, escape

from gridflow.printing import grid
from gridflow.spec.wording import Wording

_NUMBER = re.compile(r"^(-?)(\d+)(\.\d+)?$")
_MASK = "*"


def filters_with(wording: Wording) -> dict[str, Callable[..., object]]:
    """Return the filters of printables by name; dates and words follow the wording."""

    def day(iso: str) -> str:
        return _told_day(wording, iso)

    def instant(iso: str) -> str:
        return _told_instant(wording, iso)

    def month(iso: str) -> str:
        return _told_month(wording, iso)

    return {
        "box": box,
        "blank": blank,
        "day": day,
        "instant": instant,
        "lines": lines,
        "masked": masked,
        "money": money,
        "month": month,
        "number": number,
        "size": len,
    }


def number(digits: object) -> Markup:
    """Return plain digits with thin gaps between thousands; other text as it is.

    The gaps are space on paper, not characters: copied text keeps its digits together.
    """
    text = str(digits)
    match = _NUMBER.match(text)
    if match is None:
        return escape(text)
    sign, whole, fraction = match.groups()
    first = len(whole) % 3 or 3
    groups = [whole[:first]]
    groups += [whole[at : at + 3] for at in range(first, len(whole), 3)]
    gaps = Markup("").join(
        Markup('<span class="k">{}</span>').format(one) for one in groups[:-1]
    )
    return Markup("{}{}{}{}").format(sign, gaps, groups[-1], fraction or "")


def money(digits: object) -> Markup:
    """Return an amount with two decimals and thin gaps; other text as it is."""
    text = str(digits)
    match = _NUMBER.match(text)
    if match and len(match.group(3) or "") <= len(".00"):
        text = f"{match.group(1)}{match.group(2)}.{(match.group(3) or '.')[1:]:0<2}"
    return number(text)


def box(ticked: object) -> str:
    """Return a ballot box, ticked or empty."""
    return "\N{BALLOT BOX WITH CHECK}" if ticked else "\N{BALLOT BOX}"


def blank(width: int = 8) -> Markup:
    """Return a rule of some ideographs' width to write on."""
    return Markup('<span class="rule" style="min-width:{}em"></span>').format(
        int(width)
    )


def masked(text: str, first: int = 0, last: int = 0) -> str:
    """Return a text of which only the first and last characters are readable."""
    hidden = max(len(text) - first - last, 0)
    if not hidden:
        return _MASK * len(text)
    return text[:first] + _MASK * hidden + text[len(text) - last :]


def lines(
    cells: Sequence[Mapping[str, object]], sizes: Mapping[str, str] | None = None
) -> list[list[dict[str, object]]]:
    """Return the lines of a table: cells with the columns of their label and value.

    `sizes` gives "third", "half" or "full" by field id; others take what fits them.
    """
    wanted = sizes or {}
    spans = grid.lines(
        [_shape(cell) for cell in cells],
        [wanted.get(str(cell.get("id"))) for cell in cells],
    )
    rest = iter(cells)
    return [
        [
            {"cell": next(rest), "label_span": span.label, "value_span": span.value}
            for span in line
        ]
        for line in spans
    ]


def _shape(cell: Mapping[str, object]) -> grid.Shape:
    shape = cell.get("shape")
    if not isinstance(shape, Mapping):
        return grid.Shape(grid.ems(str(cell.get("label", ""))), 9.0)
    return grid.Shape(
        float(shape["label_ems"]),
        float(shape["value_ems"]),
        bool(shape["long"]),
        bool(shape["beside"]),
    )


def _told_day(wording: Wording, iso: str) -> str:
    if not iso:
        return wording.say("print_blank_day")
    day = date.fromisoformat(iso[:10])
    return wording.say("print_day", year=day.year, month=day.month, day=day.day)


def _told_month(wording: Wording, iso: str) -> str:
    if not iso:
        return wording.say("print_blank_month")
    year, month = iso.split("-")[:2]
    return wording.say("print_month", year=int(year), month=int(month))


def _told_instant(wording: Wording, iso: str) -> str:
    if not iso:
        return ""
    at = datetime.fromisoformat(iso)
    return wording.say(
        "print_instant",
        year=at.year,
        month=at.month,
        day=at.day,
        time=f"{at:%H:%M}",
    )
