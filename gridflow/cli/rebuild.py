"""`gridflow rebuild`: what lists go by, after filters or searched fields changed."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from gridflow.cli.options import site_option


@click.command()
@site_option
def rebuild(site_folder: Path) -> None:
    """Write anew what lists of records are filtered, searched and ordered by.

    Needed once after `filters` or `search` of a record's definition changed. People
    can go on working.
    """
    from gridflow.boot import open_site
    from gridflow.cli.options import fixed
    from gridflow.engine.rebuilding import rebuild_lists
    from gridflow.settings import Settings

    site = open_site(Settings.read(site_folder), fixed(None))

    def told(done: int, total: int | None = None, said: str = "") -> None:
        del total, said
        if sys.stderr.isatty():
            click.echo(f"\r{done} records", nl=False, err=True)

    done = rebuild_lists(site.engine, told)
    click.echo(f"{done} records rebuilt.")
