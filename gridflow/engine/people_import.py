"""People and posts from a workbook: every wrong cell told, nothing half done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridflow.engine.accounts import Slip
from gridflow.engine.faults import Fault

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine


@dataclass(frozen=True, slots=True)
class CellFault:
    """A wrong cell: sheet, row (from 1), column letter and heading, what stands there.

    A fault of the whole file has row 0 and an empty column.
    """

    sheet: str
    row: int
    column: str
    heading: str
    value: str
    fault: Fault


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did or, as a dry run, would do.

    Attributes:
        rows: data rows read.
        people_added: new people.
        people_changed: people with another phone or name.
        posts_added: new posts.
        unchanged: rows that were already so.
        faults: every wrong cell; with one or more nothing was written.
        slips: first passwords of the new people; empty on a dry run.
        dry_run: nothing was written.
    """

    rows: int
    people_added: int
    people_changed: int
    posts_added: int
    unchanged: int
    faults: tuple[CellFault, ...]
    slips: tuple[Slip, ...]
    dry_run: bool


def import_people(
    engine: Engine, actor: Actor | None, workbook: bytes, *, dry_run: bool, key: str
) -> ImportReport:
    """Read a workbook of people and posts; actor None is the command line."""
    raise NotImplementedError
