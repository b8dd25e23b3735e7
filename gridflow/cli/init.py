"""`gridflow init`: a new site that stands on a shipped procedure."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import click

from gridflow.errors import GridflowError

_BASE = """\
# This folder is a site. It stands on the definitions that come with gridflow; what is
# written here lies on top of them. `gridflow check` tells whether it fits together.
base: {{version: "{version}"}}
"""
_PLACE = """\
# What differs from {base}; everything else is inherited.
procedure: {procedure}
label: {label}
extends: {base}
area: "{area}"
"""
_OVERLAY = """\
# Overlays of forms

A file here changes a form of `{procedure}`. It names the form and what differs, e.g.

    form: ID_OF_THE_FORM
    sections:
      - section: ID_OF_A_SECTION
        fields:
          - {{id: door_plate, label: Door plate, type: text}}

Lists of things with ids merge by id; `before`, `after` and `remove` place them.
"""


class UnknownProcedureError(GridflowError):
    """There is no shipped procedure of this name."""

    code = "unknown_procedure"


class FolderNotEmptyError(GridflowError):
    """The folder of a new site holds something already."""

    code = "folder_not_empty"


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--from", "base", required=True, help="The procedure to stand on.")
@click.option("--area", help="Code of the area with a procedure of its own.")
@click.option("--id", "procedure", help="The own procedure's id, with --area.")
@click.option("--label", default="", help="The own procedure's name, with --area.")
def init(
    folder: Path, base: str, area: str | None, procedure: str | None, label: str
) -> None:
    """Make a site in FOLDER that stands on a shipped procedure.

    Without --area the site changes that procedure by overlays; with it another area
    gets a procedure of its own that extends it.
    """
    own = (area, procedure or folder.resolve().name) if area else None
    make_site(folder, base, own, label)
    click.echo(f"Made {folder}. Next: gridflow check {folder}")


def shipped_procedures() -> tuple[str, ...]:
    """Return the ids of the shipped procedures."""
    from gridflow.spec.files import shipped_folder

    found = shipped_folder().glob("config/*/procedure.yaml")
    return tuple(sorted(path.parent.name for path in found))


def places() -> tuple[str, ...]:
    """Return the ids of the shipped procedures that belong to an area."""
    from gridflow.spec.files import shipped_folder
    from gridflow.spec.node import Entries, read_node

    found = []
    for name in shipped_procedures():
        path = shipped_folder() / "config" / name / "procedure.yaml"
        node, _ = read_node(path.name, path.read_text("utf-8"))
        if isinstance(node, Entries) and node.get("area") is not None:
            found.append(name)
    return tuple(found)


def make_site(
    folder: Path, base: str, own: tuple[str, str] | None = None, label: str = ""
) -> None:
    """Write a new site's files; `own` is area and id of a procedure that extends.

    Raises UnknownProcedureError and FolderNotEmptyError.
    """
    known = shipped_procedures()
    if base not in known:
        raise UnknownProcedureError(procedure=base, known=", ".join(known))
    if folder.exists() and any(folder.iterdir()):
        raise FolderNotEmptyError(folder=str(folder))
    procedure = own[1] if own else base
    place = folder / "config" / procedure
    (place / "forms").mkdir(parents=True)
    (folder / "site.yaml").write_text(
        _BASE.format(version=version("gridflow")), "utf-8"
    )
    (folder / ".gitignore").write_text("/var/\n", "utf-8")
    (place / "forms" / "README.md").write_text(
        _OVERLAY.format(procedure=procedure), "utf-8"
    )
    if own:
        text = _PLACE.format(
            base=base, procedure=procedure, label=label or procedure, area=own[0]
        )
        (place / "procedure.yaml").write_text(text, "utf-8")
