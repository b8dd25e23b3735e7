"""Two people on one thing: who was first, and everything the second one typed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flask import Response, jsonify, make_response, url_for

from gridflow.engine.errors import SupersededError
from gridflow.engine.filled import FilledForm
from gridflow.engine.raw_form import RawForm
from gridflow.engine.reclassed import reclassed
from gridflow.engine.task_page import TaskPage, open_task
from gridflow.engine.tasks import DraftConflict
from gridflow.errors import GridflowError
from gridflow.spec.forms import Field, Form
from gridflow.store.errors import SomebodyWasFirstError
from gridflow.web.filters import filters_of
from gridflow.web.form_view import form_view
from gridflow.web.page import wants_json

if TYPE_CHECKING:
    from gridflow.web.page import Page


def too_late(
    page: Page, error: GridflowError, task: TaskPage, raw: RawForm | None = None
) -> Response:
    """Tell why it cannot be done any more; what was typed stands there to be copied.

    A task in whose place another one came leads to that one.
    """
    if isinstance(error, SupersededError):
        return superseded(page, task.task.code, error)
    facts = dict(error.facts)
    if isinstance(error, SomebodyWasFirstError):
        facts["who"] = facts.get("who") or page.desk.say("somebody")
    sentence = page.desk.say(error.code, **facts)
    typed = [] if raw is None else list(_typed(task.form, raw))
    if wants_json():
        return make_response(jsonify(error=sentence), error.status)
    return page.show(
        "too_late.html", error.status, sentence=sentence, task=task.task, typed=typed
    )


def superseded(page: Page, code: str, error: SupersededError) -> Response:
    """Tell of the task that took the place of one; what was typed has been kept."""
    if not wants_json():
        return superseded_page(page, open_task(page.engine, page.actor, code), 409)
    sentence = page.desk.say(error.code, **error.facts)
    told = jsonify(error=sentence, superseded=url_for("task.show_task", code=code))
    return make_response(told, error.status)


def superseded_page(page: Page, task: TaskPage, status: int = 200) -> Response:
    """Show why a task was superseded, the way to the other, and what stayed behind."""
    kinds = page.engine.plugins.vocabulary.field_types
    return page.show(
        "superseded.html",
        status,
        page=task,
        view=form_view(task.filled, page.desk, kinds, people=task.people, tried=False),
        instead=reclassed(page.engine, page.actor, task),
    )


def conflict_page(
    page: Page, task: TaskPage, conflict: DraftConflict, raw: RawForm
) -> Response:
    """Show both drafts side by side, to choose one."""
    return page.show(
        "conflict.html",
        409,
        task=task.task,
        conflict=conflict,
        differences=_differences(conflict),
        pairs=list(pairs_of(raw)),
    )


def conflict_json(page: Page, conflict: DraftConflict) -> Response:
    """Return the same for the script that saves drafts."""
    time = filters_of(page.desk)["instant"](conflict.saved_at)
    return make_response(
        jsonify(
            conflict=True,
            version=conflict.version,
            sentence=page.desk.say("draft_conflict", who=conflict.who, time=time),
            differences=_differences(conflict),
        ),
        409,
    )


def _differences(conflict: DraftConflict) -> list[dict[str, str]]:
    return [
        {
            "label": _label(conflict, path),
            "mine": _shown(conflict.mine, path),
            "theirs": _shown(conflict.theirs, path),
        }
        for path in conflict.paths
    ]


def _label(conflict: DraftConflict, path: str) -> str:
    answer = conflict.mine.answer(path) or conflict.theirs.answer(path)
    return path if answer is None else answer.field.label


def _shown(filled: FilledForm, path: str) -> str:
    answer = filled.answer(path)
    return "" if answer is None else answer.shown or answer.text


def pairs_of(raw: RawForm) -> Iterator[tuple[str, str]]:
    """Yield the names and values that a page sends to say the same again."""
    for repeat, rows in raw.rows.items():
        for row in rows:
            yield f"rows.{repeat}", row
    for path, texts in raw.values.items():
        for text in texts:
            yield f"f.{path}", text
    for path, reason in raw.reasons.items():
        yield f"why.{path}", reason
    for place, ids in raw.signatures.items():
        for one in ids:
            yield f"s.{place}", one
    yield "second_visitor", raw.second_visitor


def _typed(form: Form, raw: RawForm) -> Iterator[tuple[str, str]]:
    for field in form.plain_fields():
        text = _words(field, raw.values.get(field.id, []))
        if text:
            yield field.label, text
    for repeat in form.repeats():
        for number, row in enumerate(raw.rows.get(repeat.id, []), 1):
            for field in repeat.fields:
                texts = raw.values.get(f"{repeat.id}.{row}.{field.id}", [])
                text = _words(field, texts)
                if text:
                    yield f"{repeat.label} {number} › {field.label}", text


def _words(field: Field, texts: list[str]) -> str:
    labels = {one.id: one.label for one in field.options}
    return " ".join(labels.get(text, text) for text in texts if text.strip())
