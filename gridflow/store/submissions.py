"""Submissions: what was received, as it was; never changed, only corrected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import JOIN

from gridflow.clock import legal_day
from gridflow.errors import NotFoundError
from gridflow.store.areas import areas_below
from gridflow.store.database import Session, Transaction
from gridflow.store.errors import SomebodyWasFirstError, SubmissionReplacedError
from gridflow.store.ids import code_of
from gridflow.store.models import Person
from gridflow.store.models import Submission as SubmissionModel
from gridflow.store.models import SubmissionPerson as PersonModel
from gridflow.store.models import Task as TaskModel
from gridflow.store.rows import By, Scope
from gridflow.store.sealing import (
    SealingPlan,
    open_values,
    placeholders,
    seal_values,
)
from gridflow.store.slots import Filled, SlotMap, drop_slots, write_slots
from gridflow.store.statements import Statement, at, shape, word
from gridflow.store.tasks import SUPERSEDED

NAMED = "named"
CONFIRMED = "confirmed"
DISPUTED = "disputed"


@dataclass(frozen=True, slots=True)
class Submission:
    """A filled form; sealed values are placeholders.

    Attributes:
        bundle: the digest of the definitions it was filled in.
        replaces: the submission that it corrects; `replaced_by` the other way.
        filled_at: when it was filled, as the person's device says.
        received_at: when the server had it; this counts for limits.
    """

    id: int
    case: int
    task: int
    form: str
    bundle: str
    record: int | None
    area: int
    replaces: int | None
    replaced_by: int | None
    values: Mapping[str, Any]
    reasons: Mapping[str, str]
    signatures: Mapping[str, Any]
    person: int
    person_name: str
    post: int
    filled_at: datetime
    received_at: datetime

    @property
    def code(self) -> str:
        """Return the code that people see."""
        return code_of(self.id)


@dataclass(frozen=True, slots=True)
class NewSubmission:
    """A filled form to keep, with plain values."""

    case: int
    task: int
    form: str
    bundle: str
    record: int | None
    area: int
    values: Mapping[str, object]
    reasons: Mapping[str, str]
    signatures: Mapping[str, object]
    filled_at: datetime
    replaces: int | None = None


@dataclass(frozen=True, slots=True)
class SecondPerson:
    """Who was named beside the submitter: "named", "confirmed" or "disputed"."""

    submission: int
    person: int
    person_name: str
    post: int
    state: str
    note: str
    at: datetime


_LATER = SubmissionModel.alias("later")


def _read_values(text: str) -> dict[str, Any]:
    return placeholders(SubmissionModel.content.from_column(text))


_SUBMISSION = shape(
    Submission,
    SubmissionModel,
    replaced_by=_LATER.id,
    values=(SubmissionModel.content, _read_values),
    person_name=Person.name,
)
_SECOND = shape(SecondPerson, PersonModel, person_name=Person.name)


def _submissions(
    condition: Any,  # noqa: ANN401 - peewee queries
    county: Any = None,  # noqa: ANN401
) -> Any:  # noqa: ANN401
    return (
        SubmissionModel.select(*_SUBMISSION.columns)
        .join(Person, on=(Person.id == SubmissionModel.person))
        .switch(SubmissionModel)
        .join(
            _LATER,
            JOIN.LEFT_OUTER,
            on=(
                (_LATER.county == SubmissionModel.county)
                & (_LATER.replaces == SubmissionModel.id)
            ),
        )
        .where((SubmissionModel.county == (county or at("county"))) & condition)
        .order_by(SubmissionModel.received_at, SubmissionModel.id)
    )


_BY_ID = Statement(lambda: _submissions(SubmissionModel.id == at("submission")))
_BY_ID_IN_SCOPE = Statement(
    lambda: _submissions(
        (SubmissionModel.id == at("submission"))
        & SubmissionModel.area.in_(areas_below(at("county"), at("area"), at("day")))
    )
)
_OF_TASK = Statement(lambda: _submissions(SubmissionModel.task == at("task")))
_OF_RECORD = Statement(lambda: _submissions(SubmissionModel.record == at("record")))
_INSERT = Statement(
    lambda: SubmissionModel.insert(
        {
            SubmissionModel.county: at("county"),
            SubmissionModel.id: at("submission"),
            SubmissionModel.case: at("case"),
            SubmissionModel.task: at("task"),
            SubmissionModel.form: at("form"),
            SubmissionModel.bundle: at("bundle"),
            SubmissionModel.record: at("record"),
            SubmissionModel.area: at("area"),
            SubmissionModel.replaces: at("replaces"),
            SubmissionModel.content: at("content"),
            SubmissionModel.reasons: at("reasons"),
            SubmissionModel.signatures: at("signatures"),
            SubmissionModel.person: at("person"),
            SubmissionModel.post: at("post"),
            SubmissionModel.filled_at: at("filled_at"),
            SubmissionModel.received_at: at("now"),
        }
    ).on_conflict_ignore()
)
_NAME = Statement(
    lambda: PersonModel.insert(
        {
            PersonModel.county: at("county"),
            PersonModel.submission: at("submission"),
            PersonModel.person: at("person"),
            PersonModel.post: at("post"),
            PersonModel.state: NAMED,
            PersonModel.at: at("now"),
        }
    )
)
_ANSWER = Statement(
    lambda: PersonModel.update(
        {
            PersonModel.state: at("state"),
            PersonModel.note: at("note"),
            PersonModel.at: at("now"),
        }
    ).where(
        (PersonModel.county == at("county"))
        & (PersonModel.submission == at("submission"))
        & (PersonModel.person == at("person"))
        & (PersonModel.state == NAMED)
    )
)
_PEOPLE = Statement(
    lambda: (
        PersonModel.select(*_SECOND.columns)
        .join(Person, on=(Person.id == PersonModel.person))
        .where(
            (PersonModel.county == at("county"))
            & (PersonModel.submission == at("submission"))
        )
        .order_by(PersonModel.at, PersonModel.person)
    )
)


def _owner(submission_id: int) -> str:
    return f"submission:{submission_id}"


def add_submission(
    tx: Transaction,
    plan: SealingPlan,
    new: NewSubmission,
    slots: SlotMap,
    by: By,
) -> int:
    """Keep a filled form with its slots and return its id.

    A correction takes the place of what it replaces in lists and counters; raises
    SubmissionReplacedError if that was corrected before.
    """
    submission_id = tx.new_id()
    stored = seal_values(tx.keys, plan, _owner(submission_id), new.values)
    written = tx.change(
        _INSERT,
        submission=submission_id,
        case=new.case,
        task=new.task,
        form=new.form,
        bundle=new.bundle,
        record=new.record,
        area=new.area,
        replaces=new.replaces,
        content=stored,
        reasons=dict(new.reasons),
        signatures=dict(new.signatures),
        person=by.person,
        post=by.post,
        filled_at=new.filled_at,
        now=by.at,
    )
    if not written:
        raise SubmissionReplacedError(submission=new.replaces)
    if new.replaces is not None:
        drop_slots(tx, new.replaces)
    filled = Filled(
        new.form,
        new.area,
        submission_id,
        new.record,
        legal_day(new.filled_at),
        placeholders(stored),
    )
    write_slots(tx, slots, filled)
    return submission_id


def name_second(tx: Transaction, submission_id: int, person: int, by: By) -> None:
    """Name who else was there; `by` carries that person's post and the instant."""
    tx.change(_NAME, submission=submission_id, person=person, post=by.post, now=by.at)


def answer_second(
    tx: Transaction, submission_id: int, state: str, note: str, by: By
) -> None:
    """Confirm or dispute that one was there; SomebodyWasFirstError if answered."""
    if state not in {CONFIRMED, DISPUTED}:
        raise ValueError(state)
    changed = tx.change(
        _ANSWER,
        submission=submission_id,
        person=by.person,
        state=state,
        note=note,
        now=by.at,
    )
    if changed == 1:
        return
    for found in people_of(tx, submission_id):
        if found.person == by.person:
            raise SomebodyWasFirstError(
                state=found.state, who=found.person_name, when=found.at
            )
    raise NotFoundError(submission=submission_id)


def submissions_in_force(
    session: Session, forms: Sequence[str], scope: Scope
) -> tuple[Submission, ...]:
    """Return the newest fillings of some forms in a scope, oldest first.

    Left out is what was corrected, and what another form took the place of.
    """
    within = areas_below(session.county, scope.area, scope.day)
    query = _submissions(
        SubmissionModel.form.in_(list(forms))
        & SubmissionModel.area.in_(within)
        & _LATER.id.is_null()
        & (TaskModel.state != word(SUPERSEDED)),
        session.county,
    ).join(TaskModel, on=(TaskModel.id == SubmissionModel.task))
    return session.rows(_SUBMISSION, query)


def seconds_in(
    session: Session, forms: Sequence[str], scope: Scope
) -> dict[int, tuple[int, ...]]:
    """Return who was named beside the submitter of some forms, by submission."""
    within = areas_below(session.county, scope.area, scope.day)
    query = (
        PersonModel.select(PersonModel.submission, PersonModel.person)
        .join(SubmissionModel, on=(SubmissionModel.id == PersonModel.submission))
        .where(
            (SubmissionModel.county == session.county)
            & SubmissionModel.form.in_(list(forms))
            & SubmissionModel.area.in_(within)
        )
        .order_by(PersonModel.at, PersonModel.person)
    )
    found: dict[int, tuple[int, ...]] = {}
    for submission_id, person in session.tuples(query):
        found[submission_id] = (*found.get(submission_id, ()), person)
    return found


def people_of(session: Session, submission_id: int) -> tuple[SecondPerson, ...]:
    """Return who was named beside the submitter."""
    return session.rows(_SECOND, _PEOPLE, submission=submission_id)


def submission(
    session: Session, submission_id: int, scope: Scope | None = None
) -> Submission | None:
    """Return a submission; None if there is none or it lies outside the scope."""
    if scope is None:
        return session.row(_SUBMISSION, _BY_ID, submission=submission_id)
    return session.row(
        _SUBMISSION,
        _BY_ID_IN_SCOPE,
        submission=submission_id,
        area=scope.area,
        day=scope.day,
    )


def submissions_of_task(session: Session, task: int) -> tuple[Submission, ...]:
    """Return a task's submissions, oldest first; the last one counts."""
    return session.rows(_SUBMISSION, _OF_TASK, task=task)


def submissions_of_record(session: Session, record: int) -> tuple[Submission, ...]:
    """Return the submissions about a record, oldest first."""
    return session.rows(_SUBMISSION, _OF_RECORD, record=record)


def latest_submission(session: Session, task: int) -> Submission | None:
    """Return the submission of a task that no other one replaces, or None."""
    found: Sequence[Submission] = submissions_of_task(session, task)
    return next((one for one in reversed(found) if one.replaced_by is None), None)


def open_submission(session: Session, found: Submission) -> dict[str, Any]:
    """Return all values in plain; the caller logs the look."""
    return open_values(session.keys, _owner(found.id), found.values)
