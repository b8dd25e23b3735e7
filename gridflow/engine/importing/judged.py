"""What becomes of a record of the file: everything to write, everything to tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from gridflow.engine.importing.findings import Finding, Row
from gridflow.engine.importing.matching import Known
from gridflow.engine.importing.taking import Taken, Values
from gridflow.engine.loading import Held
from gridflow.store.areas import Area

Verdict = Literal["new", "changed", "unchanged", "wrong", "unmatched"]


@dataclass(slots=True)
class PartPlan:
    """A row's part: which one it is, if known, and what it says otherwise."""

    row: Row
    values: Values
    held: Held | None = None
    changed: Mapping[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Judged:
    """A record of the file, compared with the register.

    Attributes:
        place: among the file's records, from 1.
        known: the record that is there, None for a new one.
        changed: fields of the record with their new values.
        moved: the area it moves to, None where it stays.
        missing: parts that are there and that the file does not have.
        notes: findings besides those of the rows.
    """

    place: int
    rows: Sequence[Row]
    taken: Taken
    known: Known | None = None
    verdict: Verdict = "unchanged"
    parts: list[PartPlan] = field(default_factory=list)
    changed: Mapping[str, object] = field(default_factory=dict)
    moved: Area | None = None
    missing: Sequence[Held] = ()
    notes: list[Finding] = field(default_factory=list)

    @property
    def findings(self) -> list[Finding]:
        """Return everything that was found, in the order of the file."""
        found = [one for row in self.rows for one in row.findings] + self.notes
        return sorted(found, key=lambda one: (one.row, one.place))
