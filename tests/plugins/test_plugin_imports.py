from __future__ import annotations

import ast
from pathlib import Path

import pytest

PLUGINS = Path(__file__).parents[2] / "plugins"


def imported_by(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, id=path.relative_to(PLUGINS).as_posix())
        for path in sorted(PLUGINS.rglob("*.py"))
    ],
)
def test_a_plugin_imports_nothing_of_gridflow_but_its_api(path):
    gridflow = {name for name in imported_by(path) if name.split(".")[0] == "gridflow"}
    assert gridflow <= {"gridflow.api"}
