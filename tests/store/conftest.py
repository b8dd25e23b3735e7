"""Every store test runs on both databases; a small town to work in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from gridflow.store import By, Scope, Store, Transaction, areas, people
from gridflow.store.cases import NewCase, open_case
from gridflow.store.tasks import NewTask, open_task
from tests.databases import (
    Cluster,
    fresh_sqlite,
    opened,
    running_cluster,
    sqlite_template,
)

NOW = datetime(2023, 5, 15, 1, 0, tzinfo=UTC)
TODAY = date(2023, 5, 15)
LONG_AGO = date(2020, 1, 1)
KINDS = ["sqlite", "postgresql"]


def later(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sqlite_template(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    with running_cluster() as cluster:
        yield cluster


@pytest.fixture(params=KINDS)
def url(request, template: Path, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield fresh_sqlite(template, tmp_path)
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    with cluster.fresh() as url:
        yield url


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with opened(url) as store:
        yield store


@dataclass(frozen=True)
class Town:
    """Two villages of two groups each, and who works there."""

    town: int
    east: int
    west: int
    east_1: int
    east_2: int
    west_1: int
    ann: int  # grid member of east 1
    ann_post: int
    bob: int  # grid member of the whole of east
    bob_post: int
    cat: int  # monitor of the town
    cat_post: int

    def by_ann(self, minutes: int = 0) -> By:
        return By(self.ann, self.ann_post, later(minutes))

    def by_bob(self, minutes: int = 0) -> By:
        return By(self.bob, self.bob_post, later(minutes))

    def by_cat(self, minutes: int = 0) -> By:
        return By(self.cat, self.cat_post, later(minutes))


AREAS = [
    areas.NewArea("512022", "County", "county"),
    areas.NewArea("512022115", "Town", "town", "512022"),
    areas.NewArea("512022115201", "East", "village", "512022115"),
    areas.NewArea("512022115202", "West", "village", "512022115"),
    areas.NewArea("51202211520101", "East 1", "group", "512022115201"),
    areas.NewArea("51202211520102", "East 2", "group", "512022115201"),
    areas.NewArea("51202211520201", "West 1", "group", "512022115202"),
]


def make_town(tx: Transaction) -> Town:
    areas.load_areas(tx, AREAS, LONG_AGO)
    ids = {}
    for one in AREAS:
        found = areas.area_by_code(tx, one.code)
        assert found is not None
        ids[one.label] = found.id

    def works(name: str, role: str, where: str) -> tuple[int, int]:
        person = people.add_person(tx, name, "", NOW).id
        return person, people.add_post(tx, person, role, ids[where], LONG_AGO, NOW).id

    ann, ann_post = works("Ann", "grid_member", "East 1")
    bob, bob_post = works("Bob", "grid_member", "East")
    cat, cat_post = works("Cat", "monitor", "Town")
    return Town(
        town=ids["Town"],
        east=ids["East"],
        west=ids["West"],
        east_1=ids["East 1"],
        east_2=ids["East 2"],
        west_1=ids["West 1"],
        ann=ann,
        ann_post=ann_post,
        bob=bob,
        bob_post=bob_post,
        cat=cat,
        cat_post=cat_post,
    )


@pytest.fixture
def town(store: Store) -> Town:
    with store.transaction() as tx:
        return make_town(tx)


def add_task(
    tx: Transaction,
    town: Town,
    area: int,
    title: str = "Huang",
    *,
    role: str = "grid_member",
    due_on: date | None = None,
    form: str = "visit",
) -> int:
    case = open_case(tx, NewCase("screening", None, area, title, "d1"), town.by_cat())
    new = NewTask(
        case=case.id,
        step="visit",
        form=form,
        form_label="Visit",
        role=role,
        area=area,
        area_label="somewhere",
        record=None,
        title=title,
        due_on=due_on,
    )
    return open_task(tx, new, town.by_cat())


def scope(area: int, day: date = TODAY) -> Scope:
    return Scope(area, day)
