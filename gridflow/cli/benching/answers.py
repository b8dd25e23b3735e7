"""A filling of any form that is accepted, found by asking the engine repeatedly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from gridflow.engine import Actor, Engine
from gridflow.engine.filled import Answer, FilledForm
from gridflow.engine.raw_form import RawForm
from gridflow.engine.task_page import open_task, refill

TRIES = 8
PLAIN = {"yes_no": "no", "money": "0", "number": "0", "integer": "0"}


def accepted_filling(engine: Engine, actor: Actor, code: str) -> RawForm | None:
    """Return inputs that the task would be handed in with; None where none is found.

    What the record knows stays, what is missing gets any answer that fits.
    """
    page = open_task(engine, actor, code)
    raw = _begun(page.filled)
    if page.people > 1 and page.people_choices:
        raw = replace(raw, second_visitor=str(page.people_choices[0].person))
    for _ in range(TRIES):
        filled = refill(engine, actor, code, raw)
        if filled.complete:
            return raw
        for answer in _answers(filled):
            known = answer.value is not None or answer.masked or answer.read_only
            if answer.required and not known:
                raw.values[answer.path] = [_any(engine, answer)]
        for check in filled.checks:
            if check.check.severity == "warning":
                raw.reasons[check.path] = "-"
    return None


def pairs_of(raw: RawForm) -> Iterator[tuple[str, str]]:
    """Yield the inputs as a browser sends them."""
    for repeat, keys in raw.rows.items():
        yield from ((f"rows.{repeat}", key) for key in keys)
    for path, texts in raw.values.items():
        yield from ((f"f.{path}", text) for text in texts)
    yield from ((f"why.{path}", reason) for path, reason in raw.reasons.items())
    yield "second_visitor", raw.second_visitor


def _begun(filled: FilledForm) -> RawForm:
    raw = RawForm()
    for section in filled.sections:
        if section.rows:
            raw.rows[section.section.id] = [row.key for row in section.rows]
    for answer in _answers(filled):
        if answer.texts and not answer.read_only and not answer.field.sensitive:
            raw.values[answer.path] = list(answer.texts)
    return raw


def _answers(filled: FilledForm) -> Iterator[Answer]:
    for section in filled.sections:
        found = [
            *section.answers,
            *(one for row in section.rows for one in row.answers),
        ]
        yield from (one for one in found if section.relevant and one.relevant)


def _any(engine: Engine, answer: Answer) -> str:
    if answer.options:
        return answer.options[-1].id
    if answer.field.type == "date":
        return engine.today().isoformat()
    return PLAIN.get(answer.field.type, "-")
