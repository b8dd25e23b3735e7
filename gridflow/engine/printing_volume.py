"""What a volume holds: the forms of all records of a campaign in an area."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from gridflow.engine.access import demand, require_scope
from gridflow.engine.accounts import path_from_county
from gridflow.engine.campaign_ground import definition_of
from gridflow.engine.campaign_rights import campaign_behind, require_seen
from gridflow.engine.loading import Loader
from gridflow.engine.printing_data import (
    PrintView,
    has_sensitive,
    last_of,
    view_of,
)
from gridflow.engine.tasks import required_reason
from gridflow.errors import NotFoundError
from gridflow.store import By, Scope, Session, areas, campaign_lists, logs, tasks
from gridflow.store.campaigns import ENDED, Subject

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine

# read in one session; what was read is forgotten before the next ones are
AT_ONCE = 50
# more than a village has: a volume of a town would not fit in memory
AT_MOST = 2_000


@dataclass(frozen=True, slots=True)
class Volume:
    """What is to be printed together.

    Attributes:
        campaign: what the campaign is called.
        area_path: names from the county down to the area.
        tasks: ids of the tasks in force, by grid and then in the order of the records.
        too_many: there are more than a volume takes; `tasks` is empty.
    """

    campaign: str
    area_path: tuple[str, ...]
    tasks: tuple[int, ...]
    too_many: bool


def volume(
    engine: Engine, actor: Actor, campaign: str, area: str, form: str = ""
) -> Volume:
    """Return what a campaign's volume of an area holds (`see: <campaign>`, `print`).

    With a form's id it holds that form only.
    """
    with engine.store.reading() as session:
        found = campaign_behind(session, campaign)
        day = require_seen(engine, session, actor, found).day
        place = areas.area_by_code(session, area, day)
        definition = definition_of(engine, found)
        inside = Scope(found.area, day)
        if (
            place is None
            or definition is None
            or not areas.covers(session, inside, place.id)
        ):
            raise NotFoundError(area=area)
        require_scope(session, actor, place.id, day)
        demand(engine, actor, "print", found.kind, place.id)
        every = _subjects(session, found.id, Scope(place.id, day))
        subjects = [one for one in every if form in ("", one.form)]
        codes = _codes(session, {one.area for one in subjects}, day)
        above = areas.ancestors(session, place.id, day)
        site = engine.library.at(found.bundle)
    too_many = len(subjects) > AT_MOST
    subjects.sort(key=lambda one: (codes[one.area], one.record))
    return Volume(
        campaign=definition.label,
        area_path=path_from_county(site, above),
        tasks=() if too_many else tuple(one.task for one in subjects),
        too_many=too_many,
    )


def volume_views(
    engine: Engine, actor: Actor, volume: Volume, *, reason: str
) -> Iterator[PrintView]:
    """Yield the forms of a volume one by one, those to be filled in by hand too.

    Without a reason masked values stay masked; with one, who may `reveal` prints them,
    and every look is logged with the reason.
    """
    words = required_reason(reason) if reason.strip() else ""
    for start in range(0, len(volume.tasks), AT_ONCE):
        yield from _views(engine, actor, volume.tasks[start : start + AT_ONCE], words)


def _views(
    engine: Engine, actor: Actor, ids: Sequence[int], reason: str
) -> list[PrintView]:
    found: list[PrintView] = []
    looked: list[int] = []
    with engine.store.reading() as session:
        loader = Loader(engine, session, actor.person)
        scope = Scope(actor.area, engine.today())
        for id_ in ids:
            task = tasks.task(session, id_, scope)
            if task is None:
                raise NotFoundError(task=id_)
            last, loaded = last_of(loader, task)
            if reason:
                demand(engine, actor, "reveal", loaded.form.about, task.area)
            if reason and has_sensitive(loaded.form):
                looked.append(last.id if last else loaded.record.row.id)
            found.append(view_of(loader, loaded, last, unmasked=bool(reason)))
    if looked:
        by = By(actor.person, actor.post, engine.clock.now())
        with engine.store.transaction() as tx:
            for subject in looked:
                logs.log_look(tx, subject, "*", reason, by)
    return found


def _subjects(session: Session, campaign: int, scope: Scope) -> list[Subject]:
    """Return the subjects that go on, one more than a volume takes at most."""
    found: list[Subject] = []
    after: tuple[str, int] | None = None
    while len(found) <= AT_MOST:
        page = campaign_lists.find_subjects(
            session, campaign, scope, after=after, limit=500
        )
        if not page:
            break
        found += [one for one in page if one.state != ENDED]
        after = (page[-1].title, page[-1].record)
    return found


def _codes(session: Session, ids: set[int], day: date) -> dict[int, str]:
    return {id_: areas.ancestors(session, id_, day)[0].code for id_ in ids}
