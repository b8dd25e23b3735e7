"""Rows of ledgers over HTTP from the same machine: whole grids, saved by one press."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from queue import Empty, SimpleQueue
from time import perf_counter

from gridflow.cli.acting import actors_of
from gridflow.cli.benching.client import Client
from gridflow.cli.benching.figure import Figure
from gridflow.cli.benching.traffic import serving
from gridflow.cli.demo_town import (
    PASSWORD,
    Town,
    make_town,
    open_town,
    sample_people,
    town_of,
)
from gridflow.engine import Actor
from gridflow.engine.campaigns import open_campaign
from gridflow.engine.ledgers import LEDGER, LedgerPage, LedgerRow, ledger_page
from gridflow.errors import NotFoundError
from gridflow.store import campaigns

# as many as the machine has cores for the server and themselves
CLIENTS = 2
RECORDS, QUICK_RECORDS = 2_400, 60
SCRIPT = "application/json"


@dataclass(frozen=True, slots=True)
class _Grid:
    """A ledger that is ready to be saved, and by whom."""

    login: str
    actor: Actor
    address: str
    campaign: str
    pairs: Sequence[tuple[str, str]]
    rows: int


def measure_ledger(folder: Path, *, quick: bool) -> Iterator[Figure]:
    """Measure the rows of ledgers per second, and that none of them is lost."""
    with open_town(folder, timedelta()) as town:
        make_town(town, QUICK_RECORDS if quick else RECORDS)
        grids = list(_grids(town, _campaign(town)))
        sent = sum(one.rows for one in grids)
        with serving(folder) as (address, _):
            took = _save_all(address, grids)
        engine = town.site.engine
        stored = sum(
            ledger_page(engine, one.actor, one.campaign, one.actor.area_code).done
            for one in grids
        )
        name = f"rows of ledgers over HTTP, {sent / max(1, len(grids)):.0f} at once"
        yield Figure(name, stored / took, "/s", 100, at_least=True)
        yield Figure("rows of ledgers that were refused or lost", sent - stored, "", 0)
        engine.store.close()


def _campaign(town: Town) -> str:
    """Return a running campaign with a ledger; opens one where none runs."""
    engine, procedure = town.site.engine, town_of(town.site)
    listed = [
        one.id
        for one in procedure.campaigns.values()
        if any(procedure.forms[rule.form].layout == LEDGER for rule in one.rules)
    ]
    with engine.store.reading() as session:
        for running in campaigns.running_campaigns(session):
            if running.definition in listed:
                return running.code
    if not listed:
        raise NotFoundError
    return open_campaign(engine, None, listed[0], key="bench")


def _grids(town: Town, campaign: str) -> Iterator[_Grid]:
    engine = town.site.engine
    role = next(iter(town_of(town.site).flows.values())).steps[0].role
    seen: set[int] = set()
    for login in sorted(
        row["login"] for row in sample_people(town.site) if row["role"] == role
    ):
        actor = actors_of(engine, login)[0]
        page = ledger_page(engine, actor, campaign, actor.area_code)
        if actor.area not in seen and page.may_fill:
            seen.add(actor.area)
            address = f"/campaigns/{campaign}/ledger/{actor.area_code}"
            pairs = list(_pairs(page))
            rows = sum(one.editable for one in page.rows)
            yield _Grid(login, actor, address, campaign, pairs, rows)


def _pairs(page: LedgerPage) -> Iterator[tuple[str, str]]:
    """Yield what the page sends once every row is ticked."""
    yield "key", f"bench-{page.area_code}"
    if page.people_choices:
        yield "second_visitor", str(page.people_choices[0].person)
    for row in page.rows:
        if row.editable:
            yield "take", row.code
            yield from _inputs(row)


def _inputs(row: LedgerRow) -> Iterator[tuple[str, str]]:
    yield f"r.{row.code}.version", str(row.version)
    for section in row.filled.sections:
        for answer in section.answers:
            if not answer.read_only:
                for text in answer.texts:
                    yield f"r.{row.code}.f.{answer.path}", text


def _save_all(address: str, grids: Sequence[_Grid]) -> float:
    """Save every grid, several at a time; returns the seconds it took."""
    waiting: SimpleQueue[tuple[Client, _Grid]] = SimpleQueue()
    for one in grids:
        waiting.put((Client(address, one.login, PASSWORD), one))

    def work() -> None:
        while True:
            try:
                client, one = waiting.get_nowait()
            except Empty:
                return
            client.post(one.address, one.pairs, accept=SCRIPT)
            client.close()

    begun = perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        for done in [pool.submit(work) for _ in range(CLIENTS)]:
            done.result()
    return perf_counter() - begun
