"""A small town whose server will be killed: a site on disk, a few groups' tasks."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from gridflow.boot import OpenSite
from gridflow.cli import demo_town
from gridflow.cli.acting import actor_who_may, actors_of
from gridflow.cli.demo_town import Town, open_town, town_of
from gridflow.clock import LEGAL_ZONE
from gridflow.engine.cases import open_cases
from gridflow.engine.first_load import load_records
from gridflow.engine.importing.orders import order_import, take_file
from gridflow.engine.inbox import inbox
from gridflow.jobs.queue import no_ring
from gridflow.spec.site import read_sources
from tests.crash.visitors import Visitor

BEGINS = datetime(2023, 5, 15, 9, 0, tzinfo=LEGAL_ZONE)
LOGINS = ("cun01yuan01", "cun02yuan01", "cun03yuan01")
HOUSEHOLDS_EACH = 150
AT_ONCE = 50
SEED = 11
# Each comes with a roster of its own seed, in several chunks; nobody is in two.
VILLAGES = {"512022115203": 22, "512022115204": 23}
ROSTER = 240


@dataclass(frozen=True)
class Small:
    """The town, where it lies, the people who work in it, and imports that wait."""

    site: OpenSite
    folder: Path
    shift: timedelta
    visitors: tuple[Visitor, ...]
    imports: tuple[str, ...]


@pytest.fixture
def small_town(tmp_path: Path) -> Iterator[Small]:
    shift = BEGINS - datetime.now(LEGAL_ZONE)
    with open_town(tmp_path / "site", shift) as town:
        _load(town)
        visitors = tuple(_visitor(town.site, login) for login in LOGINS)
        imports = tuple(_ordered(town.site, tmp_path, one) for one in VILLAGES)
        yield Small(town.site, tmp_path / "site", shift, visitors, imports)
        town.site.engine.store.close()


def _load(town: Town) -> None:
    site, engine = town.site, town.site.engine
    demo_town.publish_sources(site, read_sources(site.settings.site_folder))
    demo_town._load_areas(site)
    demo_town._load_people(site)
    codes = [actors_of(engine, login)[0].area_code for login in LOGINS]
    day = engine.today()
    made = site.hooks.hook.sample_records(
        record="household",
        count=HOUSEHOLDS_EACH * len(LOGINS),
        seed=SEED,
        groups=codes,
        day=day,
    )
    rows = [row for answer in made for row in answer]
    found: list[str] = []
    for start in range(0, len(rows), AT_ONCE):
        part = rows[start : start + AT_ONCE]
        found += load_records(engine, "household", part, day, key=f"crash-{start}")
    flow = next(one for one in town_of(site).flows.values() if one.about == "household")
    clerk = actor_who_may(engine, "zhenguanli", "open", flow.id)
    open_cases(engine, clerk, flow.id, found, key="crash-cases")


def _visitor(site: OpenSite, login: str) -> Visitor:
    actor = actors_of(site.engine, login)[0]
    tasks: list[str] = []
    page = inbox(site.engine, actor, "todo")
    tasks += [row.code for row in page.rows]
    while page.next:
        page = inbox(site.engine, actor, "todo", after=page.next)
        tasks += [row.code for row in page.rows]
    return Visitor(site.engine, actor, login, tasks)


def _ordered(site: OpenSite, folder: Path, village: str) -> str:
    """Order the import of a village's roster; the job's code."""
    roster = folder / f"{village}.xlsx"
    words = ["--area", village, "--households", str(ROSTER)]
    words += ["--seed", str(VILLAGES[village]), "-o", str(roster)]
    subprocess.run(
        [sys.executable, "-m", "gridflow", "roster", *words],
        check=True,
        capture_output=True,
    )
    clerk = actor_who_may(site.engine, "zhenguanli", "import", "households")
    with roster.open("rb") as stream:
        digest = take_file(site.engine, stream)
    made = order_import(
        site.engine,
        clerk,
        "households",
        digest,
        roster.name,
        dry_run=False,
        key=village,
        ring=no_ring,
    )
    return made.job.code
