"""Where a step leads: its outcome, the end of its case, or the next task."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from gridflow.engine.errors import NoOutcomeError
from gridflow.engine.record_scope import for_expressions, record_scope
from gridflow.engine.surroundings import Surroundings
from gridflow.spec.flows import Outcome, Step
from gridflow.store import cases, tasks
from gridflow.store.areas import Area
from gridflow.store.records import Record
from gridflow.store.tasks import NewTask

if TYPE_CHECKING:
    from gridflow.engine.commands import Act
    from gridflow.engine.filled import FilledForm
    from gridflow.engine.loading import Loaded


def outcome_of(loaded: Loaded, filled: FilledForm) -> tuple[str, Outcome]:
    """Return the word for what follows, and the outcome; NoOutcomeError for none."""
    scope = record_scope(loaded.around, loaded.form.about)
    scope.update({one.id: None for one in loaded.form.plain_fields()})
    for name, value in filled.values.items():
        scope[name] = for_expressions(value)
    for one in loaded.step.then:
        if one.if_ is None or one.if_.evaluate(scope) is True:
            return one.close or one.go or "", one
    raise NoOutcomeError(step=loaded.step.id)


def move_on(at: Act, loaded: Loaded, filled: FilledForm) -> None:
    """Finish the task and do what its step says comes then."""
    task = loaded.task
    word, outcome = outcome_of(loaded, filled)
    tasks.finish(at.tx, task.id, word, at.by)
    following = loaded.flow.step(outcome.go) if outcome.go else None
    if following is None:
        cases.close_case(at.tx, task.case, word, at.by)
        at.note(task.case, "close", {"outcome": word})
        return
    open_step(
        at,
        case=task.case,
        step=following,
        around=loaded.around,
        about=loaded.form.about,
        record=loaded.record.row,
        place=loaded.above[0],
        size_text=task.size_text,
    )


def open_step(
    at: Act,
    *,
    case: int,
    step: Step,
    around: Surroundings,
    about: str,
    record: Record,
    place: Area,
    size_text: str,
) -> int:
    """Put the task of a step into its pool; returns the task's id."""
    form = around.procedure.forms.get(step.form or "")
    new = NewTask(
        case=case,
        step=step.id,
        form=form.id if form else "",
        form_label=form.label if form else step.label,
        role=step.role,
        area=place.id,
        area_label=place.label,
        record=record.id,
        title=record.title,
        size_text=size_text,
        people=step.people,
        due_on=due_on(step, around, about),
    )
    task = tasks.open_task(at.tx, new, at.by)
    at.note(case, "open_task", {"task": task, "step": step.id})
    return task


def due_on(step: Step, around: Surroundings, about: str) -> date | None:
    """Return the last day of a step's task, None where the step has no limit."""
    if step.due is None:
        return None
    found = step.due.evaluate(record_scope(around, about))
    return found if isinstance(found, date) else None
