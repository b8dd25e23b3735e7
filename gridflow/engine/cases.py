"""Opening a case about a record, and the page of a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from gridflow.clock import legal_day
from gridflow.engine.access import demand
from gridflow.engine.accounts import path_from_county
from gridflow.engine.commands import Act, Answer, run
from gridflow.engine.deciding import counted_kinds, size_text
from gridflow.engine.errors import AlreadyOpenError, HeldByCampaignError
from gridflow.engine.loading import load_record, parts_before
from gridflow.engine.moving import open_step
from gridflow.engine.reach import task_in_reach
from gridflow.engine.reclassing import DECISIONS
from gridflow.engine.surroundings import Surroundings
from gridflow.errors import NotFoundError
from gridflow.spec.procedure import Procedure
from gridflow.store import (
    Scope,
    Session,
    areas,
    audit,
    campaigns,
    people,
    records,
    submissions,
    tasks,
)
from gridflow.store import cases as store
from gridflow.store.cases import NewCase
from gridflow.store.records import Record
from gridflow.store.tasks import Task

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One event of a case: when, who under what post, what, in which words.

    `act` is a stable word; the wording has its sentence under `act_<word>`.
    """

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
    """Open a case of a flow about a record (by its code); returns the case's code.

    The right is `open: <flow>` over the record's grid. AlreadyOpenError where the
    record has an open case of the flow.
    """
    return open_cases(engine, actor, flow, (record,), key=key)[0]


def open_cases(
    engine: Engine, actor: Actor, flow: str, codes: Sequence[str], *, key: str
) -> tuple[str, ...]:
    """Open a case about each of several records, in one transaction."""

    def act(at: Act) -> Answer:
        return {"cases": [_open(at, actor, flow, code) for code in codes]}

    told = {"flow": flow, "records": list(codes)}
    answer = run(engine, actor, key, "open_case", told, act)
    found = answer["cases"]
    return tuple(map(str, found)) if isinstance(found, list) else ()


def _open(at: Act, actor: Actor, flow_id: str, code: str) -> str:
    engine, day = at.engine, at.engine.today()
    row = records.record_by_code(at.tx, code, Scope(actor.area, day))
    if row is None:
        raise NotFoundError
    demand(engine, actor, "open", flow_id, row.grid)
    digest = engine.library.active_digest()
    site = engine.library.at(digest)
    above = areas.ancestors(at.tx, row.grid, day)
    procedure = site.procedure_for([one.code for one in above])
    flow = procedure.flows.get(flow_id)
    if flow is None or flow.about != row.kind or row.ended_on is not None:
        raise NotFoundError
    _require_free(at, row, flow_id)
    if any(
        one.flow == flow_id and one.state == store.OPEN
        for one in store.cases_of_record(at.tx, row.id)
    ):
        raise AlreadyOpenError(flow=flow_id)
    bare = Surroundings(procedure, engine.library.vocabulary, day)
    held, parts = load_record(at.tx, procedure, bare, row.id)
    new = NewCase(flow_id, row.id, row.grid, row.title, digest)
    case = store.open_case(at.tx, new, at.by)
    at.note(case.id, "open_case", {"flow": flow_id, "record": row.id, "bundle": digest})
    counted = counted_kinds(procedure, flow.about)
    size = sum(one.kind.id in counted for one in parts.values())
    opened = {"opened_on": legal_day(case.opened_at)}
    open_step(
        at,
        case=case.id,
        step=flow.steps[0],
        around=replace(
            bare, record=held.values, parts=parts_before(parts), case=opened
        ),
        about=flow.about,
        record=row,
        place=above[0],
        size_text=size_text(procedure, size),
    )
    return case.code


def _require_free(at: Act, row: Record, flow: str) -> None:
    """Raise HeldByCampaignError where a running campaign opens the record's cases."""
    running = {one.id: one for one in campaigns.running_campaigns(at.tx)}
    for subject in campaigns.subjects_of_record(at.tx, row.id):
        held = running.get(subject.campaign)
        if held is not None and held.flow == flow:
            raise HeldByCampaignError(flow=flow)


def case_page(engine: Engine, actor: Actor, code: str) -> CasePage:
    """Return a case in the actor's scope; NotFoundError otherwise."""
    with engine.store.reading() as session:
        case = store.case_by_code(session, code)
        if case is None or case.record is None:
            raise NotFoundError
        steps = tasks.tasks_of_case(session, case.id)
        if not any(_reaches(engine, session, actor, one.code) for one in steps):
            raise NotFoundError
        site = engine.library.at(case.bundle)
        above = areas.ancestors(session, case.area, engine.today())
        procedure = site.procedure_for([one.code for one in above])
        record = records.record(session, case.record)
        if record is None:
            raise NotFoundError
        return CasePage(
            code=case.code,
            flow_label=_flow_label(procedure, case.flow),
            title=case.title,
            record_path=procedure.records[record.kind].path,
            record_code=record.code,
            area_path=path_from_county(site, above),
            state=case.state,
            outcome=case.outcome,
            opened_at=case.opened_at,
            closed_at=case.closed_at,
            tasks=tuple(
                _case_task(session, procedure, case.flow, one) for one in steps
            ),
            timeline=_timeline(session, procedure, case.id),
        )


def _reaches(engine: Engine, session: Session, actor: Actor, code: str) -> bool:
    try:
        task_in_reach(engine, session, actor, code)
    except NotFoundError:
        return False
    return True


def _flow_label(procedure: Procedure, flow: str) -> str:
    return procedure.flows[flow].label if flow in procedure.flows else flow


def _case_task(
    session: Session, procedure: Procedure, flow: str, task: Task
) -> CaseTask:
    found = procedure.flows.get(flow)
    step = found.step(task.step) if found else None
    last = submissions.latest_submission(session, task.id)
    return CaseTask(
        code=task.code,
        step=task.step,
        step_label=step.label if step else task.step,
        form_label=task.form_label,
        state=task.state,
        claimed_by=task.holder_name or "",
        due_on=task.due_on,
        submitted_at=last.received_at if last else None,
    )


def _timeline(
    session: Session, procedure: Procedure, case: int
) -> tuple[TimelineRow, ...]:
    rows: list[TimelineRow] = []
    names: dict[int | None, str] = {None: ""}
    subject = campaigns.subject_of_case(session, case)
    decided = iter(subject.note.splitlines() if subject else ())
    for entry in audit.entries(session, case):
        if entry.person not in names:
            person = people.person(session, entry.person or 0)
            names[entry.person] = person.name if person else ""
        role = procedure.roles.get(entry.role)
        reason = entry.entry.get("reason", "")
        hashed = entry.entry.get("fields", ()) if entry.action in DECISIONS else ()
        if "reason" in hashed:
            # of a decision the chain holds the hash, the subject the words
            reason = next(decided, "")
        rows.append(
            TimelineRow(
                at=entry.at,
                who=names[entry.person],
                role_label=role.label if role else entry.role,
                act=entry.action,
                note=str(reason),
            )
        )
    return tuple(rows)
