"""Rows of a file on their way into the store, in a private SQLite file.

A file may have more rows than fit into memory, and the rows of one record may stand
anywhere in it. What lies here is encrypted under a key that only this process knows,
and the file has no name any more while it is used: a killed process leaves nothing.
"""

from __future__ import annotations

import hmac
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_CACHE_KIB = 8_000
_BATCH = 500
_TABLES = """
CREATE TABLE grp (place INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE);
CREATE TABLE line (number INTEGER PRIMARY KEY, grp INTEGER NOT NULL, body BLOB);
CREATE TABLE said (rule INTEGER, hash BLOB, number INTEGER, grp INTEGER);
CREATE TABLE seen (id INTEGER PRIMARY KEY);
"""
_INDEXES = """
CREATE INDEX line_grp ON line (grp, number);
CREATE INDEX said_hash ON said (rule, hash, number);
CREATE INDEX said_grp ON said (grp);
"""


@dataclass(frozen=True, slots=True)
class StagedRow:
    """A row of the file: its number, and the plain data kept of it."""

    number: int
    body: Any


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one record, in their order; places count groups from 1."""

    place: int
    rows: tuple[StagedRow, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """A value of a row that another row, or another group, has too."""

    rule: int
    number: int
    other: int


class Staging:
    """The rows of one file, by group in the order of first appearance."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._secret = os.urandom(32)
        self._cipher = AESGCM(self._secret)
        self._lines: list[tuple[int, int, bytes]] = []
        self._said: list[tuple[int, bytes, int, int]] = []

    def add(
        self,
        number: int,
        group: str,
        body: object,
        said: Iterable[tuple[int, str]] = (),
    ) -> None:
        """Keep a row under a group; `said` are values to compare, by rule."""
        place = self._place(self._hash(group))
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        nonce = number.to_bytes(12, "big")
        sealed = self._cipher.encrypt(nonce, text.encode(), None)
        self._lines.append((number, place, sealed))
        self._said.extend(
            (rule, self._hash(value), number, place) for rule, value in said
        )
        if len(self._lines) >= _BATCH:
            self._flush()

    def close_rows(self) -> int:
        """Say that no more rows come; return how many groups there are."""
        self._flush()
        self._database.executescript(_INDEXES)
        found: int = self._database.execute("SELECT count(*) FROM grp").fetchone()[0]
        return found

    def groups(self, first: int, last: int) -> list[Group]:
        """Return the groups from a place to a place with their rows."""
        found: dict[int, list[StagedRow]] = {}
        lines = self._database.execute(
            "SELECT grp, number, body FROM line WHERE grp BETWEEN ? AND ?"
            " ORDER BY grp, number",
            (first, last),
        )
        for place, number, body in lines:
            text = self._cipher.decrypt(number.to_bytes(12, "big"), body, None)
            found.setdefault(place, []).append(StagedRow(number, json.loads(text)))
        return [Group(place, tuple(rows)) for place, rows in found.items()]

    def shared(
        self, first: int, last: int, rules: Sequence[int], *, between_groups: bool
    ) -> list[Shared]:
        """Return which rows of some groups say what others say, by rule.

        With `between_groups` rows of the same group may share a value. `other` is the
        first such row.
        """
        if not rules:
            return []
        unlike = "grp <> said.grp" if between_groups else "number <> said.number"
        holes = ",".join("?" * len(rules))
        query = (
            "SELECT rule, number, (SELECT min(o.number) FROM said o WHERE"  # noqa: S608 - our own words
            f" o.rule = said.rule AND o.hash = said.hash AND o.{unlike}) AS other"
            f" FROM said WHERE grp BETWEEN ? AND ? AND rule IN ({holes})"
            " AND other IS NOT NULL ORDER BY number, rule"
        )
        found = self._database.execute(query, (first, last, *rules))
        return [Shared(*row) for row in found]

    def note_seen(self, ids: Iterable[int]) -> None:
        """Remember which records of the store the file has."""
        rows = ((one,) for one in ids)
        self._database.executemany("INSERT OR IGNORE INTO seen VALUES (?)", rows)

    def unseen(self, ids: Sequence[int]) -> list[int]:
        """Return those of some records that the file does not have."""
        holes = ",".join("?" * len(ids))
        found = self._database.execute(
            f"SELECT id FROM seen WHERE id IN ({holes})",  # noqa: S608 - only holes
            tuple(ids),
        )
        seen = {row[0] for row in found}
        return [one for one in ids if one not in seen]

    def _place(self, name: bytes) -> int:
        cursor = self._database.execute(
            "INSERT OR IGNORE INTO grp (name) VALUES (?)", (name,)
        )
        if cursor.rowcount and cursor.lastrowid is not None:
            return cursor.lastrowid
        query = "SELECT place FROM grp WHERE name = ?"
        found: int = self._database.execute(query, (name,)).fetchone()[0]
        return found

    def _hash(self, text: str) -> bytes:
        return hmac.digest(self._secret, text.encode(), sha256)[:16]

    def _flush(self) -> None:
        run = self._database.executemany
        run("INSERT INTO line VALUES (?, ?, ?)", self._lines)
        run("INSERT INTO said VALUES (?, ?, ?, ?)", self._said)
        self._lines.clear()
        self._said.clear()


@contextmanager
def staged(folder: Path) -> Iterator[Staging]:
    """Give a place for the rows of one file; nothing of it is left at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"rows-{os.getpid()}-{os.urandom(6).hex()}.tmp"
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    database = sqlite3.connect(path, isolation_level=None)
    try:
        for setting in (
            "journal_mode = OFF",
            "synchronous = OFF",
            f"cache_size = -{_CACHE_KIB}",
            "locking_mode = EXCLUSIVE",
        ):
            database.execute(f"PRAGMA {setting}")
        database.executescript(_TABLES)
        path.unlink()
        yield Staging(database)
    finally:
        database.close()
        path.unlink(missing_ok=True)
