"""The two databases for tests: a SQLite file, and a private PostgreSQL cluster.

A schema is made once and copied for each test. `fresh_store` gives a store of
either kind; the cluster is started where it is first asked for and stopped by
whoever started it.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import psycopg
import pytest

from gridflow.store import Store, open_store
from gridflow.store.sealing import KeyRing

COUNTY = 512022
MADE_AT = datetime(2023, 5, 15, 1, 0, tzinfo=UTC)
KEYS = KeyRing(encryption=b"e" * 32, hashing=b"h" * 32, cookie=b"c" * 32)
WHERE = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
MISSING = (
    "PostgreSQL's server is not installed; the store is tested on both databases."
    " Install it: apt-get install postgresql"
)
# Nothing here has to outlive a power cut.
FAST = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"
_NUMBERS = count(1)


def _program(name: str) -> str:
    for folder in WHERE:
        if (folder / name).exists():
            return str(folder / name)
    found = shutil.which(name)
    if found is None:
        pytest.fail(MISSING, pytrace=False)
    return found


class Cluster:
    """A private PostgreSQL server that listens on a socket in its own folder."""

    def __init__(self) -> None:
        self._initdb, self._pg_ctl = _program("initdb"), _program("pg_ctl")
        self.folder = Path(tempfile.mkdtemp(prefix="gridflow-pg-"))
        # initdb refuses to run as root.
        self._as: list[str] = []
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            self._as = ["runuser", "-u", "postgres", "--"]
        self._templates: dict[bool, str] = {}

    def _run(self, *command: str) -> None:
        done = subprocess.run(
            [*self._as, *command],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        if done.returncode:
            pytest.fail(done.stdout.decode(), pytrace=False)

    def start(self) -> None:
        """Make the cluster and wait until it answers."""
        data = str(self.folder / "data")
        self._run(self._initdb, "-D", data, "-U", "gridflow", "-A", "trust", "-N")
        settings = f"{FAST} -c listen_addresses='' -k {self.folder}"
        log = str(self.folder / "log")
        self._run(self._pg_ctl, "-D", data, "-w", "-l", log, "-o", settings, "start")

    def stop(self) -> None:
        """Stop the server and remove all it has written."""
        self._run(
            self._pg_ctl, "-D", str(self.folder / "data"), "-m", "immediate", "stop"
        )
        shutil.rmtree(self.folder)

    def url(self, database: str) -> str:
        """Return the address of a database of this cluster."""
        return f"postgresql:///{database}?host={self.folder}&user=gridflow"

    def run_sql(self, statement: str) -> None:
        """Run a statement outside of any database of ours."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def template(self, *, partitioned: bool) -> str:
        """Return the name of a database with the schema and nothing in it."""
        if partitioned not in self._templates:
            name = "split_template" if partitioned else "plain_template"
            self.run_sql(f"CREATE DATABASE {name}")
            with opened(self.url(name)) as store:
                store.create_schema("made-up", MADE_AT, partitioned=partitioned)
            self._templates[partitioned] = name
        return self._templates[partitioned]

    @contextmanager
    def fresh(self, *, partitioned: bool = False) -> Iterator[str]:
        """Give the address of a fresh database with the schema; drop it after."""
        name = f"test_{next(_NUMBERS)}"
        template = self.template(partitioned=partitioned)
        self.run_sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield self.url(name)
        finally:
            self.run_sql(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """Give a running private PostgreSQL."""
    cluster = Cluster()
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()


def sqlite_template(folder: Path) -> Path:
    """Make a SQLite file with the schema and nothing in it."""
    path = folder / "template.sqlite3"
    with opened(f"sqlite:///{path}") as store:
        store.create_schema("made-up", MADE_AT)
    return path


def fresh_sqlite(template: Path, folder: Path) -> str:
    """Return the address of a fresh SQLite file with the schema."""
    path = folder / "gridflow.sqlite3"
    shutil.copy(template, path)
    return f"sqlite:///{path}"


@contextmanager
def opened(url: str) -> Iterator[Store]:
    """Give the store at an address; a transaction left open is an error."""
    store = open_store(url, KEYS, COUNTY)
    try:
        yield store
        assert not store.database.in_transaction(), "a transaction was left open"
    finally:
        store.close()
