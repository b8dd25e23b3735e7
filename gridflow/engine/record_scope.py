"""What expressions see besides the fields of a form: the record before, the case.

The same names as `gridflow check` knows: the record's values with what their types
derive, its parts as lists under their kind and under the name of their list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from gridflow.engine.surroundings import Surroundings
from gridflow.spec.formulas import CASE, CASE_NAMES
from gridflow.spec.records import Record


def for_expressions(value: object) -> object:
    """Return a value as expressions see it: numbers are decimals, lists are lists."""
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, tuple):
        return list(value)
    return value


def common_scope(around: Surroundings) -> dict[str, object]:
    """Return what all expressions see: functions, parameters, the day."""
    scope: dict[str, object] = dict(around.vocabulary.functions)
    scope.update(around.parameters())
    scope["today"] = around.day
    return scope


def record_scope(around: Surroundings, about: str) -> dict[str, object]:
    """Return what expressions of forms and flows see besides the form's fields."""
    scope = common_scope(around)
    scope[CASE] = {**dict.fromkeys(CASE_NAMES), **around.case}
    scope[about] = seen_record(
        around,
        about,
        around.record,
        {kind: [row.values for row in rows] for kind, rows in around.parts.items()},
    )
    return scope


def seen_record(
    around: Surroundings,
    about: str,
    record: Mapping[str, object],
    parts: Mapping[str, Iterable[Mapping[str, object]]],
) -> dict[str, object]:
    """Return a record with its parts (rows by their kind) as expressions see it."""
    kinds = around.procedure.records
    seen = _seen(around, kinds.get(about), record)
    for part in kinds.values():
        if part.part_of != about:
            continue
        rows = [_seen(around, part, row) for row in parts.get(part.id, ())]
        seen[part.id] = rows
        if part.list_name:
            seen[part.list_name] = rows
    return seen


def _seen(
    around: Surroundings, kind: Record | None, values: Mapping[str, object]
) -> dict[str, object]:
    seen = {name: for_expressions(value) for name, value in values.items()}
    for one in kind.fields if kind else ():
        derived = around.kind(one).derived
        value = values.get(one.id) if derived else None
        if value is not None:
            for name, derive in derived.items():
                seen[f"{one.id}_{name}"] = for_expressions(derive(value))
    return seen
