"""Statements built once and reused, and the shapes of the rows they return.

peewee's query building costs more than the database itself, so what a command runs
is built at its first use, per kind of database, with `at("name")` holes that are
filled at each run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Generic, TypeVar

from peewee import SQL, Database, Model, Node

from gridflow.store.fields import converter_of, to_column

R = TypeVar("R")


class Hole(Node):
    """A place in a statement that is filled at each run."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __sql__(self, ctx: Any) -> Any:  # noqa: ANN401 - peewee's context
        """Put the name among the parameters, to be replaced at each run."""
        return ctx.value(_Named(self.name), converter=False)


class _Named(str):
    """The name of a hole among a statement's parameters."""

    __slots__ = ()


def at(name: str) -> Any:  # noqa: ANN401 - stands for a value of any column
    """Return a hole of a prepared statement."""
    return Hole(name)


def word(text: str) -> Any:  # noqa: ANN401 - stands for a value of any column
    """Return a constant written into the SQL itself, so partial indexes are used."""
    if not text.isidentifier():
        raise ValueError(text)
    return SQL(f"'{text}'")


class Statement:
    """A query built at its first use on each kind of database."""

    def __init__(self, build: Callable[[], Any]) -> None:
        self._build = build
        self._built: dict[type[Database], tuple[str, tuple[object, ...]]] = {}

    def sql(self, database: Database) -> tuple[str, tuple[object, ...]]:
        """Return the SQL text and its parameters with the holes among them."""
        kind = type(database)
        built = self._built.get(kind)
        if built is None:
            context: Any = database.get_sql_context()
            text, values = context.sql(self._build()).query()
            built = self._built[kind] = (text, tuple(values))
        return built

    def with_values(
        self, database: Database, values: Mapping[str, object]
    ) -> tuple[str, list[object]]:
        """Return the SQL text and the parameters of one run."""
        text, slots = self.sql(database)
        return text, [
            to_column(values[slot] if type(slot) is _Named else slot) for slot in slots
        ]


@dataclass(frozen=True, slots=True)
class Shape(Generic[R]):
    """How the columns of a result become a frozen row."""

    make: Callable[..., R]
    columns: tuple[Any, ...]
    converters: tuple[tuple[int, Callable[[Any], Any]], ...]

    def read(self, values: Sequence[Any]) -> R:
        """Return the row of one tuple of stored values."""
        row = list(values)
        for place, convert in self.converters:
            if row[place] is not None:
                row[place] = convert(row[place])
        return self.make(*row)


def shape(make: type[R], model: type[Model], **others: Any) -> Shape[R]:  # noqa: ANN401
    """Return the shape of a dataclass over a model.

    `others` name columns that are not the model's own, each a column or a pair of
    an expression and what converts its value.
    """
    columns = []
    converters = []
    for item in fields(make):  # type: ignore[arg-type]
        if not item.init:
            continue
        column = others.get(item.name)
        if column is None:
            column = getattr(model, item.name)
        if not isinstance(column, tuple):
            column = (column, converter_of(column))
        columns.append(column[0])
        converters.append(column[1])
    return Shape(
        make,
        tuple(columns),
        tuple(
            (place, convert)
            for place, convert in enumerate(converters)
            if convert is not None
        ),
    )
