"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from gridflow.clock import LEGAL_ZONE, Clock, FixedClock

F = TypeVar("F", bound=Callable[..., Any])

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def site_argument(command: F) -> F:
    """Let a command take the folder of a site, by default the working folder."""
    return click.argument("site_folder", default=".", type=FOLDER)(command)


def site_option(command: F) -> F:
    """Let a command take the folder of a site behind `--site`."""
    told = "Folder of the site.  [default: the working folder]"
    return click.option("--site", "site_folder", default=".", type=FOLDER, help=told)(
        command
    )


class Moment(click.ParamType[datetime]):
    """A day, or a day and a time, in the legal zone: 2023-05-15 or 2023-05-15T09:00."""

    name = "DATE"

    def convert(
        self,
        value: Any,  # noqa: ANN401  # click hands over what was typed
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> datetime:
        """Return the aware instant; a day alone is its beginning."""
        try:
            at = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no date such as 2023-05-15T09:00", param, ctx)
        return at if at.tzinfo else at.replace(tzinfo=LEGAL_ZONE)


def at_option(command: F) -> F:
    """Let a command act as if it were another day."""
    told = "The business day (and time) to act on."
    return click.option("--at", type=Moment(), help=told)(command)


def fixed(at: datetime | None) -> Clock | None:
    """Return a clock that stands at an instant, or None for the machine's own."""
    return FixedClock(at) if at else None
