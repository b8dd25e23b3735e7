"""Jobs: rows that workers take; a queue elsewhere is only the doorbell.

queued -> running -> done | failed      running -> queued when its worker is lost
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gridflow.errors import NotFoundError
from gridflow.store.database import Session, Transaction
from gridflow.store.errors import SomebodyWasFirstError
from gridflow.store.ids import code_of
from gridflow.store.models import Job as JobModel
from gridflow.store.rows import By
from gridflow.store.statements import Statement, at, shape, word

QUEUED = "queued"
RUNNING = "running"
DONE = "done"
FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Job:
    """Work that was asked for; `result` tells what came of it, or why it failed.

    `progress` is how far a worker has come: {"done": 3, "total": 9, "said": "..."},
    total null where nobody knows, said a code of the wording or "".
    """

    id: int
    kind: str
    key: str
    args: Mapping[str, Any]
    state: str
    attempts: int
    requested_by: int | None
    requested_post: int | None
    queued_at: datetime
    worker: str
    heartbeat_at: datetime | None
    finished_at: datetime | None
    progress: Mapping[str, Any] | None
    result: Mapping[str, Any] | None

    @property
    def code(self) -> str:
        """Return the code that people see."""
        return code_of(self.id)


_JOB = shape(Job, JobModel)


def _jobs(condition: Any) -> Any:  # noqa: ANN401 - peewee queries
    return JobModel.select(*_JOB.columns).where(
        (JobModel.county == at("county")) & condition
    )


_BY_ID = Statement(lambda: _jobs(JobModel.id == at("job")))
_BY_KEY = Statement(
    lambda: _jobs((JobModel.kind == at("kind")) & (JobModel.key == at("key")))
)
_INSERT = Statement(
    lambda: JobModel.insert(
        {
            JobModel.county: at("county"),
            JobModel.id: at("job"),
            JobModel.kind: at("kind"),
            JobModel.key: at("key"),
            JobModel.args: at("args"),
            JobModel.state: QUEUED,
            JobModel.requested_by: at("person"),
            JobModel.requested_post: at("post"),
            JobModel.queued_at: at("now"),
        }
    ).on_conflict_ignore()
)
_TAKE = Statement(
    lambda: JobModel.update(
        {
            JobModel.state: RUNNING,
            JobModel.attempts: JobModel.attempts + 1,
            JobModel.worker: at("worker"),
            JobModel.heartbeat_at: at("now"),
        }
    ).where(
        (JobModel.county == at("county"))
        & (JobModel.id == at("job"))
        & (JobModel.state == word("queued"))
    )
)


def _of_worker(changes: Mapping[Any, Any]) -> Statement:
    return Statement(
        lambda: JobModel.update(dict(changes)).where(
            (JobModel.county == at("county"))
            & (JobModel.id == at("job"))
            & (JobModel.state == word("running"))
            & (JobModel.worker == at("worker"))
        )
    )


_HEARTBEAT = _of_worker({JobModel.heartbeat_at: at("now")})
_PROGRESS = _of_worker(
    {JobModel.heartbeat_at: at("now"), JobModel.progress: at("progress")}
)
_END = _of_worker(
    {
        JobModel.state: at("state"),
        JobModel.result: at("result"),
        JobModel.finished_at: at("now"),
    }
)


def enqueue(
    tx: Transaction, kind: str, key: str, args: Mapping[str, object], by: By
) -> Job:
    """Ask for work and return its row; the same kind and key are one job."""
    tx.change(
        _INSERT,
        job=tx.new_id(),
        kind=kind,
        key=key,
        args=dict(args),
        person=by.person,
        post=by.post,
        now=by.at,
    )
    found = tx.row(_JOB, _BY_KEY, kind=kind, key=key)
    if found is None:
        raise NotFoundError(job=key)
    return found


def take_job(
    tx: Transaction, worker: str, now: datetime, kinds: Collection[str] | None = None
) -> Job | None:
    """Take the job that waits longest, of some kinds if told; None if none waits."""
    waiting = JobModel.select(JobModel.id).where(
        (JobModel.county == tx.county) & (JobModel.state == word("queued"))
    )
    if kinds is not None:
        waiting = waiting.where(JobModel.kind.in_(sorted(kinds)))
    oldest = waiting.order_by(JobModel.queued_at, JobModel.id).limit(1)
    while (job_id := tx.value(oldest)) is not None:
        if tx.change(_TAKE, job=job_id, worker=worker, now=now) == 1:
            return job(tx, job_id)
    return None


def _still_mine(tx: Transaction, job_id: int, changed: int) -> None:
    if changed == 1:
        return
    found = job(tx, job_id)
    if found is None:
        raise NotFoundError(job=job_id)
    raise SomebodyWasFirstError(
        state=found.state, who=found.worker, when=found.heartbeat_at
    )


def heartbeat(
    tx: Transaction,
    job_id: int,
    worker: str,
    now: datetime,
    progress: Mapping[str, object] | None = None,
) -> None:
    """Say that the worker is still at it, and how far it has come if told.

    Raises SomebodyWasFirstError if it lost the job.
    """
    if progress is None:
        changed = tx.change(_HEARTBEAT, job=job_id, worker=worker, now=now)
    else:
        told = dict(progress)
        changed = tx.change(
            _PROGRESS, job=job_id, worker=worker, now=now, progress=told
        )
    _still_mine(tx, job_id, changed)


def _end(
    tx: Transaction,
    job_id: int,
    worker: str,
    state: str,
    result: Mapping[str, object],
    now: datetime,
) -> None:
    changed = tx.change(
        _END, job=job_id, worker=worker, state=state, result=dict(result), now=now
    )
    _still_mine(tx, job_id, changed)


def finish_job(
    tx: Transaction,
    job_id: int,
    worker: str,
    result: Mapping[str, object],
    now: datetime,
) -> None:
    """End a job well; SomebodyWasFirstError if the worker has lost it."""
    _end(tx, job_id, worker, DONE, result, now)


def fail_job(
    tx: Transaction,
    job_id: int,
    worker: str,
    result: Mapping[str, object],
    now: datetime,
) -> None:
    """End a job that did not work; `result` says why."""
    _end(tx, job_id, worker, FAILED, result, now)


def return_lost_jobs(
    tx: Transaction, silent_since: datetime, now: datetime, most_attempts: int
) -> int:
    """Queue again what workers hold that were silent since an instant.

    A job that was tried `most_attempts` times has failed. Returns how many jobs were
    taken from lost workers.
    """
    lost = (
        (JobModel.county == tx.county)
        & (JobModel.state == word("running"))
        & (JobModel.heartbeat_at < silent_since)
    )
    given_up = tx.change(
        JobModel.update(
            {
                JobModel.state: FAILED,
                JobModel.finished_at: now,
                JobModel.result: {"why": "lost"},
            }
        ).where(lost & (JobModel.attempts >= most_attempts))
    )
    queued = tx.change(JobModel.update({JobModel.state: QUEUED}).where(lost))
    return given_up + queued


def requeue(tx: Transaction, job_id: int, now: datetime) -> None:
    """Try a failed job anew; SomebodyWasFirstError if it is not failed."""
    changed = tx.change(
        JobModel.update(
            {
                JobModel.state: QUEUED,
                JobModel.attempts: 0,
                JobModel.queued_at: now,
                JobModel.result: None,
                JobModel.progress: None,
                JobModel.finished_at: None,
            }
        ).where(
            (JobModel.county == tx.county)
            & (JobModel.id == job_id)
            & (JobModel.state == word("failed"))
        )
    )
    _still_mine(tx, job_id, changed)


def job(session: Session, job_id: int) -> Job | None:
    """Return a job, or None."""
    return session.row(_JOB, _BY_ID, job=job_id)


def latest_jobs(
    session: Session, states: Collection[str], limit: int = 200
) -> tuple[Job, ...]:
    """Return the jobs in some states, newest first."""
    query = JobModel.select(*_JOB.columns).where(
        (JobModel.county == session.county) & JobModel.state.in_(sorted(states))
    )
    newest = (JobModel.queued_at.desc(), JobModel.id.desc())
    return session.rows(_JOB, query.order_by(*newest).limit(limit))
