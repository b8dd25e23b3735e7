"""How cells share the lines of an official table, and columns the bands of a row.

A table of cells has six columns of equal width. A line holds three cells of two
columns, two of three, or one of six, so the vertical rules of all lines meet. The
shape depends on the definition only, never on a value: the filled paper has the
shape of the blank one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

COLUMNS = 6
BAND_UNITS = 60

_SIZES = {"third": 2, "half": 3, "full": 6}
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
    """

    label_ems: float
    value_ems: float
    long: bool = False


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

    A size ("third", "half", "full") given for a cell overrides what fits it.
    """
    wanted = [
        _SIZES.get(size or "", 0) or _natural(shape)
        for shape, size in zip(shapes, _padded(sizes, len(shapes)), strict=True)
    ]
    counts = _best_counts(wanted)
    found: list[list[Span]] = []
    at = 0
    for count in counts:
        group = shapes[at : at + count]
        found.append([_span(shape, COLUMNS // count) for shape in group])
        at += count
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


def _padded(sizes: Sequence[str | None], count: int) -> list[str | None]:
    return [*sizes, *([None] * (count - len(sizes)))]


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


def _best_counts(wanted: Sequence[int]) -> list[int]:
    """Break cells into lines so that as little as possible is stretched."""
    best: list[tuple[float, list[int]]] = [(0.0, [])]
    for end in range(1, len(wanted) + 1):
        choices = []
        for count in (1, 2, 3):
            group = wanted[max(0, end - count) : end]
            if len(group) < count or max(group) > COLUMNS // count:
                continue
            cost, before = best[end - count]
            stretched = sum(COLUMNS // count - size for size in group)
            choices.append((cost + stretched**1.5 + 0.1, [*before, count]))
        best.append(min(choices, key=lambda one: one[0]))
    return best[-1][1]


def _span(shape: Shape, columns: int) -> Span:
    if shape.label_ems <= _LABEL_EMS or columns == _SIZES["third"]:
        return Span(1, columns - 1)
    if columns == _SIZES["half"] or shape.long or shape.value_ems > _room(2):
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
    """Share whole units by width, the remainder going to the widest first."""
    total = sum(widths) or 1.0
    shares = [max(1, int(width / total * room)) for width in widths]
    order = sorted(range(len(widths)), key=lambda at: -widths[at])
    at = 0
    while order and sum(shares) != room:
        shares[order[at % len(order)]] += 1 if sum(shares) < room else -1
        at += 1
    return shares
