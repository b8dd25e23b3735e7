"""One task with its form, as the actor may see and fill it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from gridflow.clock import legal_day
from gridflow.engine.access import may
from gridflow.engine.accounts import path_from_county
from gridflow.engine.drafting import (
    begun,
    behind_draft,
    behind_submission,
    fill_draft,
    for_page,
)
from gridflow.engine.filled import FilledForm
from gridflow.engine.filling import fill
from gridflow.engine.handing_in import CORRECTION
from gridflow.engine.inbox import InboxRow, task_row
from gridflow.engine.loading import Held, Loaded, load_task
from gridflow.engine.raw_form import RawForm
from gridflow.engine.reach import (
    in_pool,
    is_holder,
    posts_here,
    require_holder,
    task_in_reach,
)
from gridflow.engine.superseding import successor
from gridflow.engine.tasks import receivers
from gridflow.engine.values import to_json
from gridflow.errors import NotFoundError
from gridflow.spec.forms import Form
from gridflow.spec.formulas import CASE, CASE_NAMES
from gridflow.spec.procedure import Procedure
from gridflow.store import Session, drafts, people, records, submissions, tasks
from gridflow.store.people import Post
from gridflow.store.submissions import SecondPerson, Submission
from gridflow.store.tasks import Task

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine


@dataclass(frozen=True, slots=True)
class PersonChoice:
    """Somebody who can be named or handed to."""

    person: int
    post: int
    name: str
    role_label: str
    area_label: str


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One handed-in filling of the task."""

    submission: int
    at: datetime
    who: str
    role_label: str
    replaces: int | None
    reason: str
    current: bool


@dataclass(frozen=True, slots=True)
class TaskPage:
    """What `/tasks/<code>` shows.

    Attributes:
        task: the same view as in the list.
        area_path: names from the county down to the task's grid.
        form: the form as pinned by the case.
        filled: the draft, the submission or the prefilled form.
        scope: names that expressions see beside the fields (parameters, the
            record before, today), as JSON values, for the preview in the browser.
        draft_version: base of the next saving; 0 without a draft.
        draft_saved_at: when, None.
        draft_saved_by: who, "".
        submission: id of the current submission, None while not handed in.
        submitted_at: when the server received it, None.
        submitted_by: name, "".
        filled_at: when it was filled on the phone, None.
        may: of "claim", "release", "transfer", "fill", "submit", "correct", "print",
            "confirm", "dispute".
        people: how many visitors the step wants (1 or 2).
        second_visitor: name of the named one, "".
        second_state: "", "named", "confirmed", "disputed".
        people_choices: who may be named as second visitor today.
        transfer_choices: posts it may be handed to.
        history: submissions, newest first.
        opened_on: the day it was opened, for the explanation of the due day.
        superseded_by: code of the task in whose favour this one was superseded, "";
            then `filled` is what was handed in or typed here, only to be read.
        superseded_form: the name of that task's form, "".
        case_class: what the campaign took the record for, "".
    """

    task: InboxRow
    area_path: tuple[str, ...]
    form: Form
    filled: FilledForm
    scope: Mapping[str, object]
    draft_version: int
    draft_saved_at: datetime | None
    draft_saved_by: str
    submission: int | None
    submitted_at: datetime | None
    submitted_by: str
    filled_at: datetime | None
    may: frozenset[str]
    people: int
    second_visitor: str
    second_state: str
    people_choices: tuple[PersonChoice, ...]
    transfer_choices: tuple[PersonChoice, ...]
    history: tuple[HistoryRow, ...]
    opened_on: date
    superseded_by: str = ""
    superseded_form: str = ""
    case_class: str = ""


def open_task(engine: Engine, actor: Actor, code: str) -> TaskPage:
    """Return a task in the actor's scope; NotFoundError otherwise."""
    day = engine.today()
    with engine.store.reading() as session:
        task = task_in_reach(engine, session, actor, code)
        history = submissions.submissions_of_task(session, task.id)
        last = next((one for one in reversed(history) if not one.replaced_by), None)
        filled_on = legal_day(last.filled_at) if last else day
        loaded = load_task(engine, session, task, filled_on)
        mine = is_holder(actor, task)
        instead = successor(session, task)
        readable = mine or instead is not None
        draft = drafts.draft(session, task.id, actor.person) if readable else None
        if last is not None and not mine and task.state != tasks.OPEN:
            filled = handed_in(session, loaded, last)
        elif draft is not None:
            raw = RawForm.from_json(loaded.form, draft.content)
            filled = fill_draft(loaded, raw)
        else:
            filled = begun(loaded)
            draft = None
        seconds = submissions.people_of(session, last.id) if last else ()
        return TaskPage(
            task=task_row(engine, actor, task, day),
            area_path=path_from_county(loaded.site, loaded.above),
            form=loaded.form,
            filled=filled,
            scope=preview_scope(loaded),
            draft_version=draft.version if draft else 0,
            draft_saved_at=draft.saved_at if draft else None,
            draft_saved_by=actor.name if draft else "",
            submission=last.id if last else None,
            submitted_at=last.received_at if last else None,
            submitted_by=last.person_name if last else "",
            filled_at=last.filled_at if last else None,
            may=_may(engine, session, actor, task, last, seconds),
            people=loaded.step.people,
            second_visitor=seconds[0].person_name if seconds else "",
            second_state=seconds[0].state if seconds else "",
            people_choices=visitors(session, loaded, actor, day),
            transfer_choices=_receivers(engine, session, actor, task, loaded),
            history=_history(session, loaded, history),
            opened_on=legal_day(task.opened_at),
            superseded_by=instead.code if instead else "",
            superseded_form=instead.form_label if instead else "",
            case_class=_class_label(loaded),
        )


def _class_label(loaded: Loaded) -> str:
    """Return what people call the class of the case, "" without a campaign."""
    class_ = loaded.around.case.get("class")
    for campaign in loaded.procedure.campaigns.values():
        codes = loaded.procedure.codes.get(campaign.codes)
        option = codes.option(str(class_)) if codes and class_ else None
        if campaign.flow == loaded.flow.id and option is not None:
            return option.label
    return ""


def handed_in(
    session: Session, loaded: Loaded, found: Submission, *, unmasked: bool = False
) -> FilledForm:
    """Return a submission as it was handed in: nothing is worked out anew."""
    raw, around = behind_submission(session, loaded, found, as_it_was=True)
    named = submissions.people_of(session, found.id)
    raw = replace(
        raw,
        reasons=dict(found.reasons),
        signatures=_signed(found),
        second_visitor=str(named[0].person) if named else "",
    )
    filled = fill(loaded.form, raw, around, unmasked=unmasked)
    return filled if unmasked else for_page(filled)


def _signed(found: Submission) -> dict[str, list[str]]:
    return {
        place: [str(one["upload"]) for one in signed]
        for place, signed in found.signatures.items()
    }


def refill(engine: Engine, actor: Actor, code: str, raw: RawForm) -> FilledForm:
    """Return the server's figures for what was typed, nothing stored (no script)."""
    with engine.store.reading() as session:
        task = task_in_reach(engine, session, actor, code)
        require_holder(actor, task)
        loaded = load_task(engine, session, task, engine.today())
        draft = drafts.draft(session, task.id, actor.person)
        around = behind_draft(loaded, raw, draft)
    return for_page(fill(loaded.form, raw, around))


def correction_form(engine: Engine, actor: Actor, code: str) -> FilledForm:
    """Return the current submission as inputs to correct; masked ones are empty."""
    with engine.store.reading() as session:
        task = task_in_reach(engine, session, actor, code)
        found = submissions.latest_submission(session, task.id)
        if found is None:
            raise NotFoundError
        loaded = load_task(engine, session, task, engine.today())
        raw, around = behind_submission(session, loaded, found)
        named = submissions.people_of(session, found.id)
        raw = replace(
            raw,
            reasons=dict(found.reasons),
            signatures=_signed(found),
            second_visitor=str(named[0].person) if named else "",
        )
    return for_page(fill(loaded.form, raw, around))


def preview_scope(loaded: Loaded) -> dict[str, object]:
    """Return what the browser's preview may know besides the inputs, as JSON.

    Sensitive values are not among it: what depends on them shows after saving.
    """
    around = loaded.around
    record = _plain(loaded.record)
    for kind in loaded.procedure.records.values():
        if kind.part_of == loaded.record.kind.id:
            rows = [_plain(one) for one in loaded.parts.values() if one.kind == kind]
            record[kind.id] = rows
            if kind.list_name:
                record[kind.list_name] = rows
    parameters = {
        name: json_parameter(value) for name, value in around.parameters().items()
    }
    case = {name: to_json(around.case.get(name)) for name in CASE_NAMES}
    return {
        **parameters,
        "today": around.day.isoformat(),
        CASE: case,
        loaded.form.about: record,
    }


def _plain(held: Held) -> dict[str, object]:
    secret = {one.id for one in held.kind.fields if one.sensitive}
    return {
        name: to_json(value)
        for name, value in held.values.items()
        if name not in secret and value is not None
    }


def json_parameter(value: object) -> object:
    """Return a parameter's value as JSON; a period is a mapping of days."""
    if isinstance(value, Mapping):
        return {str(name): to_json(one) for name, one in value.items()}
    return to_json(value)


def _may(
    engine: Engine,
    session: Session,
    actor: Actor,
    task: Task,
    last: Submission | None,
    seconds: Sequence[SecondPerson],
) -> frozenset[str]:
    allowed: set[str] = set()
    pool = in_pool(engine, session, actor, task)
    going_on = task.state in {tasks.OPEN, tasks.CLAIMED}
    if task.state == tasks.OPEN and pool:
        allowed.add("claim")
    if is_holder(actor, task):
        allowed |= {"fill", "submit", "release", "transfer"}
    if going_on and may(engine, actor, "transfer", "tasks", task.area).allowed:
        allowed.add("transfer")
    if task.state == tasks.DONE and last and (pool or last.person == actor.person):
        allowed.add("correct")
    if any(one.person == actor.person and one.state == "named" for one in seconds):
        allowed |= {"confirm", "dispute"}
    record = records.record(session, task.record) if task.record else None
    if record and may(engine, actor, "print", record.kind, task.area).allowed:
        allowed.add("print")
    return frozenset(allowed)


def visitors(
    session: Session, loaded: Loaded, actor: Actor, day: date
) -> tuple[PersonChoice, ...]:
    """Return who may be named as the second visitor on a day; none where one does."""
    if loaded.step.people <= 1:
        return ()
    area = loaded.task.area
    found = posts_here(session, loaded.procedure, area, day, actor.person)
    return tuple(_choice(loaded.procedure, one) for one in found)


def _receivers(
    engine: Engine, session: Session, actor: Actor, task: Task, loaded: Loaded
) -> tuple[PersonChoice, ...]:
    if task.state not in {tasks.OPEN, tasks.CLAIMED}:
        return ()
    found = receivers(engine, session, actor, task)
    return tuple(_choice(loaded.procedure, one) for one in found)


def _choice(procedure: Procedure, post: Post) -> PersonChoice:
    role = procedure.roles.get(post.role)
    label = role.label if role else post.role
    return PersonChoice(post.person, post.id, post.person_name, label, post.area_label)


def _history(
    session: Session, loaded: Loaded, found: Sequence[Submission]
) -> tuple[HistoryRow, ...]:
    rows: list[HistoryRow] = []
    for one in reversed(found):
        post = people.post(session, one.post)
        role = loaded.procedure.roles.get(post.role) if post else None
        rows.append(
            HistoryRow(
                submission=one.id,
                at=one.received_at,
                who=one.person_name,
                role_label=role.label if role else "",
                replaces=one.replaces,
                reason=str(one.reasons.get(CORRECTION, "")),
                current=one.replaced_by is None,
            )
        )
    return tuple(rows)
