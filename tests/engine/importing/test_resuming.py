"""A run that is killed goes on where it was: nothing lost, nothing doubled."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import pytest

from gridflow.engine.importing import running
from gridflow.engine.importing.running import Order, run_import
from gridflow.store import audit
from tests.engine.importing.conftest import (
    area_id,
    book,
    house,
    houses,
    outcomes,
    parts,
    person,
)

HOUSES = 7
ROWS = [
    [*house(f"H{one}", f"户{one}"), *person(name, f"{one}{card}")]
    for one in range(HOUSES)
    for name, card in ((f"户{one}", "a"), (f"人{one}", "b"))
]


class Killed(BaseException):
    """What a killed process looks like from inside: nothing is cleaned up."""


@pytest.fixture
def order(tmp_path, monkeypatch):
    monkeypatch.setattr(running, "CHUNK", 2)
    path = book(tmp_path / "file.xlsx", ROWS)
    return Order("roll", path, "job-1", tmp_path / "r.sqlite3", tmp_path / "w.xlsx")


def killed_after(calls: int):
    """Return a progress that kills the process at one of its calls."""
    done = iter(range(1000))

    def progress(*_: object) -> None:
        if next(done) == calls:
            raise Killed

    return progress


@pytest.mark.parametrize("calls", range(5))
def test_a_run_that_was_killed_between_chunks_goes_on(site, order, calls):
    with pytest.raises(Killed):
        run_import(site, None, order, killed_after(calls))
    assert len(houses(site)) == min(2 * calls, HOUSES)
    done = run_import(site, None, order)
    assert done.counts == {"new": HOUSES}, "also what was done before is told as new"
    found = houses(site)
    assert len(found) == HOUSES
    assert {one.revision for one in found.values()} == {1}
    assert all(len(parts(site, one)) == 2 for one in found.values())
    assert [one.place for one in outcomes(order, "new")] == list(range(1, HOUSES + 1))


@pytest.mark.parametrize("step", ["before the chunk's report", "before its commit"])
def test_a_run_that_was_killed_within_a_chunk_does_it_again(
    site, order, step, monkeypatch
):
    name = "write" if step == "before its commit" else "judge"
    real, calls = getattr(running, name), []

    def dying(*args: object) -> object:
        calls.append(name)
        made = real(*args)
        if len(calls) == 2:
            raise Killed
        return made

    monkeypatch.setattr(running, name, dying)
    with pytest.raises(Killed):
        run_import(site, None, order)
    assert len(houses(site)) == 2
    done = run_import(site, None, order)
    assert done.counts == {"new": HOUSES}
    assert len(houses(site)) == HOUSES


def test_a_finished_run_asked_for_again_gives_the_same_report(site, order):
    first = run_import(site, None, order)
    assert run_import(site, None, order) == first
    with site.store.reading() as session:
        town = audit.entries(session, area_id(site, "1001"))
    mine = [one for one in town if one.action == "records_imported"]
    assert len(mine) == -(-HOUSES // 2), "one entry a chunk and area, not two"


def test_another_run_of_the_same_file_finds_it_done(site, order):
    run_import(site, None, order)
    again = replace(order, key="job-2", report=order.report.with_name("again"))
    assert run_import(site, None, again).counts == {"unchanged": HOUSES}


def test_nothing_of_the_staged_rows_is_left_on_disk(site, order, tmp_path):
    with pytest.raises(Killed):
        run_import(site, None, order, killed_after(1))
    left = {one.name for one in tmp_path.iterdir() if one.is_file()}
    assert not [one for one in left if one.startswith("rows-")]


def test_memory_does_not_grow_with_the_rows(site, tmp_path):
    def peak(count: int) -> int:
        rows = (
            [*house(f"H{one}", f"户{one}"), *person(f"户{one}", f"C{one}")]
            for one in range(count)
        )
        path = book(tmp_path / f"{count}.xlsx", list(rows))
        report, wrong = tmp_path / f"{count}.db", tmp_path / f"{count}-w.xlsx"
        order = Order("roll", path, f"k{count}", report, wrong, dry_run=True)
        tracemalloc.start()
        try:
            run_import(site, None, order)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(100)  # what is loaded once
    few, many = peak(1_000), peak(4_000)
    assert many < 1.5 * few, (few, many)
