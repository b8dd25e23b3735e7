"""Campaigns: opening one, deciding about proposals, closing, and how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from gridflow.engine.access import procedure_of
from gridflow.engine.campaign_ground import Ground
from gridflow.engine.campaign_opening import enter
from gridflow.engine.campaign_pages import (
    campaign_list,
    campaign_page,
    campaign_subjects,
)
from gridflow.engine.campaign_rights import (
    campaign_behind,
    demand_campaign,
    may_campaign,
    narrower,
)
from gridflow.engine.commands import Act, Answer, run
from gridflow.engine.errors import (
    CampaignOpenError,
    NotOpenError,
    ProposalsWaitError,
)
from gridflow.engine.reclassing import change_class, keep_class, reconsider
from gridflow.engine.tasks import required_reason
from gridflow.errors import DeniedError, NotFoundError
from gridflow.spec.campaigns import Campaign as Definition
from gridflow.store import Scope, Session, areas, campaign_lists, records
from gridflow.store import campaigns as store
from gridflow.store.campaigns import Campaign, NewCampaign, Subject
from gridflow.store.ids import code_of
from gridflow.store.records import Record

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine

__all__ = [
    "campaign_list",
    "campaign_page",
    "campaign_subjects",
    "close_campaign",
    "decide_proposal",
    "open_campaign",
]
PART = 1_000
"""Records that are put into a campaign in one transaction, and the rest of a grid."""
Progress = Callable[[int, int], None]


def no_progress(done: int, total: int) -> None:
    """Tell nobody how far it is."""
    del done, total


# ---- opening


@dataclass(frozen=True, slots=True)
class _Target:
    """What is to be opened: a definition of a procedure, over an area."""

    definition: Definition
    procedure: str
    area: int


def open_campaign(
    engine: Engine,
    actor: Actor | None,
    definition_id: str,
    *,
    key: str,
    progress: Progress = no_progress,
) -> str:
    """Open a campaign over the actor's part of its area; returns its code.

    The right is `open: <campaign>`; actor None is the command line. Every record gets
    a case, in parts of a thousand; what was interrupted goes on where it stood, with
    the same key or another. Raises CampaignOpenError where it runs already.
    """

    def act(at: Act) -> Answer:
        target = _target(at, actor, definition_id)
        known = _running_over(at.tx, engine.today(), definition_id, target.area)
        if known is not None:
            if known.area != target.area or known.state != store.OPENING:
                raise CampaignOpenError(campaign=definition_id)
            return {"campaign": known.code}
        made = _begin(at, target)
        return {"campaign": made.code}

    if actor is not None and not may_campaign(engine, actor, "open", definition_id):
        raise DeniedError(why="denied_not_listed")
    told = {"campaign": definition_id}
    answer = run(engine, actor, key, "open_campaign", told, act)
    code = str(answer["campaign"])
    _fill(engine, actor, code, key, progress)
    return code


def _target(at: Act, actor: Actor | None, definition_id: str) -> _Target:
    site = at.engine.library.active()
    day = at.engine.today()
    offered = [
        one for one in site.procedures.values() if definition_id in one.campaigns
    ]
    mine = procedure_of(at.engine, actor) if actor else None
    if mine in offered:
        offered = [mine]
    for procedure in offered:
        code = procedure.area or site.county.area
        found = areas.area_by_code(at.tx, code, day)
        if found is None:
            continue
        over = narrower(at.tx, actor, found.id, day)
        if over is not None:
            definition = procedure.campaigns[definition_id]
            return _Target(definition, procedure.id, over)
    raise NotFoundError(campaign=definition_id)


def _running_over(
    session: Session, day: date, definition_id: str, area: int
) -> Campaign | None:
    for one in store.running_campaigns(session):
        if one.definition == definition_id and (
            areas.covers(session, Scope(one.area, day), area)
            or areas.covers(session, Scope(area, day), one.area)
        ):
            return one
    return None


def _begin(at: Act, target: _Target) -> Campaign:
    new = NewCampaign(
        definition=target.definition.id,
        bundle=at.engine.library.active_digest(),
        procedure=target.procedure,
        area=target.area,
        kind=target.definition.about,
        flow=target.definition.flow,
    )
    made = store.add_campaign(at.tx, new, at.by)
    facts = {"campaign": made.id, "definition": new.definition, "bundle": new.bundle}
    at.note_in_town(made.area, "open_campaign", facts)
    return made


def _fill(
    engine: Engine, actor: Actor | None, code: str, key: str, progress: Progress
) -> None:
    """Put in every record that has no subject yet, a part to a transaction."""
    with engine.store.reading() as session:
        found = campaign_behind(session, code)
        scope = Scope(found.area, engine.today())
        total = campaign_lists.count_records(session, found.kind, scope)
    after: int | None = 0
    done = number = 0
    while after is not None and found.state == store.OPENING:
        entered, after = _fill_part(engine, actor, code, after, f"{key}/{number}")
        done += entered
        number += 1
        progress(min(done, total), total)


def _fill_part(
    engine: Engine, actor: Actor | None, code: str, after: int, key: str
) -> tuple[int, int | None]:
    """Put in grids after one, by their ids, until a part is full."""

    def act(at: Act) -> Answer:
        found = campaign_behind(at.tx, code)
        if found.state != store.OPENING:
            return {"entered": 0, "after": None}
        rows, last = _some_records(at, found, after)
        entered = enter(at, Ground(engine, at.tx, found), rows)
        reconsider(at, entered.adopted)
        if last is None:
            store.set_state(at.tx, found, store.OPEN)
            at.note_in_town(found.area, "campaign_opened", {"campaign": found.id})
        return {"entered": entered.count, "after": last}

    told = {"campaign": code, "after": after}
    answer = run(engine, actor, key, "fill_campaign", told, act)
    following = answer["after"]
    entered = int(str(answer["entered"]))
    return entered, None if following is None else int(str(following))


def _some_records(
    at: Act, found: Campaign, after: int
) -> tuple[list[Record], int | None]:
    """Return the next records and the last of their grids, None: there are no more."""
    below = areas.descendants(at.tx, found.area, at.engine.today())
    grids = sorted({found.area, *(one.id for one in below)})
    rows: list[Record] = []
    for grid in grids:
        if grid <= after:
            continue
        rows.extend(
            campaign_lists.records_without_subject(at.tx, found.id, found.kind, grid)
        )
        if len(rows) >= PART:
            return rows, grid
    return rows, None


# ---- deciding and closing


def decide_proposal(
    engine: Engine,
    actor: Actor,
    code: str,
    record_code: str,
    *,
    change: bool,
    reason: str,
    key: str,
) -> str:
    """Change a record's class as proposed, or keep it; returns the task in force.

    The right is `reclass: <campaign>` over the record's grid. NotOpenError where no
    proposal waits.
    """
    words = required_reason(reason)

    def act(at: Act) -> Answer:
        found = campaign_behind(at.tx, code)
        subject = _subject_in_scope(engine, at.tx, actor, found, record_code)
        if not may_campaign(engine, actor, "reclass", found.definition, subject.area):
            raise DeniedError(why="denied_not_listed")
        if subject.proposal != store.WAITING:
            raise NotOpenError
        decide = change_class if change else keep_class
        after = decide(at, subject, words)
        return {"task": after.task}

    told = {"campaign": code, "record": record_code, "change": change, "reason": words}
    answer = run(engine, actor, key, "decide_proposal", told, act)
    return code_of(int(str(answer["task"])))


def _subject_in_scope(
    engine: Engine, session: Session, actor: Actor, campaign: Campaign, code: str
) -> Subject:
    scope = Scope(actor.area, engine.today())
    record = records.record_by_code(session, code, scope)
    found = store.subject(session, campaign.id, record.id) if record else None
    if found is None:
        raise NotFoundError
    return found


def close_campaign(engine: Engine, actor: Actor | None, code: str, *, key: str) -> None:
    """End a campaign: classes are decided no more; what is open stays to be done.

    The right is `open: <campaign>` over all of its area. ProposalsWaitError while a
    proposal waits, NotOpenError where it is closed.
    """

    def act(at: Act) -> Answer:
        found = campaign_behind(at.tx, code)
        if actor is not None:
            demand_campaign(engine, at.tx, actor, "open", found)
        if found.state != store.OPEN:
            raise NotOpenError
        scope = Scope(found.area, engine.today())
        waiting = campaign_lists.count_waiting(at.tx, found.id, scope)
        if waiting:
            raise ProposalsWaitError(count=waiting)
        store.set_state(at.tx, found, store.CLOSED, at.by.at)
        at.note_in_town(found.area, "close_campaign", {"campaign": found.id})
        return {"closed": True}

    run(engine, actor, key, "close_campaign", {"campaign": code}, act)
