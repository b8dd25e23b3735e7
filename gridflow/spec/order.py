"""The order in which the values of a form follow from one another.

A value depends on what its calculation names, and on what decides whether it is
relevant at all. Values that wait for one another in a circle are a problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter

from gridflow.spec.forms import Field, Form, Repeat, Section
from gridflow.spec.formula import Formula
from gridflow.spec.formulas import free_names
from gridflow.spec.reading import Reading
from gridflow.spec.vocabulary import FieldKind

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class _Value:
    """A field in its section, with the path that the order names it by."""

    path: str
    field: Field
    section: Section | Repeat

    @property
    def repeat(self) -> str:
        return self.section.id if isinstance(self.section, Repeat) else ""

    def formulas(self) -> Iterator[Formula]:
        """Yield what decides the value."""
        for one in (
            self.field.calculation,
            self.field.relevant,
            self.section.relevant,
        ):
            if one is not None:
                yield one


def ordered(form: Form, reading: Reading) -> Form:
    """Return the form with its order of values, telling of a circle."""
    values = {one.path: one for one in _values(form)}
    kinds = reading.vocabulary.field_types
    graph = {path: set(_needs(one, values, kinds)) for path, one in values.items()}
    try:
        order = tuple(TopologicalSorter(graph).static_order())
    except CycleError as cycle:
        _tell(cycle.args[1], values, reading)
        return form
    computed = (path for path in order if values[path].field.calculation)
    return replace(form, order=order, calculations=tuple(computed))


def _values(form: Form) -> Iterator[_Value]:
    for section in form.sections:
        prefix = f"{section.id}." if isinstance(section, Repeat) else ""
        for field in section.fields:
            yield _Value(prefix + field.id, field, section)


def _needs(
    value: _Value, values: Mapping[str, _Value], kinds: Mapping[str, FieldKind]
) -> Iterator[str]:
    for formula in value.formulas():
        names = free_names(formula)
        words = set(_WORD.findall(formula.text))
        for other in values.values():
            seen_as = _seen_as(other.field, kinds)
            if other.repeat and other.repeat != value.repeat:
                # Of rows elsewhere only what the text mentions can matter.
                needed = other.repeat in names and not words.isdisjoint(seen_as)
            else:
                needed = not names.isdisjoint(seen_as)
            if needed:
                yield other.path


def _seen_as(field: Field, kinds: Mapping[str, FieldKind]) -> set[str]:
    """Return the names of a field and of what its type derives of it."""
    derived = kinds[field.type].derived if field.type in kinds else ()
    return {field.id, *(f"{field.id}_{name}" for name in derived)}


def _tell(cycle: list[str], values: Mapping[str, _Value], reading: Reading) -> None:
    """Tell of a circle at the first calculation in it, in the order of the file."""
    ring = sorted({values[path] for path in cycle}, key=lambda one: one.field.place)
    first = ring[0]
    place = next((one.place for one in first.formulas()), first.field.place)
    where = f"sections.{first.section.id}.fields.{first.field.id}"
    reading.tell("cycle", place, where, word=" → ".join(reversed(cycle)))
