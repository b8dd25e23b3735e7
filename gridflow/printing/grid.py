"""How cells share the lines of an official table, and columns the bands of a row.

A table of cells has six columns of equal width. A line holds three cells of two
columns, two of three, a wide and a narrow one, or one of six, so the vertical rules of
all lines meet. The
shape depends on the definition only, never on a value: the filled paper has the
shape of the blank one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

COLUMNS = 6
BAND_UNITS = 60
STEP = 3

_SIZES = {"third": 2, "half": 3, "two_thirds": 4, "full": 6}
_LABEL_EMS = 13.5
_BAND_EMS = 58.0
_BAND_LEAST_EMS = 3.0


@dataclass(frozen=True, slots=True)
class Shape:
    """What the layout needs to know of a cell.

    Attributes:
        label_ems: width of the label in the width of one ideograph.
        value_ems: width that the widest usual value takes.
        long: takes a line of its own.
        beside: continues the question before it, on the same line.
    """

    label_ems: float
    value_ems: float
    long: bool = False
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """The columns that a cell's label and value take."""

    label: int
    value: int


def ems(text: str) -> float:
    """Return the width of a text, an ideograph being 1 and a Latin letter 0.5."""
    wide = sum(unicodedata.east_asian_width(letter) in "WFA" for letter in text)
    return wide + (len(text) - wide) * 0.5


def lines(
    shapes: Sequence[Shape], sizes: Sequence[str | None] = ()
) -> list[list[Span]]:
    """Return the lines of a table: for each its cells' spans, in the cells' order.

    A size ("third", "half", "two_thirds", "full") given for a cell overrides what fits.
    """
    asked = [*sizes, *([None] * (len(shapes) - len(sizes)))]
    wanted = [
        _SIZES.get(size or "", 0) or _natural(shape)
        for shape, size in zip(shapes, asked, strict=True)
    ]
    groups = _groups(shapes, asked, wanted)
    wide = any(shapes[group[0]].label_ems > _LABEL_EMS for group in groups if group[1:])
    sizes_of_groups = [COLUMNS if group[1:] else wanted[group[0]] for group in groups]
    found: list[list[Span]] = []
    rest = iter(groups)
    for line in _best_lines(sizes_of_groups):
        together = [next(rest) for _ in line]
        if together[0][1:]:
            found.append([Span(2, 1), Span(1, 2)] if wide else [Span(1, 1), Span(1, 3)])
        else:
            pairs = zip(together, line, strict=True)
            found.append([_span(shapes[one[0]], columns) for one, columns in pairs])
    return found


def bands(widths: Sequence[float], serial: int) -> list[list[int]]:
    """Return the lines that one row of a wide table takes: columns' units by line.

    The units of each line sum up to BAND_UNITS without those of the serial number.
    """
    room = BAND_UNITS - serial
    asked = [max(width, _BAND_LEAST_EMS) for width in widths]
    count = max(1, -int(-sum(asked) // _BAND_EMS))
    while True:
        split = _split(asked, sum(asked) / count * 1.08)
        if len(split) <= count or count > len(asked):
            return [_shares(group, room) for group in split]
        count += 1


def _groups(
    shapes: Sequence[Shape], asked: Sequence[str | None], wanted: Sequence[int]
) -> list[list[int]]:
    """Put a question and the note beside it together; all else stands alone."""
    found: list[list[int]] = []
    for at, shape in enumerate(shapes):
        fits = found and len(found[-1]) == 1 and wanted[at - 1] < COLUMNS
        if (
            shape.beside
            and not asked[at]
            and fits
            and shapes[at - 1].value_ems <= _room(1)
        ):
            found[-1].append(at)
        else:
            found.append([at])
    return found


def _natural(shape: Shape) -> int:
    if shape.long:
        return 6
    if shape.label_ems > 2 * _LABEL_EMS:
        return 6
    if shape.label_ems > _LABEL_EMS:
        return 3 if shape.value_ems <= _room(1) else 6
    if shape.value_ems <= _room(1):
        return 2
    return 3 if shape.value_ems <= _room(2) else 6


def _room(columns: int) -> float:
    """Ideographs that fit into columns of a sixth of the text width, one line."""
    return columns * 7.4 - 0.7


def _best_lines(wanted: Sequence[int]) -> list[list[int]]:
    """Break cells into lines so that as little as possible is stretched."""
    best: list[tuple[float, list[list[int]]]] = [(0.0, [])]
    for end in range(1, len(wanted) + 1):
        choices = []
        for count in range(1, min(3, end) + 1):
            group = list(wanted[end - count : end])
            shares = group if sum(group) == COLUMNS else [COLUMNS // count] * count
            slack = [share - size for share, size in zip(shares, group, strict=True)]
            if min(slack) >= 0:
                cost, before = best[end - count]
                stretched = 1 + sum(slack) ** 1.5 if any(slack) else 0
                choices.append((cost + stretched + 0.1, [*before, shares]))
        best.append(min(choices, key=lambda one: one[0]))
    return best[-1][1]


def _span(shape: Shape, columns: int) -> Span:
    if shape.label_ems <= _LABEL_EMS or columns == _SIZES["third"]:
        return Span(1, columns - 1)
    if columns < COLUMNS or shape.long or shape.value_ems > _room(2):
        return Span(2, columns - 2)
    return Span(4, 2)


def _split(widths: Sequence[float], most: float) -> list[list[float]]:
    found: list[list[float]] = [[]]
    for width in widths:
        if found[-1] and sum(found[-1]) + width > most:
            found.append([])
        found[-1].append(width)
    return found


def _shares(widths: Sequence[float], room: int) -> list[int]:
    """Share the room by width in steps of some units, so that rules of bands meet."""
    steps = room // STEP
    total = sum(widths) or 1.0
    shares = [max(1, int(width / total * steps)) for width in widths]
    while sum(shares) != steps:
        missing = steps - sum(shares)
        lacks = [
            width / total * steps - share
            for width, share in zip(widths, shares, strict=True)
        ]
        if missing > 0:
            shares[lacks.index(max(lacks))] += 1
        else:
            widest = [
                lack if share > 1 else 99
                for lack, share in zip(lacks, shares, strict=True)
            ]
            shares[widest.index(min(widest))] -= 1
    return [share * STEP for share in shares]
