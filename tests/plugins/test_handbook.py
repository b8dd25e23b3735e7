from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from gridflow.hooks import load_plugins, vocabulary_of
from plugins.return_to_poverty import income, labour

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "handbook" / "plugins.md").read_text(encoding="utf-8")
SHIPPED = "\n".join(
    path.read_text(encoding="utf-8")
    for folder in ("config", "forms")
    for path in sorted((ROOT / folder).rglob("*.yaml"))
)
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(line.strip().removesuffix("}"), id=f"{nth}-{row}")
        for nth, example in enumerate(EXAMPLES)
        for row, line in enumerate(example.splitlines())
    ],
)
def test_examples_are_lines_of_the_shipped_definitions(line):
    assert line in SHIPPED


def test_the_page_names_everything_the_plugin_adds():
    vocabulary = vocabulary_of(load_plugins(["return_to_poverty"]))
    derived = vocabulary.field_types["id_number"].derived
    on_paper = {
        *labour.printed({"members": []}),
        *income.printed(
            {**dict.fromkeys(income.FIGURES, Decimal(1)), "members": []},
            date(2023, 5, 15),
            {},
        ),
    }
    wanted = {
        *vocabulary.functions,
        *on_paper,
        *(f"id_number_{one}" for one in derived),
    }
    assert [name for name in sorted(wanted) if f"`{name}" not in PAGE] == []
