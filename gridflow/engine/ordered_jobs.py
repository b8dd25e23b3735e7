"""What became of the work that somebody asked for: only they get to see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from gridflow.engine import Actor, Engine
from gridflow.errors import NotFoundError
from gridflow.store import jobs
from gridflow.store.ids import id_of_code


@dataclass(frozen=True, slots=True)
class OrderedJob:
    """A job as its page shows it.

    Attributes:
        code: names the job in addresses.
        kind: what is done; `args` says to what.
        state: "queued", "running", "done" or "failed".
        done: how much of it is done.
        total: how much there is to do, None where nobody knows yet.
        said: the wording's code of what is being done, "" for nothing to say.
        result: what came of it.
        why: the wording's code of why it failed, "" otherwise.
        facts: what that sentence mentions.
    """

    code: str
    kind: str
    state: str
    args: dict[str, object]
    queued_at: datetime
    done: int
    total: int | None
    said: str
    result: dict[str, object]
    why: str
    facts: dict[str, str]

    @property
    def ended(self) -> bool:
        """Tell whether nothing more will happen to it."""
        return self.state in (jobs.DONE, jobs.FAILED)


def ordered_job(engine: Engine, actor: Actor, code: str) -> OrderedJob:
    """Return a job that the actor asked for; NotFoundError for anybody else's."""
    with engine.store.reading() as session:
        number = id_of_code(engine.store.county, code)
        job = jobs.job(session, number) if number is not None else None
    if job is None or job.requested_by != actor.person:
        raise NotFoundError(job=code)
    told = job.progress or {}
    result = dict(job.result or {})
    facts = result.get("facts") or {}
    return OrderedJob(
        code=job.code,
        kind=job.kind,
        state=job.state,
        args=dict(job.args),
        queued_at=job.queued_at,
        done=int(told.get("done", 0)),
        total=told.get("total"),
        said=str(told.get("said", "")),
        result=result,
        why=str(result.get("why", "")) if job.state == jobs.FAILED else "",
        facts={str(name): str(value) for name, value in facts.items()},
    )
