"""How long the first page of the inbox takes, with few tasks and with very many.

The few tasks lie in the demo's town; the many are those and the other towns' of the
county, so that who works the queue has as many as before. Time is that of the engine in
one process, the connection warm.
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
from gridflow.engine.inbox import inbox
from gridflow.errors import NotFoundError
from gridflow.store import By, areas, bulk
from gridflow.store.cases import NewCase
from gridflow.store.tasks import NewTask

FEW, MANY = 10_000, 1_000_000
QUICK = (500, 2_000)
AT_ONCE = 20_000
ROUNDS = 30
QUICK_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class _Times:
    """Medians in milliseconds: of who works the queue, and of the slowest role."""

    member: float
    slowest: float


def measure_inbox(folder: Path, *, quick: bool) -> Iterator[Figure]:
    """Measure inboxes of one site, first with few tasks and then with many."""
    few, many = QUICK if quick else (FEW, MANY)
    rounds = QUICK_ROUNDS if quick else ROUNDS
    with open_town(folder, timedelta()) as town:
        make_town(town, 0)
        inside, outside = _lowest_areas(town)
        add_tasks(town, inside, few)
        before = _times(town, rounds)
        add_tasks(town, outside, many - few)
        after = _times(town, rounds)
        town.site.engine.store.close()
    yield Figure(f"inbox, who works it, {many:,} tasks", after.member, "ms", 25)
    growth = after.member / before.member
    yield Figure(f"the same, against {few:,} tasks", growth, "×", 1.3)
    yield Figure(f"inbox, slowest role, {many:,} tasks", after.slowest, "ms", 50)


def add_tasks(town: Town, lowest: Sequence[areas.Area], count: int) -> None:
    """Open cases of the first flow, spread over some areas, without a record each."""
    engine = town.site.engine
    flow = next(iter(town_of(town.site).flows.values()))
    step = flow.steps[0]
    digest, day = engine.library.active_digest(), engine.today()
    by = By(None, None, engine.clock.now())
    for start in range(0, count, AT_ONCE):
        rows = []
        for number in range(start, min(start + AT_ONCE, count)):
            area = lowest[number % len(lowest)]
            title = f"{number:07d}"
            case = NewCase(flow.id, None, area.id, title, digest)
            due = day + timedelta(days=number % 30)
            task = NewTask(
                0, step.id, step.form or "", step.label, step.role, area.id, area.label,
                None, title, due_on=due,
            )  # fmt: skip
            rows.append((case, task))
        with engine.store.transaction() as tx:
            bulk.load_cases(tx, rows, by)


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
