"""How long pages take with few tasks and with very many, a campaign among them.

The few tasks lie in the demo's town; the many are those and the other towns' of the
county, so that who works the queue has as many as before. A part of them are a
campaign's, about a record each. Time is that of the engine in one process, the
connection warm.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from gridflow.cli.acting import actors_of
from gridflow.cli.benching.figure import Figure, median_of
from gridflow.cli.demo_town import Town, make_town, open_town, sample_people, town_of
from gridflow.engine import Actor
from gridflow.engine.campaigns import campaign_page, campaign_subjects
from gridflow.engine.inbox import inbox
from gridflow.engine.record_lists import record_list
from gridflow.errors import NotFoundError
from gridflow.spec.campaigns import Campaign as Definition
from gridflow.store import By, Transaction, areas, bulk, campaigns
from gridflow.store.campaigns import NewCampaign, Subject
from gridflow.store.cases import NewCase
from gridflow.store.record_writing import NewRecord, Origin
from gridflow.store.sealing import PLAIN
from gridflow.store.tasks import NewTask

FEW, MANY, RECORDS = 10_000, 1_000_000, 300_000
QUICK = (500, 2_000, 1_000)
PARTS = 3
AT_ONCE = 20_000
DONE_EVERY = 3
PAGE_MS = (2_000, 200)
LIST_MS = 50
ROUNDS = 30
QUICK_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class _Times:
    """Medians in milliseconds: of who works the queue, and of the slowest role."""

    member: float
    slowest: float


def measure_inbox(folder: Path, *, quick: bool) -> Iterator[Figure]:
    """Measure the lists of one site, first with few tasks and then with many."""
    few, many, records = QUICK if quick else (FEW, MANY, RECORDS)
    rounds = QUICK_ROUNDS if quick else ROUNDS
    with open_town(folder, timedelta()) as town:
        make_town(town, 0)
        inside, outside = _lowest_areas(town)
        loading = _Loading(town)
        loading.add(inside, few, records=few)
        before = _times(town, rounds)
        loading.add(outside, many - few, records=records - few)
        after = _times(town, rounds)
        pages = list(_campaign_figures(town, loading.campaign, records, rounds))
        town.site.engine.store.close()
    yield Figure(f"inbox, who works it, {many:,} tasks", after.member, "ms", 25)
    growth = after.member / before.member
    yield Figure(f"the same, against {few:,} tasks", growth, "×", 1.3)
    yield Figure(f"inbox, slowest role, {many:,} tasks", after.slowest, "ms", 50)
    yield from pages


class _Loading:
    """Opens cases of a town's campaign and of its flow, spread over some areas."""

    def __init__(self, town: Town) -> None:
        engine = town.site.engine
        procedure = town_of(town.site)
        self.town, self.engine = town, engine
        self.definition: Definition = next(iter(procedure.campaigns.values()))
        self.flow = procedure.flows[self.definition.flow]
        self.kinds = [
            one.id
            for one in procedure.records.values()
            if one.part_of == self.definition.about
        ]
        self.digest, self.day = engine.library.active_digest(), engine.today()
        self.by = By(None, None, engine.clock.now())
        self.number = 0
        self.campaign = self._begin(procedure.id)

    def _begin(self, procedure: str) -> str:
        county = self.engine.library.active().county.area
        with self.engine.store.transaction() as tx:
            over = areas.area_by_code(tx, county, self.day)
            if over is None:
                raise NotFoundError(area=county)
            new = NewCampaign(
                self.definition.id,
                self.digest,
                procedure,
                over.id,
                self.definition.about,
                self.flow.id,
            )
            made = campaigns.add_campaign(tx, new, self.by)
            campaigns.set_state(tx, made, campaigns.OPEN)
            self._id = made.id
            return made.code

    def add(self, lowest: Sequence[areas.Area], count: int, *, records: int) -> None:
        """Open cases in some areas, the first ones about a record of the campaign."""
        for start in range(0, count, AT_ONCE):
            size = min(AT_ONCE, count - start)
            about = min(max(records - start, 0), size)
            with self.engine.store.transaction() as tx:
                self._load(tx, lowest, size, about)

    def _load(
        self, tx: Transaction, lowest: Sequence[areas.Area], size: int, about: int
    ) -> None:
        places = [lowest[number % len(lowest)] for number in range(size)]
        ids = self._records(tx, places[:about])
        rows = [
            self._case(place, ids[n] if n < about else None, n)
            for n, place in enumerate(places)
        ]
        opened = bulk.load_cases_and_tasks(tx, rows, self.by)
        self._subjects(tx, rows[:about], opened)

    def _records(self, tx: Transaction, places: Sequence[areas.Area]) -> list[int]:
        """Load a record in each place, with its parts."""
        origin = Origin(self.by)
        about = self.definition.about
        wholes = [
            NewRecord(about, None, one.id, one.id, f"{n:06d}")
            for n, one in enumerate(places)
        ]
        ids = bulk.load_records(tx, PLAIN, wholes, self.day, origin) if wholes else []
        parts = [
            NewRecord(self.kinds[0], above, one.area, one.grid, one.title)
            for above, one in zip(ids, wholes, strict=True)
            for _ in range(PARTS)
        ]
        if parts:
            bulk.load_records(tx, PLAIN, parts, self.day, origin)
        return ids

    def _case(
        self, area: areas.Area, record: int | None, number: int
    ) -> tuple[NewCase, NewTask]:
        step = self.flow.steps[0]
        self.number += 1
        title = f"{self.number:07d}"
        case = NewCase(self.flow.id, record, area.id, title, self.digest)
        due = self.day + timedelta(days=number % 30)
        task = NewTask(
            0, step.id, step.form or "", step.label, step.role, area.id, area.label,
            record, title, due_on=due,
        )  # fmt: skip
        return case, task

    def _subjects(
        self,
        tx: Transaction,
        rows: Sequence[tuple[NewCase, NewTask]],
        opened: Sequence[tuple[int, int]],
    ) -> None:
        rules = self.definition.rules
        found = []
        for n, ((case, _), (case_id, task)) in enumerate(
            zip(rows, opened[: len(rows)], strict=True)
        ):
            rule = rules[n % len(rules)]
            state = campaigns.OPEN if n % DONE_EVERY else campaigns.DONE
            found.append(
                Subject(
                    self._id,
                    case.record or 0,
                    case.area,
                    case_id,
                    task,
                    case.title,
                    rule.class_,
                    rule.form,
                    rule.id,
                    state,
                    self.by.at,
                )
            )
        if found:
            campaigns.add_subjects(tx, found)


def _campaign_figures(
    town: Town, code: str, records: int, rounds: int
) -> Iterator[Figure]:
    """Yield how long a campaign's page and lists take, for a town and the county."""
    engine = town.site.engine
    path = next(one.path for one in town_of(town.site).records.values() if one.path)
    seen = _seen_from(town)
    for level, actor, budget in zip(("county", "town"), seen, PAGE_MS, strict=True):
        page = partial(campaign_page, engine, actor, code)
        took = 1000 * median_of(max(3, rounds // 6), page)
        yield Figure(f"campaign, {level}, {records:,} records", took, "ms", budget)
        subjects = partial(campaign_subjects, engine, actor, code, state="done")
        took = 1000 * median_of(rounds, subjects)
        yield Figure(f"the list behind its number, {level}", took, "ms", LIST_MS)
        listed = partial(record_list, engine, actor, path)
        took = 1000 * median_of(rounds, listed)
        yield Figure(f"list of records, {level}", took, "ms", LIST_MS)


def _seen_from(town: Town) -> tuple[Actor, Actor]:
    """Return who sees campaigns and records over the county, and over the town."""
    engine = town.site.engine
    roles = town_of(town.site).roles
    about = next(iter(town_of(town.site).campaigns.values())).about
    day = engine.today()
    found: dict[int, Actor] = {}
    for actor in _one_a_role(town):
        role = roles[actor.role]
        if role.allows("see", "campaigns") and role.allows("see", about):
            with engine.store.reading() as session:
                wide = len(areas.ancestors(session, actor.area, day))
            found.setdefault(wide, actor)
    county, below = sorted(found)[:2]
    return found[county], found[below]


def _lowest_areas(town: Town) -> tuple[list[areas.Area], list[areas.Area]]:
    """Return the areas that have none below, in the demo's town and elsewhere."""
    engine = town.site.engine
    site, day = engine.library.active(), engine.today()
    with engine.store.reading() as session:
        county = areas.area_by_code(session, site.county.area, day)
        here = areas.area_by_code(session, town_of(town.site).area or "", day)
        if county is None or here is None:
            raise NotFoundError(area=site.county.area)
        below = areas.descendants(session, county.id, day)
        ours = {one.id for one in areas.descendants(session, here.id, day)}
    parents = {one.parent for one in below}
    lowest = [one for one in below if one.id not in parents]
    inside = [one for one in lowest if one.id in ours]
    return inside, [one for one in lowest if one.id not in ours]


def _times(town: Town, rounds: int) -> _Times:
    engine = town.site.engine
    role = next(iter(town_of(town.site).flows.values())).steps[0].role
    took: dict[str, float] = {}
    for actor in _one_a_role(town):
        took[actor.role] = 1000 * median_of(rounds, partial(inbox, engine, actor))
    return _Times(took[role], max(took.values()))


def _one_a_role(town: Town) -> list[Actor]:
    """Return one of the made-up people for each role, under their first post."""
    found: dict[str, Actor] = {}
    for row in sample_people(town.site):
        if row["role"] not in found:
            found[row["role"]] = actors_of(town.site.engine, row["login"])[0]
    return list(found.values())
