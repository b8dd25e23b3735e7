"""Saved views: a list's filters under a name, for oneself or for all below an area."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridflow.engine.access import covers, demand, may, procedure_of
from gridflow.engine.commands import Act, Answer, run
from gridflow.engine.faults import Fault
from gridflow.engine.record_lists import ListFilters
from gridflow.engine.records import kind_at
from gridflow.errors import DeniedError, NotFoundError
from gridflow.spec.records import Record
from gridflow.store import Session, areas
from gridflow.store import saved_views as store
from gridflow.store.ids import code_of

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine

LABEL_AT_MOST = 20
VIEWS_AT_MOST = 20


@dataclass(frozen=True, slots=True)
class SavedView:
    """A view as its tab shows it.

    Attributes:
        shared_by: who shared it, "" for the actor's own.
        mine: the actor may take it away.
    """

    code: str
    label: str
    filters: ListFilters
    shared_by: str
    mine: bool


def saved_views(engine: Engine, actor: Actor, path: str) -> tuple[SavedView, ...]:
    """Return the views of a list that the actor sees, shared ones first."""
    kind = kind_at(procedure_of(engine, actor), path)
    demand(engine, actor, "see", kind.id)
    with engine.store.reading() as session:
        found = _seen(engine, session, actor, kind)
        return tuple(
            SavedView(
                code=one.code,
                label=one.label,
                filters=_filters(one.filters),
                shared_by="" if one.area is None else one.person_name,
                mine=_is_mine(engine, session, actor, one),
            )
            for one in found
        )


def save_view(
    engine: Engine,
    actor: Actor,
    path: str,
    label: str,
    filters: ListFilters,
    *,
    shared: bool,
    key: str,
) -> str | Fault:
    """Keep filters under a name; returns the view's code, or what is wrong.

    Sharing (`share: <record>`) is with everybody at or below the actor's area; then
    the area is not kept, each sees their own. What was searched for is never kept: it
    may be somebody's number.
    """
    kind = kind_at(procedure_of(engine, actor), path)
    demand(engine, actor, "see", kind.id)
    if shared:
        demand(engine, actor, "share", kind.id, actor.area)
    name = " ".join(label.split())
    if not name or len(name) > LABEL_AT_MOST:
        return Fault("label", "view_label_wrong", {"at_most": LABEL_AT_MOST})
    kept = {
        "area": "" if shared else filters.area,
        "fields": dict(filters.fields),
        "campaign": filters.campaign,
        "class": filters.class_,
        "state": filters.state,
    }

    def act(at: Act) -> Answer:
        seen = _seen(engine, at.tx, actor, kind)
        if sum(one.person == actor.person for one in seen) >= VIEWS_AT_MOST:
            return {"full": True}
        place = actor.area if shared else None
        view = store.add_view(at.tx, kind.id, name, kept, at.by, place)
        if shared:
            at.note_in_town(actor.area, "share_view", {"view": view, "kind": kind.id})
        return {"view": view}

    told = {"path": path, "label": name, "shared": shared, **kept}
    answer = run(engine, actor, key, "save_view", told, act)
    if "full" in answer:
        return Fault("label", "too_many_views", {"at_most": VIEWS_AT_MOST})
    return code_of(int(str(answer["view"])))


def delete_view(
    engine: Engine, actor: Actor, path: str, code: str, *, key: str
) -> None:
    """Forget a view: one's own, or one shared where the actor may share too."""
    kind = kind_at(procedure_of(engine, actor), path)
    demand(engine, actor, "see", kind.id)

    def act(at: Act) -> Answer:
        found = store.view_by_code(at.tx, code)
        seen = _seen(engine, at.tx, actor, kind)
        if found is None or found.id not in {one.id for one in seen}:
            raise NotFoundError
        if not _is_mine(engine, at.tx, actor, found):
            raise DeniedError(why="denied_not_listed")
        store.drop_view(at.tx, found.id)
        if found.area is not None:
            told = {"view": found.id, "kind": kind.id}
            at.note_in_town(found.area, "drop_view", told)
        return {"view": found.id}

    run(engine, actor, key, "delete_view", {"path": path, "view": code}, act)


def _seen(
    engine: Engine, session: Session, actor: Actor, kind: Record
) -> tuple[store.View, ...]:
    above = areas.ancestors(session, actor.area, engine.today())
    ids = [one.id for one in above]
    return store.views_for(session, kind.id, actor.person, ids)


def _is_mine(engine: Engine, session: Session, actor: Actor, view: store.View) -> bool:
    if view.person == actor.person:
        return True
    return (
        view.area is not None
        and covers(session, actor, view.area, engine.today())
        and may(engine, actor, "share", view.kind).allowed
    )


def _filters(kept: Mapping[str, object]) -> ListFilters:
    fields = kept.get("fields")
    chosen = fields if isinstance(fields, Mapping) else {}
    return ListFilters(
        area=str(kept.get("area", "")),
        fields={str(name): str(value) for name, value in chosen.items()},
        campaign=str(kept.get("campaign", "")),
        class_=str(kept.get("class", "")),
        state=str(kept.get("state", "")),
    )
