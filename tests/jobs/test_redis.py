"""Redis is a doorbell: killed in between, it loses nothing."""

from __future__ import annotations

import signal
from functools import partial

import pytest

from gridflow.jobs import redis_queue
from gridflow.jobs.queue import enqueue
from gridflow.jobs.redis_queue import RedisBell, serve
from gridflow.jobs.worker import run_once
from gridflow.store import jobs


def shout(workshop, job, progress):
    return {"said": str(job.args["word"]).upper()}


@pytest.fixture
def kinds(monkeypatch):
    """Let the workers do something small instead of printing."""
    once = partial(run_once, kinds={"print": shout})
    monkeypatch.setattr(redis_queue, "run_once", once)


@pytest.fixture
def signals():
    """Give the test runner its signals back, which rq takes for good."""
    kept = {one: signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)}
    yield
    for one, handler in kept.items():
        signal.signal(one, handler)


def order(workshop, bell, word):
    args = {"word": word}
    return enqueue(workshop.engine, "print", args, word, ring=bell.ring)


@pytest.mark.usefixtures("kinds", "signals")
def test_a_ring_reaches_a_worker(workshop, look, redis_server):
    job = order(workshop, RedisBell(redis_server.url), "a")
    assert redis_server.rings() == 1
    serve(workshop, "worker-1", redis_server.url, burst=True)
    assert look(job).result == {"said": "A"}
    assert redis_server.rings() == 0


@pytest.mark.usefixtures("kinds", "signals")
def test_jobs_rung_for_before_and_while_redis_was_dead_are_done(
    workshop, look, redis_server
):
    bell = RedisBell(redis_server.url)
    before = order(workshop, bell, "before")
    redis_server.kill()
    while_away = order(workshop, bell, "away")
    redis_server.start()
    assert redis_server.rings() == 0, "this Redis keeps nothing"
    after = order(workshop, bell, "after")
    assert redis_server.rings() == 1
    serve(workshop, "worker-1", redis_server.url, burst=True)
    done = [look(job).state for job in (before, while_away, after)]
    assert done == [jobs.DONE] * 3


@pytest.mark.usefixtures("kinds", "signals")
def test_a_worker_without_redis_does_the_jobs_all_the_same(
    workshop, look, redis_server
):
    redis_server.kill()
    job = order(workshop, RedisBell(redis_server.url), "a")
    serve(workshop, "worker-1", redis_server.url, burst=True)
    assert look(job).state == jobs.DONE
