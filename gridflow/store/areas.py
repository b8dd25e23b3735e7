"""The area tree: dated links are its truth, the dated closure is what queries use.

A scope always goes through the closure, never through codes. A change that would
make a cycle or an orphan is refused, because a torn tree would widen access.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from peewee import JOIN

from gridflow.store import closure
from gridflow.store.closure import Link
from gridflow.store.database import Session, Transaction
from gridflow.store.errors import TreeError
from gridflow.store.fields import FOREVER
from gridflow.store.models import Area as AreaModel
from gridflow.store.models import AreaClosure, AreaLink
from gridflow.store.rows import Scope
from gridflow.store.statements import Statement, at, shape

ONE_DAY = timedelta(days=1)
AT_ONCE = 200
WIDE = 400


@dataclass(frozen=True, slots=True)
class Area:
    """A node of the tree as of a day; `valid_to` is its last day, None for no end."""

    id: int
    code: str
    label: str
    level: str
    parent: int | None
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class NewArea:
    """A node to add; `parent_code` is empty for a root."""

    code: str
    label: str
    level: str
    parent_code: str | None = None


@dataclass(frozen=True, slots=True)
class AreaFault:
    """Where the closure differs from the links: "missing" or "extra"."""

    kind: str
    ancestor: int
    area: int
    depth: int
    valid_from: date
    valid_to: date


_UP = AreaClosure.alias("up")
_AREA = shape(Area, AreaModel, parent=_UP.ancestor)


def in_force(table: Any, day: Any) -> Any:  # noqa: ANN401 - peewee expressions
    """Return the condition that a dated row is in force on a day."""
    return (table.valid_from <= day) & (table.valid_to >= day)


def areas_below(county: Any, area: Any, day: Any) -> Any:  # noqa: ANN401
    """Return the query of the ids of all areas at or below one on a day."""
    return AreaClosure.select(AreaClosure.area).where(
        (AreaClosure.county == county)
        & (AreaClosure.ancestor == area)
        & in_force(AreaClosure, day)
    )


def _with_parent(day: Any) -> Any:  # noqa: ANN401
    return AreaModel.select(*_AREA.columns).join(
        _UP,
        JOIN.LEFT_OUTER,
        on=(
            (_UP.county == AreaModel.county)
            & (_UP.area == AreaModel.id)
            & (_UP.depth == 1)
            & in_force(_UP, day)
        ),
    )


_BY_ID = Statement(
    lambda: _with_parent(at("day")).where(
        (AreaModel.county == at("county")) & (AreaModel.id == at("area"))
    )
)
_BY_CODE = Statement(
    lambda: _with_parent(at("day")).where(
        (AreaModel.county == at("county")) & (AreaModel.code == at("code"))
    )
)
_COVERS = Statement(
    lambda: AreaClosure.select(AreaClosure.depth).where(
        (AreaClosure.county == at("county"))
        & (AreaClosure.ancestor == at("ancestor"))
        & (AreaClosure.area == at("area"))
        & in_force(AreaClosure, at("day"))
    )
)


def _related(towards: str) -> Statement:
    """Return the areas above ("ancestor") or below ("area") another one."""
    other = AreaClosure.area if towards == "ancestor" else AreaClosure.ancestor
    mine = getattr(AreaClosure, towards)
    return Statement(
        lambda: (
            _with_parent(at("day"))
            .switch(AreaModel)
            .join(
                AreaClosure,
                on=((AreaClosure.county == AreaModel.county) & (mine == AreaModel.id)),
            )
            .where(
                (AreaClosure.county == at("county"))
                & (other == at("area"))
                & in_force(AreaClosure, at("day"))
            )
            .order_by(AreaClosure.depth, AreaModel.code)
        )
    )


_ANCESTORS = _related("ancestor")
_DESCENDANTS = _related("area")


def area(session: Session, area_id: int, day: date | None = None) -> Area | None:
    """Return an area with its parent on a day (by default its latest), or None."""
    return session.row(_AREA, _BY_ID, area=area_id, day=day or FOREVER)


def area_by_code(session: Session, code: str, day: date | None = None) -> Area | None:
    """Return the area of a division code, or None."""
    return session.row(_AREA, _BY_CODE, code=code, day=day or FOREVER)


def ancestors(session: Session, area_id: int, day: date) -> tuple[Area, ...]:
    """Return an area and all above it on a day, from itself up to the root."""
    return session.rows(_AREA, _ANCESTORS, area=area_id, day=day)


def descendants(
    session: Session, area_id: int, day: date, level: str | None = None
) -> tuple[Area, ...]:
    """Return an area and all below it on a day, nearest first; of a level if told."""
    found = session.rows(_AREA, _DESCENDANTS, area=area_id, day=day)
    return tuple(item for item in found if level is None or item.level == level)


def children(session: Session, area_id: int, day: date) -> tuple[Area, ...]:
    """Return the areas directly below one on a day, by code."""
    query = _with_parent(day).where(
        (AreaModel.county == session.county) & (_UP.ancestor == area_id)
    )
    return session.rows(_AREA, query.order_by(AreaModel.code))


def names_below(
    session: Session, top: int, area_ids: Iterable[int], day: date
) -> dict[int, tuple[str, ...]]:
    """Return for each area the names from just below `top` down to its own.

    The name of `top` itself stands only for `top`; one query for all of them.
    """
    query = (
        AreaClosure.select(AreaClosure.area, AreaClosure.ancestor, AreaModel.label)
        .join(AreaModel, on=(AreaModel.id == AreaClosure.ancestor))
        .where(
            (AreaClosure.county == session.county)
            & AreaClosure.area.in_(sorted(set(area_ids)))
            & in_force(AreaClosure, day)
        )
        .order_by(AreaClosure.area, AreaClosure.depth)
    )
    names: dict[int, tuple[str, ...]] = {}
    done: set[int] = set()
    for area_id, ancestor, label in session.tuples(query):
        if ancestor == top:
            done.add(area_id)
        if area_id not in done or not names.get(area_id):
            names[area_id] = (label, *names.get(area_id, ()))
    return names


def roots(session: Session, day: date) -> tuple[Area, ...]:
    """Return the areas in force on a day that hang under nothing, by code."""
    query = _with_parent(day).where(
        (AreaModel.county == session.county)
        & in_force(AreaModel, day)
        & _UP.ancestor.is_null()
    )
    return session.rows(_AREA, query.order_by(AreaModel.code))


def covers(session: Session, scope: Scope, area_id: int) -> bool:
    """Tell whether an area lies in a scope."""
    depth = session.value(_COVERS, ancestor=scope.area, area=area_id, day=scope.day)
    return depth is not None


def is_wide(session: Session, scope: Scope) -> bool:
    """Tell whether a scope has so many areas that lists are walked, not collected."""
    below = areas_below(session.county, scope.area, scope.day)
    return len(session.tuples(below.limit(WIDE + 1))) > WIDE


def _links(session: Session, area_ids: Sequence[int] | None = None) -> list[Link]:
    query = AreaLink.select(
        AreaLink.area, AreaLink.parent, AreaLink.valid_from, AreaLink.valid_to
    ).where(AreaLink.county == session.county)
    if area_ids is not None:
        query = query.where(AreaLink.area.in_(area_ids))
    found = session.rows(shape(closure.StoredLink, AreaLink), query)
    return [row.link() for row in found]


def _spans(session: Session) -> dict[int, tuple[date, date]]:
    query = AreaModel.select(
        AreaModel.id, AreaModel.valid_from, AreaModel.valid_to
    ).where(AreaModel.county == session.county)
    found = session.rows(shape(closure.StoredSpan, AreaModel), query)
    return {row.id: (row.valid_from, row.valid_to or FOREVER) for row in found}


def _insert(model: Any, *names: str) -> Statement:  # noqa: ANN401
    return Statement(
        lambda: model.insert(
            {getattr(model, name): at(name) for name in ("county", *names)}
        )
    )


_ADD_AREA = _insert(AreaModel, "id", "code", "label", "level", "valid_from", "valid_to")
_ADD_LINK = _insert(AreaLink, *Link._fields)
_ADD_PATH = _insert(AreaClosure, *closure.Path._fields)


def load_areas(tx: Transaction, rows: Iterable[NewArea], valid_from: date) -> int:
    """Add the areas whose code is new and return how many; their order is free.

    Raises TreeError for a parent that is nowhere, a code that comes twice, a cycle.
    """
    known = dict(
        tx.tuples(
            AreaModel.select(AreaModel.code, AreaModel.id).where(
                AreaModel.county == tx.county
            )
        )
    )
    new = [row for row in rows if row.code not in known]
    ids = dict(zip((row.code for row in new), tx.reserve(len(new)), strict=True))
    if len(ids) < len(new):
        raise TreeError(why="twice", area=_first_double(new))
    known |= ids
    links = []
    for row in new:
        if row.parent_code and row.parent_code not in known:
            raise TreeError(why="orphan", area=row.code)
        if row.parent_code:
            parent = known[row.parent_code]
            links.append(Link(ids[row.code], parent, valid_from, FOREVER))
    tx.change_many(
        _ADD_AREA,
        (
            {
                "id": ids[row.code],
                "code": row.code,
                "label": row.label,
                "level": row.level,
                "valid_from": valid_from,
                "valid_to": FOREVER,
            }
            for row in new
        ),
    )
    tx.change_many(_ADD_LINK, (link._asdict() for link in links))
    _rebuild(tx, set(ids.values()))
    return len(new)


def _first_double(rows: Sequence[NewArea]) -> str:
    seen: set[str] = set()
    return next(row.code for row in rows if row.code in seen or seen.add(row.code))  # type: ignore[func-returns-value]


def _rebuild(tx: Transaction, area_ids: set[int]) -> None:
    """Write the closure of these areas anew from the links; TreeError for a cycle."""
    links: dict[int, list[Link]] = defaultdict(list)
    for link in _links(tx):
        links[link.area].append(link)
    spans = _spans(tx)
    for start in range(0, len(area_ids), AT_ONCE):
        part = sorted(area_ids)[start:][:AT_ONCE]
        tx.change(
            AreaClosure.delete().where(
                (AreaClosure.county == tx.county) & AreaClosure.area.in_(part)
            )
        )
    made = [
        row._asdict()
        for area_id in sorted(area_ids)
        for row in closure.paths(area_id, links, spans)
    ]
    tx.change_many(_ADD_PATH, made)


def add_area(tx: Transaction, new: NewArea, valid_from: date) -> Area:
    """Add one area; TreeError if its code is taken or its parent is nowhere."""
    if area_by_code(tx, new.code) is not None:
        raise TreeError(why="twice", area=new.code)
    load_areas(tx, [new], valid_from)
    made = area_by_code(tx, new.code, valid_from)
    if made is None or (new.parent_code and made.parent is None):
        raise TreeError(why="orphan", area=new.code)
    return made


def relabel_area(tx: Transaction, area_id: int, label: str) -> None:
    """Give an area another name; its code and history stay."""
    tx.change(
        AreaModel.update({AreaModel.label: label}).where(
            (AreaModel.county == tx.county) & (AreaModel.id == area_id)
        )
    )


def _below(tx: Transaction, area_id: int) -> set[int]:
    """Return the ids of all that hangs below an area on any day, itself included."""
    query = AreaClosure.select(AreaClosure.area).where(
        (AreaClosure.county == tx.county) & (AreaClosure.ancestor == area_id)
    )
    return {row[0] for row in tx.tuples(query)} | {area_id}


def move_area(tx: Transaction, area_id: int, parent_id: int, from_day: date) -> None:
    """Hang an area under another parent from a day on; TreeError for a cycle.

    What was to change on later days is forgotten.
    """
    spans = _spans(tx)
    below = _below(tx, area_id)
    if area_id not in spans or parent_id not in spans:
        raise TreeError(why="orphan", area=area_id)
    if parent_id == area_id:
        raise TreeError(why="cycle", area=area_id)
    mine = (AreaLink.county == tx.county) & (AreaLink.area == area_id)
    tx.change(AreaLink.delete().where(mine & (AreaLink.valid_from >= from_day)))
    tx.change(
        AreaLink.update({AreaLink.valid_to: from_day - ONE_DAY}).where(
            mine & (AreaLink.valid_to >= from_day)
        )
    )
    link = Link(area_id, parent_id, from_day, spans[area_id][1])
    tx.change(_ADD_LINK, **link._asdict())
    _rebuild(tx, below)


def end_area(tx: Transaction, area_id: int, last_day: date) -> None:
    """Close an area after a day; TreeError while something hangs below it later."""
    later = AreaLink.select(AreaLink.area).where(
        (AreaLink.county == tx.county)
        & (AreaLink.parent == area_id)
        & (AreaLink.valid_to > last_day)
    )
    if tx.value(later.limit(1)) is not None:
        raise TreeError(why="children", area=area_id)
    below = _below(tx, area_id)
    mine = (AreaModel.county == tx.county) & (AreaModel.id == area_id)
    changed = tx.change(
        AreaModel.update({AreaModel.valid_to: last_day}).where(
            mine & (AreaModel.valid_from <= last_day)
        )
    )
    if not changed:
        raise TreeError(why="dates", area=area_id)
    link = (AreaLink.county == tx.county) & (AreaLink.area == area_id)
    tx.change(AreaLink.delete().where(link & (AreaLink.valid_from > last_day)))
    tx.change(
        AreaLink.update({AreaLink.valid_to: last_day}).where(
            link & (AreaLink.valid_to > last_day)
        )
    )
    _rebuild(tx, below)


def verify_areas(session: Session) -> tuple[AreaFault, ...]:
    """Return where the closure is not what the links say; empty when it is sound."""
    links: dict[int, list[Link]] = defaultdict(list)
    for link in _links(session):
        links[link.area].append(link)
    spans = _spans(session)
    told = {row for one in spans for row in closure.paths(one, links, spans)}
    query = AreaClosure.select().where(AreaClosure.county == session.county)
    stored = session.rows(
        shape(closure.StoredPath, AreaClosure),
        query.select(*shape(closure.StoredPath, AreaClosure).columns),
    )
    kept = {row.path() for row in stored}
    return tuple(
        AreaFault(kind, *row)
        for kind, rows in (("missing", told - kept), ("extra", kept - told))
        for row in sorted(rows)
    )
