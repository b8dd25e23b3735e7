"""`gridflow import DEFINITION FILE`: records from a workbook, as a definition says."""

from __future__ import annotations

import json
import shutil
import sys
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from gridflow.cli.options import at_option, fixed, site_option

if TYPE_CHECKING:
    from gridflow.engine import Engine
    from gridflow.engine.importing.running import Done
    from gridflow.spec.wording import Wording
    from gridflow.store.import_reports import ImportReport, Told

FAULTS_AT_MOST = 50
BAR_WIDTH = 30
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, writable=True, path_type=Path)


def import_records(name: str) -> click.Command:
    """Return the command that imports workbooks of a definition."""

    @click.command(name)
    @click.argument("file", type=FILE)
    @click.option("--dry-run", is_flag=True, help="Tell what would be done only.")
    @click.option("--report", type=OUT, help="Where wrong rows go, .xlsx.")
    @click.option("--json", "as_json", is_flag=True, help="Tell everything as JSON.")
    @click.option("--login", default="", help="Import under this person's rights.")
    @site_option
    @at_option
    def command(
        file: Path,
        *,
        dry_run: bool,
        report: Path | None,
        as_json: bool,
        login: str,
        site_folder: Path,
        at: datetime | None,
    ) -> None:
        """Import the records of an .xlsx FILE; what is wrong is told, never half done.

        Without --login the whole county may be written. Exits with 1 where something
        of the file was refused.
        """
        from gridflow.boot import open_site
        from gridflow.settings import Settings

        site = open_site(Settings.read(site_folder), fixed(at))
        with TemporaryDirectory() as folder:
            done = _run(
                site.engine,
                name,
                file,
                Path(folder),
                login,
                dry_run=dry_run,
                quiet=as_json,
            )
            _tell(site.engine, Path(folder), done, as_json=as_json, dry_run=dry_run)
            if report is not None and done.wrong_rows:
                shutil.copyfile(_wrong(Path(folder)), report)
                click.echo(f"{report}: the wrong rows, to be corrected", err=True)
        sys.exit(0 if done.sound else 1)

    return command


def _wrong(folder: Path) -> Path:
    return folder / "wrong.xlsx"


def _run(
    engine: Engine,
    name: str,
    file: Path,
    folder: Path,
    login: str,
    *,
    dry_run: bool,
    quiet: bool,
) -> Done:
    from gridflow.cli.acting import actor_who_may
    from gridflow.engine.importing.running import Order, run_import

    actor = actor_who_may(engine, login, "import", name) if login else None
    order = Order(
        name=name,
        path=file,
        key=engine.new_id(),
        report=folder / "report.sqlite3",
        wrong=_wrong(folder),
        dry_run=dry_run,
    )
    bar = _Bar(shown=not quiet and sys.stderr.isatty())
    done = run_import(engine, actor, order, bar)
    bar.end()
    return done


class _Bar:
    """A bar on the terminal; nothing where nobody looks."""

    def __init__(self, *, shown: bool) -> None:
        self._shown = shown

    def __call__(self, done: int, total: int | None = None, said: str = "") -> None:
        """Draw how far the work is."""
        if not self._shown:
            return
        what = said.removeprefix("import_")
        if total:
            full = BAR_WIDTH * done // total
            line = f"[{'#' * full}{'.' * (BAR_WIDTH - full)}] {done:,} of {total:,}"
        else:
            line = f"{done:,} rows"
        click.echo(f"\r{what}: {line}   ", err=True, nl=False)

    def end(self) -> None:
        """Leave the line."""
        if self._shown:
            click.echo("", err=True)


def _tell(
    engine: Engine, folder: Path, done: Done, *, as_json: bool, dry_run: bool
) -> None:
    from gridflow.store.import_reports import open_report

    wording = engine.library.active().wording
    with open_report(folder / "report.sqlite3") as report:
        if as_json:
            click.echo(json.dumps(_facts(report, done, wording), ensure_ascii=False))
            return
        told = report.told(limit=FAULTS_AT_MOST)
        for _, one in told:
            click.echo(_line(one, wording), err=one.severity == "error")
        rest = sum(done.severities.values()) - len(told)
        if rest > 0:
            click.echo(f"... and {rest:,} more")
        for rule in report.rules():
            click.echo(f"{rule.severity}\t{rule.rule}\t{rule.count:,}")
    counts = ", ".join(f"{count:,} {verdict}" for verdict, count in _counts(done))
    verb = "would be" if dry_run else "are"
    click.echo(f"{done.rows:,} rows; records {verb}: {counts or 'none'}.")


def _counts(done: Done) -> list[tuple[str, int]]:
    order = ("new", "changed", "unchanged", "wrong", "unmatched", "gone")
    return [(name, done.counts[name]) for name in order if done.counts.get(name)]


def _line(one: Told, wording: Wording) -> str:
    from gridflow.engine.importing.wrong_rows import sentence

    where = f"{one.sheet}!{one.column}{one.row}" if one.row else one.sheet
    value = f" [{one.value}]" if one.value else ""
    said = sentence(one, wording)
    return f"{where} {one.heading}{value}: {said} ({one.severity}, {one.rule})"


def _facts(report: ImportReport, done: Done, wording: Wording) -> dict[str, object]:
    from gridflow.engine.importing.wrong_rows import sentence

    findings = []
    after = 0
    while page := report.told(after=after, limit=1000):
        after = page[-1][0]
        findings += [
            {
                "sheet": one.sheet,
                "row": one.row,
                "column": one.column,
                "heading": one.heading,
                "rule": one.rule,
                "code": one.code,
                "severity": one.severity,
                "value": one.value,
                "says": sentence(one, wording),
            }
            for _, one in page
        ]
    return {
        "rows": done.rows,
        "records": dict(_counts(done)),
        "severities": done.severities,
        "findings": findings,
    }
