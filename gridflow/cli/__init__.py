"""The command line: a lazy table of commands, one module each.

A command's module is imported when the command is called, so that `gridflow check`
starts without the store, the pages or the printing. What plugins add is asked of them
only for a name that is not in the table, and for the list of all.
"""

from __future__ import annotations

import sys
from importlib import import_module

import click

from gridflow.errors import GridflowError

# name of the command -> (module under gridflow.cli, attribute)
COMMANDS: dict[str, tuple[str, str]] = {
    "audit": ("audit", "audit"),
    "bench": ("bench", "bench"),
    "campaign": ("campaign", "campaign"),
    "check": ("check", "check"),
    "demo": ("demo", "demo"),
    "doctor": ("doctor", "doctor"),
    "import": ("import_", "import_"),
    "init": ("init", "init"),
    "print": ("print_", "print_"),
    "publish": ("publish", "publish"),
    "rebuild": ("rebuild", "rebuild"),
    "schema": ("schema", "schema"),
    "serve": ("serve", "serve"),
    "sweep": ("sweep", "sweep"),
    "user": ("user", "user"),
    "worker": ("worker", "worker"),
}


class LazyGroup(click.Group):
    """A group that imports a command's module when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands in alphabetical order."""
        return sorted({*COMMANDS, *_of_plugins(), *super().list_commands(ctx)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command, or None where there is none."""
        if cmd_name not in COMMANDS:
            return _of_plugins().get(cmd_name) or super().get_command(ctx, cmd_name)
        module, attribute = COMMANDS[cmd_name]
        command = getattr(import_module(f"gridflow.cli.{module}"), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(cmd_name)
        return command


def _of_plugins() -> dict[str, click.Command]:
    """Return the commands of all installed plugins by name; ours cannot be replaced."""
    from importlib.metadata import entry_points

    from gridflow.hooks import load_plugins

    names = sorted({one.name for one in entry_points(group="gridflow.plugins")})
    found = load_plugins(names).hook.commands()
    return {one.name: one for commands in found for one in commands if one.name}


@click.group(cls=LazyGroup)
@click.version_option(package_name="gridflow")
@click.pass_context
def gridflow(ctx: click.Context) -> None:
    """Grid management from YAML: forms, tasks, deadlines, paper."""
    from gridflow.cli.workbench import CommandWorkbench

    ctx.obj = CommandWorkbench()


def main() -> None:
    """Run the command line; a broken operation is one sentence and exit code 1."""
    try:
        gridflow()
    except GridflowError as error:
        from gridflow.cli.telling import tell

        click.echo(tell(error), err=True)
        sys.exit(1)
