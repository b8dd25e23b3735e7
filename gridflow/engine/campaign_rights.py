"""Who may see, open and decide in a campaign, and which part of it is theirs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from gridflow.engine.access import covers, may
from gridflow.errors import DeniedError, NotFoundError
from gridflow.store import Scope, Session, areas, campaigns
from gridflow.store.campaigns import Campaign

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine

ANY_CAMPAIGN = "campaigns"
"""The object of a right on whatever campaign there is."""


def may_campaign(
    engine: Engine, actor: Actor, verb: str, definition: str, area: int | None = None
) -> bool:
    """Tell whether the actor may do something in a campaign, over an area."""
    return any(
        may(engine, actor, verb, thing, area).allowed
        for thing in (definition, ANY_CAMPAIGN)
    )


def narrower(session: Session, actor: Actor | None, area: int, day: date) -> int | None:
    """Return the part of an area that is the actor's, None for none of it."""
    if actor is None or covers(session, actor, area, day):
        return area
    return actor.area if areas.covers(session, Scope(area, day), actor.area) else None


def campaign_behind(session: Session, code: str) -> Campaign:
    """Return the campaign behind a code; NotFoundError where there is none."""
    found = campaigns.campaign_by_code(session, code)
    if found is None:
        raise NotFoundError(campaign=code)
    return found


def definition_behind(engine: Engine, code: str) -> str:
    """Return the definition's id of the campaign behind a code."""
    with engine.store.reading() as session:
        return campaign_behind(session, code).definition


def require_seen(
    engine: Engine, session: Session, actor: Actor, found: Campaign
) -> Scope:
    """Return the actor's part of a campaign; NotFoundError where there is none."""
    day = engine.today()
    area = narrower(session, actor, found.area, day)
    if area is None or not may_campaign(engine, actor, "see", found.definition):
        raise NotFoundError
    return Scope(area, day)


def demand_campaign(
    engine: Engine, session: Session, actor: Actor, verb: str, found: Campaign
) -> None:
    """Raise NotFoundError or DeniedError unless the actor may do it in all of it."""
    require_seen(engine, session, actor, found)
    if not may_campaign(engine, actor, verb, found.definition, found.area):
        raise DeniedError(why="denied_not_listed")
