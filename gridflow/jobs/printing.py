"""The job `print`: a form, an empty form, a roster or a volume becomes a PDF."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from gridflow.engine.progress import Progress
from gridflow.jobs.errors import JobArgumentError
from gridflow.jobs.workshop import Workshop

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine
    from gridflow.printing.pdf import Pdf
    from gridflow.store.jobs import Job


def print_paper(
    workshop: Workshop, job: Job, progress: Progress
) -> Mapping[str, object]:
    """Print what the arguments name and keep the file under its digest.

    One of `task` (a code), `blank` (a form), `roster` (an area's code) or `village` (an
    area's code, with `campaign`, perhaps `form` and `reason`). Prints under the post
    that asked, so what that post may not see is not found here either.
    """
    from gridflow.engine.accounts import actor_under
    from gridflow.printing.papers import blank_paper, roster_paper, task_paper
    from gridflow.printing.volumes import volume_paper

    engine = workshop.engine
    if job.requested_post is None:
        raise JobArgumentError(kind=job.kind, argument="requested_post")
    actor = actor_under(engine, job.requested_post)

    def village_paper(engine: Engine, actor: Actor, area: str) -> Pdf:
        campaign = str(job.args.get("campaign", ""))
        form, reason = (str(job.args.get(name, "")) for name in ("form", "reason"))
        how = (engine, actor, campaign, area)
        return volume_paper(*how, form=form, reason=reason, progress=progress)

    papers: Mapping[str, Callable[[Engine, Actor, str], Pdf]] = {
        "task": task_paper,
        "blank": blank_paper,
        "roster": roster_paper,
        "village": village_paper,
    }
    named = [name for name in papers if name in job.args]
    if len(named) != 1:
        raise JobArgumentError(kind=job.kind, argument=", ".join(papers))
    progress(0)
    paper = papers[named[0]](engine, actor, str(job.args[named[0]]))
    digest = workshop.prints.write(paper.data)
    return {"sha256": digest, "pages": paper.pages, "size": len(paper.data)}
