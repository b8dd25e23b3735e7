"""How long `check` takes, and a compiled rule."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from timeit import Timer

from gridflow.cli.benching.figure import Figure, best_of
from gridflow.spec.files import shipped_folder

RULE = (
    'a >= 0 and b < c and kind = "open" and '
    '(some m in members satisfies m.state = "weak")'
)


def measure_check(*, quick: bool) -> Iterator[Figure]:
    """Measure `gridflow check` on everything shipped, with Python's start."""

    def check() -> None:
        subprocess.run(  # noqa: S603  # our own command
            [sys.executable, "-m", "gridflow", "check", str(shipped_folder())],
            check=True,
            capture_output=True,
        )

    yield Figure("check, everything shipped", best_of(1 if quick else 3, check), "s", 1)


def measure_feel(*, quick: bool) -> Iterator[Figure]:
    """Measure a compiled rule with three comparisons and one `some`."""
    from gridflow import feel

    rule = feel.compile(RULE)
    context = {
        "a": Decimal(3),
        "b": Decimal("7499.5"),
        "c": Decimal(7500),
        "kind": "open",
        "members": [{"state": "normal"}] * 3 + [{"state": "weak"}],
    }
    rounds = 1_000 if quick else 50_000
    took = min(Timer(lambda: rule.evaluate(context)).repeat(3, rounds)) / rounds
    yield Figure("FEEL, three comparisons and one `some`", took * 1e6, "µs", 5)
