"""`gridflow campaign`: which there are, opening one, closing one."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gridflow.cli.options import at_option, fixed, site_option

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine


@click.group()
def campaign() -> None:
    """Open a case about every record of an area, each with the form it is given."""


def _engine(site_folder: Path, at: datetime | None) -> Engine:
    from gridflow.boot import open_site
    from gridflow.settings import Settings

    return open_site(Settings.read(site_folder), fixed(at)).engine


def _actor(engine: Engine, login: str, thing: str) -> Actor | None:
    """Return under whose rights it is done; None for the machine's operator."""
    if not login:
        return None
    from gridflow.cli.acting import actors_of
    from gridflow.engine.campaign_rights import may_campaign
    from gridflow.errors import DeniedError

    for actor in actors_of(engine, login):
        if may_campaign(engine, actor, "open", thing):
            return actor
    raise DeniedError(login=login, verb="open", thing=thing)


_LOGIN = click.option("--login", default="", help="Under whose rights, and whose area.")


@campaign.command("list")
@site_option
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@at_option
def list_(site_folder: Path, *, as_json: bool, at: datetime | None) -> None:
    """Show every campaign with how much of it is done."""
    from gridflow.engine.campaign_pages import overview

    rows = overview(_engine(site_folder, at))
    if as_json:
        told = [
            {
                "code": row.code,
                "campaign": row.definition,
                "label": row.label,
                "state": row.state,
                "from": row.from_.isoformat(),
                "to": row.to.isoformat(),
                "records": row.total,
                "done": row.done,
                "waiting": row.waiting,
            }
            for row in rows
        ]
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for row in rows:
        days = f"{row.from_} to {row.to}"
        progress = f"{row.done} of {row.total} done, {row.waiting} to decide"
        shown = (row.code or "-", row.definition, row.label, row.state, days, progress)
        click.echo("\t".join(shown))


@campaign.command("open")
@click.argument("definition")
@site_option
@_LOGIN
@at_option
def open_(
    definition: str, *, site_folder: Path, login: str, at: datetime | None
) -> None:
    """Open the campaign DEFINITION; one that was interrupted goes on.

    Without --login it is opened over the whole area that its procedure holds for.
    """
    from gridflow.engine.campaigns import open_campaign

    engine = _engine(site_folder, at)
    actor = _actor(engine, login, definition)
    with click.progressbar(
        length=1, label=definition, file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as shown:

        def show(done: int, total: int) -> None:
            shown.length = total
            shown.update(done - shown.pos)

        code = open_campaign(
            engine, actor, definition, key=engine.new_id(), progress=show
        )
    click.echo(f"{definition} is open: {code}.")


@campaign.command()
@click.argument("code")
@site_option
@_LOGIN
@at_option
def close(code: str, *, site_folder: Path, login: str, at: datetime | None) -> None:
    """Close the campaign CODE: classes are decided no more, what is open stays."""
    from gridflow.engine.campaign_rights import definition_behind
    from gridflow.engine.campaigns import close_campaign

    engine = _engine(site_folder, at)
    actor = _actor(engine, login, definition_behind(engine, code))
    close_campaign(engine, actor, code, key=engine.new_id())
    click.echo(f"{code} is closed.")
