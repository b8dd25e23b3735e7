"""`gridflow sweep`: what is due once a day, by hand; workers do it by themselves."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from gridflow.cli.options import at_option, fixed, site_option


@click.command()
@site_option
@at_option
def sweep(site_folder: Path, at: datetime | None) -> None:
    """Return tasks of ended posts to their pools and seal the audit chains."""
    from gridflow.boot import open_site
    from gridflow.engine.sweeping import sweep as sweep_once
    from gridflow.settings import Settings

    site = open_site(Settings.read(site_folder), fixed(at))
    done = sweep_once(site.engine)
    click.echo(f"{done.returned} tasks returned, {done.sealed} chains sealed.")
