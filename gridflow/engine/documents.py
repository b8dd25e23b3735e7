"""The JSON document of a submission, and the typed values and inputs it came from.

    {"wage": 100.00, "people": [{"@key": ..., "name": ...}]}

Hidden and empty fields are absent. A row's key is the code of the record that it is
about, or what the client called a new row; no field can be called "@key".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gridflow.engine.filled import FilledForm
from gridflow.engine.raw_form import RawForm
from gridflow.engine.surroundings import Surroundings
from gridflow.engine.values import from_json, to_json, to_texts
from gridflow.spec.forms import Field, Form, Repeat

Document = dict[str, object]
KEY = "@key"


def document_of(filled: FilledForm) -> Document:
    """Return what is stored of a filling."""
    document: Document = {}
    for name, value in filled.values.items():
        if name not in filled.row_keys:
            document[name] = to_json(value)
            continue
        keys = filled.row_keys[name]
        document[name] = [
            {KEY: key, **_row_json(row)}
            for key, row in zip(keys, _mappings(value), strict=True)
        ]
    return document


def _row_json(row: Mapping[str, object]) -> dict[str, object]:
    return {name: to_json(value) for name, value in row.items()}


def _mappings(value: object) -> Sequence[Mapping[str, object]]:
    return value if isinstance(value, list | tuple) else ()


def raw_of(
    form: Form,
    document: Mapping[str, object],
    around: Surroundings,
    codes: Mapping[str, str],
) -> tuple[RawForm, dict[str, object]]:
    """Return the inputs that would fill the form so again, and the other values.

    The second is `Surroundings.kept`: what stands behind inputs that show nothing,
    and what was computed. `codes` tells the records that new rows have become.
    """
    raw, kept = RawForm(), dict[str, object]()
    for section in form.sections:
        if not isinstance(section, Repeat):
            for one in section.fields:
                _take(one, one.id, document.get(one.id), around, raw, kept)
            continue
        for row in _mappings(document.get(section.id)):
            key = codes.get(str(row[KEY]), str(row[KEY]))
            raw.rows.setdefault(section.id, []).append(key)
            for one in section.fields:
                path = f"{section.id}.{key}.{one.id}"
                _take(one, path, row.get(one.id), around, raw, kept)
    return raw, kept


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
    if of.sensitive or of.read_only or of.calculation is not None:
        kept[path] = value
    else:
        raw.values[path] = list(to_texts(value))
