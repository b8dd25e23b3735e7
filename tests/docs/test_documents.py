"""What the documents say: commands run, examples check, links lead somewhere."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gridflow.cli.check import check_folder
from gridflow.cli.init import make_site

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted(ROOT.glob("docs/**/*.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
# Commands that other tests run, or that this test is itself a part of.
ELSEWHERE = {"make"}


def blocks(page: Path, language: str) -> list[str]:
    return [text for kind, text in BLOCK.findall(page.read_text()) if kind == language]


def commands(page: Path) -> Iterator[list[str]]:
    for block in blocks(page, "sh"):
        for line in block.splitlines():
            words = shlex.split(line, comments=True)
            if words and words[0] not in ELSEWHERE:
                yield words


def run(words: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    program = {"gridflow": [sys.executable, "-m", "gridflow"]}[words[0]]
    # A demo is made but not served, and small.
    extra = ["--no-serve", "--households", "12"] if words[1] == "demo" else []
    return subprocess.run(
        [*program, *words[1:], *extra],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", ["README.md", "docs/operating.md"])
def test_the_commands_of_a_document_run_in_their_order(name: str, tmp_path: Path):
    ran = list(commands(ROOT / name))
    assert ran
    for words in ran:
        done = run(words, tmp_path)
        assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"


@pytest.mark.parametrize("target", ["demo", "test", "check", "bench", "screenshots"])
def test_what_documents_tell_to_make_can_be_made(target: str):
    done = subprocess.run(
        ["make", "--dry-run", target],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_form_of_the_readme_fits_into_a_site(tmp_path: Path):
    (form,) = blocks(ROOT / "README.md", "yaml")
    make_site(tmp_path / "site", "sichuan_tonglv")
    (tmp_path / "site" / "forms").mkdir()
    (tmp_path / "site" / "forms" / "well_check.yaml").write_text(form)

    result = check_folder(tmp_path / "site")

    assert [one for one in result.problems if one.severity == "error"] == []
    assert result.site is not None
    assert "well_check" in result.site.procedures["sichuan_tonglv"].forms


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_to_a_file_leads_to_one(page: Path):
    targets = [one.partition("#")[0] for one in LINK.findall(page.read_text())]
    files = [one for one in targets if one and not one.startswith(("http", "mailto:"))]
    missing = [one for one in files if not (page.parent / one).exists()]
    assert missing == []


def test_the_readme_fits_on_two_screens():
    assert len((ROOT / "README.md").read_text().splitlines()) < 80
