"""The demo's town: areas, people, records and cases that the plugins make up.

Every step is a command under a key of its own, so that a demo that was interrupted
goes on where it stopped; one that was loaded is left as people changed it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import ClassVar

import click

from gridflow.boot import OpenSite, open_site
from gridflow.cli.acting import actor_who_may
from gridflow.cli.area_tables import area_rows
from gridflow.cli.init import make_site, places
from gridflow.cli.people_sheet import people_workbook
from gridflow.cli.rehearsal import TemporarySite
from gridflow.cli.serving import publish_sources, tell_published
from gridflow.cli.workbench import SiteDefinitions
from gridflow.clock import (
    LEGAL_ZONE,
    MovableClock,
    ShiftedClock,
    SystemClock,
    today,
)
from gridflow.engine import Actor
from gridflow.engine.campaign_rights import ANY_CAMPAIGN
from gridflow.engine.campaigns import open_campaign
from gridflow.engine.cases import open_cases
from gridflow.engine.first_load import load_areas, load_records
from gridflow.engine.people_import import import_people
from gridflow.errors import GridflowError
from gridflow.settings import Settings
from gridflow.spec.procedure import Procedure
from gridflow.spec.site import read_sources
from gridflow.store import accounts, areas
from gridflow.store.campaigns import OPENING, running_campaigns

PASSWORD = "gridflow-demo"  # noqa: S105  # printed beside every log-in
SEED = 20230515
AREAS_FROM = date(2000, 1, 1)
OPENED_AT = time(8, 0)
AT_ONCE = 100
KEPT_FILE = "demo.json"


class NoSampleError(GridflowError):
    """No plugin of the site makes up what a demo needs."""

    code: ClassVar[str] = "no_sample"


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """A made-up person under one post, as the demo's table shows them."""

    login: str
    name: str
    role: str
    path: str


@dataclass(slots=True)
class Town:
    """A demo's open site, and whether everything was loaded into it before."""

    site: OpenSite
    loaded: bool


def last_instant(folder: Path) -> datetime | None:
    """Return where the business clock of an earlier run stopped, or None."""
    stopped = _kept(Settings.read(folder)).get("stopped_at")
    return datetime.fromisoformat(str(stopped)) if stopped else None


def _kept(settings: Settings) -> Mapping[str, object]:
    file = settings.var_folder / KEPT_FILE
    kept: Mapping[str, object] = {}
    if file.is_file():
        kept = json.loads(file.read_text("utf-8"))
    return kept


@contextmanager
def open_town(folder: Path, shift: timedelta) -> Iterator[Town]:
    """Open the demo's site, made if it is not there, and keep where its clock stops."""
    if not (folder / "site.yaml").exists():
        make_site(folder, places()[0])
    settings = Settings.read(folder)
    site = open_site(settings, ShiftedClock(SystemClock(), shift))
    town = Town(site, loaded=bool(_kept(settings).get("loaded")))
    try:
        yield town
    finally:
        _keep(town)


def _keep(town: Town) -> None:
    now = town.site.engine.clock.now().isoformat()
    kept = {"loaded": town.loaded, "stopped_at": now}
    file = town.site.settings.var_folder / KEPT_FILE
    file.write_text(json.dumps(kept), "utf-8")


def make_town(town: Town, count: int, *, campaigns: bool = False) -> None:
    """Publish, and load everything unless it was.

    With `campaigns` those of the town are opened; else every record gets a case of
    the first flow about it.
    """
    site = town.site
    tell_published(publish_sources(site, read_sources(site.settings.site_folder)))
    if town.loaded:
        return
    if campaigns and town_of(site).campaigns:
        _load_screened(town, count)
        return
    _open_cases(site, _load(site, count))
    town.loaded = True
    _keep(town)


def _load(site: OpenSite, count: int) -> dict[str, list[str]]:
    """Load areas, people and records; the records' codes by kind."""
    groups = _load_areas(site)
    _load_people(site)
    return _load_records(site, groups, count)


def _load_screened(town: Town, count: int) -> None:
    """Load everything as on the first day of the campaigns, and let people begin.

    What is interrupted while they work stays as it is: a little less is done.
    """
    site, now = town.site, town.site.engine.clock.now()
    first = min(one.from_ for one in town_of(site).campaigns.values())
    begins = datetime.combine(first, OPENED_AT, LEGAL_ZONE)
    clock = MovableClock(min(begins, now))
    early = replace(site, engine=replace(site.engine, clock=clock))
    _load(early, count)
    _open_campaigns(early)
    town.loaded = True
    _keep(town)
    says = SiteDefinitions(site.engine.library.active(), site.settings.site_folder)
    site.hooks.hook.sample_work(site=TemporarySite(early, clock, says), until=now)


def town_of(site: OpenSite) -> Procedure:
    """Return the procedure of the demo's town: the first that belongs to an area."""
    procedures = site.engine.library.active().procedures.values()
    return next(one for one in procedures if one.area)


def _load_areas(site: OpenSite) -> list[str]:
    """Load the county's table and the areas made up below it; the latter's codes."""
    engine = site.engine
    rows = list(area_rows(site))
    made_up = [row for made in site.hooks.hook.sample_areas(areas=rows) for row in made]
    if not made_up:
        raise NoSampleError(what="areas")
    load_areas(engine, rows, AREAS_FROM, key="demo-areas")
    load_areas(engine, made_up, AREAS_FROM, key="demo-areas-below")
    return [row["code"] for row in made_up]


def sample_people(site: OpenSite) -> list[Mapping[str, str]]:
    """Return the rows of the made-up people: login, name, phone, role, area."""
    found = [row for made in site.hooks.hook.sample_people() for row in made]
    if not found:
        raise NoSampleError(what="people")
    return found


def _load_people(site: OpenSite) -> None:
    """Import the made-up people from a workbook, as an administrator would."""
    engine = site.engine
    rows = sample_people(site)
    since = today(engine.clock).replace(month=1, day=1).isoformat()
    wording = engine.library.active().wording
    data = people_workbook(wording, [{**row, "from": since} for row in rows])
    # a workbook has its own time in it, so the same rows are never the same bytes
    report = import_people(engine, None, data, dry_run=False, key=engine.new_id())
    if report.faults:
        first = report.faults[0]
        raise NoSampleError(what=f"people: {first.heading} {first.value} {first.fault}")
    _set_passwords(site, {row["login"] for row in rows})


def _set_passwords(site: OpenSite, logins: set[str]) -> None:
    """Give everybody the password that is printed; a demo keeps no secrets."""
    engine = site.engine
    encoded = engine.passwords.hash(PASSWORD)
    with engine.store.transaction() as tx:
        for login in sorted(logins):
            account = accounts.account_by_login(tx, login)
            if account is not None and account.must_change:
                accounts.set_password(tx, account.person, encoded, must_change=False)


def _load_records(
    site: OpenSite, groups: Sequence[str], count: int
) -> dict[str, list[str]]:
    """Load made-up records of every kind that a plugin knows; their codes by kind."""
    day = today(site.engine.clock)
    made: dict[str, list[str]] = {}
    for kind in town_of(site).records.values():
        if kind.part_of:
            continue
        answers = site.hooks.hook.sample_records(
            record=kind.id, count=count, seed=SEED, groups=groups, day=day
        )
        rows = (row for answer in answers for row in answer)
        made[kind.id] = _load_in_parts(site, kind.id, rows, day)
    return made


def _load_in_parts(
    site: OpenSite, kind: str, rows: Iterator[Mapping[str, object]], day: date
) -> list[str]:
    codes: list[str] = []
    while part := list(islice(rows, AT_ONCE)):
        key = f"demo-{kind}-{len(codes)}"
        codes.extend(load_records(site.engine, kind, part, day, key=key))
    return codes


def _open_campaigns(site: OpenSite) -> None:
    """Open every campaign of the town that does not run yet."""
    with site.engine.store.reading() as session:
        running = {one.definition: one for one in running_campaigns(session)}
    for one in town_of(site).campaigns.values():
        known = running.get(one.id)
        if known is None or known.state == OPENING:
            actor = _who_may(site, "open", ANY_CAMPAIGN)
            open_campaign(site.engine, actor, one.id, key=f"demo-{one.id}")


def _open_cases(site: OpenSite, codes: Mapping[str, Sequence[str]]) -> None:
    """Open a case of the first flow about each kind, for every record."""
    for kind, found in codes.items():
        flows = [one for one in town_of(site).flows.values() if one.about == kind]
        if not flows or not found:
            continue
        actor = _who_may(site, "open", flows[0].id)
        pieces = range(0, len(found), AT_ONCE)
        quiet = not sys.stderr.isatty()
        with click.progressbar(
            pieces, label=flows[0].label, file=sys.stderr, hidden=quiet
        ) as shown:
            for start in shown:
                part = found[start : start + AT_ONCE]
                key = f"demo-{flows[0].id}-{start}"
                open_cases(site.engine, actor, flows[0].id, part, key=key)


def _who_may(site: OpenSite, verb: str, on: str) -> Actor:
    """Return the first of the made-up people whose role has a right."""
    roles = town_of(site).roles
    for row in sample_people(site):
        if roles[row["role"]].allows(verb, on):
            return actor_who_may(site.engine, row["login"], verb, on)
    raise NoSampleError(what=f"people who may {verb} {on}")


def demo_logins(site: OpenSite) -> list[DemoLogin]:
    """Return one of the made-up people for each role."""
    roles, found = town_of(site).roles, dict[str, DemoLogin]()
    county = site.engine.library.active().county.area
    for row in sample_people(site):
        if row["role"] not in found:
            path = _path(site, row["area"], county)
            label = roles[row["role"]].label
            found[row["role"]] = DemoLogin(row["login"], row["name"], label, path)
    return list(found.values())


def _path(site: OpenSite, code: str, county: str) -> str:
    """Return the names from below the county down to an area."""
    day = site.engine.today()
    with site.engine.store.reading() as session:
        area = areas.area_by_code(session, code, day)
        above = areas.ancestors(session, area.id, day) if area else ()
    codes = [one.code for one in above]
    below = above[: codes.index(county)] if county in codes else above
    return " ".join(one.label for one in reversed(below)) or above[0].label


def told_logins(site: OpenSite) -> str:
    """Return the table of log-ins, one a role, with the password above."""
    lines = [f"Everybody's password: {PASSWORD}", ""]
    lines += [
        f"  {one.login:<14}{one.role} {one.name}, {one.path}"
        for one in demo_logins(site)
    ]
    return "\n".join(lines)
