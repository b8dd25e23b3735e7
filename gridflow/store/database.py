"""The store object, its transactions, and the connections beneath.

One connection per thread, kept open between uses. SQLite writes under BEGIN
IMMEDIATE, so a writer waits at the door and never in the middle.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from peewee import Database, OperationalError, PostgresqlDatabase, SqliteDatabase

from gridflow.store import schema
from gridflow.store.errors import (
    DatabaseUrlError,
    NestedTransactionError,
    SchemaMissingError,
    SchemaNewerError,
    StoreUnavailableError,
)
from gridflow.store.ids import BATCH, LARGEST_COUNTY, RUNNING, SpareNumbers
from gridflow.store.models import County
from gridflow.store.sealing import KeyRing
from gridflow.store.statements import Shape, Statement, at

R = TypeVar("R")
LOG = logging.getLogger(__name__)
SQLITE_WAIT_SECONDS = 20
SQLITE_PRAGMAS = (
    ("journal_mode", "wal"),
    ("synchronous", "full"),
    ("foreign_keys", 1),
    ("cache_size", -16_000),
    ("temp_store", "memory"),
)

NEXT_NUMBERS = Statement(
    lambda: (
        County.update({County.next_number: County.next_number + at("count")})
        .where(County.county == at("county"))
        .returning(County.next_number)
    )
)


class Session:
    """A thread's connection for reading: runs statements, returns frozen rows."""

    def __init__(self, database: Database, county: int, keys: KeyRing) -> None:
        self.database = database
        self.county = county
        self.keys = keys

    def _run(self, query: Any, values: Mapping[str, object]) -> Any:  # noqa: ANN401
        if isinstance(query, Statement):
            text, bound = query.with_values(
                self.database, {"county": self.county, **values}
            )
        else:
            context: Any = self.database.get_sql_context()
            text, bound = context.sql(query).query()
        return schema.run(self.database, text, bound)

    def rows(self, shape: Shape[R], query: object, **values: object) -> tuple[R, ...]:
        """Return all rows of a query in a shape."""
        return tuple(map(shape.read, self._run(query, values).fetchall()))

    def row(self, shape: Shape[R], query: object, **values: object) -> R | None:
        """Return the first row of a query in a shape, or None."""
        found = self._run(query, values).fetchone()
        return None if found is None else shape.read(found)

    def tuples(self, query: object, **values: object) -> list[Any]:
        """Return all rows of a query as the database gives them."""
        found: list[Any] = self._run(query, values).fetchall()
        return found

    def value(self, query: object, **values: object) -> Any:  # noqa: ANN401
        """Return the first column of the first row of a query, or None."""
        found = self._run(query, values).fetchone()
        return None if found is None else found[0]


class Transaction(Session):
    """One open transaction: writes, ids, and what rings after the commit."""

    def __init__(
        self, database: Database, county: int, keys: KeyRing, spare: SpareNumbers
    ) -> None:
        super().__init__(database, county, keys)
        self.command: int | None = None
        self._callbacks: list[Callable[[], None]] = []
        self._spare = spare
        self._borrowed = self._numbers = spare.borrow()

    def change(self, query: object, **values: object) -> int:
        """Run a writing query and return how many rows it changed."""
        changed: int = self._run(query, values).rowcount
        return changed

    def change_many(
        self, statement: Statement, rows: Iterable[Mapping[str, object]]
    ) -> int:
        """Run a writing statement for each row of values; return the rows changed."""
        text, _ = statement.sql(self.database)
        county = {"county": self.county}
        bound = [
            statement.with_values(self.database, {**county, **row})[1] for row in rows
        ]
        if not bound:
            return 0
        untyped: Any = self.database
        cursor = untyped.cursor()
        cursor.executemany(text, bound)
        changed: int = cursor.rowcount
        return changed

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo what is done inside when an exception leaves it, and nothing else."""
        numbers, rings = self._numbers, len(self._callbacks)
        try:
            with self.database.savepoint():
                yield
        except BaseException:
            # a batch of numbers taken inside is gone with it
            self._numbers = numbers
            del self._callbacks[rings:]
            raise

    def new_id(self) -> int:
        """Return an id that no row of this county has or had."""
        if not self._numbers:
            (self._numbers,) = self._take(1)
        number = self._numbers[0]
        self._numbers = self._numbers[1:]
        return self.county * RUNNING + number

    def reserve(self, count: int) -> list[int]:
        """Return this many new ids at once, for bulk inserts."""
        blocks = self._take(-(-count // BATCH))
        base = self.county * RUNNING
        return [base + number for block in blocks for number in block][:count]

    def _take(self, blocks: int) -> list[range]:
        if isinstance(self.database, PostgresqlDatabase):
            return schema.next_blocks(self.database, self.county, blocks)
        after = self.value(NEXT_NUMBERS, count=blocks * BATCH)
        if after is None:
            raise SchemaMissingError(county=self.county)
        return [
            range(first, first + BATCH)
            for first in range(after - blocks * BATCH, after, BATCH)
        ]

    def after_commit(self, callback: Callable[[], None]) -> None:
        """Have something rung once everything is safely on disk."""
        self._callbacks.append(callback)

    def committed(self) -> None:
        """Give unused numbers back and ring; called once, after the commit."""
        self._spare.give_back(self._numbers)
        for callback in self._callbacks:
            try:
                callback()
            except Exception:  # the data is saved; a broken bell must not say no
                LOG.exception("a callback after commit failed")

    def undone(self) -> None:
        """Give back what was borrowed; a batch taken in here is gone with it."""
        self._spare.give_back(self._borrowed)


@contextmanager
def _available() -> Iterator[None]:
    """Turn what only a database could say into an error of ours."""
    try:
        yield
    except OperationalError as error:
        raise StoreUnavailableError(why=str(error)) from error


class Store:
    """The database of one county: hands out transactions and sessions."""

    def __init__(self, database: Database, keys: KeyRing, county: int) -> None:
        self.database = database
        self.keys = keys
        self.county = county
        self._spare = SpareNumbers()

    def _connect(self) -> None:
        if self.database.in_transaction():
            return
        if not self.database.is_closed() and not self.database.is_connection_usable():
            self.database.close()  # the server went away since the last use
        self.database.connect(reuse_if_open=True)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session on this thread's connection; inside a transaction its own.

        Raises StoreUnavailableError where the database cannot work just now.
        """
        with _available():
            self._connect()
            yield Session(self.database, self.county, self.keys)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Give a transaction that commits at the end and is undone by an exception.

        Raises StoreUnavailableError where the database cannot work just now.
        """
        with _available():
            self._connect()
            if self.database.in_transaction():
                raise NestedTransactionError
            tx = Transaction(self.database, self.county, self.keys, self._spare)
            try:
                with self.database.atomic():
                    yield tx
            except BaseException:
                tx.undone()
                raise
        tx.committed()

    def create_schema(self, label: str, at: datetime, **how: bool) -> None:
        """Make the tables where there are none, and this county's row in them."""
        self._connect()
        schema.create(self.database, at, **how)
        with self.transaction():
            schema.register_county(self.database, self.county, label)

    def require_schema(self) -> None:
        """Raise SchemaMissingError or SchemaNewerError unless the tables are ours."""
        self._connect()
        version = schema.version(self.database)
        if version is None:
            raise SchemaMissingError(county=self.county)
        if version > schema.VERSION:
            raise SchemaNewerError(found=version, known=schema.VERSION)

    def close(self) -> None:
        """Close this thread's connection."""
        if not self.database.is_closed():
            self.database.close()


def _sqlite(path: str) -> SqliteDatabase:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    return SqliteDatabase(
        path,
        pragmas=SQLITE_PRAGMAS,
        timeout=SQLITE_WAIT_SECONDS,
        lock_type="IMMEDIATE",
        autoconnect=False,
        returning_clause=True,
    )


def _postgresql(url: str) -> PostgresqlDatabase:
    return PostgresqlDatabase(
        url,
        prefer_psycopg3=True,
        autoconnect=False,
        options="-c timezone=UTC",
    )


def open_store(database_url: str, keys: KeyRing, county: int) -> Store:
    """Return the store of a county at `sqlite:///PATH` or `postgresql://...`.

    Raises DatabaseUrlError for another address, SchemaNewerError for a database
    that a newer program made.
    """
    if not 0 < county <= LARGEST_COUNTY:
        raise ValueError(county)
    scheme = urlsplit(database_url).scheme
    if scheme == "sqlite":
        database: Database = _sqlite(database_url.removeprefix("sqlite:///"))
    elif scheme in {"postgresql", "postgres"}:
        database = _postgresql(database_url)
    else:
        raise DatabaseUrlError(scheme=scheme)
    store = Store(database, keys, county)
    store._connect()  # noqa: SLF001
    version = schema.version(database)
    if version is not None and version > schema.VERSION:
        store.close()
        raise SchemaNewerError(found=version, known=schema.VERSION)
    return store
