"""`gridflow worker`: does the jobs that pages do not wait for."""

from __future__ import annotations

import os
import signal
import socket
import sys
from datetime import timedelta
from pathlib import Path

import click

from gridflow.cli.options import site_option
from gridflow.cli.stopping import StopBell


@click.command()
@site_option
@click.option("--embedded", is_flag=True, hidden=True, help="Started by `serve`.")
@click.option("--shift", type=float, default=0, hidden=True, help="Seconds of --at.")
def worker(site_folder: Path, *, embedded: bool, shift: float) -> None:
    """Do the jobs of a site until stopped; run as many as wanted, anywhere.

    Jobs come from the database; GRIDFLOW_REDIS_URL only wakes the worker sooner.
    """
    from gridflow.boot import open_site
    from gridflow.clock import ShiftedClock, SystemClock
    from gridflow.jobs.embedded import PipeBell
    from gridflow.jobs.worker import return_jobs_of_dead_worker, run_forever
    from gridflow.settings import Settings

    # before what takes long, so that a parent that is gone by then is not missed
    bell = PipeBell(sys.stdin.buffer) if embedded else None
    settings = Settings.read(site_folder)
    clock = ShiftedClock(SystemClock(), timedelta(seconds=shift))
    site = open_site(settings, clock)
    workshop = site.workshop()
    name = f"{socket.gethostname()}-{os.getpid()}".replace(".", "-")
    if bell is not None:
        # Ctrl-C reaches the whole group; the server closes the pipe when it is done
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if not bell.hung_up():
            # an orphan would take them from the worker of the next server
            return_jobs_of_dead_worker(workshop)
        run_forever(workshop, name, bell, bell.hung_up)
    elif settings.redis_url:
        from gridflow.jobs.redis_queue import serve

        serve(workshop, name, settings.redis_url)
    else:
        stop = StopBell()
        run_forever(workshop, name, stop, stop.told)
