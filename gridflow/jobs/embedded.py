"""The worker that `serve` keeps: a child process with a pipe as its doorbell.

A thread of the server would hold its pages up while it renders. The child ends when
the pipe closes, so it never outlives the server; when it dies, it is started again.
"""

from __future__ import annotations

import logging
import subprocess
import threading
from collections.abc import Mapping, Sequence
from typing import BinaryIO

LOG = logging.getLogger(__name__)
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
LAST_JOB_SECONDS = 20.0


class EmbeddedWorker:
    """The parent's end: starts the child, watches it, rings, and stops it."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str] | None = None
    ) -> None:
        """Take the command of the child, such as `gridflow worker --embedded`."""
        self._command = list(command)
        self._environment = None if environment is None else dict(environment)
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._watcher: threading.Thread | None = None
        self.starts = 0

    def start(self) -> None:
        """Start the child and the thread that watches it."""
        self._spawn()
        self._watcher = threading.Thread(
            target=self._watch, name="embedded-worker", daemon=True
        )
        self._watcher.start()

    def ring(self) -> None:
        """Tell the child that there is a job; a deaf child finds it by itself."""
        with self._lock:
            pipe = self._child.stdin if self._child else None
            if pipe is None or pipe.closed:
                return
            try:
                pipe.write(b"\n")
                pipe.flush()
            except OSError:
                LOG.info("the worker did not hear the bell; it will look by itself")

    def stop(self) -> None:
        """Let the child finish its job and end; a child that does not is killed."""
        self._stopping.set()
        with self._lock:
            child = self._child
            if child is not None:
                _close(child)
        if child is not None:
            try:
                child.wait(LAST_JOB_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        if self._watcher is not None:
            self._watcher.join()

    @property
    def pid(self) -> int | None:
        """The child's process number, None before the start."""
        return self._child.pid if self._child else None

    def _spawn(self) -> None:
        with self._lock:
            if self._stopping.is_set():
                return
            self._child = subprocess.Popen(  # noqa: S603  # our own command
                self._command, stdin=subprocess.PIPE, env=self._environment
            )
            self.starts += 1

    def _watch(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        while not self._stopping.is_set():
            child = self._child
            if child is None:
                return
            code = child.wait()
            with self._lock:
                _close(child)
            if self._stopping.is_set():
                return
            LOG.warning("the worker ended with %s; starting it again", code)
            self._stopping.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            self._spawn()


class PipeBell:
    """The child's end: each line is a ring, the end of the pipe means to stop."""

    def __init__(self, pipe: BinaryIO) -> None:
        """Listen to a pipe on a thread, for not every system can wait on one."""
        self._pipe = pipe
        self._rung = threading.Event()
        self._closed = threading.Event()
        threading.Thread(target=self._listen, name="doorbell", daemon=True).start()

    def wait(self, seconds: float) -> None:
        """Return when somebody rings or hangs up, or after some seconds."""
        self._rung.wait(seconds)
        self._rung.clear()

    def hung_up(self) -> bool:
        """Tell whether the parent is gone or wants the child to stop."""
        return self._closed.is_set()

    def _listen(self) -> None:
        while self._pipe.readline():
            self._rung.set()
        self._closed.set()
        self._rung.set()


def _close(child: subprocess.Popen[bytes]) -> None:
    if child.stdin is not None:
        try:
            child.stdin.close()
        except OSError:
            LOG.debug("the pipe was closed from the other end")
