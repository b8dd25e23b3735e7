"""People and posts from a workbook: every wrong cell told, nothing half done.

Headings and sentences stand in the wording (`import_name` and so on). A person is
told by the log-in, else by the phone, else by the name among those who hold the same
post; so the same file read twice changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

from gridflow.engine.access import demand
from gridflow.engine.commands import Act, Answer, run
from gridflow.engine.import_rows import CellFault, PersonRow, Reading, read_rows
from gridflow.engine.login_names import free_login
from gridflow.engine.people_admin import Slip, password_for, require_person
from gridflow.engine.surroundings import Surroundings
from gridflow.engine.workbook import read_workbook
from gridflow.errors import NotFoundError
from gridflow.store import Session, accounts, people

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did or, as a dry run, would do.

    Attributes:
        rows: data rows read.
        people_added: new people.
        people_changed: people with another phone or name.
        posts_added: new posts.
        unchanged: rows that were already so.
        faults: every wrong cell; with one or more nothing was written.
        slips: first passwords of the new people; empty on a dry run.
        dry_run: nothing was written.
    """

    rows: int
    people_added: int
    people_changed: int
    posts_added: int
    unchanged: int
    faults: tuple[CellFault, ...]
    slips: tuple[Slip, ...]
    dry_run: bool


@dataclass(slots=True)
class _Person:
    """A person of the file: known already, or to be added."""

    id: int | None
    name: str
    login: str
    phone: str = ""
    changed: bool = False
    rows: list[PersonRow] = field(default_factory=list)
    new_posts: list[PersonRow] = field(default_factory=list)


@dataclass(slots=True)
class _Plan:
    people: list[_Person] = field(default_factory=list)
    unchanged: int = 0


def import_people(
    engine: Engine, actor: Actor | None, workbook: bytes, *, dry_run: bool, key: str
) -> ImportReport:
    """Read a workbook of people and posts; actor None is the command line.

    The right is `import: people` for areas below the actor's. Raises BrokenFileError
    for a file that is no plain workbook.
    """
    if actor is not None:
        demand(engine, actor, "import", "people", actor.area)
    sheets = read_workbook(workbook)
    site = engine.library.active()
    name = actor.procedure if actor else site.base
    around = Surroundings(
        site.procedures[name], engine.library.vocabulary, engine.today()
    )
    with engine.store.reading() as session:
        reading = Reading(engine, session, actor, around)
        read_rows(reading, sheets)
        plan = _plan(reading)
    if reading.faults or dry_run:
        return _report(reading, plan, (), dry_run=dry_run)
    return _write(engine, actor, reading, plan, key, workbook)


def _plan(reading: Reading) -> _Plan:
    plan = _Plan()
    index = _Index()
    for row in reading.rows:
        person = index.find(row)
        if person is None:
            person = _person(reading, row, index.logins)
            plan.people.append(person)
        elif person.name != row.name:
            first = person.rows[0].number
            _tell(reading, row, "phone", "cell_phone_twice", row=first)
            continue
        if _has_post(reading.session, person, row, reading.around.day):
            plan.unchanged += 0 if person.changed or person.id is None else 1
        else:
            person.new_posts.append(row)
        index.add(person, row)
    return plan


@dataclass(slots=True)
class _Index:
    """The people of the file so far, by everything they are told by."""

    by_word: dict[tuple[str, ...], _Person] = field(default_factory=dict)
    logins: set[str] = field(default_factory=set)

    def find(self, row: PersonRow) -> _Person | None:
        if row.login:
            return self.by_word.get(("login", row.login))
        if row.phone:
            return self.by_word.get(("phone", row.phone))
        return self.by_word.get(("name", row.name, row.role.id, row.area.code))

    def add(self, person: _Person, row: PersonRow) -> None:
        person.rows.append(row)
        self.by_word["login", person.login] = person
        self.by_word["name", row.name, row.role.id, row.area.code] = person
        if row.phone:
            self.by_word["phone", row.phone] = person


def _person(reading: Reading, row: PersonRow, taken: set[str]) -> _Person:
    session = reading.session
    known = _known(reading, row)
    if known is None:
        login = row.login or free_login(session, row.name, taken)
        taken.add(login)
        return _Person(None, row.name, login, row.phone)
    account = accounts.account_of(session, known.id)
    phone = people.open_phone(session, known.id)
    person = _Person(known.id, row.name, account.login if account else "", row.phone)
    person.changed = bool(row.phone and row.phone != phone) or known.name != row.name
    if known.name != row.name and not row.login:
        _tell(reading, row, "phone", "cell_person_name", name=known.name)
    elif person.changed and not _may_change(reading, known.id):
        _tell(reading, row, "name", "cell_person_foreign", name=known.name)
    return person


def _known(reading: Reading, row: PersonRow) -> people.Person | None:
    session = reading.session
    if row.login:
        account = accounts.account_by_login(session, row.login)
        return people.person(session, account.person) if account else None
    if row.phone:
        found = people.people_by_phone(session, row.phone)
        return found[0] if found else None
    day = row.first_day or reading.around.day
    for post in people.holders(session, row.role.id, row.area.id, day):
        if post.person_name == row.name and post.area == row.area.id:
            return people.person(session, post.person)
    return None


def _may_change(reading: Reading, person: int) -> bool:
    """Tell whether all that a person holds lies below who imports."""
    if reading.actor is None:
        return True
    try:
        require_person(reading.engine, reading.session, reading.actor, person)
    except NotFoundError:
        return False
    return True


def _has_post(session: Session, person: _Person, row: PersonRow, day: date) -> bool:
    mine = [(one.role.id, one.area.id) for one in person.rows]
    if (row.role.id, row.area.id) in mine:
        return True
    if person.id is None:
        return False
    return any(
        (one.role, one.area) == (row.role.id, row.area.id)
        for one in people.posts_of(session, person.id, row.first_day or day)
    )


def _tell(
    reading: Reading, row: PersonRow, column: str, code: str, /, **facts: object
) -> None:
    cell = row.cells.get(column) or row.cells["name"]
    heading = reading.around.procedure.wording.say(f"import_{column}")
    reading.tell(cell, heading, code, **facts)


def _report(
    reading: Reading, plan: _Plan, slips: tuple[Slip, ...], *, dry_run: bool
) -> ImportReport:
    return ImportReport(
        rows=len(reading.rows),
        people_added=sum(one.id is None for one in plan.people),
        people_changed=sum(one.changed for one in plan.people),
        posts_added=sum(len(one.new_posts) for one in plan.people),
        unchanged=plan.unchanged,
        faults=tuple(reading.faults),
        slips=slips,
        dry_run=dry_run,
    )


def _write(
    engine: Engine,
    actor: Actor | None,
    reading: Reading,
    plan: _Plan,
    key: str,
    workbook: bytes,
) -> ImportReport:
    """Write the plan in one transaction; first passwords are hashed before it."""
    new = [one for one in plan.people if one.id is None]
    passwords = {one.login: password_for(engine, key, one.login) for one in new}
    hashes = {
        login: engine.passwords.hash(password) for login, password in passwords.items()
    }

    def act(at: Act) -> Answer:
        added: dict[str, object] = {}
        for one in plan.people:
            person = _write_person(at, one, hashes)
            if one.id is None:
                added[one.login] = person
        return {"added": added}

    told = {"workbook": sha256(workbook).hexdigest()}
    answer = run(engine, actor, key, "import_people", told, act)
    ids = answer["added"] if isinstance(answer["added"], dict) else {}
    slips = tuple(
        Slip(
            person=ids[one.login],
            name=one.name,
            login=one.login,
            password=passwords[one.login],
            area_label=one.rows[0].area.label,
            role_label=one.rows[0].role.label,
        )
        for one in new
        if one.login in ids
    )
    return _report(reading, plan, slips, dry_run=False)


def _write_person(at: Act, one: _Person, hashes: dict[str, str]) -> int:
    person = one.id
    if person is None:
        person = people.add_person(at.tx, one.name, one.phone, at.by.at).id
        accounts.add_account(at.tx, person, one.login, hashes[one.login])
        at.note_in_town(one.rows[0].area.id, "add_person", {"person": person})
    elif one.changed:
        people.change_person(at.tx, person, name=one.name, phone=one.phone or None)
        at.note_in_town(one.rows[0].area.id, "change_person", {"person": person})
    for row in one.new_posts:
        first_day = row.first_day or at.engine.today()
        post = people.add_post(
            at.tx, person, row.role.id, row.area.id, first_day, at.by.at, row.last_day
        )
        facts = {"post": post.id, "person": person, "role": row.role.id}
        at.note_in_town(row.area.id, "add_post", facts)
    return person
