"""The child that `serve` keeps: it hears, it is replaced, it never outlives."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from gridflow.jobs.embedded import EmbeddedWorker

# A child that writes down each ring and each start, as the real one does jobs.
CHILD = """
import sys
from gridflow.jobs.embedded import PipeBell
notes = open(sys.argv[1], "a", buffering=1)
notes.write("start\\n")
bell = PipeBell(sys.stdin.buffer)
while not bell.hung_up():
    bell.wait(30)
    if not bell.hung_up():
        notes.write("ring\\n")
notes.write("end\\n")
"""


@pytest.fixture
def notes(tmp_path):
    return tmp_path / "notes"


@pytest.fixture
def worker(notes):
    made = EmbeddedWorker([sys.executable, "-c", CHILD, str(notes)])
    made.start()
    yield made
    made.stop()


def until(notes, expected):
    """Wait until the child has written this, for it is another process."""
    deadline = time.monotonic() + 20
    while (text := notes.read_text() if notes.exists() else "") != expected:
        assert time.monotonic() < deadline, text
        time.sleep(0.02)


def test_a_ring_is_heard(worker, notes):
    until(notes, "start\n")
    worker.ring()
    until(notes, "start\nring\n")


def test_a_child_that_dies_is_started_again_and_hears(worker, notes):
    until(notes, "start\n")
    os.kill(worker.pid, signal.SIGKILL)
    until(notes, "start\nstart\n")
    worker.ring()
    until(notes, "start\nstart\nring\n")
    assert worker.starts == 2


def test_ringing_a_dead_child_harms_nobody(worker, notes):
    until(notes, "start\n")
    os.kill(worker.pid, signal.SIGKILL)
    for _ in range(3):
        worker.ring()


def test_stopping_ends_the_child_and_starts_no_other(worker, notes):
    until(notes, "start\n")
    worker.stop()
    assert notes.read_text() == "start\nend\n"
    with pytest.raises(ProcessLookupError):
        os.kill(worker.pid, 0)
    assert worker.starts == 1


def test_the_child_ends_when_its_parent_is_killed(notes):
    parent = (
        "import sys, time; from gridflow.jobs.embedded import EmbeddedWorker\n"
        f"EmbeddedWorker([sys.executable, '-c', {CHILD!r}, {str(notes)!r}]).start()\n"
        "time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", parent]) as serving:
        until(notes, "start\n")
        serving.kill()
    until(notes, "start\nend\n")
