"""`gridflow print`: a form on paper, without a worker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gridflow.cli.options import at_option, fixed, site_option

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine
    from gridflow.printing.pdf import Pdf

FILE = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.command(name="print")
@click.argument("task_code", default="")
@click.option("--blank", metavar="FORM", default="", help="Print an empty form.")
@click.option("--roster", metavar="AREA", default=None, help="Print the roster below.")
@click.option("--login", default="", help="Whose rights the printing needs.")
@click.option(
    "-o", "--output", type=FILE, help="The file to write.  [default: NAME.pdf]"
)
@site_option
@at_option
def print_(
    task_code: str,
    *,
    blank: str,
    roster: str | None,
    login: str,
    output: Path | None,
    site_folder: Path,
    at: datetime | None,
) -> None:
    """Print the form of a task as it was handed in, an empty form, or a roster.

    What is about people is printed under the rights of somebody who may see it: name
    them with --login. An empty form needs nobody.
    """
    from gridflow.boot import open_site
    from gridflow.settings import Settings

    if sum((bool(task_code), bool(blank), roster is not None)) != 1:
        told = "Name one thing to print: TASK_CODE, --blank FORM or --roster AREA."
        raise click.UsageError(told)
    if not login and not blank:
        told = "Say with --login under whose rights this is printed."
        raise click.UsageError(told)
    engine = open_site(Settings.read(site_folder), fixed(at)).engine
    pdf = _printed(engine, login, task_code, blank, roster)
    path = output or Path(f"{task_code or blank or f'roster-{roster}'}.pdf")
    path.write_bytes(pdf.data)
    click.echo(f"{path}: {pdf.pages} pages, {len(pdf.data):,} bytes")


def _printed(
    engine: Engine, login: str, task: str, blank: str, roster: str | None
) -> Pdf:
    from gridflow.printing.papers import blank_paper, roster_paper, task_paper

    if task:
        return _under(engine, login, lambda actor: task_paper(engine, actor, task))
    if blank and not login:
        return blank_paper(engine, None, blank)
    if blank:
        return _under(engine, login, lambda actor: blank_paper(engine, actor, blank))
    return _under(engine, login, lambda who: roster_paper(engine, who, roster or ""))


def _under(engine: Engine, login: str, paper: Callable[[Actor], Pdf]) -> Pdf:
    """Print under the first of a person's posts that may; the last refusal counts."""
    from gridflow.engine.accounts import actor_under, normal_login
    from gridflow.errors import DeniedError, NotFoundError
    from gridflow.store import accounts, people

    with engine.store.reading() as session:
        account = accounts.account_by_login(session, normal_login(login))
        person = account.person if account else 0
        posts = people.posts_of(session, person, engine.today())
    refusal: NotFoundError | DeniedError = NotFoundError(login=login)
    for post in posts:
        try:
            return paper(actor_under(engine, post.id))
        except (NotFoundError, DeniedError) as error:
            refusal = error
    raise refusal
