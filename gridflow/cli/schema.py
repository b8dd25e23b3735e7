"""`gridflow schema`: JSON Schemas of definition files, for editors."""

from __future__ import annotations

import json
from pathlib import Path

import click

from gridflow.spec.catalogue import KINDS
from gridflow.spec.schema import OVERLAID, all_schemas, schema_of
from gridflow.spec.shape import Json


@click.command()
@click.argument("kind", type=click.Choice(list(KINDS)), required=False)
@click.option("--overlay", is_flag=True, help="Of files that hold only what differs.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write every schema into this folder.",
)
def schema(kind: str | None, *, overlay: bool, out: Path | None) -> None:
    """Print the JSON Schema of one kind of file, or the names of the kinds."""
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        for name, described in all_schemas().items():
            (out / name).write_text(_text(described) + "\n", encoding="utf-8")
        click.echo(f"{len(all_schemas())} → {out}")
    elif kind is None:
        click.echo("\n".join(KINDS))
    elif overlay and kind not in OVERLAID:
        mistake = f"Only {', '.join(OVERLAID)} have overlays."
        raise click.UsageError(mistake)
    else:
        click.echo(_text(schema_of(kind, overlay=overlay)))


def _text(described: Json) -> str:
    return json.dumps(described, ensure_ascii=False, indent=2)
