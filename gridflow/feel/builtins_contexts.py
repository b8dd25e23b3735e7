"""Built-in functions over contexts, booleans, and `is`."""

from __future__ import annotations

from gridflow.feel.errors import Fault, LimitFault
from gridflow.feel.functions import Registry
from gridflow.feel.limits import LIST_LENGTH
from gridflow.feel.run import Run
from gridflow.feel.values import Value, equal, kind, text_of

REGISTRY = Registry()
built_in = REGISTRY.add


@built_in("get value", "m:context, key:string")
def _value(context: Value, key: str) -> Value:
    if key not in context:
        raise Fault("no_such_entry", name=key, found="context")
    return context[key]


@built_in("get value", "context:context, keys:list")
def _nested_value(context: Value, keys: list[Value]) -> Value:
    found = context
    for key in _path(keys):
        if kind(found) != "context" or key not in found:
            raise Fault("no_such_entry", name=key, found=kind(found))
        found = found[key]
    return found


def _path(keys: list[Value]) -> list[Value]:
    if not keys or any(kind(key) != "string" for key in keys):
        raise Fault("wrong_argument", parameter="keys", expected="string")
    return keys


@built_in("get entries", "m:context")
def _entries(context: Value) -> Value:
    return [{"key": key, "value": value} for key, value in context.items()]


@built_in("context", "entries:list")
def _context(entries: list[Value]) -> Value:
    made: dict[str, Value] = {}
    for entry in entries:
        if kind(entry) != "context" or not {"key", "value"} <= entry.keys():
            raise Fault("wrong_argument", parameter="entries", expected="key, value")
        key = entry["key"]
        if kind(key) != "string" or key in made:
            raise Fault("wrong_argument", parameter="entries", expected="new keys")
        made[key] = entry["value"]
    return made


@built_in("context put", "context:context, key:string, value")
def _put(context: Value, key: str, value: Value) -> Value:
    if len(context) >= LIST_LENGTH:
        raise LimitFault("list_too_long", most=LIST_LENGTH)
    return {**context, key: value}


@built_in("context put", "context:context, keys:list, value")
def _put_deep(context: Value, keys: list[Value], value: Value) -> Value:
    made = outer = dict(context)
    *path, last = _path(keys)
    for key in path:
        inner = outer.get(key, {})
        if kind(inner) != "context":
            raise Fault("no_such_entry", name=key, found=kind(inner))
        outer[key] = outer = dict(inner)
    outer[last] = value
    return made


@built_in("context merge", "contexts:list")
def _merge(contexts: list[Value]) -> Value:
    made: dict[str, Value] = {}
    for context in contexts:
        if kind(context) != "context":
            found = kind(context)
            raise Fault("wrong_argument", found=found, expected="context")
        made.update(context)
    return made


# -- booleans


@built_in("not", "negand:boolean")
def _not(value: Value) -> Value:
    return not value


def _decided(values: list[Value], *, decisive: bool) -> Value:
    if any(value is decisive for value in values):
        return decisive
    for value in values:
        if value is not None and not isinstance(value, bool):
            raise Fault("wrong_argument", found=kind(value), expected="boolean")
    return None if None in values else not decisive


built_in("all", "list:list")(lambda values: _decided(values, decisive=False))
built_in("any", "list:list")(lambda values: _decided(values, decisive=True))
built_in("all", "first, second, *rest")(
    lambda first, second, rest: _decided([first, second, *rest], decisive=False)
)
built_in("any", "first, second, *rest")(
    lambda first, second, rest: _decided([first, second, *rest], decisive=True)
)

_BY_PARTS = frozenset({"date", "time", "date and time"})


@built_in("is", "value1, value2", wants_run=True)
def _is(run: Run, left: Value, right: Value) -> Value:
    """Tell whether two values are the same in every part, zone included."""
    if kind(left) != kind(right):
        return False
    if kind(left) in _BY_PARTS:
        return text_of(left) == text_of(right)
    return equal(left, right, run.spend) is True
