"""People and their posts: a person holds roles over areas, from a day to a day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from gridflow.errors import NotFoundError
from gridflow.store.areas import Area, areas_below, descendants, in_force
from gridflow.store.database import Session, Transaction
from gridflow.store.errors import PostDatesError
from gridflow.store.fields import FOREVER
from gridflow.store.models import Area as AreaModel
from gridflow.store.models import AreaClosure
from gridflow.store.models import Person as PersonModel
from gridflow.store.models import Post as PostModel
from gridflow.store.paging import later_than
from gridflow.store.rows import Scope
from gridflow.store.sealing import Sealed
from gridflow.store.statements import Statement, at, shape


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works here; the phone is opened with `open_phone`."""

    id: int
    name: str
    has_phone: bool


@dataclass(frozen=True, slots=True)
class Post:
    """A role over an area; `valid_to` is its last day, None for no end."""

    id: int
    person: int
    person_name: str
    role: str
    area: int
    area_code: str
    area_label: str
    area_level: str
    valid_from: date
    valid_to: date | None


_PERSON = shape(Person, PersonModel, has_phone=(PersonModel.phone_key, bool))
_POST = shape(
    Post,
    PostModel,
    person_name=PersonModel.name,
    area_code=AreaModel.code,
    area_label=AreaModel.label,
    area_level=AreaModel.level,
)


def _posts(extra: Any) -> Any:  # noqa: ANN401 - peewee queries
    return (
        PostModel.select(*_POST.columns)
        .join(PersonModel, on=(PersonModel.id == PostModel.person))
        .switch(PostModel)
        .join(AreaModel, on=(AreaModel.id == PostModel.area))
        .where((PostModel.county == at("county")) & extra)
        .order_by(PostModel.valid_from, PostModel.id)
    )


_POST_BY_ID = Statement(lambda: _posts(PostModel.id == at("post")))
_POSTS_OF = Statement(lambda: _posts(PostModel.person == at("person")))
_POSTS_OF_ON = Statement(
    lambda: _posts((PostModel.person == at("person")) & in_force(PostModel, at("day")))
)
_HOLDERS = Statement(
    lambda: _posts(
        (PostModel.role == at("role"))
        & in_force(PostModel, at("day"))
        & PostModel.area.in_(
            AreaClosure.select(AreaClosure.ancestor).where(
                (AreaClosure.county == at("county"))
                & (AreaClosure.area == at("area"))
                & in_force(AreaClosure, at("day"))
            )
        )
    )
)
_POSTS_IN = Statement(
    lambda: _posts(
        in_force(PostModel, at("day"))
        & PostModel.area.in_(areas_below(at("county"), at("area"), at("day")))
    )
)
_PERSON_BY_ID = Statement(
    lambda: PersonModel.select(*_PERSON.columns).where(
        (PersonModel.county == at("county")) & (PersonModel.id == at("person"))
    )
)
_PHONE = Statement(
    lambda: PersonModel.select(PersonModel.phone).where(
        (PersonModel.county == at("county")) & (PersonModel.id == at("person"))
    )
)


def covered_areas(county: Any, role: Any, day: Any, levels: Collection[str]) -> Any:  # noqa: ANN401
    """Return the query of the areas over which somebody holds a role on a day.

    `levels` limits it to posts over areas of these levels; empty means any level.
    """
    query = (
        AreaClosure.select(AreaClosure.area)
        .join(PostModel, on=(PostModel.area == AreaClosure.ancestor))
        .where(
            (PostModel.county == county)
            & (PostModel.role == role)
            & in_force(PostModel, day)
            & (AreaClosure.county == county)
            & in_force(AreaClosure, day)
        )
    )
    if not levels:
        return query
    holds_at = AreaModel.alias("holds_at")
    return query.join(holds_at, on=(holds_at.id == PostModel.area)).where(
        holds_at.level.in_(sorted(levels))
    )


def _owner(person_id: int) -> str:
    return f"person:{person_id}"


def _phone(tx: Transaction, person_id: int, phone: str) -> dict[Any, object]:
    if not phone:
        return {PersonModel.phone: None, PersonModel.phone_key: ""}
    return {
        PersonModel.phone: tx.keys.seal(_owner(person_id), "phone", phone),
        PersonModel.phone_key: tx.keys.keyed_hash("person.phone", phone),
    }


def add_person(tx: Transaction, name: str, phone: str, at: datetime) -> Person:
    """Add a person; the phone (may be empty) is sealed."""
    person_id = tx.new_id()
    tx.change(
        PersonModel.insert(
            {
                PersonModel.county: tx.county,
                PersonModel.id: person_id,
                PersonModel.name: name,
                PersonModel.created_at: at,
                **_phone(tx, person_id, phone),
            }
        )
    )
    return Person(person_id, name, bool(phone))


def change_person(
    tx: Transaction,
    person_id: int,
    *,
    name: str | None = None,
    phone: str | None = None,
) -> None:
    """Change a person's name or phone; None leaves it, an empty phone removes it."""
    changes: dict[Any, object] = {}
    if name is not None:
        changes[PersonModel.name] = name
    if phone is not None:
        changes |= _phone(tx, person_id, phone)
    if not changes:
        return
    mine = (PersonModel.county == tx.county) & (PersonModel.id == person_id)
    if not tx.change(PersonModel.update(changes).where(mine)):
        raise NotFoundError(person=person_id)


def person(session: Session, person_id: int) -> Person | None:
    """Return a person, or None."""
    return session.row(_PERSON, _PERSON_BY_ID, person=person_id)


def open_phone(session: Session, person_id: int) -> str:
    """Return a person's phone in plain; empty where none is known."""
    stored = session.value(_PHONE, person=person_id)
    if stored is None:
        return ""
    sealed = Sealed(PersonModel.phone.from_column(stored)["sealed"])
    phone: str = session.keys.unseal(_owner(person_id), "phone", sealed)
    return phone


def people_by_phone(session: Session, phone: str) -> tuple[Person, ...]:
    """Return the people with exactly this phone."""
    query = PersonModel.select(*_PERSON.columns).where(
        (PersonModel.county == session.county)
        & (PersonModel.phone_key == session.keys.keyed_hash("person.phone", phone))
    )
    return session.rows(_PERSON, query.order_by(PersonModel.id))


def people_in(
    session: Session,
    scope: Scope | None,
    *,
    search: str = "",
    after: tuple[str, int] | None = None,
    limit: int = 50,
) -> tuple[Person, ...]:
    """Return people with a post in force in a scope (None: everybody), by name.

    `search` is a part of the name; `after` is (name, id) of the last one shown.
    """
    query = PersonModel.select(*_PERSON.columns).where(
        PersonModel.county == session.county
    )
    if scope is not None:
        below = areas_below(session.county, scope.area, scope.day)
        query = query.where(
            PersonModel.id.in_(
                PostModel.select(PostModel.person).where(
                    (PostModel.county == session.county)
                    & PostModel.area.in_(below)
                    & in_force(PostModel, scope.day)
                )
            )
        )
    if search:
        query = query.where(PersonModel.name.contains(search))
    if after is not None:
        query = query.where(later_than((PersonModel.name, PersonModel.id), after))
    return session.rows(
        _PERSON, query.order_by(PersonModel.name, PersonModel.id).limit(limit)
    )


def add_post(
    tx: Transaction,
    person_id: int,
    role: str,
    area_id: int,
    valid_from: date,
    at: datetime,
    valid_to: date | None = None,
) -> Post:
    """Give a person a role over an area from a day on; PostDatesError if it is none."""
    if valid_to is not None and valid_to < valid_from:
        raise PostDatesError(valid_from=valid_from, valid_to=valid_to)
    post_id = tx.new_id()
    tx.change(
        PostModel.insert(
            {
                PostModel.county: tx.county,
                PostModel.id: post_id,
                PostModel.person: person_id,
                PostModel.role: role,
                PostModel.area: area_id,
                PostModel.valid_from: valid_from,
                PostModel.valid_to: valid_to or FOREVER,
                PostModel.created_at: at,
            }
        )
    )
    return _must(tx, post_id)


def _must(session: Session, post_id: int) -> Post:
    found = post(session, post_id)
    if found is None:
        raise NotFoundError(post=post_id)
    return found


def end_post(tx: Transaction, post_id: int, last_day: date) -> Post:
    """Let a post end after a day; PostDatesError if that is before it begins."""
    found = _must(tx, post_id)
    if last_day < found.valid_from:
        raise PostDatesError(valid_from=found.valid_from, valid_to=last_day)
    mine = (PostModel.county == tx.county) & (PostModel.id == post_id)
    tx.change(PostModel.update({PostModel.valid_to: last_day}).where(mine))
    return _must(tx, post_id)


def post(session: Session, post_id: int) -> Post | None:
    """Return a post, in force or not, or None."""
    return session.row(_POST, _POST_BY_ID, post=post_id)


def posts_of(
    session: Session, person_id: int, day: date | None = None
) -> tuple[Post, ...]:
    """Return a person's posts, oldest first; only those in force if a day is told."""
    if day is None:
        return session.rows(_POST, _POSTS_OF, person=person_id)
    return session.rows(_POST, _POSTS_OF_ON, person=person_id, day=day)


def posts_in(
    session: Session, scope: Scope, roles: Collection[str] | None = None
) -> tuple[Post, ...]:
    """Return the posts in force at or below an area on a day, of some roles if told."""
    found = session.rows(_POST, _POSTS_IN, area=scope.area, day=scope.day)
    return tuple(item for item in found if roles is None or item.role in roles)


def holders(session: Session, role: str, area_id: int, day: date) -> tuple[Post, ...]:
    """Return the posts of a role in force over an area or anything above it."""
    return session.rows(_POST, _HOLDERS, role=role, area=area_id, day=day)


def vacant_areas(
    session: Session, scope: Scope, role: str, level: str
) -> tuple[Area, ...]:
    """Return the areas of a level in a scope over which nobody holds a role."""
    covered = {
        row[0]
        for row in session.tuples(
            covered_areas(session.county, role, scope.day, ()).where(
                AreaClosure.area.in_(areas_below(session.county, scope.area, scope.day))
            )
        )
    }
    below = descendants(session, scope.area, scope.day, level)
    return tuple(item for item in below if item.id not in covered)
