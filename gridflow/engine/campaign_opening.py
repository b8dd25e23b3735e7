"""Putting records into a campaign: a case, a task and an audit entry each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gridflow.engine.campaign_ground import Decided, Ground
from gridflow.engine.commands import Act
from gridflow.store import audit, bulk, campaign_lists, campaigns, cases, tasks
from gridflow.store.campaigns import Subject
from gridflow.store.records import Record

CHUNK = 400
"""Records read at once, by their ids in one statement."""


@dataclass(frozen=True, slots=True)
class Entered:
    """What came into a campaign.

    Attributes:
        count: how many records.
        adopted: those that brought a case with them: its form may not be theirs.
    """

    count: int
    adopted: tuple[int, ...]


def enter(at: Act, ground: Ground, records: Sequence[Record]) -> Entered:
    """Put records that have no subject yet into a campaign.

    A record that has an open case of the flow brings that case with it.
    """
    count, adopted = 0, list[int]()
    for start in range(0, len(records), CHUNK):
        chunk = records[start : start + CHUNK]
        decided = list(ground.decide(chunk))
        ids = [one.record.id for one in decided]
        flow = ground.campaign.flow
        known = campaign_lists.open_cases_among(at.tx, flow, ids) if ids else {}
        fresh = [one for one in decided if one.record.id not in known]
        _open(at, ground, fresh)
        for one in decided:
            if one.record.id in known:
                _adopt(at, ground, one, known[one.record.id])
                adopted.append(one.record.id)
        count += len(decided)
    return Entered(count, tuple(adopted))


def _open(at: Act, ground: Ground, decided: Sequence[Decided]) -> None:
    if not decided:
        return
    opened = bulk.load_cases_and_tasks(at.tx, ground.begin(decided), at.by)
    subjects = [
        _subject(at, ground, one, case, task)
        for one, (case, task) in zip(decided, opened, strict=True)
    ]
    campaigns.add_subjects(at.tx, subjects)
    entries = [
        (
            one.case,
            {
                "flow": ground.campaign.flow,
                "record": one.record,
                "bundle": ground.campaign.bundle,
                "campaign": ground.campaign.id,
                "task": one.task,
                "form": one.form,
            },
        )
        for one in subjects
    ]
    role = at.actor.role if at.actor else ""
    audit.begin_chains(at.tx, entries, "open_case", role, at.by)


def _subject(at: Act, ground: Ground, one: Decided, case: int, task: int) -> Subject:
    return Subject(
        campaign=ground.campaign.id,
        record=one.record.id,
        area=one.record.grid,
        case=case,
        task=task,
        title=one.record.title,
        class_=one.decision.class_,
        form=one.decision.form,
        rule=one.decision.rule,
        state=campaigns.OPEN,
        moved_at=at.by.at,
    )


def _adopt(at: Act, ground: Ground, one: Decided, case_id: int) -> None:
    """Take over a case that somebody opened by hand, with the form that it has."""
    step = one.place.decider.step.id
    first = [task for task in tasks.tasks_of_case(at.tx, case_id) if task.step == step]
    going = [task for task in first if task.state in {tasks.OPEN, tasks.CLAIMED}]
    task = (going or first)[-1]
    subject = replace(
        _subject(at, ground, one, case_id, task.id),
        state=campaigns.OPEN if going else campaigns.DONE,
    )
    if task.form != subject.form:
        # not its form: decided anew at once
        subject = replace(subject, class_="", form=task.form, rule="")
    campaigns.add_subjects(at.tx, [subject])
    facts = {"campaign": ground.campaign.id, "task": task.id, "form": task.form}
    at.note(case_id, "join_campaign", facts)


def leave(at: Act, subject: Subject) -> None:
    """Take a record that is no more out of its campaign: nothing is left to do."""
    going = (tasks.OPEN, tasks.CLAIMED)
    for task in tasks.tasks_of_case(at.tx, subject.case):
        if task.state in going:
            tasks.withdraw(at.tx, task.id, at.by)
    case = cases.case(at.tx, subject.case)
    if case is not None and case.state == cases.OPEN:
        cases.close_case(at.tx, subject.case, campaigns.ENDED, at.by)
        at.note(subject.case, "close", {"outcome": campaigns.ENDED})
