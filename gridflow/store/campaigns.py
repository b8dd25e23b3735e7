"""Campaigns and their subjects: every record once, with the one task in force.

open -> done             its task was handed in
done -> open             somebody decided for another class: a task anew
open, done -> ended      the record is no more
The key of a subject is campaign and record, and it names one task: so never two are in
force. Every change is an UPDATE that must change exactly one row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gridflow.errors import NotFoundError
from gridflow.store.database import Session, Transaction
from gridflow.store.errors import SomebodyWasFirstError
from gridflow.store.ids import code_of, id_of_code
from gridflow.store.models import Campaign as CampaignModel
from gridflow.store.models import CampaignSubject as SubjectModel
from gridflow.store.rows import By
from gridflow.store.statements import Statement, at, shape

OPENING = "opening"
OPEN = "open"
CLOSED = "closed"
DONE = "done"
ENDED = "ended"
WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign over an area; `definition` stands in `procedure` of its bundle.

    While it is "opening" not every record has its subject yet.
    """

    id: int
    definition: str
    bundle: str
    procedure: str
    area: int
    kind: str
    flow: str
    state: str
    opened_at: datetime
    closed_at: datetime | None

    @property
    def code(self) -> str:
        """Return the code that people see."""
        return code_of(self.id)


@dataclass(frozen=True, slots=True)
class NewCampaign:
    """A campaign to open."""

    definition: str
    bundle: str
    procedure: str
    area: int
    kind: str
    flow: str


@dataclass(frozen=True, slots=True)
class Subject:
    """A record in a campaign.

    Attributes:
        area: the grid that the record belongs to.
        task: the one that is in force.
        class_: what the record was taken for, "" for nothing.
        rule: the rule that decided so.
        state: OPEN, DONE or ENDED.
        proposal: WAITING where somebody must decide about the proposed class.
        kept_class: the proposed class that somebody decided against.
        note: the reasons of the decisions about it, a line each.
    """

    campaign: int
    record: int
    area: int
    case: int
    task: int
    title: str
    class_: str
    form: str
    rule: str
    state: str
    moved_at: datetime
    proposal: str = ""
    proposed_class: str = ""
    proposed_form: str = ""
    proposed_rule: str = ""
    proposed_at: datetime | None = None
    kept_class: str = ""
    note: str = ""


CAMPAIGN = shape(Campaign, CampaignModel)
SUBJECT = shape(Subject, SubjectModel)


def _campaigns(condition: Any) -> Any:  # noqa: ANN401 - peewee queries
    return (
        CampaignModel.select(*CAMPAIGN.columns)
        .where((CampaignModel.county == at("county")) & condition)
        .order_by(CampaignModel.opened_at.desc(), CampaignModel.id.desc())
    )


def subjects_query(condition: Any) -> Any:  # noqa: ANN401
    """Return the query of subjects under a condition, in the columns of `SUBJECT`."""
    return SubjectModel.select(*SUBJECT.columns).where(condition)


def _subjects(condition: Any) -> Any:  # noqa: ANN401
    return subjects_query((SubjectModel.county == at("county")) & condition)


_BY_ID = Statement(lambda: _campaigns(CampaignModel.id == at("campaign")))
_ALL = Statement(lambda: _campaigns(CampaignModel.id > 0))
_RUNNING = Statement(lambda: _campaigns(CampaignModel.state != CLOSED))
_ADD = Statement(
    lambda: CampaignModel.insert(
        {
            CampaignModel.county: at("county"),
            CampaignModel.id: at("campaign"),
            CampaignModel.definition: at("definition"),
            CampaignModel.bundle: at("bundle"),
            CampaignModel.procedure: at("procedure"),
            CampaignModel.area: at("area"),
            CampaignModel.kind: at("kind"),
            CampaignModel.flow: at("flow"),
            CampaignModel.state: OPENING,
            CampaignModel.opened_at: at("now"),
            CampaignModel.opened_by: at("person"),
            CampaignModel.opened_post: at("post"),
        }
    ).on_conflict_ignore()
)
_SET_STATE = Statement(
    lambda: CampaignModel.update(
        {CampaignModel.state: at("state"), CampaignModel.closed_at: at("closed_at")}
    ).where(
        (CampaignModel.county == at("county"))
        & (CampaignModel.id == at("campaign"))
        & (CampaignModel.state == at("before"))
    )
)
_SUBJECT = Statement(
    lambda: _subjects(
        (SubjectModel.campaign == at("campaign"))
        & (SubjectModel.record == at("record"))
    )
)
_OF_CASE = Statement(lambda: _subjects(SubjectModel.case == at("case")))
_OF_RECORD = Statement(lambda: _subjects(SubjectModel.record == at("record")))
_COLUMNS = (
    "campaign",
    "record",
    "area",
    "case",
    "task",
    "title",
    "class_",
    "form",
    "rule",
    "state",
    "moved_at",
)
_ADD_SUBJECT = Statement(
    lambda: SubjectModel.insert(
        {getattr(SubjectModel, name): at(name) for name in ("county", "id", *_COLUMNS)}
    ).on_conflict_ignore()
)
_MOVED = (
    "area",
    "task",
    "class_",
    "form",
    "rule",
    "state",
    "moved_at",
    "proposal",
    "proposed_class",
    "proposed_form",
    "proposed_rule",
    "proposed_at",
    "kept_class",
    "note",
)
_MOVE = Statement(
    lambda: SubjectModel.update(
        {getattr(SubjectModel, name): at(name) for name in _MOVED}
    ).where(
        (SubjectModel.county == at("county"))
        & (SubjectModel.campaign == at("campaign"))
        & (SubjectModel.record == at("record"))
        & (SubjectModel.task == at("read_task"))
        & (SubjectModel.state == at("read_state"))
        & (SubjectModel.proposal == at("read_proposal"))
    )
)
_FINISH = Statement(
    lambda: SubjectModel.update(
        {SubjectModel.state: DONE, SubjectModel.moved_at: at("now")}
    ).where(
        (SubjectModel.county == at("county"))
        & (SubjectModel.task == at("task"))
        & (SubjectModel.state == OPEN)
    )
)


def add_campaign(tx: Transaction, new: NewCampaign, by: By) -> Campaign:
    """Begin a campaign; SomebodyWasFirstError where it runs over the area already."""
    made = Campaign(
        id=tx.new_id(),
        definition=new.definition,
        bundle=new.bundle,
        procedure=new.procedure,
        area=new.area,
        kind=new.kind,
        flow=new.flow,
        state=OPENING,
        opened_at=by.at,
        closed_at=None,
    )
    written = tx.change(
        _ADD,
        campaign=made.id,
        definition=new.definition,
        bundle=new.bundle,
        procedure=new.procedure,
        area=new.area,
        kind=new.kind,
        flow=new.flow,
        now=by.at,
        person=by.person,
        post=by.post,
    )
    if written != 1:
        raise SomebodyWasFirstError(state=OPEN, who="", when=by.at)
    return made


def set_state(
    tx: Transaction, found: Campaign, state: str, closed_at: datetime | None = None
) -> None:
    """Move a campaign on; SomebodyWasFirstError if it is not as it was read."""
    changed = tx.change(
        _SET_STATE,
        campaign=found.id,
        before=found.state,
        state=state,
        closed_at=closed_at,
    )
    if changed != 1:
        raise SomebodyWasFirstError(state=state, who="", when=closed_at)


def campaign(session: Session, campaign_id: int) -> Campaign | None:
    """Return a campaign, or None."""
    return session.row(CAMPAIGN, _BY_ID, campaign=campaign_id)


def campaign_by_code(session: Session, code: str) -> Campaign | None:
    """Return the campaign behind a code, or None."""
    campaign_id = id_of_code(session.county, code)
    return None if campaign_id is None else campaign(session, campaign_id)


def all_campaigns(session: Session) -> tuple[Campaign, ...]:
    """Return every campaign there was, newest first."""
    return session.rows(CAMPAIGN, _ALL)


def running_campaigns(session: Session) -> tuple[Campaign, ...]:
    """Return the campaigns that are not closed, newest first."""
    return session.rows(CAMPAIGN, _RUNNING)


def add_subjects(tx: Transaction, rows: Sequence[Subject]) -> None:
    """Put records into a campaign.

    SomebodyWasFirstError where one is in it, or a task is in force, already.
    """
    written = tx.change_many(
        _ADD_SUBJECT,
        (
            {"id": id_, **{name: getattr(row, name) for name in _COLUMNS}}
            for id_, row in zip(tx.reserve(len(rows)), rows, strict=True)
        ),
    )
    if written < len(rows):
        raise SomebodyWasFirstError(state=OPEN, who="", when=rows[0].moved_at)


def subject(session: Session, campaign_id: int, record_id: int) -> Subject | None:
    """Return what a campaign knows of a record, or None."""
    return session.row(SUBJECT, _SUBJECT, campaign=campaign_id, record=record_id)


def subject_of_case(session: Session, case_id: int) -> Subject | None:
    """Return the subject that a case was opened for, or None."""
    return session.row(SUBJECT, _OF_CASE, case=case_id)


def subjects_of_record(session: Session, record_id: int) -> tuple[Subject, ...]:
    """Return what all campaigns know of a record."""
    return session.rows(SUBJECT, _OF_RECORD, record=record_id)


def subjects_among(
    session: Session, campaign_id: int, record_ids: Sequence[int]
) -> dict[int, Subject]:
    """Return the subjects of some records (a few hundred at most), by record."""
    if len(record_ids) == 1:
        one = subject(session, campaign_id, record_ids[0])
        return {} if one is None else {one.record: one}
    query = subjects_query(
        (SubjectModel.county == session.county)
        & (SubjectModel.campaign == campaign_id)
        & SubjectModel.record.in_(list(record_ids))
    )
    return {one.record: one for one in session.rows(SUBJECT, query)}


def move_subject(tx: Transaction, before: Subject, after: Subject) -> None:
    """Write a subject anew; SomebodyWasFirstError unless it is as it was read."""
    changed = tx.change(
        _MOVE,
        campaign=before.campaign,
        record=before.record,
        read_task=before.task,
        read_state=before.state,
        read_proposal=before.proposal,
        **{name: getattr(after, name) for name in _MOVED},
    )
    if changed == 1:
        return
    now = subject(tx, before.campaign, before.record)
    if now is None:
        raise NotFoundError(record=before.record)
    raise SomebodyWasFirstError(state=now.state, who="", when=now.moved_at)


def finish_task(tx: Transaction, task_id: int, now: datetime) -> bool:
    """Mark the subject done whose task was handed in; tell whether there is one."""
    return tx.change(_FINISH, task=task_id, now=now) == 1
