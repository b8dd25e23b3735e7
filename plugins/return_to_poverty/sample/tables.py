"""Reads the tables of made-up data that lie beside this module."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a table, `groups` for groups.csv, by its heading."""
    text = files(__package__).joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def column(name: str, heading: str, **where: str) -> tuple[str, ...]:
    """Return one column of a table, of the rows that hold the given values."""
    return tuple(
        row[heading]
        for row in rows(name)
        if all(row[key] == value for key, value in where.items())
    )


@cache
def answers(form: str, field: str) -> tuple[tuple[str, int], ...]:
    """Return what people answer to a field, with weights; a form's own come first."""
    found = [one for one in rows("answers") if one["field"] == field]
    own = [one for one in found if one["form"] == form]
    chosen = own or [one for one in found if not one["form"]]
    return tuple((one["text"], int(one["weight"])) for one in chosen)
