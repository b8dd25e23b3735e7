"""The grid roster: who holds which post, by level, and where nobody does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from gridflow.engine.access import covers, demand
from gridflow.engine.accounts import path_from_county
from gridflow.errors import NotFoundError
from gridflow.spec.forms import Mask
from gridflow.spec.procedure import Procedure
from gridflow.store import Scope, Session, areas, people
from gridflow.store.areas import Area
from gridflow.store.people import Post

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine

# a phone in a list: who it is can be told apart, nobody can be called
_PHONE = Mask(first=3, last=4)


@dataclass(frozen=True, slots=True)
class RosterPerson:
    """Somebody on the roster; the phone is masked."""

    person: int
    post: int
    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class RosterPost:
    """A role at an area with its holders; vacancies is how many are missing."""

    role: str
    role_label: str
    people: tuple[RosterPerson, ...]
    vacancies: int


@dataclass(frozen=True, slots=True)
class RosterArea:
    """An area with its roles; depth counts from the roster's top."""

    code: str
    label: str
    level: str
    level_label: str
    depth: int
    posts: tuple[RosterPost, ...]


@dataclass(frozen=True, slots=True)
class RosterLevel:
    """Sums of one level: areas, people, vacancies."""

    level: str
    label: str
    areas: int
    people: int
    vacancies: int


@dataclass(frozen=True, slots=True)
class RosterPage:
    """What `/roster` shows below one area, in tree order."""

    area_path: tuple[str, ...]
    levels: tuple[RosterLevel, ...]
    areas: tuple[RosterArea, ...]


def grid_roster(engine: Engine, actor: Actor, area: str = "") -> RosterPage:
    """Return the roster below an area code ("" for the own); right `roster: people`."""
    day = engine.today()
    site = engine.library.active()
    with engine.store.reading() as session:
        top = _top(session, actor, area, day)
        demand(engine, actor, "roster", "people", top)
        above = areas.ancestors(session, top, day)
        procedure = site.procedure_for([one.code for one in above])
        found = areas.descendants(session, top, day)
        held: dict[tuple[int, str], list[Post]] = defaultdict(list)
        for post in people.posts_in(session, Scope(top, day)):
            held[post.area, post.role].append(post)
        rows = tuple(
            _area(session, procedure, one, depth, held)
            for one, depth in _in_tree_order(found, top)
        )
    return RosterPage(path_from_county(site, above), _levels(procedure, rows), rows)


def _top(session: Session, actor: Actor, code: str, day: date) -> int:
    if not code:
        return actor.area
    found = areas.area_by_code(session, code, day)
    if found is None or not covers(session, actor, found.id, day):
        raise NotFoundError
    return found.id


def _in_tree_order(found: Sequence[Area], top: int) -> Iterator[tuple[Area, int]]:
    below: dict[int | None, list[Area]] = defaultdict(list)
    for one in sorted(found, key=lambda area: area.code, reverse=True):
        below[one.parent].append(one)
    waiting = [(one, 0) for one in found if one.id == top]
    while waiting:
        one, depth = waiting.pop()
        yield one, depth
        waiting.extend((child, depth + 1) for child in below[one.id])


def _area(
    session: Session,
    procedure: Procedure,
    area: Area,
    depth: int,
    held: Mapping[tuple[int, str], Sequence[Post]],
) -> RosterArea:
    posts: list[RosterPost] = []
    for role in procedure.roles.values():
        holders = held.get((area.id, role.id), ())
        if role.level != area.level and not holders:
            continue
        wanted = role.staffing.at_least if role.level == area.level else 0
        if holders or wanted:
            who = tuple(_person(session, one) for one in holders)
            missing = max(0, wanted - len(holders))
            posts.append(RosterPost(role.id, role.label, who, missing))
    label = next((one.label for one in procedure.levels if one.id == area.level), "")
    return RosterArea(area.code, area.label, area.level, label, depth, tuple(posts))


def _person(session: Session, post: Post) -> RosterPerson:
    phone = people.open_phone(session, post.person)
    if len(phone) > _PHONE.first + _PHONE.last:
        hidden = "*" * (len(phone) - _PHONE.first - _PHONE.last)
        phone = phone[: _PHONE.first] + hidden + phone[-_PHONE.last :]
    return RosterPerson(post.person, post.id, post.person_name, phone)


def _levels(
    procedure: Procedure, rows: Sequence[RosterArea]
) -> tuple[RosterLevel, ...]:
    sums: list[RosterLevel] = []
    for level in procedure.levels:
        mine = [row for row in rows if row.level == level.id]
        if mine:
            posts = [post for row in mine for post in row.posts]
            holders = {one.person for post in posts for one in post.people}
            vacancies = sum(post.vacancies for post in posts)
            sums.append(
                RosterLevel(level.id, level.label, len(mine), len(holders), vacancies)
            )
    return tuple(sums)
