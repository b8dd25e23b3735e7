"""`gridflow roster`: write a made-up roster and the lists that go with it."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path

import click

from gridflow.api import Workbench

_FILE = click.Path(dir_okay=False, path_type=Path)
_DAY = datetime(2023, 5, 1)  # noqa: DTZ001  # click's days have no zone


@click.command()
@click.option("--area", required=True, help="Code of the area, as in the area tables.")
@click.option("--households", type=click.IntRange(1), default=6000, show_default=True)
@click.option(
    "--seed",
    type=int,
    default=7,
    show_default=True,
    help="The same seed gives the same people.",
)
@click.option(
    "--day",
    type=click.DateTime(["%Y-%m-%d"]),
    default=_DAY,
    help="The day that ages and dates are told on.  [default: 2023-05-01]",
)
@click.option("-o", "--out", type=_FILE, required=True, help="The roster, .xlsx.")
@click.option(
    "--faults",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    help="Share of households with a planted fault.",
)
@click.option("--faults-list", type=_FILE, help="What was planted where, .csv.")
@click.option("--clues", type=_FILE, help="Clues pushed by departments, .xlsx.")
@click.option("--dibao", type=_FILE, help="The year's dibao applicants, .xlsx.")
@click.option("--groups", type=_FILE, help="The groups as an area table, .csv.")
@click.option("--json", "as_json", is_flag=True, help="Tell the figures as JSON.")
@click.option(
    "--site",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the site.  [default: the working folder, else what is shipped]",
)
@click.pass_obj
def roster(  # noqa: PLR0913  # one for each option
    workbench: Workbench,
    *,
    area: str,
    households: int,
    seed: int,
    day: datetime,
    out: Path,
    faults: float,
    faults_list: Path | None,
    clues: Path | None,
    dibao: Path | None,
    groups: Path | None,
    as_json: bool,
    site: Path | None,
) -> None:
    """Write a roster of made-up households, one row a member.

    The same seed gives the same households; nobody in it is real.
    """
    from plugins.return_to_poverty.roster.making import Order, make

    order = Order(
        area=area,
        count=households,
        seed=seed,
        day=date(day.year, day.month, day.day),
        share=faults,
        roster=out,
        faults=faults_list,
        clues=clues,
        dibao=dibao,
        groups=groups,
    )
    definitions = workbench.definitions(site)
    made = make(definitions, order)
    if not made.groups:
        raise click.ClickException(definitions.say("roster_no_village", area=area))
    if as_json:
        click.echo(json.dumps(asdict(made)))
    else:
        click.echo(definitions.say("roster_made", **asdict(made), file=out.name))
