"""`gridflow check`: every problem of every definition, where it stands."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from gridflow.cli.telling import language_of
from gridflow.errors import GridflowError
from gridflow.spec.place import Place
from gridflow.spec.problem import Problem
from gridflow.spec.site import (
    LoadResult,
    Sources,
    load_site,
    plugins_named,
    read_sources,
    shipped_wording,
)
from gridflow.spec.vocabulary import Vocabulary

# What is unknown only because a plugin is missing.
_PLUGINS_WORDS = frozenset({"unknown-field-type", "unknown-function"})


@click.command()
@click.argument(
    "site_folder",
    default=".",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@click.option("--json", "as_json", is_flag=True, help="Print the problems as JSON.")
@click.option("--language", type=click.Choice(["en", "zh"]), help="Of the sentences.")
def check(site_folder: Path, *, as_json: bool, language: str | None) -> None:
    """Check the definitions of a site and tell every problem at once."""
    result = check_folder(site_folder)
    spoken = language or language_of()
    told = as_json_text if as_json else as_lines
    click.echo(told(result.problems, spoken))
    if any(one.severity == "error" for one in result.problems):
        sys.exit(1)


def check_folder(folder: Path) -> LoadResult:
    """Read and check the definitions of a folder with the plugins they name."""
    sources = read_sources(folder)
    vocabulary, missing = _vocabulary(sources)
    result = load_site(sources, vocabulary)
    problems = [
        one for one in result.problems if not missing or one.code not in _PLUGINS_WORDS
    ]
    files = _missing_areas(folder, result)
    problems = sorted((*problems, *missing, *files), key=lambda one: one.place)
    return LoadResult(None if missing or files else result.site, tuple(problems))


def _vocabulary(sources: Sources) -> tuple[Vocabulary, list[Problem]]:
    """Return what the named plugins add, and the problem of each that is missing."""
    from gridflow.hooks import load_plugins, vocabulary_of

    found, problems = [], []
    for name, place in plugins_named(sources):
        try:
            vocabulary_of(load_plugins([name]))
        except GridflowError as error:
            facts = {"word": name, "mistake": str(error.facts.get("mistake", ""))}
            code = error.code.replace("_", "-")
            problems.append(Problem(code, "error", place, "plugins", facts))
        else:
            found.append(name)
    return vocabulary_of(load_plugins(found)), problems


def _missing_areas(folder: Path, result: LoadResult) -> list[Problem]:
    """Return a problem for each area table that is not there."""
    from gridflow.spec.files import shipped_folder

    site = result.site
    if site is None:
        return []
    return [
        Problem("missing-file", "error", site.place, "areas", {"word": name})
        for name in site.area_files
        if not (folder / name).is_file() and not (shipped_folder() / name).is_file()
    ]


def as_lines(problems: Sequence[Problem], language: str) -> str:
    """Return one clickable line a problem, and how many there are."""
    wording = shipped_wording()
    lines = [one.line(wording, language) for one in problems]
    errors = sum(one.severity == "error" for one in problems)
    count = {
        "errors": errors,
        "warnings": len(problems) - errors,
        "files": len({one.place.path for one in problems}),
    }
    if "check-summary" in wording:
        lines.append(wording.say("check-summary", language, **count))
    return "\n".join(lines)


def as_json_text(problems: Sequence[Problem], language: str) -> str:
    """Return the problems as a JSON list, for editors and scripts."""
    wording = shipped_wording()
    told = [
        {
            "code": one.code,
            "severity": one.severity,
            **_position(one.place),
            "at": one.path,
            "text": one.text(wording, language),
        }
        for one in problems
    ]
    return json.dumps(told, ensure_ascii=False, indent=2)


def _position(place: Place) -> dict[str, str | int]:
    return {"path": place.path, "line": place.line, "column": place.column}
