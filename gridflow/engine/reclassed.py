"""Why another task took the place of one: what arrived, who brought it, when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from gridflow.engine.campaign_names import names_of
from gridflow.engine.carrying import left_behind
from gridflow.engine.deciding import counted_kinds
from gridflow.engine.filled import Answer
from gridflow.engine.loading import Loaded, load_task
from gridflow.engine.reach import task_in_reach
from gridflow.engine.record_showing import value_text
from gridflow.engine.superseding import successor
from gridflow.engine.task_page import TaskPage
from gridflow.spec.records import Record as RecordKind
from gridflow.store import Session, audit, campaigns, people, records
from gridflow.store.audit import Entry
from gridflow.store.campaigns import Subject
from gridflow.store.record_history import revisions_of
from gridflow.store.tasks import Task

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine

_TOLD = frozenset({"choice", "date"})


@dataclass(frozen=True, slots=True)
class Arrival:
    """A part of the record that came when the class changed, such as a clue.

    Attributes:
        kind_label: what such a part is called.
        facts: labels and values of its choices and days; no free text, nothing masked.
    """

    kind_label: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Reclassed:
    """The task in force instead of a superseded one, and why.

    Attributes:
        task: its code.
        form_label: the form to fill now.
        class_label: what the record is taken for now, "" for nothing.
        why: the labels of what the rule asks, "" where it asks nothing.
        reason: what somebody wrote who decided so, "" where a rule did.
        who: the name of who brought it about, "" for an import by the command line.
        role_label: under what role.
        at: when.
        arrivals: what came in the same moment.
        left: what was typed that has no place in the new form.
        mine: the actor may go on with the new task.
    """

    task: str
    form_label: str
    class_label: str
    why: str
    reason: str
    who: str
    role_label: str
    at: datetime
    arrivals: tuple[Arrival, ...]
    left: tuple[Answer, ...]
    mine: bool


def reclassed(engine: Engine, actor: Actor, page: TaskPage) -> Reclassed | None:
    """Return why another task took the place of a page's; None where none did."""
    day = engine.today()
    with engine.store.reading() as session:
        task = task_in_reach(engine, session, actor, page.task.code)
        now = successor(session, task)
        subject = campaigns.subject_of_case(session, task.case)
        campaign = campaigns.campaign(session, subject.campaign) if subject else None
        if now is None or subject is None or campaign is None:
            return None
        names = names_of(engine, campaign)
        loaded = load_task(engine, session, now, day)
        entry = _entry(session, task)
        at = entry.at if entry else subject.moved_at
        role = loaded.procedure.roles.get(entry.role) if entry else None
        return Reclassed(
            task=now.code,
            form_label=now.form_label,
            class_label=names.class_(subject.class_),
            why=names.why(subject.rule),
            # it is the last decision's; a form that nobody handed in needed none
            reason=subject.note if page.submission is not None else "",
            who=_name(session, entry),
            role_label=role.label if role else "",
            at=at,
            arrivals=_arrivals(session, loaded, subject, at),
            left=left_behind(page.filled, loaded.form),
            mine=now.holder == actor.person or now.holder is None,
        )


def _entry(session: Session, task: Task) -> Entry | None:
    """Return the entry that tells how a task lost its place, or None."""
    found = None
    for entry in audit.entries(session, task.case):
        if entry.action == "reclass" and entry.entry.get("instead_of") == task.id:
            found = entry
    return found


def _name(session: Session, entry: Entry | None) -> str:
    if entry is None or entry.person is None:
        return ""
    person = people.person(session, entry.person)
    return person.name if person else ""


def _arrivals(
    session: Session, loaded: Loaded, subject: Subject, at: datetime
) -> tuple[Arrival, ...]:
    counted = counted_kinds(loaded.procedure, loaded.form.about)
    found = []
    for part in records.parts_of(session, subject.record):
        kind = loaded.procedure.records.get(part.kind)
        if kind is None or part.kind in counted:
            continue
        if revisions_of(session, part.id)[0].recorded_at == at:
            found.append(Arrival(kind.label, _facts(session, loaded, part, kind)))
    return tuple(found)


def _facts(
    session: Session, loaded: Loaded, part: records.Record, kind: RecordKind
) -> tuple[tuple[str, str], ...]:
    told = (
        (one.label, value_text(session, part, one, loaded.around))
        for one in kind.fields
        if one.type in _TOLD and not one.sensitive
    )
    return tuple((label, text) for label, text in told if text)
