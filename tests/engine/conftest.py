"""A small county with an engine, a cast, and a house to visit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random

import pytest

from gridflow.clock import FixedClock
from gridflow.engine import Actor, Engine
from gridflow.engine.accounts import actor_under
from gridflow.engine.cases import open_case
from gridflow.engine.library import Library
from gridflow.engine.passwords import Passwords
from gridflow.engine.plans import record_plan
from gridflow.engine.publishing import publish
from gridflow.engine.upload_folder import UploadFolder
from gridflow.spec.site import load_site
from gridflow.spec.sources import Sources
from gridflow.spec.vocabulary import Vocabulary
from gridflow.store import By, accounts, areas, open_store, people, records, tasks
from gridflow.store.areas import NewArea
from gridflow.store.record_writing import NewRecord, Origin, add_record
from gridflow.store.sealing import KeyRing

ROOT = Path(__file__).parents[2]
# a site as small as can be that still has everything a command meets
SMALL_SITE = Path(__file__).parent / "small_site"
NOW = datetime(2023, 5, 15, 1, 0, tzinfo=UTC)
TODAY = date(2023, 5, 15)
LONG_AGO = date(2020, 1, 1)
KEYS = KeyRing(encryption=b"e" * 32, hashing=b"h" * 32, cookie=b"c" * 32)
PASSWORD = "right-horse-42"


def sources(changes: dict[str, str] | None = None) -> Sources:
    """Return the small site, with some files written otherwise."""
    wording = {
        one.relative_to(ROOT).as_posix(): one.read_text("utf-8")
        for one in (ROOT / "config/wording").glob("[!p]*.yaml")
    }
    found = (one for one in SMALL_SITE.rglob("*") if one.is_file())
    small = {
        one.relative_to(SMALL_SITE).as_posix(): one.read_text("utf-8") for one in found
    }
    files = {**small, **wording, **(changes or {})}
    return Sources.of(files)


class StepClock:
    """A clock that tests set forward."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def forward(self, **how: float) -> None:
        self.at += timedelta(**how)


@dataclass(frozen=True)
class Cast:
    """Who may (walker, of group 1), who may too, and who must not."""

    walker: Actor  # of group 1
    mate: Actor  # another walker of group 1
    neighbour: Actor  # walker of group 2
    monitor: Actor  # of village 1, stands in for walkers
    stranger: Actor  # walker of the other town
    far_monitor: Actor  # monitor of village 2
    administrator: Actor  # of the town
    boss: Actor  # of the county
    clerk: Actor  # of the town, sees houses only


@pytest.fixture(scope="session")
def quick_passwords() -> Passwords:
    from argon2 import PasswordHasher

    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def clock() -> StepClock:
    return StepClock(NOW)


@pytest.fixture
def engine(tmp_path: Path, clock: StepClock, quick_passwords) -> Iterator[Engine]:
    store = open_store(f"sqlite:///{tmp_path / 'site.sqlite3'}", KEYS, 7)
    store.create_schema("小县", NOW)
    numbers = count(1)
    made = Engine(
        store=store,
        clock=clock,
        library=Library(store, Vocabulary.plain()),
        new_id=lambda: f"id-{next(numbers)}",
        uploads=UploadFolder(tmp_path / "uploads"),
        wall=FixedClock(NOW),
        random=Random(1),  # noqa: S311 - tokens of tests
        passwords=quick_passwords,
    )
    with store.transaction() as tx:
        areas.load_areas(tx, _areas(), LONG_AGO)
    done = publish(made, None, sources(), note="first", key="publish-1")
    assert done.published, [str(one) for one in done.problems]
    yield made
    store.close()


def _areas() -> list[NewArea]:
    lines = (SMALL_SITE / "config/areas/tree.csv").read_text("utf-8").splitlines()[1:]
    rows = (line.split(",") for line in lines)
    return [NewArea(code, label, level, up or None) for code, label, level, up in rows]


def area_id(engine: Engine, code: str) -> int:
    with engine.store.reading() as session:
        found = areas.area_by_code(session, code)
    assert found is not None
    return found.id


def hire(engine: Engine, name: str, role: str, area: str, phone: str = "") -> Actor:
    """Give somebody new a post and an account; the log-in is the name."""
    with engine.store.transaction() as tx:
        person = people.add_person(tx, name, phone, NOW)
        place = areas.area_by_code(tx, area)
        assert place is not None
        post = people.add_post(tx, person.id, role, place.id, LONG_AGO, NOW)
        encoded = engine.passwords.hash(PASSWORD)
        accounts.add_account(tx, person.id, name, encoded, must_change=False)
    return actor_under(engine, post.id)


@pytest.fixture
def cast(engine: Engine) -> Cast:
    return Cast(
        walker=hire(engine, "walker", "walker", "10010101", "13800000001"),
        mate=hire(engine, "mate", "walker", "10010101", "13800000002"),
        neighbour=hire(engine, "neighbour", "walker", "10010102"),
        monitor=hire(engine, "monitor", "monitor", "100101"),
        stranger=hire(engine, "stranger", "walker", "10020101"),
        far_monitor=hire(engine, "far_monitor", "monitor", "100102"),
        administrator=hire(engine, "administrator", "administrator", "1001"),
        boss=hire(engine, "boss", "boss", "10"),
        clerk=hire(engine, "clerk", "clerk", "1001"),
    )


def add_house(
    engine: Engine, group: str, head: str, number: str, **more: object
) -> records.Record:
    """Add a house with its head and a child as parts; `more` are further values."""
    site = load_site(sources(), Vocabulary.plain()).site
    assert site is not None
    kinds = site.procedures["base"].records
    origin = Origin(By(None, None, NOW))
    with engine.store.transaction() as tx:
        place = areas.area_by_code(tx, group)
        assert place is not None
        values = {"head": head, "number": number, "phone": "13812345678", **more}
        house = add_record(
            tx,
            record_plan(kinds["house"]),
            NewRecord("house", None, place.id, place.id, head, number, values),
            date(2023, 1, 1),
            origin,
        )
        for name, born in ((head, "1970-02-01"), (f"{head}小", "2012-05-01")):
            part = {"name": name, "born_on": born, "health": ["fine"]}
            add_record(
                tx,
                record_plan(kinds["person"]),
                NewRecord("person", house.id, place.id, place.id, name, "", part),
                date(2023, 1, 1),
                origin,
            )
    return house


@pytest.fixture
def house(engine: Engine) -> records.Record:
    return add_house(engine, "10010101", "王一", "H1")


def only_task(engine: Engine, case_code: str) -> tasks.Task:
    from gridflow.store import cases

    with engine.store.reading() as session:
        case = cases.case_by_code(session, case_code)
        assert case is not None
        (found,) = tasks.tasks_of_case(session, case.id)
    return found


@pytest.fixture
def task(engine: Engine, cast: Cast, house: records.Record) -> tasks.Task:
    case = open_case(engine, cast.monitor, "visiting", house.code, key="open-1")
    return only_task(engine, case)


@pytest.fixture
def keys() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"key-{next(numbers)}"
