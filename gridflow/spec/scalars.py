"""What a scalar means: which plain texts YAML itself takes for something else.

Other readers of YAML turn `010` into 8, `NO` into false, `12:30` into 750 and an
18-digit number into an integer. A text that would suffer that must be quoted.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Literal

from gridflow.spec.node import Scalar
from gridflow.spec.place import Place

Kind = Literal["text", "number", "flag", "day", "null", "odd"]

_FLAGS = frozenset(
    word
    for low in ("true", "false", "yes", "no", "on", "off")
    for word in (low, low.capitalize(), low.upper())
)
_NUMBER = re.compile(r"[-+]?(0|[1-9]\d*)(\.\d+)?")
# Octal, underscores, base 60, exponents, hexadecimal, binary, infinity, not a number.
_ODD = re.compile(
    r"""[-+]?0[0-9_]+(\.[0-9_]*)?|[-+]?[0-9][0-9_]*(\.[0-9_]*)?([eE][-+]?[0-9]+)?
    |[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?|[-+]?\.[0-9_]+([eE][-+]?[0-9]+)?
    |[-+]?0[xX][0-9a-fA-F_]+|[-+]?0b[01_]+|0o[0-7]+
    |[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)
    |\d{4}-\d\d?-\d\d?([Tt\ ].*)?|=""",
    re.VERBOSE | re.ASCII,
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MAX_DIGITS = 15
"""Digits of a number that binary doubles (and so other readers) keep exactly."""


def kind_of(scalar: Scalar) -> Kind:
    """Tell what a scalar is: quoted ones are text, `odd` ones mean two things."""
    if scalar.style:
        return "text"
    if scalar.is_null:
        return "null"
    if scalar.text in _FLAGS:
        return "flag"
    if _NUMBER.fullmatch(scalar.text):
        digits = sum(one.isdigit() for one in scalar.text)
        return "number" if digits <= MAX_DIGITS else "odd"
    if day_of(scalar.text) is not None:
        return "day"
    return "odd" if _ODD.fullmatch(scalar.text) else "text"


def day_of(text: str) -> date | None:
    """Return the day that a text such as `2023-01-31` names, or None."""
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def number_of(text: str) -> Decimal | None:
    """Return the number that a text such as `-12.50` names, or None."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def place_inside(scalar: Scalar, line: int, column: int) -> Place:
    """Return the place in the file of a position inside a scalar's text.

    Exact for scalars on one line; the start of the scalar for all others.
    """
    start = scalar.place
    if line != 1 or not scalar.raw:
        return start
    offset = 0
    if not scalar.style:
        offset = column - 1
    else:
        offset = _raw_offset(scalar.raw, scalar.style, column - 1)
    return Place(start.path, start.line, start.column + min(offset, len(scalar.raw)))


_ESCAPE = re.compile(r"\\(x..|u....|U........|.)", re.DOTALL)


def _raw_offset(raw: str, quote: str, wanted: int) -> int:
    at = 1
    for _ in range(wanted):
        if quote == "'":
            at += 2 if raw.startswith("''", at) else 1
        else:
            escape = _ESCAPE.match(raw, at)
            at = escape.end() if escape else at + 1
    return at
