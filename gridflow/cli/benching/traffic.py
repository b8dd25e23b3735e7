"""Submissions over HTTP from the same machine, and the memory that people cost."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Event, Lock
from time import perf_counter

from gridflow.cli.acting import actors_of
from gridflow.cli.benching.answers import accepted_filling, pairs_of
from gridflow.cli.benching.client import SEE_OTHER, Client
from gridflow.cli.benching.figure import Figure
from gridflow.cli.benching.memory import children_of, resident_megabytes
from gridflow.cli.demo_town import (
    PASSWORD,
    Town,
    make_town,
    open_town,
    sample_people,
    town_of,
)
from gridflow.engine import Engine
from gridflow.engine.inbox import inbox
from gridflow.engine.task_page import open_task
from gridflow.engine.tasks import claim
from gridflow.store import jobs

CLIENTS = 4
RECORDS, QUICK_RECORDS = 1_000, 60
LOGINS, QUICK_LOGINS = 100, 4
PAGES, QUICK_PAGES = 1_000, 40
PRINTS = 5
AT_MOST_A_PERSON = 40
LOOK_EVERY_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class _Order:
    """A form that is ready to be handed in, and by whom."""

    login: str
    task: str
    pairs: Sequence[tuple[str, str]]
    rows: int


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, int]]:
    """Serve a demo as a program of its own; gives its address and process number."""
    words = ["-m", "gridflow", "demo", str(folder), "--port", "0"]
    with subprocess.Popen(  # noqa: S603  # our own command
        [sys.executable, "-u", *words], stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            for line in server.stdout or ():
                if line.startswith("Ready: "):
                    yield line.removeprefix("Ready: ").strip(), server.pid
                    break
        finally:
            server.terminate()
            server.communicate()


def measure_traffic(folder: Path, *, quick: bool) -> Iterator[Figure]:
    """Measure submissions per second, that none is lost, and memory."""
    with open_town(folder, timedelta()) as town:
        make_town(town, QUICK_RECORDS if quick else RECORDS)
        orders = list(_orders(town, 2 if quick else AT_MOST_A_PERSON))
        engine = town.site.engine
        with serving(folder) as (address, pid):
            begun = perf_counter()
            accepted = _hand_in(address, orders)
            took = perf_counter() - begun
            rows = sum(one.rows for one in orders) / len(orders)
            name = f"submissions with {rows:.1f} rows over HTTP"
            yield Figure(name, len(accepted) / took, "/s", 35, at_least=True)
            lost = sum(not _arrived(engine, one) for one in accepted)
            yield Figure("accepted submissions that were lost", lost, "", 0)
            refused = len(orders) - len(accepted)
            yield Figure("submissions that were refused", refused, "", 0)
            _walk_about(address, town, orders, quick=quick)
            _wait_for_workers(engine)
            server, workers = resident_megabytes(pid), children_of(pid)
            yield Figure("memory of the server", server, "MB", 200)
            worker = max(map(resident_megabytes, workers), default=0)
            yield Figure("memory of the worker, after prints", worker, "MB", 600)
        engine.store.close()


def _orders(town: Town, at_most: int) -> Iterator[_Order]:
    """Claim and fill tasks of everybody who works the queue."""
    engine = town.site.engine
    role = next(iter(town_of(town.site).flows.values())).steps[0].role
    logins = {row["login"] for row in sample_people(town.site) if row["role"] == role}
    for login in sorted(logins):
        actor = actors_of(engine, login)[0]
        for row in inbox(engine, actor).rows[:at_most]:
            claim(engine, actor, row.code, key=engine.new_id())
            raw = accepted_filling(engine, actor, row.code)
            if raw is not None:
                rows = sum(map(len, raw.rows.values()))
                pairs = [*pairs_of(raw), ("base_version", "0")]
                yield _Order(login, row.code, pairs, rows)


def _hand_in(address: str, orders: Sequence[_Order]) -> list[_Order]:
    """Hand everything in by several clients at once; what was accepted."""
    by_login: dict[str, list[_Order]] = {}
    for one in orders:
        by_login.setdefault(one.login, []).append(one)
    waiting, lock = list(by_login.values()), Lock()
    accepted: list[_Order] = []

    def work() -> None:
        while True:
            with lock:
                if not waiting:
                    return
                mine = waiting.pop()
            client = Client(address, mine[0].login, PASSWORD)
            for one in mine:
                pairs = [*one.pairs, ("key", f"bench-{one.task}")]
                if client.post(f"/tasks/{one.task}/submit", pairs) == SEE_OTHER:
                    accepted.append(one)
            client.close()

    with ThreadPoolExecutor(CLIENTS) as pool:
        for done in [pool.submit(work) for _ in range(CLIENTS)]:
            done.result()
    return accepted


def _arrived(engine: Engine, order: _Order) -> bool:
    """Tell whether the store holds the submission of an order."""
    actor = actors_of(engine, order.login)[0]
    return open_task(engine, actor, order.task).submission is not None


def _walk_about(
    address: str, town: Town, orders: Sequence[_Order], *, quick: bool
) -> None:
    """Log many people in, look at many pages, and print a few sheets."""
    logins = [row["login"] for row in sample_people(town.site)]
    count = QUICK_LOGINS if quick else LOGINS
    pages = (QUICK_PAGES if quick else PAGES) // count
    for number in range(count):
        client = Client(address, logins[number % len(logins)], PASSWORD)
        for _ in range(pages):
            client.get("/inbox")
        client.close()
    client = Client(address, orders[0].login, PASSWORD)
    mine = [one for one in orders if one.login == orders[0].login]
    for number, one in enumerate(mine[:PRINTS]):
        client.get(f"/tasks/{one.task}")
        client.post(f"/tasks/{one.task}/print", [("key", f"bench-print-{number}")])
    for _ in range(pages):
        client.get(f"/tasks/{orders[0].task}")
    client.close()


def _wait_for_workers(engine: Engine) -> None:
    """Return when no job is waiting or running any more."""
    pause = Event()
    while True:
        with engine.store.reading() as session:
            if not jobs.latest_jobs(session, (jobs.QUEUED, jobs.RUNNING)):
                return
        pause.wait(LOOK_EVERY_SECONDS)
