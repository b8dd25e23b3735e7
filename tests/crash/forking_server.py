"""A server that starts in a moment: the site is opened once, each start is a fork.

Run as a program: SITE PORT SHIFT_SECONDS. A line on stdin forks a server that serves
as `gridflow serve` does, with a worker beside it; it tells `ready PID` when it listens.
The children lead process groups of their own, so that all of one can be killed at once.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

# loaded once, for all servers to come
import waitress.server  # noqa: F401

import gridflow.web  # noqa: F401
from gridflow.boot import OpenSite, open_site
from gridflow.cli.serving import Serving, serve_site
from gridflow.clock import ShiftedClock, SystemClock
from gridflow.settings import Settings


def main(folder: str, port: str, shift: str) -> None:
    moved = timedelta(seconds=float(shift))
    site = open_site(Settings.read(Path(folder)), ShiftedClock(SystemClock(), moved))
    site.engine.library.active()
    # a connection must not be carried across a fork
    site.engine.store.close()
    running = 0
    for _ in sys.stdin:
        if running:
            os.waitpid(running, 0)
        running = os.fork()
        if running == 0:
            serve(site, Serving("127.0.0.1", int(port), moved))
    if running and os.waitpid(running, os.WNOHANG) == (0, 0):
        # nobody is left who could kill or stop it
        os.killpg(running, signal.SIGKILL)


def serve(site: OpenSite, how: Serving) -> None:
    """Serve until killed, in a process group of its own."""
    os.setpgid(0, 0)
    try:
        serve_site(site, how, _tell_ready)
    finally:
        # what follows belongs to the parent
        os._exit(0)


def _tell_ready(_address: str) -> None:
    sys.stdout.write(f"ready {os.getpid()}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
