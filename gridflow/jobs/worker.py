"""Taking jobs from the store and doing them, one after the other.

A job that a worker died over is taken again; one that fails or kills its worker
again and again is given up with a reason, and the next one goes on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Protocol

from gridflow.engine.sweeping import sweep
from gridflow.errors import GridflowError
from gridflow.jobs.kinds import KINDS, JobFunction
from gridflow.jobs.telling import Telling
from gridflow.jobs.workshop import Workshop
from gridflow.store import jobs
from gridflow.store.errors import SomebodyWasFirstError
from gridflow.store.jobs import Job

LOG = logging.getLogger(__name__)
MOST_ATTEMPTS = 3
LOST_AFTER = timedelta(minutes=10)
POLL_SECONDS = 5.0


class Bell(Protocol):
    """What wakes a worker that has nothing to do."""

    def wait(self, seconds: float) -> None:
        """Return when somebody rings, or after some seconds."""
        ...


def run_once(
    workshop: Workshop,
    worker: str,
    kinds: Mapping[str, JobFunction] = KINDS,
    *,
    lost_after: timedelta = LOST_AFTER,
) -> bool:
    """Do the next job; False where there is none.

    Returns to the queue what a worker has had for longer than `lost_after`.
    """
    engine = workshop.engine
    with workshop.busy:
        now = engine.wall.now()
        with engine.store.transaction() as tx:
            jobs.return_lost_jobs(tx, now - lost_after, now, MOST_ATTEMPTS)
            job = jobs.take_job(tx, worker, now)
        if job is None:
            _sweep(workshop)
            return False
        _do(workshop, job, worker, kinds)
    return True


def _sweep(workshop: Workshop) -> None:
    """Do what is due once a business day, when there is nothing else to do."""
    day = workshop.engine.today()
    if day not in workshop.swept:
        sweep(workshop.engine)
        workshop.swept.add(day)


def run_forever(
    workshop: Workshop, worker: str, bell: Bell, stop: Callable[[], bool]
) -> None:
    """Do jobs until told to stop; without a bell the store is asked now and then."""
    while not stop():
        if not run_once(workshop, worker):
            bell.wait(POLL_SECONDS)


def return_jobs_of_dead_worker(workshop: Workshop) -> int:
    """Take back every running job; for a start where no other worker can be alive."""
    now = workshop.engine.wall.now()
    with workshop.engine.store.transaction() as tx:
        return jobs.return_lost_jobs(tx, now, now, MOST_ATTEMPTS)


def _do(
    workshop: Workshop, job: Job, worker: str, kinds: Mapping[str, JobFunction]
) -> None:
    function = kinds.get(job.kind)
    if function is None:
        _end(workshop, job, worker, why="unknown_job_kind", facts={"kind": job.kind})
        return
    try:
        result = function(workshop, job, Telling(workshop.engine, job.id, worker))
    except GridflowError as error:
        _end(workshop, job, worker, why=error.code, facts=error.facts)
    except Exception as error:  # one broken job must not stop the queue
        LOG.exception("job %s (%s) failed", job.id, job.kind)
        if job.attempts < MOST_ATTEMPTS:
            _let_go(workshop, job, worker)
            return
        facts = {"kind": job.kind, "what": f"{type(error).__name__}: {error}"}
        _end(workshop, job, worker, why="job_failed", facts=facts)
    else:
        _end(workshop, job, worker, result)


def _let_go(workshop: Workshop, job: Job, worker: str) -> None:
    """Give a job back for another attempt, as if this worker had died over it."""
    long_ago = workshop.engine.wall.now() - 2 * LOST_AFTER
    with workshop.engine.store.transaction() as tx:
        jobs.heartbeat(tx, job.id, worker, long_ago)


def _end(
    workshop: Workshop,
    job: Job,
    worker: str,
    result: Mapping[str, object] | None = None,
    *,
    why: str = "",
    facts: Mapping[str, object] | None = None,
) -> None:
    """End a job, well or with a reason: a wording's code with its facts as text."""
    told = {name: str(value)[:500] for name, value in (facts or {}).items()}
    engine = workshop.engine
    try:
        with engine.store.transaction() as tx:
            now = engine.wall.now()
            if result is not None:
                jobs.finish_job(tx, job.id, worker, dict(result), now)
            else:
                reason = {"why": why, "facts": told}
                jobs.fail_job(tx, job.id, worker, reason, now)
    except SomebodyWasFirstError:
        LOG.warning("job %s took so long that another worker was given it", job.id)
