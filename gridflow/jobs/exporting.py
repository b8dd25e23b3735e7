"""The job `export`: a list of records becomes a file."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from gridflow.engine.progress import Progress
from gridflow.jobs.errors import JobArgumentError
from gridflow.jobs.workshop import Workshop

if TYPE_CHECKING:
    from gridflow.store.jobs import Job


def export_list(
    workshop: Workshop, job: Job, progress: Progress
) -> Mapping[str, object]:
    """Write an export that was decided on and keep the file under its digest.

    Writes under the post that asked: what it may no longer see is not in the file.
    """
    from gridflow.engine.accounts import actor_under
    from gridflow.engine.export_files import write_export
    from gridflow.engine.exports import Export

    if job.requested_post is None:
        raise JobArgumentError(kind=job.kind, argument="requested_post")
    actor = actor_under(workshop.engine, job.requested_post)
    wanted = Export.of_arguments(job.args)
    with tempfile.TemporaryDirectory(prefix="gridflow-export-") as folder:
        path = Path(folder) / "export"
        with path.open("wb") as file:
            count = write_export(workshop.engine, actor, wanted, file, progress)
        size = path.stat().st_size
        with path.open("rb") as file:
            digest = workshop.prints.take(file, size)
    return {"sha256": digest, "size": size, "count": count, "format": wanted.format}
