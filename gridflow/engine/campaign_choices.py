"""The campaigns that a list can be narrowed to, with the names of their classes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridflow.engine.campaign_ground import definition_of
from gridflow.engine.campaign_rights import may_campaign, narrower
from gridflow.spec.records import Record
from gridflow.store import Session, campaigns

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine


@dataclass(frozen=True, slots=True)
class CampaignChoice:
    """A campaign that runs, with id and label of its classes."""

    code: str
    label: str
    classes: tuple[tuple[str, str], ...]


def campaign_choices(
    engine: Engine, session: Session, actor: Actor, kind: Record
) -> tuple[CampaignChoice, ...]:
    """Return the running campaigns about a kind that the actor sees, newest first."""
    found: list[CampaignChoice] = []
    for one in campaigns.running_campaigns(session):
        definition = definition_of(engine, one)
        if one.kind != kind.id or definition is None:
            continue
        if narrower(session, actor, one.area, engine.today()) is None:
            continue
        if not may_campaign(engine, actor, "see", one.definition):
            continue
        procedure = engine.library.at(one.bundle).procedures[one.procedure]
        used = {rule.class_ for rule in definition.rules}
        options = procedure.codes[definition.codes].options
        classes = tuple((opt.id, opt.label) for opt in options if opt.id in used)
        found.append(CampaignChoice(one.code, definition.label, classes))
    return tuple(found)
