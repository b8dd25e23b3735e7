"""Column types: one for each kind of value, the same on both databases.

A value is turned into what the driver takes by its Python type (`to_column`) and
back by the column's type (`from_column`), so a prepared statement needs no model.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from peewee import BigIntegerField, Field, IntegerField, Model, TextField

from gridflow.store.canonical import dump_json, load_json

FOREVER = date(9999, 12, 31)
MILLION = 1_000_000
COLUMN_LIMIT = 2**63

__all__ = [
    "FOREVER",
    "CountField",
    "DayField",
    "FlagField",
    "IdField",
    "InstantField",
    "JsonField",
    "MillionthsField",
    "Reference",
    "TextField",
    "from_millionths",
    "instant_text",
    "to_column",
    "to_millionths",
]


def instant_text(instant: datetime) -> str:
    """Return an aware instant as UTC text of fixed width, which sorts as time."""
    if instant.tzinfo is None:
        raise ValueError(instant)
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def to_millionths(value: Decimal | int) -> int:
    """Return a number as whole millionths, rounded half up, which add up exactly."""
    scaled = int((Decimal(value) * MILLION).to_integral_value(ROUND_HALF_UP))
    if not -COLUMN_LIMIT < scaled < COLUMN_LIMIT:
        raise ValueError(value)
    return scaled


def from_millionths(value: int) -> Decimal:
    """Return the number that `to_millionths` stored."""
    return Decimal(value) / MILLION


_TO_COLUMN: dict[type, Callable[[Any], Any]] = {
    datetime: instant_text,
    date: date.isoformat,
    Decimal: to_millionths,
    dict: dump_json,
    list: dump_json,
    tuple: dump_json,
}


def to_column(value: Any) -> Any:  # noqa: ANN401 - drivers are untyped
    """Return what the driver stores for a Python value."""
    convert = _TO_COLUMN.get(type(value))
    return value if convert is None else convert(value)


def _read_instant(value: Any) -> datetime:  # noqa: ANN401
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return datetime.fromisoformat(value)


def _read_day(value: Any) -> date | None:  # noqa: ANN401
    day = value if isinstance(value, date) else date.fromisoformat(value)
    return None if day == FOREVER else day


class IdField(BigIntegerField):
    """A row's id: county number x 10**10 + running number."""

    column_types = ("INTEGER", "BIGINT")


class Reference(BigIntegerField):
    """The id of a row of another table; the schema makes a foreign key of it."""

    column_types = ("INTEGER", "BIGINT")

    def __init__(self, target: type[Model] | str, *, null: bool = False) -> None:
        """Point at a model ("self" for the own one)."""
        super().__init__(null=null)
        self.target = target


class CountField(IntegerField):
    """A whole number."""

    column_types = ("INTEGER", "BIGINT")


class MillionthsField(BigIntegerField):
    """A decimal number kept as whole millionths, so that sums are exact."""

    column_types = ("INTEGER", "BIGINT")
    from_column = staticmethod(from_millionths)

    def db_value(self, value: Any) -> Any:  # noqa: ANN401
        """Return whole millionths of a Decimal; a whole number is one already."""
        return to_column(value)


class FlagField(IntegerField):
    """Yes or no, stored as 1 or 0."""

    column_types = ("INTEGER", "SMALLINT")
    from_column = bool


class InstantField(TextField):
    """An instant in UTC: sortable text in SQLite, timestamptz in PostgreSQL."""

    column_types = ("TEXT", "TIMESTAMPTZ")
    from_column = staticmethod(_read_instant)

    def db_value(self, value: Any) -> Any:  # noqa: ANN401
        """Return the stored text of an aware instant."""
        return to_column(value)


class DayField(TextField):
    """A calendar day; the last day there is stands for "no end" and reads as None."""

    column_types = ("TEXT", "DATE")
    from_column = staticmethod(_read_day)

    def db_value(self, value: Any) -> Any:  # noqa: ANN401
        """Return the stored text of a day."""
        return to_column(value)


class JsonField(TextField):
    """A JSON document as canonical text; never looked into by SQL."""

    column_types = ("TEXT", "TEXT")
    from_column = staticmethod(load_json)

    def db_value(self, value: Any) -> Any:  # noqa: ANN401
        """Return the canonical text of a JSON value."""
        return None if value is None else dump_json(value)


def converter_of(field: Field) -> Callable[[Any], Any] | None:
    """Return what turns a column's stored value into the Python value, if anything."""
    return getattr(field, "from_column", None)
