"""The job `import`: a workbook that was sent becomes records, or a dry run's report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from gridflow.engine.progress import Progress
from gridflow.jobs.errors import JobArgumentError
from gridflow.jobs.workshop import Workshop

if TYPE_CHECKING:
    from gridflow.store.jobs import Job


def import_workbook(
    workshop: Workshop, job: Job, progress: Progress
) -> Mapping[str, object]:
    """Import the file of a digest under the post that asked for it.

    Taken up again after its worker died it goes on behind the last chunk.
    """
    from gridflow.engine.accounts import actor_under
    from gridflow.engine.importing.orders import files_of, run_path
    from gridflow.engine.importing.running import Order, run_import

    engine = workshop.engine
    if job.requested_post is None:
        raise JobArgumentError(kind=job.kind, argument="requested_post")
    dry_run = bool(job.args["dry_run"])
    order = Order(
        name=str(job.args["import"]),
        path=files_of(engine).path(str(job.args["sha256"])),
        key=f"import-{job.code}",
        report=run_path(engine, job.code, ".sqlite3"),
        wrong=run_path(engine, job.code, ".xlsx"),
        dry_run=dry_run,
    )
    actor = actor_under(engine, job.requested_post)
    done = run_import(engine, actor, order, progress)
    return {
        "counts": done.counts,
        "severities": done.severities,
        "rows": done.rows,
        "wrong_rows": done.wrong_rows,
    }
