"""A server is killed a hundred times at any moment while people work.

Its worker imports rosters and prints meanwhile, and dies with it.

What was acknowledged is there, once; what was not can be asked for again without harm.
The requests that got no answer are repeated as a browser's script repeats them, with
the same key.
"""

from __future__ import annotations

import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from random import Random

from gridflow.store import drafts, jobs
from gridflow.store.ids import id_of_code
from tests.crash.conftest import (
    HOUSEHOLDS_EACH,
    LOGINS,
    ROSTER,
    VILLAGES,
    Small,
)
from tests.crash.servers import Place, Server, Starter, starting
from tests.crash.visitors import Kept, Phone, Visitor

KILLS = 100
SEED = 20230515
# far more than it takes, for the machine may be busy with other tests
PATIENCE_SECONDS = 300
LOOK_SECONDS = 0.02
# Rounds that wait for the worker: it needs longer than the others to come up.
EVERY_COMMAND = 20
EVERY_JOB = 12


def test_what_was_acknowledged_outlives_a_hundred_kills(small_town: Small, tmp_path):
    place = Place(small_town.folder, _free_port(), small_town.shift, tmp_path / "log")
    with starting(place) as starter:
        with _people_at_work(small_town, place.port) as visitors:
            killed = _kill_repeatedly(small_town, starter, Random(SEED))  # noqa: S311  # no secret
            server = starter.fork()
        _finish_jobs(small_town, place.port, visitors)
        server.stop()
    assert killed == KILLS
    kept = [one.kept for one in visitors]
    # or the kills met nobody at work
    assert sum(len(one.submitted) for one in kept) >= KILLS / 4
    assert sum(one.cut for one in kept) >= KILLS / 2
    _everything_is_there_once(small_town, visitors)
    _jobs_are_done_once(small_town, kept)
    _the_books_are_sound(small_town)
    _rosters_are_in_once(small_town)


@contextmanager
def _people_at_work(town: Small, port: int) -> Iterator[tuple[Visitor, ...]]:
    """Let people work until the end of the block; what they trip over is raised."""
    done, over = threading.Event(), threading.Event()
    with ThreadPoolExecutor(len(town.visitors)) as pool:
        working = [pool.submit(one.work, port, done, over) for one in town.visitors]
        try:
            yield town.visitors
            done.set()
            for one in working:
                one.result(PATIENCE_SECONDS)
        finally:
            done.set()
            over.set()


def _kill_repeatedly(town: Small, starter: Starter, random: Random) -> int:
    """Start and kill servers; now and then the command, now and then amid a job."""
    for number in range(KILLS):
        by_command = number % EVERY_COMMAND == EVERY_COMMAND - 1
        server = starter.command() if by_command else starter.fork()
        if number % EVERY_JOB == EVERY_JOB - 1:
            # twice amid a job, then after one: what dies three times is given up
            amid = number // EVERY_JOB % 3 < 2
            _until(_job_runs(town) if amid else _job_ends(town), server)
            _linger(random.uniform(0, 0.3))
        else:
            _linger(random.uniform(0, 0.3))
        server.kill(alone=random.random() < 0.2)
    return KILLS


def _linger(seconds: float) -> None:
    """Let the moment of the killing be any."""
    threading.Event().wait(seconds)


def _until(true: Callable[[], bool], server: Server | None = None) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < deadline, server
        _linger(LOOK_SECONDS)


def _codes(town: Small, *states: str) -> set[str]:
    with town.site.engine.store.reading() as session:
        return {one.code for one in jobs.latest_jobs(session, states, limit=1000)}


def _job_runs(town: Small) -> Callable[[], bool]:
    return lambda: bool(_codes(town, jobs.RUNNING))


def _job_ends(town: Small) -> Callable[[], bool]:
    before = len(_codes(town, jobs.DONE))
    return lambda: len(_codes(town, jobs.DONE)) > before


def _finish_jobs(town: Small, port: int, visitors: tuple[Visitor, ...]) -> None:
    """Wait until nothing is left to do; who was told of a failure orders again."""
    _until(lambda: not _codes(town, jobs.QUEUED, jobs.RUNNING))
    failed = _codes(town, jobs.FAILED)
    for visitor in visitors:
        phone = Phone(port, visitor.login, threading.Event())
        for task, code in list(visitor.kept.orders):
            if code in failed:
                assert visitor.order(phone, task) == code
        phone.close()
    _until(lambda: not _codes(town, jobs.QUEUED, jobs.RUNNING))


def _everything_is_there_once(town: Small, visitors: tuple[Visitor, ...]) -> None:
    engine = town.site.engine
    county = engine.store.county
    stored = _rows(
        town, "SELECT task, person, content FROM submission WHERE replaces IS NULL"
    )
    by_task = {task: (person, content) for task, person, content in stored}
    assert len(by_task) == len(stored), "a task has two submissions"
    wanted = {}
    for one in visitors:
        for code, words in one.kept.submitted.items():
            wanted[id_of_code(county, code)] = (one.actor.person, words)
    # everybody was answered in the end, so what is stored is what was acknowledged
    assert set(by_task) == set(wanted)
    for task, (person, words) in wanted.items():
        assert by_task[task][0] == person
        assert f'"{words}"' in by_task[task][1]
    counted = dict(
        _rows(
            town,
            "SELECT submission, count(*) FROM record_revision"
            " WHERE submission IS NOT NULL GROUP BY record, submission",
        )
    )
    assert set(counted.values()) <= {1}
    with engine.store.reading() as session:
        for one in visitors:
            for code, words in one.kept.drafts.items():
                task = id_of_code(county, code)
                held = drafts.draft(session, task, one.actor.person)
                assert held is not None
                assert held.version == 2
                assert words in str(held.content)
            for code in one.kept.submitted:
                task = id_of_code(county, code)
                assert drafts.draft(session, task, one.actor.person) is None


def _jobs_are_done_once(town: Small, kept: list[Kept]) -> None:
    ordered = {code: task for one in kept for task, code in one.orders}
    assert len(set(ordered.values())) == len(ordered), "one order, two papers"
    with town.site.engine.store.reading() as session:
        done = {one.code: one for one in jobs.latest_jobs(session, [jobs.DONE], 1000)}
    assert set(done) == {*ordered, *town.imports}
    assert any(done[code].attempts > 1 for code in town.imports), "no import was cut"
    for code in ordered:
        result = done[code].result
        assert result is not None
        assert town.site.prints.read(result["sha256"])


def _rosters_are_in_once(town: Small) -> None:
    """Every household of a roster became one record, and nothing became two."""
    with town.site.engine.store.reading() as session:
        done = [jobs.job(session, _id(town, code)) for code in town.imports]
    for one in done:
        assert one is not None
        assert one.result is not None
        assert one.result["counts"] == {"new": ROSTER}
    records = _rows(
        town, "SELECT count(*) FROM record WHERE kind = 'household' AND parent IS NULL"
    )
    assert records == [(len(LOGINS) * HOUSEHOLDS_EACH + len(VILLAGES) * ROSTER,)]


def _id(town: Small, code: str) -> int:
    found = id_of_code(town.site.engine.store.county, code)
    assert found is not None
    return found


def _the_books_are_sound(town: Small) -> None:
    submits = _rows(
        town,
        "SELECT chain, count(*) FROM audit_entry WHERE action = 'submit'"
        " GROUP BY chain HAVING count(*) > 1",
    )
    assert submits == []
    assert _rows(town, "PRAGMA integrity_check") == [("ok",)]
    words = ["-m", "gridflow", "audit", "verify", "--site", str(town.folder)]
    done = subprocess.run(
        [sys.executable, *words], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.returncode) == ("All chains are sound.\n", 0)


def _rows(town: Small, statement: str) -> list[tuple]:
    connection = sqlite3.connect(town.folder / "var" / "gridflow.sqlite3")
    try:
        return connection.execute(statement).fetchall()
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
