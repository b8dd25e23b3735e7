"""The job `print`: a filled form, an empty form or a roster becomes a PDF."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from gridflow.engine.progress import Progress
from gridflow.jobs.errors import JobArgumentError
from gridflow.jobs.workshop import Workshop

if TYPE_CHECKING:
    from gridflow.store.jobs import Job


def print_paper(
    workshop: Workshop, job: Job, progress: Progress
) -> Mapping[str, object]:
    """Print what the arguments name and keep the file under its digest.

    One of `task` (a code), `blank` (a form) or `roster` (an area's code). Prints under
    the post that asked, so what that post may not see is not found here either.
    """
    from gridflow.engine.accounts import actor_under
    from gridflow.printing.papers import blank_paper, roster_paper, task_paper

    engine = workshop.engine
    if job.requested_post is None:
        raise JobArgumentError(kind=job.kind, argument="requested_post")
    actor = actor_under(engine, job.requested_post)
    papers = {"task": task_paper, "blank": blank_paper, "roster": roster_paper}
    named = [name for name in papers if name in job.args]
    if len(named) != 1:
        raise JobArgumentError(kind=job.kind, argument=", ".join(papers))
    progress(0)
    paper = papers[named[0]](engine, actor, str(job.args[named[0]]))
    digest = workshop.prints.write(paper.data)
    return {"sha256": digest, "pages": paper.pages, "size": len(paper.data)}
