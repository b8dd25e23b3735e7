"""Lists of records: narrowed by place, filters and search, fifty rows a page."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from gridflow.engine.access import covers, demand, may, procedure_of
from gridflow.engine.campaign_choices import CampaignChoice, campaign_choices
from gridflow.engine.campaign_rights import campaign_behind, require_seen
from gridflow.engine.plans import record_plan
from gridflow.engine.record_showing import value_text
from gridflow.engine.records import kind_at
from gridflow.engine.surroundings import Surroundings
from gridflow.errors import NotFoundError
from gridflow.spec.procedure import Procedure
from gridflow.spec.records import Record, RecordField
from gridflow.store import Scope, Session, areas
from gridflow.store.record_finding import (
    InCampaign,
    Wanted,
    count_records,
    find_records,
)
from gridflow.store.record_listing import sort_key

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine

PAGE = 50
SEARCH_AT_MOST = 64


@dataclass(frozen=True, slots=True)
class ListFilters:
    """What the URL narrows a list to; empty means everything.

    Attributes:
        search: see `Wanted.search`.
        area: the code of an area at or below the actor's.
        fields: the id of an option, "true", "false" or "-" for no value, by field.
        campaign: the code of a campaign that the actor sees.
        class_: a class of it, "-" for none; `state` is "open", "done" or "ended".
    """

    search: str = ""
    area: str = ""
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    campaign: str = ""
    class_: str = ""
    state: str = ""


EVERYTHING = ListFilters()


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One record in a list; `cells` stand in the order of the list's columns, masked.

    `area_label` has the names from below the actor's area down.
    """

    code: str
    title: str
    number: str
    area_label: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """A field that the list filters by, and its choices with their labels."""

    field: RecordField
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RecordList:
    """A page of `/records/<path>`.

    Attributes:
        columns: the fields beside the title.
        count: how many there are; 1000 means 999+.
        next: where the next page begins, "" on the last.
        above: code and label of the chosen area and those above it, from the actor's
            own down.
        areas: code and label of the areas below the chosen one.
    """

    kind: Record
    columns: tuple[RecordField, ...]
    rows: tuple[RecordRow, ...]
    count: int
    next: str
    above: tuple[tuple[str, str], ...]
    areas: tuple[tuple[str, str], ...]
    choices: tuple[Choices, ...]
    campaigns: tuple[CampaignChoice, ...]


def record_list(
    engine: Engine,
    actor: Actor,
    path: str,
    filters: ListFilters = EVERYTHING,
    *,
    after: str = "",
) -> RecordList:
    """List records of a kind in the actor's scope (`see`), fifty a page."""
    procedure = procedure_of(engine, actor)
    kind = kind_at(procedure, path)
    demand(engine, actor, "see", kind.id)
    day = engine.today()
    with engine.store.reading() as session:
        scope = scope_of(engine, session, actor, filters)
        wanted = wanted_of(engine, session, actor, kind, filters)
        campaigns = campaign_choices(engine, session, actor, kind)
        found = find_records(
            session, kind.id, scope, wanted, after=_cursor(after), limit=PAGE
        )
        grids = {one.grid for one in found}
        names = areas.names_below(session, actor.area, grids, day)
        around = Surroundings(procedure, engine.library.vocabulary, day)
        columns = columns_of(kind)
        rows = tuple(
            RecordRow(
                one.code,
                one.title,
                one.number,
                " ".join(names[one.grid]),
                tuple(value_text(session, one, of, around) for of in columns),
            )
            for one in found
        )
        above = areas.ancestors(session, scope.area, day)
        below = areas.children(session, scope.area, day)
        whole = not after and len(found) < PAGE
        count = len(found) if whole else count_records(session, kind.id, scope, wanted)
    last = found[-1] if len(found) == PAGE else None
    return RecordList(
        kind=kind,
        columns=columns,
        rows=rows,
        count=count,
        next=f"{last.id}_{last.title}" if last else "",
        above=_down_from(actor.area, above),
        areas=tuple((one.code, one.label) for one in below),
        choices=choices_of(kind, procedure, around),
        campaigns=campaigns,
    )


def columns_of(kind: Record) -> tuple[RecordField, ...]:
    """Return the fields that stand in lists of a kind."""
    return tuple(of for name in kind.list_columns if (of := kind.field(name)))


def choices_of(
    kind: Record, procedure: Procedure, around: Surroundings
) -> tuple[Choices, ...]:
    """Return what lists of a kind are filtered by."""
    say = procedure.wording.say
    found: list[Choices] = []
    for name in kind.filters:
        of = kind.field(name)
        if of is None:
            continue
        options = [(one.id, one.label) for one in around.all_options(of)]
        if of.type == "yes_no":
            options = [("true", say("value_yes")), ("false", say("value_no"))]
        found.append(Choices(of, tuple(options)))
    return tuple(found)


def scope_of(
    engine: Engine, session: Session, actor: Actor, filters: ListFilters
) -> Scope:
    """Return where a list looks; NotFoundError for an area that is not the actor's."""
    day = engine.today()
    if not filters.area:
        return Scope(actor.area, day)
    place = areas.area_by_code(session, filters.area, day)
    if place is None or not covers(session, actor, place.id, day):
        raise NotFoundError
    return Scope(place.id, day)


def wanted_of(
    engine: Engine,
    session: Session,
    actor: Actor,
    kind: Record,
    filters: ListFilters,
) -> Wanted:
    """Return what is asked of the store; parts are searched where they may be seen."""
    procedure = procedure_of(engine, actor)
    plans = {kind.id: record_plan(kind)}
    for part in procedure.records.values():
        if part.part_of == kind.id and may(engine, actor, "see", part.id).allowed:
            plans[part.id] = record_plan(part)
    words = unicodedata.normalize("NFC", filters.search.strip())[:SEARCH_AT_MOST]
    asked = {name: filters.fields.get(name, "") for name in kind.filters}
    among = None
    if filters.campaign:
        found = campaign_behind(session, filters.campaign)
        require_seen(engine, session, actor, found)
        among = InCampaign(found.id, filters.class_, filters.state)
    chosen = {name: one for name, one in asked.items() if one}
    return Wanted(words, chosen, plans, among)


def _down_from(top: int, above: Sequence[areas.Area]) -> tuple[tuple[str, str], ...]:
    """Return code and label of the areas from the actor's own down to the chosen."""
    ids = [one.id for one in above]
    mine = above[: ids.index(top) + 1] if top in ids else above
    return tuple((one.code, one.label) for one in reversed(mine))


def _cursor(after: str) -> tuple[str, int] | None:
    number, _, title = after.partition("_")
    if not (number.isascii() and number.isdigit()):
        return None
    return sort_key(title), int(number)
