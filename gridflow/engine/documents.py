"""The JSON document of a submission, and the typed values and inputs it came from.

    {"values": {"wage": 100.00, "members": [{"name": ...}]},
     "rows": {"members": [{"key": ..., "record": ...}]}}

Hidden and empty fields are absent. A row names the record that it wrote.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from gridflow.engine.filled import FilledForm
from gridflow.engine.raw_form import RawForm
from gridflow.engine.surroundings import AnyField, Surroundings
from gridflow.engine.values import from_json, to_json, to_texts
from gridflow.spec.forms import Field, Form, Repeat

Document = dict[str, object]


def document_of(
    filled: FilledForm, records: Mapping[str, Mapping[str, str]]
) -> Document:
    """Return what is stored; `records` tells the record's code by repeat and row."""
    values: dict[str, object] = {}
    rows: dict[str, object] = {}
    for name, value in filled.values.items():
        if name not in filled.row_keys:
            values[name] = to_json(value)
            continue
        known = records.get(name, {})
        values[name] = [_row_json(one) for one in _mappings(value)]
        rows[name] = [
            {"key": key, "record": known.get(key, "")} for key in filled.row_keys[name]
        ]
    return {"values": values, "rows": rows}


def _row_json(row: Mapping[str, object]) -> dict[str, object]:
    return {name: to_json(value) for name, value in row.items()}


def _mappings(value: object) -> Sequence[Mapping[str, object]]:
    return value if isinstance(value, list | tuple) else ()


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def raw_of(
    form: Form, document: Mapping[str, object], around: Surroundings
) -> tuple[RawForm, dict[str, object]]:
    """Return the inputs that would fill the form so again, and the masked values.

    The second is `Surroundings.kept`: what stands behind inputs that show nothing.
    """
    raw, kept = RawForm(), dict[str, object]()
    values = _mapping(document.get("values"))
    for section in form.sections:
        if not isinstance(section, Repeat):
            for one in section.fields:
                _take(one, one.id, values.get(one.id), around, raw, kept)
            continue
        found = _mappings(values.get(section.id))
        for key, row in zip(row_keys(document, section.id), found, strict=True):
            raw.rows.setdefault(section.id, []).append(key)
            for one in section.fields:
                path = f"{section.id}.{key}.{one.id}"
                _take(one, path, row.get(one.id), around, raw, kept)
    return raw, kept


def row_keys(document: Mapping[str, object], repeat: str) -> list[str]:
    """Return the row keys of a repeat in a document, in order."""
    rows = _mappings(_mapping(document.get("rows")).get(repeat))
    return [str(one["key"]) for one in rows]


def row_records(document: Mapping[str, object], repeat: str) -> dict[str, str]:
    """Return the record codes of a repeat's rows by row key."""
    rows = _mappings(_mapping(document.get("rows")).get(repeat))
    return {str(one["key"]): str(one["record"]) for one in rows if one["record"]}


def _take(
    of: Field,
    path: str,
    stored: object,
    around: Surroundings,
    raw: RawForm,
    kept: dict[str, object],
) -> None:
    value = from_json(of, stored, around)
    if value is None:
        return
    if of.sensitive or of.read_only:
        kept[path] = value
    elif of.calculation is None:
        raw.values[path] = list(to_texts(value))


def slot_value(value: object) -> object:
    """Return a value for a typed column: text, number or day; None for the rest."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, Decimal | date):
        return value
    if isinstance(value, str):
        return value[:200]
    return None


def slot_fields(form: Form) -> tuple[AnyField, ...]:
    """Return the fields that have slots: the plain ones with `index`, in order."""
    return tuple(one for one in form.plain_fields() if one.index)
