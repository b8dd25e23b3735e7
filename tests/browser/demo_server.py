"""The demo as a program of its own, on a free port, in a folder of its own."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PASSWORD = "gridflow-demo"
READY = re.compile(r"^Ready: (http://\S+?)/?$")


@dataclass(frozen=True)
class Demo:
    """A running demo: where it answers and where its site lies."""

    address: str
    folder: Path

    def gridflow(self, *words: str) -> str:
        """Run a command of the same program, and return what it says."""
        done = subprocess.run(
            [sys.executable, "-m", "gridflow", *words],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@contextmanager
def running_demo(folder: Path, households: int) -> Iterator[Demo]:
    """Serve a demo until the end of the block; its log is `folder`.log."""
    log = folder.with_suffix(".log")
    words = ["demo", str(folder), "--port", "0", "--households", str(households)]
    words.append("--cases")
    with (
        log.open("w") as errors,
        subprocess.Popen(
            [sys.executable, "-u", "-m", "gridflow", *words],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as server,
    ):
        try:
            assert server.stdout is not None
            for line in server.stdout:
                if found := READY.match(line):
                    yield Demo(found[1], folder)
                    break
            else:
                raise AssertionError(log.read_text())
        finally:
            server.terminate()
            server.communicate(timeout=60)
