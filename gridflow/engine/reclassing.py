"""A record's class is decided anew when something about it has changed.

Nothing handed in yet: the other form takes the place of the first at once, in the same
case, with the same holder and what was typed so far. Something handed in: a proposal
that a person decides about. Exactly one task is in force, always.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import partial

from gridflow.engine.campaign_ground import Decided, Ground
from gridflow.engine.campaign_opening import CHUNK, enter, leave
from gridflow.engine.carrying import carry_drafts
from gridflow.engine.commands import Act
from gridflow.engine.filling import prefill
from gridflow.engine.loading import load_task
from gridflow.engine.raw_form import RawForm
from gridflow.errors import NotFoundError
from gridflow.spec.forms import Form
from gridflow.spec.site import Site
from gridflow.store import (
    By,
    Transaction,
    areas,
    campaign_lists,
    campaigns,
    cases,
    slots,
    submissions,
    tasks,
)
from gridflow.store.campaigns import Campaign, Subject
from gridflow.store.errors import SomebodyWasFirstError
from gridflow.store.records import Record
from gridflow.store.tasks import NewTask, Task

DECISIONS = frozenset({"reclass", "keep_class"})
"""The entries of a chain that may have a reason, whose words the subject keeps."""
TRIES = 3
"""How often a subject is read anew that somebody moved in between."""


def reconsider(at: Act, records: Collection[int]) -> None:
    """Decide the class of records anew in every running campaign that reaches them.

    Within the caller's command. Parts stand for the record that they belong to; a
    record that is new gets its subject, one that has ended loses it.
    """
    running = campaigns.running_campaigns(at.tx)
    if not running or not records:
        return
    ids = sorted(set(records))
    for start in range(0, len(ids), CHUNK):
        wholes = _wholes(at.tx, ids[start : start + CHUNK])
        for campaign in running:
            found = [one for one in wholes if one.kind == campaign.kind]
            if found:
                _reconsider(at, campaign, found)


def _wholes(tx: Transaction, ids: Sequence[int]) -> list[Record]:
    found = {one.id: one for one in campaign_lists.records_by_id(tx, ids)}
    above = {one.parent for one in found.values() if one.parent is not None}
    missing = sorted(above - found.keys())
    if missing:
        rows = campaign_lists.records_by_id(tx, missing)
        found.update({one.id: one for one in rows})
    return [one for one in found.values() if one.parent is None]


def _reconsider(at: Act, campaign: Campaign, records: Sequence[Record]) -> None:
    ids = [one.id for one in records]
    subjects = campaigns.subjects_among(at.tx, campaign.id, ids)
    ground = Ground(at.engine, at.tx, campaign)
    alive = [one for one in records if one.ended_on is None]
    entered = enter(at, ground, [one for one in alive if one.id not in subjects])
    if entered.adopted:
        adopted = campaigns.subjects_among(at.tx, campaign.id, entered.adopted)
        subjects.update(adopted)
    for record in records:
        subject = subjects.get(record.id)
        if subject is not None and record.ended_on is not None:
            _end(at, subject)
    known = [one for one in alive if one.id in subjects]
    for decided in ground.decide(known):
        _settle(at, subjects[decided.record.id], decided)


def _end(at: Act, subject: Subject) -> None:
    if subject.state == campaigns.ENDED:
        return
    if subject.state == campaigns.OPEN:
        leave(at, subject)
    after = replace(
        subject,
        state=campaigns.ENDED,
        proposal="",
        proposed_at=None,
        moved_at=at.by.at,
    )
    campaigns.move_subject(at.tx, subject, after)


def _settle(at: Act, subject: Subject, decided: Decided) -> None:
    """Carry a decision out, reading anew what somebody moved in between."""
    for left in reversed(range(TRIES)):
        try:
            _carry_out(at, subject, decided)
        except SomebodyWasFirstError:
            now = campaigns.subject(at.tx, subject.campaign, subject.record)
            if not left or now is None:
                raise
            subject = now
        else:
            return


def _carry_out(at: Act, subject: Subject, decided: Decided) -> None:
    if subject.state == campaigns.ENDED:
        return
    if subject.area != decided.record.grid:
        moved = replace(subject, area=decided.record.grid)
        campaigns.move_subject(at.tx, subject, moved)
        subject = moved
    decision = decided.decision
    if (decision.class_, decision.form) == (subject.class_, subject.form):
        _agree(at, subject)
    elif subject.state == campaigns.DONE:
        _propose(at, subject, decided)
    elif decision.form == subject.form:
        after = _decided(at, subject, decided)
        campaigns.move_subject(at.tx, subject, after)
        at.note(subject.case, "reclass", _told(at, after))
    else:
        _replace(at, subject, decided)


def _agree(at: Act, subject: Subject) -> None:
    """Take back what was proposed or refused: the class is what it should be."""
    if subject.proposal or subject.kept_class:
        _take_back(at, subject, "")


def _take_back(at: Act, subject: Subject, kept_class: str) -> None:
    after = replace(
        subject,
        proposal="",
        proposed_at=None,
        kept_class=kept_class,
        moved_at=at.by.at,
    )
    campaigns.move_subject(at.tx, subject, after)
    if subject.proposal:
        at.note(subject.case, "reclass_not_needed", _told(at, after))


def _propose(at: Act, subject: Subject, decided: Decided) -> None:
    decision = decided.decision
    if subject.kept_class and subject.kept_class == decision.class_:
        if subject.proposal:
            _take_back(at, subject, subject.kept_class)
        return
    proposed = (subject.proposed_class, subject.proposed_form)
    if subject.proposal and (decision.class_, decision.form) == proposed:
        return
    after = replace(
        subject,
        proposal=campaigns.WAITING,
        proposed_class=decision.class_,
        proposed_form=decision.form,
        proposed_rule=decision.rule,
        proposed_at=at.by.at,
        moved_at=at.by.at,
    )
    campaigns.move_subject(at.tx, subject, after)
    at.note(subject.case, "propose_reclass", _told(at, after))


def _decided(at: Act, subject: Subject, decided: Decided) -> Subject:
    decision = decided.decision
    return replace(
        subject,
        class_=decision.class_,
        form=decision.form,
        rule=decision.rule,
        moved_at=at.by.at,
    )


def _with_reason(subject: Subject, reason: str) -> str:
    """Return the reasons of all decisions, a line each, with one more."""
    return f"{subject.note}\n{reason}".lstrip()


def _told(at: Act, subject: Subject, reason: str = "") -> dict[str, object]:
    """Return what the chain tells: class and reason by their keyed hashes only."""
    values = {"class": subject.class_, "proposed_class": subject.proposed_class}
    if reason:
        values["reason"] = reason
    told = at.fingerprints("campaign", values)
    return {"campaign": subject.campaign, "task": subject.task, "fields": told}


def _replace(at: Act, subject: Subject, decided: Decided) -> None:
    """Put the task of another form in the place of one that nobody handed in."""
    old = tasks.task(at.tx, subject.task)
    if old is None or old.state not in {tasks.OPEN, tasks.CLAIMED}:
        raise SomebodyWasFirstError(state=old.state if old else "", who="", when=None)
    site = at.engine.library.at(old.bundle)
    new_form = _form(at, site, old, decided.decision.form)
    if new_form is None:
        # the case's own definitions do not have the form: it stays as it is
        return
    tasks.supersede(at.tx, old, at.by)
    task = task_instead(at, old, new_form)
    if old.state == tasks.CLAIMED and old.holder is not None:
        tasks.claim(at.tx, task, By(old.holder, old.holder_post, at.by.at))
    old_form = _form(at, site, old, old.form)
    if old_form is not None:
        begin = partial(_begun, at, task)
        carry_drafts(at.tx, old.id, task, old_form, new_form, at.by, begin)
    after = replace(_decided(at, subject, decided), task=task)
    campaigns.move_subject(at.tx, subject, after)
    facts = {"instead_of": old.id, "form": new_form.id}
    at.note(subject.case, "reclass", {**_told(at, after), **facts})


def _begun(at: Act, task_id: int) -> RawForm:
    """Return the inputs of a new task's form as nobody has begun it."""
    task = tasks.task(at.tx, task_id)
    if task is None:
        raise NotFoundError(task=task_id)
    loaded = load_task(at.engine, at.tx, task, at.engine.today())
    return prefill(loaded.form, loaded.around)


def _form(at: Act, site: Site, task: Task, form: str) -> Form | None:
    above = areas.ancestors(at.tx, task.area, at.engine.today())
    procedure = site.procedure_for([one.code for one in above])
    return procedure.forms.get(form)


def task_instead(at: Act, old: Task, form: Form) -> int:
    """Put a task with another form into the pool of the one it takes the place of."""
    new = NewTask(
        case=old.case,
        step=old.step,
        form=form.id,
        form_label=form.label,
        role=old.role,
        area=old.area,
        area_label=old.area_label,
        record=old.record,
        title=old.title,
        size_text=old.size_text,
        people=old.people,
        due_on=old.due_on,
    )
    return tasks.open_task(at.tx, new, at.by)


def change_class(at: Act, subject: Subject, reason: str) -> Subject:
    """Carry a proposal out: the case goes on with the other form.

    What was handed in stays readable as superseded and leaves the counters.
    """
    old = tasks.task(at.tx, subject.task)
    if old is None:
        raise NotFoundError(task=subject.task)
    form = _form(at, at.engine.library.at(old.bundle), old, subject.proposed_form)
    if form is None:
        raise NotFoundError(form=subject.proposed_form)
    tasks.supersede(at.tx, old, at.by)
    for one in tasks.tasks_of_case(at.tx, subject.case):
        if one.state in {tasks.OPEN, tasks.CLAIMED}:
            tasks.withdraw(at.tx, one.id, at.by)
    last = submissions.latest_submission(at.tx, old.id)
    if last is not None:
        slots.drop_slots(at.tx, last.id)
    case = cases.case(at.tx, subject.case)
    if case is not None and case.state == cases.CLOSED:
        cases.reopen_case(at.tx, subject.case)
    after = replace(
        subject,
        task=task_instead(at, old, form),
        class_=subject.proposed_class,
        form=form.id,
        rule=subject.proposed_rule,
        state=campaigns.OPEN,
        moved_at=at.by.at,
        proposal="",
        proposed_at=None,
        kept_class="",
        note=_with_reason(subject, reason),
    )
    campaigns.move_subject(at.tx, subject, after)
    facts = {"instead_of": old.id, "form": form.id}
    at.note(subject.case, "reclass", {**_told(at, after, reason), **facts})
    return after


def keep_class(at: Act, subject: Subject, reason: str) -> Subject:
    """Leave a record in its class; the same class is not proposed again."""
    after = replace(
        subject,
        moved_at=at.by.at,
        proposal="",
        proposed_at=None,
        kept_class=subject.proposed_class,
        note=_with_reason(subject, reason),
    )
    campaigns.move_subject(at.tx, subject, after)
    at.note(subject.case, "keep_class", _told(at, after, reason))
    return after
