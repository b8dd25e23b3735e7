"""Filling a form: what was typed becomes the server's truth. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gridflow.engine.checking import Findings, find
from gridflow.engine.evaluation import RowState, State, default, evaluate, new_row
from gridflow.engine.faults import Fault
from gridflow.engine.filled import FilledForm
from gridflow.engine.presenting import present
from gridflow.engine.raw_form import RawForm
from gridflow.engine.surroundings import Surroundings
from gridflow.engine.values import to_texts
from gridflow.spec.forms import Field, Form, Repeat


def fill(
    form: Form,
    raw: RawForm,
    around: Surroundings,
    *,
    more: Sequence[Fault] = (),
    unmasked: bool = False,
    quiet: bool = False,
) -> FilledForm:
    """Return the filled form with every fault; `more` are faults found elsewhere.

    Quiet tells no faults, for a form that nobody has begun; it is never complete.
    Sensitive answers are masked and carry no value unless `unmasked`; `values` of the
    result always holds them, for the command that stores them.
    """
    state = evaluate(form, raw, around)
    findings = find(state)
    if quiet:
        findings = Findings(required=findings.required)
        return replace(present(state, findings, unmasked=unmasked), complete=False)
    findings.faults.extend(more)
    return present(state, findings, unmasked=unmasked)


def prefill(form: Form, around: Surroundings) -> RawForm:
    """Return the inputs of a form nobody has begun: the record's values, defaults."""
    state = evaluate(form, RawForm(), around)
    raw = RawForm()
    for section in form.sections:
        if not isinstance(section, Repeat):
            for one in section.fields:
                _prefill(state, one, one.id, None, raw)
            continue
        for part in around.parts.get(section.record or "", ()):
            raw.rows.setdefault(section.id, []).append(part.code)
            row = new_row(state, section, part.code)
            for one in section.fields:
                _prefill(state, one, f"{section.id}.{part.code}.{one.id}", row, raw)
    return raw


def _prefill(
    state: State, of: Field, path: str, row: RowState | None, raw: RawForm
) -> None:
    if of.calculation is not None or of.read_only:
        return
    value = state.previous(of, row)
    if value is not None and of.sensitive:
        return
    if value is None and row is None:
        value = default(of, state.scope)
    texts = to_texts(value)
    if texts:
        raw.values[path] = list(texts)
