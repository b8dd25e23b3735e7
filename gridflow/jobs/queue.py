"""Putting jobs into the store, and the bell that tells a worker."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from gridflow.engine import Engine
from gridflow.jobs.errors import JobArgumentError, UnknownJobKindError
from gridflow.store import By, jobs
from gridflow.store.jobs import Job

KIND_NAMES = ("print", "export", "import")

Arguments: TypeAlias = Mapping[str, str | int]
Ring: TypeAlias = Callable[[], None]


def no_ring() -> None:
    """Ring nowhere: a worker that polls finds the job all the same."""


def enqueue(
    engine: Engine,
    kind: str,
    args: Arguments,
    key: str,
    *,
    by: tuple[int, int] | None = None,
    ring: Ring = no_ring,
) -> Job:
    """Store a job and ring once it is on disk; the same kind and key is the same job.

    `by` is person and post of whoever asks. Arguments are text and whole numbers. A job
    that failed is tried anew.
    """
    if kind not in KIND_NAMES:
        raise UnknownJobKindError(kind=kind)
    for name, value in args.items():
        if not isinstance(name, str) or type(value) not in (str, int):
            raise JobArgumentError(kind=kind, argument=str(name))
    person, post = by or (None, None)
    now = engine.wall.now()
    with engine.store.transaction() as tx:
        job = jobs.enqueue(tx, kind, key, dict(args), By(person, post, now))
        if job.state == jobs.FAILED:
            jobs.requeue(tx, job.id, now)
        tx.after_commit(ring)
    return job
