"""Numbers of FEEL: decimals of 34 digits, rounded half to even.

All arithmetic goes through one context of this module; the context of the thread,
which belongs to the caller, is neither read nor changed.
"""

from __future__ import annotations

import decimal
from decimal import Decimal
from typing import Final, TypeAlias

CONTEXT: Final = decimal.Context(
    prec=34,
    rounding=decimal.ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    capitals=1,
    clamp=0,
    flags=[],
    traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)
WIDE: Final = decimal.Context(prec=200, Emin=-99999, Emax=99999)
"""For steps in between whose result is rounded by `CONTEXT`."""

Number: TypeAlias = Decimal | int


def is_number(value: object) -> bool:
    """Tell whether a value counts as a FEEL number; a boolean does not."""
    kind = type(value)
    if kind is Decimal or kind is int:
        return True
    return isinstance(value, Decimal | int) and not isinstance(value, bool)


def number_from_text(text: str) -> Decimal | None:
    """Read a number; None where the text is none or it is too large."""
    try:
        return CONTEXT.create_decimal(text)
    except decimal.DecimalException:
        return None


def number_to_text(value: Number) -> str:
    """Write a number without exponent and without zeros at its end."""
    number = Decimal(value)
    if not number:
        return "0"
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def is_whole(value: Number) -> bool:
    """Tell whether a number has no fraction."""
    if isinstance(value, Decimal) and not value.is_finite():
        return False
    return value == int(value)
