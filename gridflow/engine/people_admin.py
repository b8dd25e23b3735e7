"""Looking after people: first passwords, posts that begin and end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import TYPE_CHECKING

from gridflow.engine.access import covers, demand, procedure_of
from gridflow.engine.commands import Act, Answer, run
from gridflow.engine.errors import NotOpenError
from gridflow.engine.faults import Fault
from gridflow.engine.login_names import free_login
from gridflow.engine.passwords import first_password
from gridflow.engine.reading import is_phone, plain_digits
from gridflow.errors import DeniedError, NotFoundError
from gridflow.spec.roles import Role
from gridflow.store import Session, accounts, areas, people, tasks
from gridflow.store.areas import Area
from gridflow.store.people import Post

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine


@dataclass(frozen=True, slots=True)
class Slip:
    """A first password to hand over on paper; the only time it can be read."""

    person: int
    name: str
    login: str
    password: str
    area_label: str
    role_label: str


def password_for(engine: Engine, key: str, login: str) -> str:
    """Return the first password that a command's key gives a log-in.

    It follows from the site's secret and the key, so that the same key gives the same
    slip again and no password has to be kept.
    """
    seed = engine.store.keys.keyed_hash("first_password", f"{key}/{login}")
    return first_password(Random(seed))  # noqa: S311 - the seed is a keyed hash


def require_person(engine: Engine, session: Session, actor: Actor, person: int) -> Post:
    """Return a person's latest post; NotFoundError unless all they hold is below.

    Who also holds a post elsewhere or higher up is looked after there.
    """
    day = engine.today()
    held = (
        people.posts_of(session, person, day) or people.posts_of(session, person)[-1:]
    )
    if not held or not all(covers(session, actor, one.area, day) for one in held):
        raise NotFoundError
    return held[-1]


def reset_password(engine: Engine, actor: Actor, person: int, *, key: str) -> Slip:
    """Give a person of the actor's area a new first password (`manage: people`)."""
    with engine.store.reading() as session:
        post = require_person(engine, session, actor, person)
        account = accounts.account_of(session, person)
    demand(engine, actor, "manage", "people", post.area)
    if account is None:
        raise NotFoundError
    password = password_for(engine, key, account.login)
    encoded = engine.passwords.hash(password)

    def act(at: Act) -> Answer:
        accounts.set_password(at.tx, person, encoded, must_change=True)
        accounts.revoke_sessions_of(at.tx, person, engine.wall.now())
        at.note_in_town(post.area, "reset_password", {"person": person})
        return {"person": person}

    run(engine, actor, key, "reset_password", {"person": person}, act)
    roles = procedure_of(engine, actor).roles
    label = roles[post.role].label if post.role in roles else post.role
    return Slip(
        person, post.person_name, account.login, password, post.area_label, label
    )


def add_person(
    engine: Engine,
    actor: Actor,
    name: str,
    phone: str,
    role: str,
    area: str,
    *,
    key: str,
) -> Slip | tuple[Fault, ...]:
    """Add a person with their first post (`manage: people` over the area).

    The log-in is made of the name; a phone that somebody has is a fault.
    """
    named = "".join(name.split())
    faults: list[Fault] = []
    if not named:
        faults.append(Fault("name", "cell_required"))
    plain = _phone(phone, faults)
    with engine.store.reading() as session:
        place = areas.area_by_code(session, area, engine.today())
        if place is None:
            raise NotFoundError
        demand(engine, actor, "manage", "people", place.id)
        found = people.people_by_phone(session, plain) if plain else ()
        if found:
            faults.append(Fault("phone", "cell_person_name", {"name": found[0].name}))
        held = _role_at(engine, session, place, role)
        login = free_login(session, named, set())
    if faults:
        return tuple(faults)
    password = password_for(engine, key, login)
    encoded = engine.passwords.hash(password)

    def act(at: Act) -> Answer:
        day = engine.today()
        person = people.add_person(at.tx, named, plain, at.by.at).id
        accounts.add_account(at.tx, person, login, encoded)
        post = people.add_post(at.tx, person, held.id, place.id, day, at.by.at)
        facts = {"person": person, "post": post.id, "role": held.id}
        at.note_in_town(place.id, "add_person", facts)
        return {"person": person, "login": login}

    told = {"name": named, "role": role, "area": area}
    answer = run(engine, actor, key, "add_person", told, act)
    kept = str(answer["login"])
    return Slip(
        person=int(str(answer["person"])),
        name=named,
        login=kept,
        password=password_for(engine, key, kept),
        area_label=place.label,
        role_label=held.label,
    )


def _phone(phone: str, faults: list[Fault]) -> str:
    plain = plain_digits(phone).replace("-", "").removeprefix("+86")
    if plain and not is_phone(plain):
        faults.append(Fault("phone", "not_a_phone"))
    return plain


def _role_at(engine: Engine, session: Session, place: Area, role: str) -> Role:
    """Return the role of a place's procedure; NotOpenError if not of its level."""
    site = engine.library.active()
    above = areas.ancestors(session, place.id, engine.today())
    found = site.procedure_for([one.code for one in above]).roles.get(role)
    if found is None or found.level != place.level:
        raise NotOpenError(role=role, level=place.level)
    return found


def add_post(
    engine: Engine,
    actor: Actor,
    person: int,
    role: str,
    area: str,
    first_day: date,
    last_day: date | None = None,
    *,
    key: str,
) -> int:
    """Give a person a post (`manage: posts` over the area); returns the post's id.

    The role must be one of the area's level, and the area lies at or below the
    actor's: nobody appoints above themselves.
    """
    told = {
        "person": person,
        "role": role,
        "area": area,
        "from": first_day.isoformat(),
        "to": last_day.isoformat() if last_day else "",
    }

    def act(at: Act) -> Answer:
        place = areas.area_by_code(at.tx, area, engine.today())
        if place is None or people.person(at.tx, person) is None:
            raise NotFoundError
        demand(engine, actor, "manage", "posts", place.id)
        _role_at(engine, at.tx, place, role)
        post = people.add_post(
            at.tx, person, role, place.id, first_day, at.by.at, last_day
        )
        at.note_in_town(place.id, "add_post", {"post": post.id, **told})
        return {"post": post.id}

    answer = run(engine, actor, key, "add_post", told, act)
    return int(str(answer["post"]))


def end_post(
    engine: Engine, actor: Actor, post: int, last_day: date, *, key: str
) -> int:
    """End a post (`manage: posts`); its claimed tasks return to the pool.

    Returns how many did. A last day in the future leaves them until then.
    """

    def act(at: Act) -> Answer:
        found = people.post(at.tx, post)
        if found is None or not covers(at.tx, actor, found.area, engine.today()):
            raise NotFoundError
        demand(engine, actor, "manage", "posts", found.area)
        if found.person == actor.person and found.id == actor.post:
            raise DeniedError(why="denied_own_post")
        people.end_post(at.tx, post, last_day)
        returned: tuple[int, ...] = ()
        if last_day <= engine.today():
            returned = return_tasks(at, post)
        facts = {"post": post, "to": last_day.isoformat()}
        at.note_in_town(found.area, "end_post", facts)
        return {"returned": len(returned)}

    told = {"post": post, "last_day": last_day.isoformat()}
    answer = run(engine, actor, key, "end_post", told, act)
    return int(str(answer["returned"]))


def return_tasks(at: Act, post: int) -> tuple[int, ...]:
    """Return a post's claimed tasks to their pools, each noted in its case's chain."""
    returned = tasks.return_to_pool(at.tx, post, at.by.at)
    for task_id in returned:
        task = tasks.task(at.tx, task_id)
        if task is not None:
            at.note(task.case, "return_to_pool", {"task": task_id, "post": post})
    return returned
