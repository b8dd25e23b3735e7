"""What an import found, kept in a file of its own beside the database.

It is written chunk by chunk before the chunk's command commits, so that a run that was
killed goes on with it; values of sensitive fields are masked before they come here.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

_TABLES = """
CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE IF NOT EXISTS chunk (number INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS outcome (
  place INTEGER PRIMARY KEY, chunk INTEGER, verdict TEXT, body TEXT);
CREATE INDEX IF NOT EXISTS outcome_verdict ON outcome (verdict, place);
CREATE TABLE IF NOT EXISTS told (
  number INTEGER PRIMARY KEY, place INTEGER, chunk INTEGER, rule TEXT, severity TEXT,
  body TEXT);
CREATE INDEX IF NOT EXISTS told_rule ON told (severity, rule, number);
CREATE INDEX IF NOT EXISTS told_place ON told (place);
"""


@dataclass(frozen=True, slots=True)
class Told:
    """A finding as it is shown: where it is, what stands there, what is said.

    Attributes:
        row: from 1; 0 where it is about the file.
        column: its letter, "" for a row as a whole.
        value: what stands there, masked where the field is sensitive.
        code: of the wording; "" where `say` says all.
        allowed: what may stand there, where that is a short list.
    """

    sheet: str
    row: int
    column: str
    heading: str
    rule: str
    severity: str
    value: str
    code: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    say: str = ""
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field's value before and after, as people read it; `part` names a part."""

    part: str
    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did to a record, or would do.

    Attributes:
        place: where it stands among the file's records, from 1.
        verdict: "new", "changed", "unchanged", "wrong", "unmatched" or "gone".
        code: of the record, "" for one that is not there.
        first_row: in the file, 0 for a record that it does not have.
        gone: titles of parts that the file does not have.
    """

    place: int
    verdict: str
    title: str
    number: str = ""
    code: str = ""
    area: str = ""
    first_row: int = 0
    changes: tuple[FieldChange, ...] = ()
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How often a rule was told, with one of its findings as an example."""

    rule: str
    severity: str
    count: int
    example: Told


class ImportReport:
    """The report of one run."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def keep_chunk(
        self,
        chunk: int,
        outcomes: Iterable[Outcome],
        told: Iterable[tuple[int, Told]],
    ) -> None:
        """Write what a chunk found; what it found in an attempt before is replaced.

        `told` are findings with the place of their record, 0 for the file.
        """
        database = self._database
        with database:
            database.execute("DELETE FROM outcome WHERE chunk = ?", (chunk,))
            database.execute("DELETE FROM told WHERE chunk = ?", (chunk,))
            database.executemany(
                "INSERT INTO outcome VALUES (?, ?, ?, ?)",
                ((one.place, chunk, one.verdict, _text(one)) for one in outcomes),
            )
            database.executemany(
                "INSERT INTO told (place, chunk, rule, severity, body)"
                " VALUES (?, ?, ?, ?, ?)",
                (
                    (place, chunk, one.rule, one.severity, _text(one))
                    for place, one in told
                ),
            )
            query = "INSERT OR IGNORE INTO chunk VALUES (?)"
            database.execute(query, (chunk,))

    def keep_facts(self, **facts: object) -> None:
        """Write figures and names of the run."""
        rows = ((name, json.dumps(value)) for name, value in facts.items())
        with self._database as database:
            database.executemany("INSERT OR REPLACE INTO fact VALUES (?, ?)", rows)

    def facts(self) -> dict[str, Any]:
        """Return the figures and names of the run."""
        found = self._database.execute("SELECT name, value FROM fact")
        return {name: json.loads(value) for name, value in found}

    def counts(self) -> dict[str, int]:
        """Return how many records there are of each verdict."""
        query = "SELECT verdict, count(*) FROM outcome GROUP BY verdict"
        return dict(self._database.execute(query))

    def severities(self) -> dict[str, int]:
        """Return how many findings there are of each severity."""
        query = "SELECT severity, count(*) FROM told GROUP BY severity"
        return dict(self._database.execute(query))

    def rules(self) -> tuple[RuleCount, ...]:
        """Return every rule that was told, errors first, the most frequent first."""
        found = self._database.execute(
            "SELECT rule, severity, count(*), min(number) FROM told"
            " GROUP BY severity, rule"
            " ORDER BY severity = 'info', severity = 'warning', 3 DESC, rule"
        )
        return tuple(
            RuleCount(rule, severity, count, self._example(number))
            for rule, severity, count, number in found.fetchall()
        )

    def told(
        self, *, rule: str = "", severity: str = "", after: int = 0, limit: int = 50
    ) -> tuple[tuple[int, Told], ...]:
        """Return findings in the order of the file, each with its number to go on."""
        found = self._database.execute(
            "SELECT number, body FROM told WHERE number > ?"
            " AND (? = '' OR rule = ?) AND (? = '' OR severity = ?)"
            " ORDER BY number LIMIT ?",
            (after, rule, rule, severity, severity, limit),
        )
        return tuple((number, _told(body)) for number, body in found)

    def told_of(self, place: int) -> tuple[Told, ...]:
        """Return the findings of one record."""
        query = "SELECT body FROM told WHERE place = ? ORDER BY number"
        return tuple(_told(body) for (body,) in self._database.execute(query, (place,)))

    def outcomes(
        self, verdict: str, *, after: int = 0, limit: int = 20
    ) -> tuple[Outcome, ...]:
        """Return records of a verdict in the order of the file."""
        found = self._database.execute(
            "SELECT body FROM outcome WHERE verdict = ? AND place > ?"
            " ORDER BY place LIMIT ?",
            (verdict, after, limit),
        )
        return tuple(_outcome(body) for (body,) in found)

    def wrong_places(self) -> Iterator[int]:
        """Yield the places of the records that have something to correct."""
        query = (
            "SELECT place FROM outcome WHERE verdict IN ('wrong', 'unmatched')"
            " ORDER BY place"
        )
        for (place,) in self._database.execute(query):
            yield place

    def has_chunk(self, chunk: int) -> bool:
        """Tell whether a chunk was written in this or an earlier attempt."""
        query = "SELECT 1 FROM chunk WHERE number = ?"
        return self._database.execute(query, (chunk,)).fetchone() is not None

    def _example(self, number: int) -> Told:
        query = "SELECT body FROM told WHERE number = ?"
        return _told(self._database.execute(query, (number,)).fetchone()[0])


@contextmanager
def open_report(path: Path) -> Iterator[ImportReport]:
    """Open the report at a path, a new one where there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(path)
    try:
        database.executescript(_TABLES)
        yield ImportReport(database)
    finally:
        database.close()


def _text(value: Told | Outcome) -> str:
    return json.dumps(asdict(value), ensure_ascii=False, default=str)


def _told(body: str) -> Told:
    read = json.loads(body)
    return Told(**{**read, "allowed": tuple(read["allowed"])})


def _outcome(body: str) -> Outcome:
    read = json.loads(body)
    changes = tuple(FieldChange(**one) for one in read["changes"])
    return Outcome(**{**read, "changes": changes, "gone": tuple(read["gone"])})
