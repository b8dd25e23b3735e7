"""The doorbell over Redis, for workers on several machines; the only user of rq.

What travels is a job's number. What Redis loses, a worker finds in the store.
"""

from __future__ import annotations

import logging
import threading
from contextvars import ContextVar

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, SimpleWorker
from rq.exceptions import StopRequested

from gridflow.jobs.worker import POLL_SECONDS, run_once
from gridflow.jobs.workshop import Workshop

LOG = logging.getLogger(__name__)
QUEUE_NAME = "gridflow"
RING_SECONDS = 1.0
DAY_SECONDS = 86_400

# rq finds its functions by name, so what they work with cannot be an argument.
_here: ContextVar[tuple[Workshop, str]] = ContextVar("workshop")


class RedisBell:
    """Rings for a job; where Redis is away the job waits for the next look."""

    def __init__(self, url: str) -> None:
        """Take the address; nothing is connected before the first ring."""
        connection = Redis.from_url(
            url,
            socket_connect_timeout=RING_SECONDS,
            socket_timeout=RING_SECONDS,
            retry=None,
        )
        self._queue = Queue(QUEUE_NAME, connection=connection)

    def ring(self, job: int = 0) -> None:
        """Tell the workers about a job, by its number."""
        try:
            self._queue.enqueue(
                "gridflow.jobs.redis_queue.answer",
                args=(job,),
                kwargs={},
                result_ttl=0,
                failure_ttl=DAY_SECONDS,
            )
        except RedisError as error:
            LOG.warning("nobody heard about job %s: %s", job, error)


def answer(job: int) -> bool:
    """Do the next job, which need not be the one that was rung for."""
    workshop, worker = _here.get()
    LOG.debug("rung for job %s", job)
    return run_once(workshop, worker)


def serve(workshop: Workshop, worker: str, url: str, *, burst: bool = False) -> None:
    """Do jobs until a signal says stop, woken by Redis or by looking now and then.

    With `burst` only what waits now is done.
    """
    done = threading.Event()
    looking = threading.Thread(
        target=_look, args=(workshop, f"{worker}-look", done), name="look", daemon=True
    )
    looking.start()
    token = _here.set((workshop, worker))
    try:
        while not _listen(url, worker, burst=burst) and not burst:
            done.wait(POLL_SECONDS)
        while burst and run_once(workshop, worker):
            LOG.debug("did what nobody rang for")
    except StopRequested:
        LOG.info("told to stop while Redis was away")
    finally:
        _here.reset(token)
        done.set()
        looking.join()


class _Worker(SimpleWorker):
    """Works in this process: a fork for each page would import everything anew."""

    def was_stopped(self) -> bool:
        """Tell whether a signal ended the work."""
        return bool(self._stop_requested)


def _listen(url: str, worker: str, *, burst: bool) -> bool:
    """Answer rings; False where Redis went away instead of a signal coming."""
    try:
        found = _Worker([QUEUE_NAME], name=worker, connection=Redis.from_url(url))
        found.work(burst=burst, logging_level="WARNING")
    except RedisError as error:
        LOG.warning("Redis is away, the store is asked instead: %s", error)
        return False
    return found.was_stopped()


def _look(workshop: Workshop, worker: str, done: threading.Event) -> None:
    """Ask the store now and then: rings get lost."""
    while not done.is_set():
        try:
            while not done.is_set() and run_once(workshop, worker):
                LOG.debug("found a job that nobody rang for")
        except Exception:  # a database that is away for a moment comes back
            LOG.exception("cannot look for jobs")
        done.wait(POLL_SECONDS)
    workshop.engine.store.close()
