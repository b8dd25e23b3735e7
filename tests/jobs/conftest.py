"""A store with nothing in it but jobs, and the workshop that does them."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from redis import Redis
from redis.exceptions import RedisError

from gridflow.clock import FixedClock
from gridflow.engine import Engine
from gridflow.engine.library import Library
from gridflow.engine.upload_folder import UploadFolder
from gridflow.jobs.workshop import Workshop
from gridflow.spec.vocabulary import Vocabulary
from gridflow.spec.wording import Wording
from gridflow.store import jobs
from tests.databases import fresh_sqlite, opened, sqlite_template

NOW = datetime(2023, 5, 20, 1, 0, tzinfo=UTC)
NO_REDIS = (
    "redis-server is not installed; losing Redis must lose nothing, and this is where"
    " that is seen. Install it: apt-get install redis-server"
)


class MovableClock:
    """Real time for a worker: it moves when a test says so."""

    def __init__(self):
        self.at = NOW

    def now(self):
        return self.at

    def pass_by(self, **span):
        self.at += timedelta(**span)


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    return sqlite_template(tmp_path_factory.mktemp("template"))


@pytest.fixture
def url(template, tmp_path):
    return fresh_sqlite(template, tmp_path)


@pytest.fixture
def wall():
    return MovableClock()


@pytest.fixture
def workshop(url, wall, tmp_path):
    with opened(url) as store:
        engine = Engine(
            store=store,
            clock=FixedClock(NOW),
            library=Library(store, Vocabulary.plain()),
            new_id=lambda: "id",
            uploads=UploadFolder(tmp_path / "uploads"),
            wall=wall,
        )
        yield Workshop(engine, UploadFolder(tmp_path / "prints"))


@pytest.fixture
def look(workshop):
    """Look a job up again."""

    def again(job):
        with workshop.engine.store.reading() as session:
            return jobs.job(session, job.id)

    return again


class RedisServer:
    """A private Redis on a free port, without a file: what it loses is lost."""

    def __init__(self, program, folder):
        self._program = program
        self._folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._server = None

    def start(self):
        self._server = subprocess.Popen(
            [
                *(self._program, "--port", str(self.port), "--bind", "127.0.0.1"),
                *("--save", "", "--appendonly", "no", "--dir", str(self._folder)),
            ],
            stdout=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 10
        while not self._answers():
            assert time.monotonic() < deadline, "redis-server does not answer"
            assert self._server.poll() is None, "redis-server ended"

    def kill(self):
        if self._server is not None:
            self._server.kill()
            self._server.wait()
            self._server = None

    def rings(self):
        with Redis.from_url(self.url) as connection:
            return connection.llen("rq:queue:gridflow")

    def _answers(self):
        try:
            with Redis.from_url(self.url, retry=None) as connection:
                return connection.ping()
        except RedisError:
            return False


@pytest.fixture
def redis_server(tmp_path):
    program = shutil.which("redis-server")
    if program is None:
        pytest.fail(NO_REDIS, pytrace=False)
    server = RedisServer(program, tmp_path)
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="session")
def wording():
    folder = Path(__file__).parents[2] / "config/wording"
    return Wording(yaml.safe_load((folder / "printing.yaml").read_text("utf-8")))
