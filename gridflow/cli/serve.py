"""`gridflow serve`: the pages of a site, with a worker beside them."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from pathlib import Path

import click

from gridflow.cli.options import Moment, site_argument


@click.command()
@site_argument
@click.option("--host", default="127.0.0.1", show_default=True, help="Listen there.")
@click.option("--port", default=8000, show_default=True, help="0 takes a free one.")
@click.option("--at", type=Moment(), help="Start the business clock here; it runs on.")
@click.option("--dev", is_flag=True, help="Publish the files on disk as they change.")
@click.option("--https", is_flag=True, help="A proxy in front serves it over TLS.")
def serve(  # one option each
    site_folder: Path,
    *,
    host: str,
    port: int,
    at: datetime | None,
    dev: bool,
    https: bool,
) -> None:
    """Serve a site and do its jobs, until stopped.

    Only published definitions are served; `--dev` publishes by itself.
    """
    from gridflow.boot import open_site
    from gridflow.cli.serving import (
        Serving,
        publish_sources,
        serve_site,
        tell_published,
    )
    from gridflow.clock import ShiftedClock, SystemClock
    from gridflow.settings import Settings
    from gridflow.spec.site import read_sources

    wall = SystemClock()
    shift = at - wall.now() if at else timedelta()
    site = open_site(Settings.read(site_folder), ShiftedClock(wall, shift))
    if dev:
        published = publish_sources(site, read_sources(site_folder))
        tell_published(published)
    wording = site.engine.library.active().wording
    began = {"from": f"{at:%Y-%m-%d %H:%M}"} if at else {}
    banner = wording.say("shifted_clock", **began) if at else ""
    how = Serving(host, port, shift, banner, secure_cookies=https, watch=dev)
    serve_site(site, how, lambda address: click.echo(f"Serving {address}"))
    sys.exit(0)
