"""`gridflow import`: areas, people and records from tables and workbooks."""

from __future__ import annotations

import hashlib
import sys
from datetime import datetime
from pathlib import Path

import click

from gridflow.cli.import_records import import_records
from gridflow.cli.options import site_option


class _Imports(click.Group):
    """A group whose further commands are the definitions of imports of the site."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command of ours, else the one that imports by a definition."""
        return super().get_command(ctx, cmd_name) or import_records(cmd_name)


@click.group("import", cls=_Imports)
def import_() -> None:
    """Bring in what others keep in workbooks.

    Besides areas and people this takes the id of any import that is defined, such as
    `gridflow import DEFINITION FILE.xlsx --dry-run`.
    """


@import_.command()
@site_option
@click.option("--from", "since", type=click.DateTime(["%Y-%m-%d"]), required=True)
def areas(site_folder: Path, *, since: datetime) -> None:
    """Load the area tables that the site names; what is there already stays.

    New areas are in force from the day that is told.
    """
    from gridflow.boot import open_site
    from gridflow.cli.area_tables import area_rows
    from gridflow.engine.first_load import load_areas
    from gridflow.settings import Settings

    site = open_site(Settings.read(site_folder))
    key = site.engine.new_id()
    added = load_areas(site.engine, area_rows(site), since.date(), key=key)
    click.echo(f"{added} areas were added.")


@import_.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Tell what would be done, do nothing.")
@site_option
def people(file: Path, *, dry_run: bool, site_folder: Path) -> None:
    """Add the people and posts of an .xlsx FILE; all rows or, with a fault, none.

    The first passwords of new people are printed once and cannot be read again.
    """
    from gridflow.boot import open_site
    from gridflow.engine.people_import import import_people
    from gridflow.settings import Settings

    site = open_site(Settings.read(site_folder))
    data = file.read_bytes()
    key = f"import-{hashlib.sha256(data).hexdigest()}"
    report = import_people(site.engine, None, data, dry_run=dry_run, key=key)
    wording = site.engine.library.active().wording
    for one in report.faults:
        sentence = one.fault.say or wording.say(one.fault.code, **one.fault.facts)
        click.echo(f"{one.sheet}!{one.column}{one.row}: {sentence}", err=True)
    verb = "would be" if dry_run else "were"
    click.echo(
        f"{report.rows} rows: {report.people_added} people and {report.posts_added}"
        f" posts {verb} added, {report.people_changed} people {verb} changed,"
        f" {report.unchanged} rows are as they were."
    )
    for slip in report.slips:
        told = (slip.area_label, slip.role_label, slip.name, slip.login, slip.password)
        click.echo("\t".join(told))
    sys.exit(1 if report.faults else 0)
