"""`gridflow bench`: the budgets, measured on the machine at hand."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from gridflow.cli.benching.figure import Figure

PARTS = ("check", "feel", "paper", "traffic", "ledger", "inbox")


@click.command()
@click.option("--quick", is_flag=True, help="Little data, to see that it runs.")
@click.option("--only", type=click.Choice(PARTS), multiple=True, help="Some parts.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object a line.")
def bench(*, quick: bool, only: tuple[str, ...], as_json: bool) -> None:
    """Print what things cost on this machine, each beside its budget.

    Works in a temporary folder and leaves nothing behind. Figures say nothing where
    the machine is busy with something else.
    """
    with tempfile.TemporaryDirectory(prefix="gridflow-bench-") as folder:
        for figure in figures(Path(folder), only or PARTS, quick=quick):
            if as_json:
                click.echo(json.dumps(asdict(figure) | {"kept": figure.kept}))
            else:
                click.echo(figure.line())


def figures(folder: Path, parts: tuple[str, ...], *, quick: bool) -> Iterator[Figure]:
    """Yield the figures of some parts, in the order of PARTS."""
    from gridflow.cli.benching import definitions, ledger, paper, queue, traffic

    for part in PARTS:
        if part not in parts:
            continue
        if part == "check":
            yield from definitions.measure_check(quick=quick)
        elif part == "feel":
            yield from definitions.measure_feel(quick=quick)
        elif part == "paper":
            yield from paper.measure_paper(folder / part, quick=quick)
        elif part == "traffic":
            yield from traffic.measure_traffic(folder / part, quick=quick)
        elif part == "ledger":
            yield from ledger.measure_ledger(folder / part, quick=quick)
        else:
            yield from queue.measure_inbox(folder / part, quick=quick)
