"""The logic of a form as plain JSON, for the preview in the browser.

The server decides; the browser only follows while somebody types. What a masked input
hides is unknown there, so the names in `hidden` make an expression wait for the server.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from gridflow.engine.filled import FilledForm
from gridflow.spec.forms import Field, Form, Repeat
from gridflow.spec.formula import Formula


def logic_of(
    form: Form, scope: Mapping[str, object], filled: FilledForm
) -> dict[str, object]:
    """Return names, relevance, calculations and required formulas of a form."""
    return {
        "scope": plain(scope),
        "about": form.about,
        "sections": [_section(one) for one in form.sections],
        "signatures": [
            {"id": one.id, "relevant": one.relevant.text}
            for one in form.signatures
            if one.relevant is not None
        ],
        "order": list(form.calculations),
        "hidden": _hidden(filled),
        "labels": _labels(filled),
        "fixed": _fixed(filled),
    }


def _section(section: object) -> dict[str, object]:
    found: dict[str, object] = {
        "id": section.id,  # type: ignore[attr-defined]
        "relevant": _text(section.relevant),  # type: ignore[attr-defined]
        "repeat": isinstance(section, Repeat),
        "fields": [_field(one) for one in section.fields],  # type: ignore[attr-defined]
    }
    if isinstance(section, Repeat):
        found["title"] = section.row_title
    return found


def _field(field: Field) -> dict[str, object]:
    found: dict[str, object] = {"id": field.id, "type": field.type}
    if field.relevant is not None:
        found["relevant"] = field.relevant.text
    if field.calculation is not None:
        found["calculation"] = field.calculation.text
    if isinstance(field.required, Formula):
        found["required"] = field.required.text
    elif field.required:
        found["required"] = True
    if field.decimals is not None:
        found["decimals"] = field.decimals
    return found


def _text(formula: Formula | None) -> str | None:
    return None if formula is None else formula.text


def _hidden(filled: FilledForm) -> list[str]:
    names = {
        answer.field.id
        for section in filled.sections
        for answer in (*section.answers, *(a for r in section.rows for a in r.answers))
        if answer.masked
    }
    return sorted(names)


def _fixed(filled: FilledForm) -> dict[str, object]:
    """Return the values that are only shown and have no input, by path."""
    return {
        answer.path: plain(answer.value)
        for section in filled.sections
        for answer in (
            *section.answers,
            *(one for row in section.rows for one in row.answers),
        )
        if answer.field.read_only and answer.field.calculation is None
    }


def _labels(filled: FilledForm) -> dict[str, dict[str, str]]:
    """Return what the choices are called that a calculation may come to, by field."""
    return {
        answer.field.id: {one.id: one.label for one in answer.options}
        for section in filled.sections
        for answer in (
            *section.answers,
            *(section.blank_row.answers if section.blank_row else ()),
        )
        if answer.field.calculation is not None and answer.options
    }


def plain(value: object) -> object:
    """Return a value as JSON takes it; days are marked so that they stay days."""
    if isinstance(value, Mapping):
        return {
            str(name): plain(one) for name, one in value.items() if not callable(one)
        }
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date | datetime):
        return {"@date": value.isoformat()}
    return value
