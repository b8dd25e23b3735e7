"""Imports ordered from a worker: the file kept, the run asked for, its report read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from gridflow.engine.access import demand, may, procedure_of
from gridflow.engine.importing.errors import FileGoneError, FileTooLargeError
from gridflow.engine.importing.ground import definition
from gridflow.engine.ordered_jobs import OrderedJob, ordered_job
from gridflow.engine.upload_folder import UploadFolder
from gridflow.errors import NotFoundError
from gridflow.spec.imports import Import
from gridflow.store import By, jobs

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine
    from gridflow.store.jobs import Job

JOB_KIND = "import"
UPLOAD_AT_MOST = 50 * 1024 * 1024
NAME_AT_MOST = 100
RUNS_AT_MOST = 20
KEPT_FOR = timedelta(days=30)
_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class OrderedImport:
    """A run that was ordered.

    Attributes:
        one: the definition that it follows.
        filename: what the file was called.
        report: where its report lies.
        wrong: where the workbook of wrong rows lies.
    """

    job: OrderedJob
    one: Import
    filename: str
    sha256: str
    dry_run: bool
    report: Path
    wrong: Path


def files_of(engine: Engine) -> UploadFolder:
    """Return where the workbooks of imports are kept until they are written."""
    return UploadFolder(engine.uploads.folder.with_name("imports"))


def run_path(engine: Engine, code: str, suffix: str) -> Path:
    """Return where a file about a run lies, by the code of its job."""
    return files_of(engine).folder / "runs" / f"{code}{suffix}"


def clear_old(engine: Engine) -> int:
    """Put away workbooks and reports that are older than a month; how many files.

    They hold what people keep in lists; the register has it, or has refused it.
    """
    oldest = (engine.wall.now() - KEPT_FOR).timestamp()
    old = [
        one
        for one in files_of(engine).folder.rglob("*")
        if one.is_file() and one.stat().st_mtime < oldest
    ]
    for one in old:
        one.unlink(missing_ok=True)
    return len(old)


def importable(engine: Engine, actor: Actor) -> tuple[Import, ...]:
    """Return the definitions that the actor may import by."""
    known = procedure_of(engine, actor).imports.values()
    return tuple(one for one in known if may(engine, actor, "import", one.id).allowed)


def take_file(engine: Engine, stream: BinaryIO) -> str:
    """Keep a workbook and return its digest; FileTooLargeError for one over 50 MB."""
    digest = files_of(engine).take(stream, UPLOAD_AT_MOST)
    if digest is None:
        raise FileTooLargeError
    return digest


def order_import(
    engine: Engine,
    actor: Actor,
    name: str,
    sha256: str,
    filename: str,
    *,
    dry_run: bool,
    key: str,
    ring: Callable[[], None],
) -> OrderedImport:
    """Ask for an import of a file that is kept; the same key is the same run.

    The right is `import: <definition>`. FileGoneError where the file was put away.
    """
    one = definition(engine, actor, name)
    demand(engine, actor, "import", one.id, actor.area)
    try:
        files_of(engine).path(sha256)
    except NotFoundError as missing:
        raise FileGoneError from missing
    args = {
        "import": one.id,
        "sha256": sha256,
        "file": filename[:NAME_AT_MOST],
        "dry_run": int(dry_run),
    }
    now = engine.wall.now()
    with engine.store.transaction() as tx:
        by = By(actor.person, actor.post, now)
        job = jobs.enqueue(tx, JOB_KIND, f"{actor.person}-{key}", args, by)
        if job.state == jobs.FAILED:
            jobs.requeue(tx, job.id, now)
        tx.after_commit(ring)
    return ordered_import(engine, actor, job.code)


def ordered_import(engine: Engine, actor: Actor, code: str) -> OrderedImport:
    """Return what became of a run; NotFoundError for anybody else's."""
    job = ordered_job(engine, actor, code)
    one = procedure_of(engine, actor).imports.get(str(job.args.get("import", "")))
    if job.kind != JOB_KIND or one is None:
        raise NotFoundError(job=code)
    return OrderedImport(
        job=job,
        one=one,
        filename=str(job.args["file"]),
        sha256=str(job.args["sha256"]),
        dry_run=bool(job.args["dry_run"]),
        report=run_path(engine, code, ".sqlite3"),
        wrong=run_path(engine, code, ".xlsx"),
    )


def my_imports(engine: Engine, actor: Actor) -> tuple[Job, ...]:
    """Return the runs that the actor asked for, the latest first."""
    states = (jobs.QUEUED, jobs.RUNNING, jobs.DONE, jobs.FAILED)
    with engine.store.reading() as session:
        found = jobs.latest_jobs(session, states, _LOOKED_AT)
    mine = (
        one
        for one in found
        if one.kind == JOB_KIND and one.requested_by == actor.person
    )
    return tuple(mine)[:RUNS_AT_MOST]
