"""Writing projections anew: what lists go by, after its definition has changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from gridflow.engine.errors import BundleBrokenError, NothingPublishedError
from gridflow.engine.plans import record_plan
from gridflow.engine.progress import Progress, untold
from gridflow.spec.records import Record
from gridflow.store import Session, areas
from gridflow.store.record_listing import rebuild_listing
from gridflow.store.sealing import PLAIN, SealingPlan

if TYPE_CHECKING:
    from gridflow.engine import Engine

AT_ONCE = 500


def rebuild_lists(engine: Engine, progress: Progress = untold) -> int:
    """Write anew what lists of records go by; returns how many records there are.

    Each few hundred records are a transaction, so that people can go on working; it
    may be broken off and begun again.
    """
    site = engine.library.active()
    kinds = {
        kind.id
        for procedure in site.procedures.values()
        for kind in procedure.records.values()
        if not kind.part_of
    }
    done = 0
    for kind in sorted(kinds):
        after: int | None = 0
        while after is not None:
            with engine.store.transaction() as tx:
                plans = _Plans(engine, tx, kind)
                after, written = rebuild_listing(
                    tx, kind, plans.of, after, limit=AT_ONCE
                )
            done += written
            progress(done)
    return done


def listed_by(engine: Engine) -> Mapping[tuple[str, str], tuple[object, ...]]:
    """Return what lists go by now, by procedure and kind; nothing before all else.

    Where this differs before and after a publishing, lists want to be rebuilt.
    """
    try:
        site = engine.library.active()
    except (NothingPublishedError, BundleBrokenError):
        return {}
    found: dict[tuple[str, str], tuple[object, ...]] = {}
    for procedure in site.procedures.values():
        for kind in procedure.records.values():
            plan = record_plan(kind)
            found[procedure.id, kind.id] = (plan.listed, plan.worded)
    return found


class _Plans:
    """How a kind is kept in each grid, by the procedure that holds there."""

    def __init__(self, engine: Engine, session: Session, kind: str) -> None:
        self._engine = engine
        self._session = session
        self._kind = kind
        self._known: dict[int, SealingPlan] = {}

    def of(self, grid: int) -> SealingPlan:
        """Return how the kind's records of a grid are kept."""
        if grid not in self._known:
            day = self._engine.today()
            above = areas.ancestors(self._session, grid, day)
            site = self._engine.library.active()
            procedure = site.procedure_for([one.code for one in above])
            kind: Record | None = procedure.records.get(self._kind)
            self._known[grid] = record_plan(kind) if kind else PLAIN
        return self._known[grid]
