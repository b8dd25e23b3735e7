from __future__ import annotations

from threading import Barrier, Thread

import pytest

from gridflow.errors import NotFoundError
from gridflow.store import jobs, open_store
from gridflow.store.errors import SomebodyWasFirstError
from tests.databases import COUNTY, KEYS
from tests.store.conftest import later


def ask(tx, town, key="k1", minutes=0, kind="print") -> jobs.Job:
    return jobs.enqueue(tx, kind, key, {"task": "ABC"}, town.by_ann(minutes))


def test_the_same_work_asked_twice_is_one_job(store, town):
    with store.transaction() as tx:
        first = ask(tx, town)
        assert ask(tx, town, minutes=5) == first
        assert (first.state, first.args, first.requested_by) == (
            "queued",
            {"task": "ABC"},
            town.ann,
        )


def test_a_worker_takes_what_waits_longest(store, town):
    with store.transaction() as tx:
        newer = ask(tx, town, "k1", minutes=2)
        older = ask(tx, town, "k2", minutes=1)
        other = ask(tx, town, "k3", kind="count")
        taken = jobs.take_job(tx, "w1", later(3), {"print"})
        assert taken is not None
        assert (taken.id, taken.state, taken.attempts, taken.worker) == (
            older.id,
            "running",
            1,
            "w1",
        )
        assert jobs.take_job(tx, "w1", later(3), {"print"}).id == newer.id
        assert jobs.take_job(tx, "w1", later(3), {"print"}) is None
        assert jobs.take_job(tx, "w1", later(3)).id == other.id


def test_a_finished_job_keeps_its_result(store, town):
    with store.transaction() as tx:
        job = ask(tx, town)
        jobs.take_job(tx, "w1", later(1))
        jobs.heartbeat(tx, job.id, "w1", later(2))
        jobs.finish_job(tx, job.id, "w1", {"sha256": "f"}, later(3))
        done = jobs.job(tx, job.id)
        assert done is not None
        assert (done.state, done.result, done.finished_at, done.heartbeat_at) == (
            "done",
            {"sha256": "f"},
            later(3),
            later(2),
        )
        assert jobs.latest_jobs(tx, {"done"}) == (done,)


def test_a_lost_workers_job_returns_and_the_worker_learns_it(store, town):
    with store.transaction() as tx:
        job = ask(tx, town)
        jobs.take_job(tx, "w1", later(1))
        assert jobs.return_lost_jobs(tx, later(1), later(5), 3) == 0
        assert jobs.return_lost_jobs(tx, later(2), later(5), 3) == 1
        taken = jobs.take_job(tx, "w2", later(6))
        assert taken is not None
        assert taken.attempts == 2
        for late in (
            lambda: jobs.heartbeat(tx, job.id, "w1", later(7)),
            lambda: jobs.finish_job(tx, job.id, "w1", {}, later(7)),
            lambda: jobs.fail_job(tx, job.id, "w1", {}, later(7)),
        ):
            with pytest.raises(SomebodyWasFirstError):
                late()


def test_a_job_that_always_loses_its_worker_fails_and_can_be_tried_anew(store, town):
    with store.transaction() as tx:
        job = ask(tx, town)
        for minutes in (1, 2):
            jobs.take_job(tx, "w1", later(minutes))
            jobs.return_lost_jobs(tx, later(minutes + 1), later(9), 2)
        failed = jobs.job(tx, job.id)
        assert failed is not None
        assert (failed.state, failed.result) == ("failed", {"why": "lost"})
        jobs.requeue(tx, job.id, later(10))
        with pytest.raises(SomebodyWasFirstError):
            jobs.requeue(tx, job.id, later(10))
        again = jobs.take_job(tx, "w1", later(11))
        assert again is not None
        assert again.attempts == 1
        with pytest.raises(NotFoundError):
            jobs.requeue(tx, 1, later(10))


def test_a_job_that_failed_says_why(store, town):
    with store.transaction() as tx:
        job = ask(tx, town)
        jobs.take_job(tx, "w1", later(1))
        jobs.fail_job(tx, job.id, "w1", {"why": "no paper"}, later(2))
        assert jobs.job(tx, job.id).result == {"why": "no paper"}


def test_workers_at_the_same_time_take_different_jobs(store, url, town):
    with store.transaction() as tx:
        for number in range(3):
            ask(tx, town, f"k{number}", number)
    barrier, taken = Barrier(3), []

    def work(name: str):
        other = open_store(url, KEYS, COUNTY)
        barrier.wait()
        with other.transaction() as tx:
            taken.append(jobs.take_job(tx, name, later(9)).id)
        other.close()

    threads = [Thread(target=work, args=(f"w{n}",)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(taken)) == 3
