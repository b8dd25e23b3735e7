"""`gridflow audit`: proof that nobody rewrote what was done."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from gridflow.cli.options import site_option


@click.group()
def audit() -> None:
    """Look into the audit chains."""


@audit.command()
@site_option
@click.option("--json", "as_json", is_flag=True, help="Print the faults as JSON.")
def verify(site_folder: Path, *, as_json: bool) -> None:
    """Check every chain and every seal; exit 1 where they are not as written."""
    from gridflow.boot import open_site
    from gridflow.settings import Settings
    from gridflow.store.audit import verify as faults_of

    site = open_site(Settings.read(site_folder))
    with site.engine.store.reading() as session:
        faults = faults_of(session)
    if as_json:
        told = [
            {"kind": one.kind, "chain": one.chain, "number": one.number}
            for one in faults
        ]
        click.echo(json.dumps(told))
    else:
        for one in faults:
            click.echo(f"chain {one.chain}, entry {one.number}: {one.kind}")
        click.echo(f"{len(faults)} faults." if faults else "All chains are sound.")
    sys.exit(1 if faults else 0)
