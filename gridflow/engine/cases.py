"""Opening a case about a record, and the page of a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One event of a case: when, who under what post, what, in which words."""

    at: datetime
    who: str
    role_label: str
    act: str
    note: str


@dataclass(frozen=True, slots=True)
class CaseTask:
    """A task of a case, for its page."""

    code: str
    step: str
    step_label: str
    form_label: str
    state: str
    claimed_by: str
    due_on: date | None
    submitted_at: datetime | None


@dataclass(frozen=True, slots=True)
class CasePage:
    """What `/cases/<code>` shows.

    Attributes:
        code: the case's code.
        flow_label: the flow's name.
        title: the record's title, as denormalised when opened.
        record_path: the path of the record's kind, for a link.
        record_code: the record's code.
        area_path: names from the county down.
        state: "open" or "closed".
        outcome: the closing outcome, "".
        opened_at: the business instant.
        closed_at: the same, None while open.
        tasks: in the order they were opened.
        timeline: oldest first.
    """

    code: str
    flow_label: str
    title: str
    record_path: str
    record_code: str
    area_path: tuple[str, ...]
    state: str
    outcome: str
    opened_at: datetime
    closed_at: datetime | None
    tasks: tuple[CaseTask, ...]
    timeline: tuple[TimelineRow, ...]


def open_case(engine: Engine, actor: Actor, flow: str, record: str, *, key: str) -> str:
    """Open a case of a flow about a record (by its code); returns the case's code."""
    raise NotImplementedError


def case_page(engine: Engine, actor: Actor, code: str) -> CasePage:
    """Return a case in the actor's scope; NotFoundError otherwise."""
    raise NotImplementedError
