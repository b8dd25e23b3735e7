"""Built-in functions over strings; those with patterns are in `patterns`."""

from __future__ import annotations

from decimal import Decimal

from gridflow.feel.decimals import Number
from gridflow.feel.errors import Fault, LimitFault
from gridflow.feel.functions import Registry
from gridflow.feel.limits import STRING_LENGTH
from gridflow.feel.patterns import matches, replace, split
from gridflow.feel.values import Value, kind

REGISTRY = Registry()
built_in = REGISTRY.add

built_in("matches", "input:string, pattern:string, flags?:string~", wants_run=True)(
    matches
)
built_in(
    "replace",
    "input:string, pattern:string, replacement:string, flags?:string~",
    wants_run=True,
)(replace)
built_in("split", "string:string, delimiter:string", wants_run=True)(split)


@built_in("substring", "string:string, start position:number, length?:number")
def _substring(text: str, start: Number, length: Number | None) -> Value:
    first = int(start)
    if not first or abs(first) > len(text):
        raise Fault("out_of_range", parameter="start position")
    if length is not None and length < 1:
        raise Fault("out_of_range", parameter="length")
    begin = first - 1 if first > 0 else len(text) + first
    return text[begin:] if length is None else text[begin : begin + int(length)]


@built_in("string length", "string:string")
def _length(text: str) -> Value:
    return Decimal(len(text))


@built_in("upper case", "string:string")
def _upper(text: str) -> Value:
    return text.upper()


@built_in("lower case", "string:string")
def _lower(text: str) -> Value:
    return text.lower()


@built_in("substring before", "string:string, match:string")
def _before(text: str, match: str) -> Value:
    return text[: text.index(match)] if match in text else ""


@built_in("substring after", "string:string, match:string")
def _after(text: str, match: str) -> Value:
    return text[text.index(match) + len(match) :] if match in text else ""


@built_in("contains", "string:string, match:string")
def _contains(text: str, match: str) -> Value:
    return match in text


@built_in("starts with", "string:string, match:string")
def _starts(text: str, match: str) -> Value:
    return text.startswith(match)


@built_in("ends with", "string:string, match:string")
def _ends(text: str, match: str) -> Value:
    return text.endswith(match)


@built_in("string join", "list:list, delimiter?:string~")
def _join(values: list[Value], delimiter: str | None) -> Value:
    parts = []
    room = STRING_LENGTH
    for value in values:
        if value is None:
            continue
        if kind(value) != "string":
            raise Fault("wrong_argument", found=kind(value), expected="string")
        room -= len(value) + len(delimiter or "")
        parts.append(value)
    if room < 0:
        raise LimitFault("string_too_long", most=STRING_LENGTH)
    return (delimiter or "").join(parts)
