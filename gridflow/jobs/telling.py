"""What a job function is handed to tell how far it is; telling is a heartbeat."""

from __future__ import annotations

from datetime import datetime, timedelta

from gridflow.engine import Engine
from gridflow.store import jobs

# each one is written to disk, and no page looks more often
AT_MOST_EVERY = timedelta(seconds=1)


class Telling:
    """The progress of a job under a worker; calls in the same second are dropped.

    A call that ends the work or says something else is always kept. Raises
    SomebodyWasFirstError where the job was given to another worker.
    """

    def __init__(self, engine: Engine, job: int, worker: str) -> None:
        self._engine = engine
        self._job = job
        self._worker = worker
        self._said: str | None = None
        self._told_at: datetime | None = None

    def __call__(self, done: int, total: int | None = None, said: str = "") -> None:
        """Store how far the work is, outside of any transaction of the work."""
        now = self._engine.wall.now()
        again = self._told_at is not None and now - self._told_at < AT_MOST_EVERY
        if again and said == self._said and done != total:
            return
        self._said, self._told_at = said, now
        told = {"done": done, "total": total, "said": said}
        with self._engine.store.transaction() as tx:
            jobs.heartbeat(tx, self._job, self._worker, now, told)
