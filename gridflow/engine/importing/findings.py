"""What an import finds: a rule that is broken, at a cell, a row or the whole file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gridflow.engine.faults import Severity

WHOLE_ROW = -1
WHOLE_FILE = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding.

    Attributes:
        rule: where it comes from, such as a clause; else the code.
        code: of the wording; "" where `say` says all.
        say: the definition's own sentence; one of the code follows it.
        row: its number in the sheet, WHOLE_FILE for the file.
        place: the column's number from 0, WHOLE_ROW for none.
        value: what stands there where that is not what the row holds.
        allowed: what may stand there.
    """

    rule: str
    code: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    say: str = ""
    severity: Severity = "error"
    row: int = WHOLE_FILE
    place: int = WHOLE_ROW
    value: str = ""
    allowed: tuple[str, ...] = ()


@dataclass(slots=True)
class Row:
    """A row of the file: its number, its texts, and what was found in it."""

    number: int
    texts: list[str]
    findings: list[Finding] = field(default_factory=list)

    def text(self, place: int) -> str:
        """Return what stands in a column, "" beyond the end of the row."""
        return self.texts[place] if 0 <= place < len(self.texts) else ""
