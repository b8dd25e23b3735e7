"""Cases: one subject on one flow, from its opening to its outcome."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gridflow.errors import NotFoundError
from gridflow.store.database import Session, Transaction
from gridflow.store.errors import SomebodyWasFirstError
from gridflow.store.ids import code_of, id_of_code
from gridflow.store.models import FlowCase
from gridflow.store.models import Task as TaskModel
from gridflow.store.rows import By
from gridflow.store.statements import Statement, at, shape, word

OPEN = "open"
CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Case:
    """One subject on one flow; `bundle` is the digest of its definitions."""

    id: int
    flow: str
    record: int | None
    area: int
    title: str
    bundle: str
    state: str
    outcome: str
    opened_at: datetime
    opened_by: int | None
    opened_post: int | None
    closed_at: datetime | None

    @property
    def code(self) -> str:
        """Return the code that people see."""
        return code_of(self.id)

    @property
    def cursor(self) -> tuple[datetime, int]:
        """Return where the next page of a list begins."""
        return self.opened_at, self.id


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case to open."""

    flow: str
    record: int | None
    area: int
    title: str
    bundle: str


CASE = shape(Case, FlowCase)


def _cases(condition: Any) -> Any:  # noqa: ANN401 - peewee queries
    return FlowCase.select(*CASE.columns).where(
        (FlowCase.county == at("county")) & condition
    )


_BY_ID = Statement(lambda: _cases(FlowCase.id == at("case")))
_OF_RECORD = Statement(
    lambda: _cases(FlowCase.record == at("record")).order_by(
        FlowCase.opened_at.desc(), FlowCase.id.desc()
    )
)
_UNSTARTED = Statement(
    lambda: _cases(
        (FlowCase.bundle == at("bundle"))
        & (FlowCase.state == OPEN)
        & FlowCase.id.not_in(
            TaskModel.select(TaskModel.case).where(
                (TaskModel.county == at("county")) & (TaskModel.state != word("open"))
            )
        )
    ).order_by(FlowCase.id)
)
INSERT_CASE = Statement(
    lambda: FlowCase.insert(
        {
            FlowCase.county: at("county"),
            FlowCase.id: at("case"),
            FlowCase.flow: at("flow"),
            FlowCase.record: at("record"),
            FlowCase.area: at("area"),
            FlowCase.title: at("title"),
            FlowCase.bundle: at("bundle"),
            FlowCase.state: OPEN,
            FlowCase.opened_at: at("now"),
            FlowCase.opened_by: at("person"),
            FlowCase.opened_post: at("post"),
        }
    )
)
_CLOSE = Statement(
    lambda: FlowCase.update(
        {
            FlowCase.state: CLOSED,
            FlowCase.outcome: at("outcome"),
            FlowCase.closed_at: at("now"),
        }
    ).where(
        (FlowCase.county == at("county"))
        & (FlowCase.id == at("case"))
        & (FlowCase.state == OPEN)
    )
)
_REOPEN = Statement(
    lambda: FlowCase.update(
        {
            FlowCase.state: OPEN,
            FlowCase.outcome: "",
            FlowCase.closed_at: None,
        }
    ).where(
        (FlowCase.county == at("county"))
        & (FlowCase.id == at("case"))
        & (FlowCase.state == CLOSED)
    )
)
_MOVE = Statement(
    lambda: FlowCase.update({FlowCase.bundle: at("to")}).where(
        (FlowCase.county == at("county"))
        & (FlowCase.id == at("case"))
        & (FlowCase.state == OPEN)
        & (FlowCase.bundle == at("before"))
    )
)


def open_case(tx: Transaction, new: NewCase, by: By) -> Case:
    """Open a case."""
    made = Case(
        id=tx.new_id(),
        flow=new.flow,
        record=new.record,
        area=new.area,
        title=new.title,
        bundle=new.bundle,
        state=OPEN,
        outcome="",
        opened_at=by.at,
        opened_by=by.person,
        opened_post=by.post,
        closed_at=None,
    )
    tx.change(
        INSERT_CASE,
        case=made.id,
        flow=new.flow,
        record=new.record,
        area=new.area,
        title=new.title,
        bundle=new.bundle,
        now=by.at,
        person=by.person,
        post=by.post,
    )
    return made


def _was_first(session: Session, case_id: int) -> SomebodyWasFirstError:
    found = case(session, case_id)
    if found is None:
        raise NotFoundError(case=case_id)
    return SomebodyWasFirstError(state=found.state, who="", when=found.closed_at)


def close_case(tx: Transaction, case_id: int, outcome: str, by: By) -> None:
    """Close an open case; SomebodyWasFirstError if it is closed."""
    if tx.change(_CLOSE, case=case_id, outcome=outcome, now=by.at) != 1:
        raise _was_first(tx, case_id)


def reopen_case(tx: Transaction, case_id: int) -> None:
    """Open a closed case again; SomebodyWasFirstError if it is open."""
    if tx.change(_REOPEN, case=case_id) != 1:
        raise _was_first(tx, case_id)


def move_case(tx: Transaction, case_id: int, from_bundle: str, to_bundle: str) -> None:
    """Give an open case other definitions; SomebodyWasFirstError if it has others."""
    if tx.change(_MOVE, case=case_id, before=from_bundle, to=to_bundle) != 1:
        raise _was_first(tx, case_id)


def case(session: Session, case_id: int) -> Case | None:
    """Return a case, or None; what may be seen of it is told by its tasks' scope."""
    return session.row(CASE, _BY_ID, case=case_id)


def case_by_code(session: Session, code: str) -> Case | None:
    """Return the case behind a code, or None."""
    case_id = id_of_code(session.county, code)
    return None if case_id is None else case(session, case_id)


def cases_of_record(session: Session, record_id: int) -> tuple[Case, ...]:
    """Return a record's cases, newest first."""
    return session.rows(CASE, _OF_RECORD, record=record_id)


def unstarted_cases(session: Session, bundle: str) -> tuple[Case, ...]:
    """Return the open cases on a bundle of which no task was ever taken."""
    return session.rows(CASE, _UNSTARTED, bundle=bundle)
