"""`gridflow demo`: a town to try, made up by the plugins, and served."""

from __future__ import annotations

import socket
from datetime import datetime
from pathlib import Path

import click

from gridflow.cli.options import Moment
from gridflow.clock import LEGAL_ZONE

START = datetime(2023, 5, 15, 9, 0, tzinfo=LEGAL_ZONE)
PORT = 8000


@click.command()
@click.argument(
    "folder",
    default="var/demo",
    type=click.Path(file_okay=False, path_type=Path),
)
@click.option("--households", default=6000, show_default=True, help="How many.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Listen there.")
@click.option("--port", type=int, help="0 takes a free one.  [default: 8000 or free]")
@click.option("--at", type=Moment(), default=START, help="Start the business clock.")
@click.option("--cases", is_flag=True, help="Open cases by hand, no campaign.")
@click.option("--no-serve", is_flag=True, help="Only make it.")
def demo(
    folder: Path,
    *,
    households: int,
    host: str,
    port: int | None,
    at: datetime,
    cases: bool,
    no_serve: bool,
) -> None:
    """Make a demo site in FOLDER, load a town into it, and serve it.

    The second time it goes on with what is there. Definitions in FOLDER are published
    when they change; the business clock starts on 2023-05-15 and runs. Campaigns of the
    town are open since their first day, and some of their forms are handed in.
    """
    from gridflow.cli.demo_town import last_instant, make_town, open_town, told_logins
    from gridflow.cli.serving import Serving, serve_site
    from gridflow.clock import SystemClock

    start = max(at, last_instant(folder) or at)
    shift = start - SystemClock().now()
    with open_town(folder, shift) as town:
        make_town(town, households, campaigns=not cases)
        site = town.site
        click.echo(told_logins(site))
        if no_serve:
            return
        wording = site.engine.library.active().wording
        banner = wording.say("demo_banner", **{"from": f"{at:%Y-%m-%d %H:%M}"})
        chosen = _free_port(host) if port is None else port
        how = Serving(host, chosen, shift, banner, watch=True)
        serve_site(site, how, lambda address: click.echo(f"\nReady: {address}"))


def _free_port(host: str) -> int:
    """Return the usual port, or 0 for any where somebody else listens on it."""
    with socket.socket() as probe:
        try:
            probe.bind((host, PORT))
        except OSError:
            return 0
    return PORT
