"""`gridflow user`: the first administrator, and the way back in."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gridflow.cli.options import site_option

if TYPE_CHECKING:
    from gridflow.engine import Engine
    from gridflow.engine.commands import Act


@click.group()
def user() -> None:
    """Let people in from the machine itself; everything else is done on the pages."""


@user.command()
@click.argument("name")
@click.option("--role", required=True, help="The role's name or id.")
@click.option("--area", required=True, help="The area's code.")
@click.option("--phone", default="", help="Also a log-in name.")
@click.option("--login", default="", help="By default made from the name.")
@site_option
def create(
    name: str, *, role: str, area: str, phone: str, login: str, site_folder: Path
) -> None:
    """Add NAME with a post, and print log-in and first password once."""
    from gridflow.boot import open_site
    from gridflow.cli.people_sheet import people_workbook
    from gridflow.engine.people_import import import_people
    from gridflow.settings import Settings

    engine = open_site(Settings.read(site_folder)).engine
    wording = engine.library.active().wording
    row = {"name": name, "phone": phone, "login": login, "role": role, "area": area}
    since = engine.today().isoformat()
    data = people_workbook(wording, [{**row, "from": since}])
    report = import_people(engine, None, data, dry_run=False, key=engine.new_id())
    for one in report.faults:
        sentence = wording.say(one.fault.code, **one.fault.facts)
        click.echo(f"{one.heading} {one.value!r}: {sentence}", err=True)
    for slip in report.slips:
        click.echo(f"log-in: {slip.login}\nfirst password: {slip.password}")
    sys.exit(1 if report.faults else 0)


@user.command()
@click.argument("login")
@site_option
def reset(login: str, *, site_folder: Path) -> None:
    """Give the person behind LOGIN a new first password; their sessions end."""
    from gridflow.boot import open_site
    from gridflow.settings import Settings

    engine = open_site(Settings.read(site_folder)).engine
    click.echo(f"first password: {new_password(engine, login)}")


def new_password(engine: Engine, login: str) -> str:
    """Set a new first password from the command line; NotFoundError for nobody."""
    from gridflow.engine.commands import run
    from gridflow.engine.passwords import first_password
    from gridflow.errors import NotFoundError
    from gridflow.store import accounts, areas

    password = first_password(engine.random)
    encoded = engine.passwords.hash(password)

    def act(act: Act) -> Mapping[str, object]:
        account = accounts.account_by_login(act.tx, login)
        if account is None:
            raise NotFoundError(login=login)
        accounts.set_password(act.tx, account.person, encoded, must_change=True)
        accounts.revoke_sessions_of(act.tx, account.person, engine.wall.now())
        county = areas.area_by_code(act.tx, engine.library.active().county.area)
        if county is not None:
            act.note(county.id, "reset_password", {"person": account.person})
        return {}

    run(engine, None, engine.new_id(), "reset_password", {"login": login}, act)
    return password
