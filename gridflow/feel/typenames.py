"""Decides `instance of`: what FEEL's types mean."""

from __future__ import annotations

from gridflow.feel.functions import Function
from gridflow.feel.nodes import TypeRef
from gridflow.feel.values import Value, kind

_SIMPLE = frozenset(
    {
        "number",
        "string",
        "boolean",
        "date",
        "time",
        "date and time",
        "days and time duration",
        "years and months duration",
    }
)
_MADE_OF = frozenset({"list", "context", "function", "range"})


def is_instance(value: Value, wanted: TypeRef) -> bool | None:
    """Tell whether a value is of a type; None where the type is unknown."""
    if wanted.name == "Null":
        return value is None
    if value is None:
        return False if is_known(wanted) else None
    return conforms(value, wanted)


def is_known(wanted: TypeRef) -> bool:
    """Tell whether this is a type of FEEL."""
    name = wanted.name
    if name in {"Any", "Null"} or name in _SIMPLE or name in _MADE_OF:
        return all(is_known(part) for _, part in wanted.parts)
    return False


def conforms(value: Value, wanted: TypeRef) -> bool | None:
    """Tell whether a value, which may be null, fits a type."""
    name = wanted.name
    if not is_known(wanted):
        return None
    if name == "Any" or value is None:
        return True
    if name in _SIMPLE or name not in _MADE_OF:
        return kind(value) == name
    if kind(value) != name:
        return False
    return not wanted.parts or _parts_conform(value, wanted)


def _parts_conform(value: Value, wanted: TypeRef) -> bool:
    if wanted.name == "list":
        inner = wanted.parts[0][1]
        return all(conforms(item, inner) for item in value)
    if wanted.name == "context":
        return all(
            field in value and bool(conforms(value[field], part))
            for field, part in wanted.parts
        )
    if wanted.name == "range":
        inner = wanted.parts[0][1]
        ends = [end for end in (value.start, value.end) if end is not None]
        return bool(ends) and all(conforms(end, inner) for end in ends)
    return _function_conforms(value, wanted)


def _function_conforms(value: Function, wanted: TypeRef) -> bool:
    """Compare the number of parameters; their types are not tracked."""
    count = len(wanted.parts) - 1
    return bool(value.candidates(count, None))
