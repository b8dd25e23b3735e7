"""`gridflow publish`: the files on disk become what the server runs."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from gridflow.cli.options import site_argument


@click.command()
@site_argument
@click.option("--note", default="", help="Why; kept with the version.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
def publish(site_folder: Path, *, note: str, as_json: bool) -> None:
    """Check the definitions of a site, keep them as a version, and activate it.

    Cases that are open stay with the version they were opened under.
    """
    from gridflow.boot import open_site
    from gridflow.cli.serving import publish_sources, tell_published
    from gridflow.settings import Settings
    from gridflow.spec.site import read_sources

    site = open_site(Settings.read(site_folder))
    published = publish_sources(site, read_sources(site_folder), note)
    if as_json:
        outcome = {
            "digest": published.digest,
            "published": published.published,
            "changed": published.changed,
            "problems": len(published.problems),
        }
        click.echo(json.dumps(outcome))
    else:
        tell_published(published)
        if published.published and not published.changed:
            click.echo(f"Nothing changed: {published.digest[:12]} is active.")
    sys.exit(0 if published.published else 1)
