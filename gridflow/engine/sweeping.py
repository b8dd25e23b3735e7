"""What is done once a business day, by a worker or by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridflow.engine.commands import Act, Answer, run
from gridflow.engine.importing.orders import clear_old
from gridflow.engine.people_admin import return_tasks
from gridflow.store import audit, tasks

if TYPE_CHECKING:
    from gridflow.engine import Engine


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did: tasks returned to their pools, audit chains sealed."""

    returned: int
    sealed: int


def sweep(engine: Engine) -> Swept:
    """Return the tasks of posts that ended, seal the audit chains, put files away.

    A second sweep of the same day does nothing and gives the same answer.
    """
    day = engine.today()
    clear_old(engine)

    def act(at: Act) -> Answer:
        posts = tasks.posts_left(at.tx, day)
        returned = sum(len(return_tasks(at, post)) for post in posts)
        return {"returned": returned, "sealed": audit.seal_chains(at.tx, at.by.at)}

    told = {"day": day.isoformat()}
    answer = run(engine, None, f"sweep-{day.isoformat()}", "sweep", told, act)
    return Swept(int(str(answer["returned"])), int(str(answer["sealed"])))
