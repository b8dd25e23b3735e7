"""`gridflow publish`: the files on disk become what the server runs."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gridflow.cli.options import at_option, fixed, site_argument

if TYPE_CHECKING:
    from gridflow.engine import Engine

REBUILD = "Filters or searched fields changed: run gridflow rebuild for old records."


@click.command()
@site_argument
@click.option("--note", default="", help="Why; kept with the version.")
@click.option("--move", "flow", help="Also move unstarted cases of a flow to it.")
@click.option("--login", default="", help="Whose rights --move needs.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
@at_option
def publish(
    site_folder: Path,
    *,
    note: str,
    flow: str | None,
    login: str,
    as_json: bool,
    at: datetime | None,
) -> None:
    """Check the definitions of a site, keep them as a version, and activate it.

    Cases that are open stay with the version they were opened under; with --move
    those that nobody has begun go over to the new one.
    """
    from gridflow.boot import open_site
    from gridflow.cli.serving import publish_sources, tell_published
    from gridflow.engine.rebuilding import listed_by
    from gridflow.settings import Settings
    from gridflow.spec.site import read_sources

    if flow and not login:
        told = "Say with --login under whose rights cases are moved."
        raise click.UsageError(told)
    site = open_site(Settings.read(site_folder), fixed(at))
    before = listed_by(site.engine)
    published = publish_sources(site, read_sources(site_folder), note)
    moved = _move(site.engine, flow, login, note) if published.published else 0
    if as_json:
        outcome = {
            "digest": published.digest,
            "published": published.published,
            "changed": published.changed,
            "problems": len(published.problems),
            "moved": moved,
        }
        click.echo(json.dumps(outcome))
    else:
        tell_published(published)
        if published.published and not published.changed:
            click.echo(f"Nothing changed: {published.digest[:12]} is active.")
        if before and listed_by(site.engine) != before:
            click.echo(REBUILD)
        if flow:
            click.echo(f"{moved} cases were moved.")
    sys.exit(0 if published.published else 1)


def _move(engine: Engine, flow: str | None, login: str, note: str) -> int:
    """Move the cases of a flow that nobody has begun; how many."""
    if not flow:
        return 0
    from gridflow.cli.acting import actor_who_may
    from gridflow.engine.publishing import move_unstarted

    actor = actor_who_may(engine, login, "publish", "definitions")
    return move_unstarted(engine, actor, flow, note=note, key=engine.new_id())
