"""What a server of pages loads, and what it must not."""

from __future__ import annotations

import subprocess
import sys


def loaded(statement: str) -> set[str]:
    code = f"{statement}; import sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_the_pages_load_neither_the_typesetter_nor_the_workers():
    modules = loaded("import gridflow.web")
    assert "gridflow.web.pages.prints" in modules
    assert not {"weasyprint", "rq", "redis", "gridflow.jobs"} & modules


def test_paper_of_the_roster_has_one_name():
    from gridflow.printing import papers
    from gridflow.web.pages import roster

    assert roster.ROSTER_PRINTABLE == papers.ROSTER_PRINTABLE
