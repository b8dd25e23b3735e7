"""Conditions that lists share: the next page by keyset, and text search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from peewee import Tuple, fn


def _values(columns: Sequence[Any], last: Sequence[object]) -> Any:  # noqa: ANN401
    pairs = zip(columns, last, strict=True)
    return Tuple(*(column.db_value(value) for column, value in pairs))


def later_than(columns: Sequence[Any], last: Sequence[object]) -> Any:  # noqa: ANN401
    """Return the condition of coming after the last row of an ascending list."""
    return Tuple(*columns) > _values(columns, last)


def earlier_than(columns: Sequence[Any], last: Sequence[object]) -> Any:  # noqa: ANN401
    """Return the condition of coming after the last row of a descending list."""
    return Tuple(*columns) < _values(columns, last)


def first_by(column: Any, *, wide: bool) -> Any:  # noqa: ANN401
    """Return what to order a scoped list by.

    In a narrow scope an expression in place of the column: it keeps a database from
    walking the whole index in order, which is only right where most of it is in scope.
    """
    return column if wide else fn.COALESCE(column, column)
