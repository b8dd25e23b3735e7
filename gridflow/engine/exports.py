"""Ordering a list as a file: who may, why, and how many; each order is on record.

An export is masked. In full it wants the right to reveal and a reason, and stands in
the log as one look with its count.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from gridflow.engine.access import demand, may, procedure_of
from gridflow.engine.commands import Act, Answer, run
from gridflow.engine.record_lists import ListFilters, scope_of, wanted_of
from gridflow.engine.records import kind_at
from gridflow.engine.tasks import required_reason
from gridflow.spec.records import Record
from gridflow.store import By, jobs, logs
from gridflow.store.record_finding import count_records

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine

Format = Literal["xlsx", "csv"]
JOB_KIND = "export"
DIRECT_AT_MOST = 1000
"""More records than this are written by a worker."""
WHOLE_AT_MOST = 200
"""The same for workbooks with everything: a hundred times as many cells a record."""


@dataclass(frozen=True, slots=True)
class Export:
    """What is written to the file.

    Attributes:
        path: the list's path; `filters` what it is narrowed to.
        whole: every field and the parts; else the columns of the list.
        full: sensitive values in full; `reason` says what for.
        count: how many records there were when it was ordered.
    """

    path: str
    filters: ListFilters
    format: Format
    whole: bool
    full: bool
    reason: str = ""
    count: int = 0

    @property
    def direct(self) -> bool:
        """Tell whether it is so short that a page can wait for it."""
        heavy = self.whole and self.format == "xlsx"
        return self.count <= (WHOLE_AT_MOST if heavy else DIRECT_AT_MOST)

    def arguments(self) -> dict[str, str | int]:
        """Return the export as the arguments of a job."""
        return {
            "path": self.path,
            "search": self.filters.search,
            "area": self.filters.area,
            "fields": json.dumps(dict(self.filters.fields)),
            "campaign": self.filters.campaign,
            "class": self.filters.class_,
            "state": self.filters.state,
            "format": self.format,
            "whole": int(self.whole),
            "full": int(self.full),
            "reason": self.reason,
            "count": self.count,
        }

    @classmethod
    def of_arguments(cls, args: Mapping[str, object]) -> Export:
        """Return the export that the arguments of a job tell."""
        filters = ListFilters(
            search=str(args["search"]),
            area=str(args["area"]),
            fields=json.loads(str(args["fields"])),
            campaign=str(args["campaign"]),
            class_=str(args["class"]),
            state=str(args["state"]),
        )
        return cls(
            path=str(args["path"]),
            filters=filters,
            format="csv" if args["format"] == "csv" else "xlsx",
            whole=args["whole"] == 1,
            full=args["full"] == 1,
            reason=str(args["reason"]),
            count=int(str(args["count"])),
        )


def order_export(engine: Engine, actor: Actor, wanted: Export, *, key: str) -> Export:
    """Decide on an export and note it in the town's chain; returns it with its count.

    The right is `export: <record>`, in full also `reveal: <record>` with a reason.
    """
    kind = demand_export(engine, actor, wanted)
    reason = required_reason(wanted.reason) if wanted.full else ""

    def act(at: Act) -> Answer:
        scope = scope_of(engine, at.tx, actor, wanted.filters)
        asked = wanted_of(engine, at.tx, actor, kind, wanted.filters)
        count = count_records(at.tx, kind.id, scope, asked, at_most=None)
        if wanted.full:
            what = f"export {kind.id} {count}"
            logs.log_look(at.tx, at.tx.command or 0, what, reason, at.by)
        entry = {
            "kind": kind.id,
            "count": count,
            "format": wanted.format,
            "whole": wanted.whole,
            "full": wanted.full,
            "area": wanted.filters.area,
            "fields": dict(wanted.filters.fields),
            "campaign": wanted.filters.campaign,
            "class": wanted.filters.class_,
            "state": wanted.filters.state,
        }
        if wanted.filters.search:
            # it may be somebody's number: the chain has no values
            entry |= at.fingerprints("export", {"search": wanted.filters.search})
        at.note_in_town(scope.area, "export", entry)
        return {"count": count}

    told = {**wanted.arguments(), "reason": reason, "count": 0}
    answer = run(engine, actor, key, "export", told, act)
    return replace(wanted, reason=reason, count=int(str(answer["count"])))


def send_export(
    engine: Engine, actor: Actor, wanted: Export, *, key: str, ring: Callable[[], None]
) -> str:
    """Leave an export that was decided on to a worker; returns the job's code."""
    by = By(actor.person, actor.post, engine.wall.now())
    with engine.store.transaction() as tx:
        name = f"{actor.person}-{key}"
        job = jobs.enqueue(tx, JOB_KIND, name, wanted.arguments(), by)
        tx.after_commit(ring)
    return job.code


def demand_export(engine: Engine, actor: Actor, wanted: Export) -> Record:
    """Return the kind of what is exported; DeniedError without the rights."""
    kind = kind_at(procedure_of(engine, actor), wanted.path)
    demand(engine, actor, "see", kind.id)
    demand(engine, actor, "export", kind.id)
    if wanted.full:
        demand(engine, actor, "reveal", kind.id)
    return kind


def parts_exported(engine: Engine, actor: Actor, kind: Record) -> tuple[Record, ...]:
    """Return the kinds of parts that go into a whole export: those that may be seen."""
    return tuple(
        one
        for one in procedure_of(engine, actor).records.values()
        if one.part_of == kind.id and may(engine, actor, "see", one.id).allowed
    )
