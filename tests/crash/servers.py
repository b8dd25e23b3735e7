"""Two ways to start a server that will be killed: a fork of a warm one, the command."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from gridflow.clock import LEGAL_ZONE

SCRIPT = Path(__file__).with_name("forking_server.py")
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Place:
    """Where a server serves what, and how far its business clock is shifted."""

    site: Path
    port: int
    shift: timedelta
    log: Path


class Server:
    """A running server and its worker: one process group."""

    def __init__(self, pid: int, command: subprocess.Popen[str] | None = None) -> None:
        self.pid = pid
        self._command = command

    def kill(self, *, alone: bool) -> None:
        """Kill the server, and its worker too unless it dies alone."""
        (os.kill if alone else os.killpg)(self.pid, signal.SIGKILL)
        self._reap()

    def stop(self) -> None:
        """Let the server end in order."""
        os.kill(self.pid, signal.SIGTERM)
        self._reap()

    def _reap(self) -> None:
        if self._command is not None:
            self._command.communicate()


class Starter:
    """Starts servers one after the other on the same port."""

    def __init__(self, place: Place, warm: subprocess.Popen[str], log: IO[str]) -> None:
        self._place = place
        self._warm = warm
        self._log = log

    def fork(self) -> Server:
        """Start a fork of the warm server and return it once it listens."""
        assert self._warm.stdin is not None
        assert self._warm.stdout is not None
        # the line waits until the one before was reaped
        self._warm.stdin.write("start\n")
        self._warm.stdin.flush()
        word, _, pid = self._warm.stdout.readline().partition(" ")
        assert word == "ready", self._place.log.read_text()
        return Server(int(pid))

    def command(self) -> Server:
        """Start `gridflow serve` itself and return it once it listens."""
        at = datetime.now(LEGAL_ZONE) + self._place.shift
        words = ["-m", "gridflow", "serve", str(self._place.site)]
        words += ["--port", str(self._place.port), "--at", at.isoformat()]
        command = subprocess.Popen(
            [sys.executable, "-u", *words],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            process_group=0,
        )
        assert command.stdout is not None
        said = command.stdout.readline()
        assert said.startswith("Serving"), self._place.log.read_text()
        return Server(command.pid, command)


@contextmanager
def starting(place: Place) -> Iterator[Starter]:
    """Keep a warm server to be forked until the end of the block."""
    words = [str(SCRIPT), str(place.site), str(place.port)]
    words.append(str(place.shift.total_seconds()))
    with (
        place.log.open("w") as log,
        subprocess.Popen(
            [sys.executable, "-u", *words],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as warm,
    ):
        try:
            yield Starter(place, warm, log)
        finally:
            warm.communicate(timeout=60)
