"""A filling that is handed in: one path for a form's page and for a ledger's row.

Whatever a step asks holds here: whose the task is, the day of the filling, the second
visitor and their post, what is written back and audited, and where the case goes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from gridflow.clock import legal_day
from gridflow.engine.commands import Act
from gridflow.engine.documents import document_of
from gridflow.engine.drafting import behind_draft, behind_submission, for_page
from gridflow.engine.faults import Fault
from gridflow.engine.filled import FilledForm
from gridflow.engine.filling import fill
from gridflow.engine.loading import Loaded, Loader
from gridflow.engine.moving import move_on, outcome_of
from gridflow.engine.plans import form_plan, slot_map
from gridflow.engine.raw_form import RawForm
from gridflow.engine.reach import require_holder
from gridflow.engine.superseding import require_current
from gridflow.engine.write_back import plan_write_back, write
from gridflow.spec.forms import Form, Repeat
from gridflow.store import By, campaigns, drafts, people
from gridflow.store import submissions as store
from gridflow.store import tasks as task_store
from gridflow.store.errors import KeyTakenError, SomebodyWasFirstError
from gridflow.store.record_writing import Origin
from gridflow.store.submissions import NewSubmission, Submission
from gridflow.store.tasks import Task

if TYPE_CHECKING:
    from gridflow.engine import Actor

# under which the reason of a correction stands among the reasons
CORRECTION = "@correction"
# phones' clocks run ahead by minutes; more than that is a mistake
AHEAD_AT_MOST = timedelta(minutes=5)


class RefusedFillingError(Exception):
    """Undoes what was written of a filling that is refused."""

    def __init__(self, filled: FilledForm) -> None:
        self.filled = filled
        super().__init__()


@dataclass(frozen=True, slots=True)
class Handed:
    """A complete filling, ready to be written."""

    loaded: Loaded
    filled: FilledForm
    raw: RawForm
    filled_at: datetime
    second: people.Post | None


def require_mine(at: Act, actor: Actor, task: Task) -> None:
    """Raise SomebodyWasFirstError or DeniedError unless the actor holds the task.

    SupersededError where another task took its place.
    """
    require_current(at.tx, task)
    mine = task.state == task_store.OPEN or task.holder == actor.person
    if mine and task.state != task_store.DONE:
        require_holder(actor, task)
        return
    mover = people.person(at.tx, task.moved_by) if task.moved_by else None
    who = task.holder_name or (mover.name if mover else "")
    raise SomebodyWasFirstError(state=task.state, who=who, when=task.moved_at)


def hand_in(
    at: Act, loader: Loader, task: Task, raw: RawForm
) -> tuple[int, FilledForm]:
    """Write the filling of a task that the actor holds and move its case on.

    Returns the submission's id and the filling; RefusedFillingError unless it is
    complete. The command reconsiders the records' classes once, at its end.
    """
    handed = take(at, loader, task, raw)
    submission = write_submission(at, handed, None)
    drafts.drop_draft(at.tx, task.id, loader.person)
    move_on(at, handed.loaded, handed.filled)
    campaigns.finish_task(at.tx, task.id, at.by.at)
    return submission, handed.filled


def take(
    at: Act, loader: Loader, task: Task, raw: RawForm, before: Submission | None = None
) -> Handed:
    """Fill the form with what was typed; RefusedFillingError unless it is complete.

    With `before` it is a correction, which must lead where that submission led.
    """
    faults: list[Fault] = []
    filled_at = _filled_at(raw, task, at.by.at, faults)
    day = legal_day(filled_at)
    loaded = loader.task(task, day)
    if before is None:
        draft = drafts.draft(at.tx, task.id, loader.person)
        around = behind_draft(loaded, raw, draft)
    else:
        around = behind_submission(at.tx, loaded, before)[1]
    loaded = replace(loaded, around=around)
    second = _second(at, loader, loaded, raw, faults)
    filled = fill(loaded.form, raw, around, more=faults)
    if filled.complete and before is not None:
        outcome, _ = outcome_of(loaded, filled)
        if outcome != task.outcome:
            faults.append(Fault("", "correction_changes_outcome"))
            filled = fill(loaded.form, raw, around, more=faults)
    if not filled.complete:
        raise RefusedFillingError(for_page(filled))
    return Handed(loaded, filled, raw, filled_at, second)


def _filled_at(
    raw: RawForm, task: Task, now: datetime, faults: list[Fault]
) -> datetime:
    if not raw.filled_at:
        return now
    try:
        told = datetime.fromisoformat(raw.filled_at)
        if task.opened_at <= told <= now + AHEAD_AT_MOST:
            return min(told, now)
    except (ValueError, TypeError):
        # no instant at all, or one without a zone
        pass
    faults.append(Fault("filled_at", "filled_at_wrong"))
    return now


def _second(
    at: Act, loader: Loader, loaded: Loaded, raw: RawForm, faults: list[Fault]
) -> people.Post | None:
    """Return the second visitor's post here on that day; notes what is wrong."""
    if loaded.step.people <= 1:
        return None
    path, named = "second_visitor", raw.second_visitor
    if not named.isascii() or not named.isdigit():
        faults.append(Fault(path, "second_missing"))
        return None
    if int(named) == at.by.person:
        faults.append(Fault(path, "second_is_first"))
        return None
    post = loader.post_here(int(named), loaded.task.area, loaded.around.day)
    if post is None:
        faults.append(Fault(path, "second_not_posted"))
    return post


def write_submission(
    at: Act, handed: Handed, before: Submission | None, *, reason: str = ""
) -> int:
    """Write a complete filling, what it changes in the record, and its entry."""
    loaded, filled, task = handed.loaded, handed.filled, handed.loaded.task
    document = document_of(filled)
    new = NewSubmission(
        case=task.case,
        task=task.id,
        form=task.form,
        bundle=task.bundle,
        record=task.record,
        area=task.area,
        values=document,
        reasons=_reasons(filled, reason),
        signatures=_signatures(filled),
        filled_at=handed.filled_at,
        replaces=None if before is None else before.id,
    )
    plan = form_plan(loaded.form)
    slots = slot_map(loaded.form, at.engine.library.vocabulary)
    submission = store.add_submission(at.tx, plan, new, slots, at.by)
    if handed.second is not None:
        second = By(handed.second.person, handed.second.id, at.by.at)
        store.name_second(at.tx, submission, handed.second.person, second)
    _write_back(at, handed, submission)
    entry: dict[str, object] = {
        "task": task.id,
        "submission": submission,
        "form": task.form,
        "bundle": task.bundle,
        "rules": at.engine.plugins.rule_set_version,
        "filled_at": handed.filled_at.isoformat(),
        "fields": at.fingerprints(task.form, document),
        "reasons": sorted(filled.reasons),
    }
    if before is not None:
        entry |= {"replaces": before.id}
    at.note(task.case, "submit" if before is None else "correct", entry)
    return submission


def _write_back(at: Act, handed: Handed, submission: int) -> None:
    loaded = handed.loaded
    plan = plan_write_back(loaded, handed.filled)
    collectors = [str(at.by.person)]
    if handed.second is not None:
        collectors.append(str(handed.second.person))
    origin = Origin(at.by, submission, {"collects": " ".join(collectors)})
    try:
        write(at.tx, loaded, plan, legal_day(handed.filled_at), origin)
    except KeyTakenError as taken:
        fault = key_fault(loaded.form, taken)
        again = fill(loaded.form, handed.raw, loaded.around, more=(fault,))
        raise RefusedFillingError(for_page(again)) from taken


def key_fault(form: Form, taken: KeyTakenError) -> Fault:
    """Return the fault at the input whose value another record has."""
    target = f"{taken.facts.get('kind')}.{taken.facts.get('field')}"
    for section in form.sections:
        for one in section.fields:
            if one.from_ == target:
                path = section.id if isinstance(section, Repeat) else one.id
                return Fault(path, "key_value_taken", {"label": one.label})
    return Fault("", "key_value_taken", {"label": target})


def _reasons(filled: FilledForm, reason: str) -> dict[str, str]:
    reasons = dict(filled.reasons)
    return {**reasons, CORRECTION: reason} if reason else reasons


def _signatures(filled: FilledForm) -> dict[str, object]:
    return {
        one.place.id: [
            {"upload": file.id, "sha256": file.sha256, "way": file.way}
            for file in one.uploads
        ]
        for one in filled.signatures
        if one.uploads and one.relevant
    }
