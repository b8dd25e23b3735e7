"""Looking after the area tree: groups and grids that are added, renamed, ended."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from gridflow.engine.access import covers, demand, procedure_of
from gridflow.engine.commands import Act, Answer, run
from gridflow.engine.errors import NotOpenError
from gridflow.errors import NotFoundError
from gridflow.store import areas
from gridflow.store.areas import Area, NewArea

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine

LABEL_AT_MOST = 60


def add_area(
    engine: Engine, actor: Actor, parent: str, code: str, label: str, *, key: str
) -> str:
    """Add an area under another one, of the level below it; returns its code.

    The right is `manage: areas` over the parent. TreeError where the code is taken.
    """
    named = " ".join(label.split())[:LABEL_AT_MOST]
    told = {"parent": parent, "code": code, "label": named}

    def act(at: Act) -> Answer:
        above = _reached(at, actor, parent)
        levels = sorted(procedure_of(engine, actor).levels, key=lambda one: one.order)
        ids = [one.id for one in levels]
        below = ids[ids.index(above.level) + 1 :] if above.level in ids else []
        if not below or not named or not code.isalnum() or not code.isascii():
            raise NotOpenError(area=code)
        new = NewArea(code, named, below[0], above.code)
        made = areas.add_area(at.tx, new, engine.today())
        at.note_in_town(above.id, "add_area", {"area": made.id, "code": code})
        return {"code": code}

    return str(run(engine, actor, key, "add_area", told, act)["code"])


def rename_area(
    engine: Engine, actor: Actor, code: str, label: str, *, key: str
) -> None:
    """Give an area another name (`manage: areas`); its code and history stay."""
    named = " ".join(label.split())[:LABEL_AT_MOST]

    def act(at: Act) -> Answer:
        found = _reached(at, actor, code)
        if not named:
            raise NotOpenError(area=code)
        areas.relabel_area(at.tx, found.id, named)
        at.note_in_town(found.id, "rename_area", {"area": found.id})
        return {}

    run(engine, actor, key, "rename_area", {"code": code, "label": named}, act)


def end_area(
    engine: Engine, actor: Actor, code: str, last_day: date, *, key: str
) -> None:
    """Close an area after a day (`manage: areas`); TreeError while anything hangs on.

    The own area is not the actor's to close.
    """

    def act(at: Act) -> Answer:
        found = _reached(at, actor, code)
        if found.id == actor.area:
            raise NotFoundError
        areas.end_area(at.tx, found.id, last_day)
        facts = {"area": found.id, "last_day": last_day.isoformat()}
        at.note_in_town(actor.area, "end_area", facts)
        return {}

    told = {"code": code, "last_day": last_day.isoformat()}
    run(engine, actor, key, "end_area", told, act)


def _reached(at: Act, actor: Actor, code: str) -> Area:
    """Return an area of the actor's to manage; NotFoundError or DeniedError."""
    found = areas.area_by_code(at.tx, code, at.engine.today())
    if found is None or not covers(at.tx, actor, found.id, at.engine.today()):
        raise NotFoundError
    demand(at.engine, actor, "manage", "areas", found.id)
    return found
