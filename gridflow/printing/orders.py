"""Ordering paper from a worker, and asking what became of it.

An order is a row in the store; nobody but who ordered it gets to see the paper.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from gridflow.engine import Actor, Engine
from gridflow.errors import NotFoundError
from gridflow.store import By, jobs
from gridflow.store.ids import id_of_code

JOB_KIND = "print"
_NOTHING_MORE: Mapping[str, str] = MappingProxyType({})

What = Literal["task", "blank", "roster", "village"]


@dataclass(frozen=True, slots=True)
class Order:
    """What became of an order.

    Attributes:
        code: names the order in addresses.
        state: "queued", "running", "done" or "failed".
        sha256: where the folder of prints keeps the paper, "" while there is none.
        pages: how many pages it has.
        size: how many bytes it has.
        why: the wording's code of what went wrong, "" otherwise.
        facts: what that sentence mentions.
    """

    code: str
    state: str
    sha256: str = ""
    pages: int = 0
    size: int = 0
    why: str = ""
    facts: tuple[tuple[str, str], ...] = ()


def order(
    engine: Engine,
    actor: Actor,
    what: What,
    name: str,
    *,
    key: str,
    ring: Callable[[], None],
    more: Mapping[str, str] = _NOTHING_MORE,
) -> Order:
    """Order a task's form, an empty form, a roster or a volume, under the actor's post.

    `name` is the task's code, the form's id or an area's code; a volume also names its
    `campaign`, and a `reason` to print masked values in full. The same key of the same
    person is the same order; a failed one is tried anew. What the post may not see
    fails in the worker, as not found.
    """
    now = engine.wall.now()
    with engine.store.transaction() as tx:
        by = By(actor.person, actor.post, now)
        job = jobs.enqueue(
            tx, JOB_KIND, f"{actor.person}-{key}", {what: name, **more}, by
        )
        if job.state == jobs.FAILED:
            jobs.requeue(tx, job.id, now)
        tx.after_commit(ring)
    return _order(job)


def ordered(engine: Engine, actor: Actor, code: str) -> Order:
    """Return what became of the actor's order; NotFoundError for anybody else's."""
    with engine.store.reading() as session:
        number = id_of_code(engine.store.county, code)
        job = jobs.job(session, number) if number is not None else None
    mine = job is not None and job.requested_by == actor.person
    if job is None or not mine or job.kind != JOB_KIND:
        raise NotFoundError(order=code)
    return _order(job)


def _order(job: jobs.Job) -> Order:
    result = job.result or {}
    facts = result.get("facts") or {}
    return Order(
        code=job.code,
        state=job.state,
        sha256=str(result.get("sha256", "")),
        pages=int(result.get("pages", 0)),
        size=int(result.get("size", 0)),
        why=str(result.get("why", "")),
        facts=tuple((str(name), str(value)) for name, value in facts.items()),
    )
