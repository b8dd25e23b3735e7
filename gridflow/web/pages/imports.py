"""`/admin/imports`: a workbook sent, tried, looked at, then written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from flask import flash, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from gridflow.engine.importing.errors import FileGoneError
from gridflow.engine.importing.orders import (
    OrderedImport,
    importable,
    my_imports,
    order_import,
    ordered_import,
    take_file,
)
from gridflow.engine.importing.wrong_rows import sentence
from gridflow.errors import DeniedError, NotFoundError
from gridflow.store.import_reports import ImportReport, Outcome, Told, open_report
from gridflow.web.admin_page import AdminPage
from gridflow.web.page import exposed, key_of_request, see

VERDICTS = ("new", "changed", "wrong", "unmatched", "gone", "unchanged")
SEVERITIES = ("error", "warning", "info")
TOLD_AT_ONCE = 50
RECORDS_AT_ONCE = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Line:
    """A finding with its sentence."""

    told: Told
    says: str


class Imports(AdminPage):
    """Imports by definition; a run is seen by nobody but who ordered it."""

    @exposed("/")
    def index(self) -> AnyResponse:
        """List what the actor may import, and their latest runs."""
        known = importable(self.engine, self.actor)
        if not known:
            raise DeniedError
        labels = {one.id: one.label for one in known}
        runs = [
            (one, labels.get(str(one.args["import"]), ""))
            for one in my_imports(self.engine, self.actor)
        ]
        return self.table("imports.html", known=known, runs=runs)

    @exposed("/", methods=("POST",))
    def send(self) -> AnyResponse:
        """Keep a workbook and try it; nothing is written yet."""
        name = request.form.get("import", "")
        if name not in {one.id for one in importable(self.engine, self.actor)}:
            raise DeniedError
        file = request.files.get("file")
        if file is None or not file.filename:
            flash(self.desk.say("import_no_file"), "error")
            return see("admin_imports.index")
        made = self._order(
            name,
            take_file(self.engine, cast("BinaryIO", file.stream)),
            file.filename,
            dry_run=True,
            key=key_of_request(self.engine),
        )
        return see("admin_imports.show_run", code=made.job.code)

    @exposed("/<code>")
    def show_run(self, code: str) -> AnyResponse:
        """Show how far a run is, then what it found."""
        run = ordered_import(self.engine, self.actor, code)
        if not run.job.ended:
            said = self.desk.say(run.job.said) if run.job.said else ""
            page = self.table("import_running.html", run=run, job=run.job, said=said)
            page.headers["Refresh"] = "2"
            return page
        if run.job.state == "failed":
            why = self.desk.say(run.job.why, **run.job.facts)
            return self.table("import_failed.html", run=run, why=why)
        if not run.report.is_file():
            # put away after a month
            raise FileGoneError
        with open_report(run.report) as report:
            return self._report(run, report)

    @exposed("/<code>/write", methods=("POST",))
    def write(self, code: str) -> AnyResponse:
        """Write what a dry run found sound; asked twice it is done once."""
        run = ordered_import(self.engine, self.actor, code)
        if not run.dry_run or run.job.state != "done":
            raise NotFoundError(job=code)
        made = self._order(
            run.one.id, run.sha256, run.filename, dry_run=False, key=f"{code}-write"
        )
        return see("admin_imports.show_run", code=made.job.code)

    @exposed("/<code>/wrong")
    def wrong(self, code: str) -> AnyResponse:
        """Give the workbook of wrong rows."""
        run = ordered_import(self.engine, self.actor, code)
        if not run.wrong.is_file():
            raise NotFoundError(job=code)
        name = f"gridflow-{code}.xlsx"
        return send_file(run.wrong, XLSX, as_attachment=True, download_name=name)

    def _order(
        self, name: str, digest: str, filename: str, *, dry_run: bool, key: str
    ) -> OrderedImport:
        return order_import(
            self.engine,
            self.actor,
            name,
            digest,
            filename,
            dry_run=dry_run,
            key=key,
            ring=self.desk.doorbell,
        )

    def _report(self, run: OrderedImport, report: ImportReport) -> AnyResponse:
        counts, rule = report.counts(), request.args.get("rule", "")
        severity = request.args.get("severity", "")
        verdict = request.args.get("records", "")
        after = request.args.get("after", 0, int)
        # one list is turned over at a time
        begin = 0 if verdict else after
        told = report.told(
            rule=rule, severity=severity, after=begin, limit=TOLD_AT_ONCE
        )
        outcomes: tuple[Outcome, ...] = ()
        if verdict in VERDICTS:
            outcomes = report.outcomes(verdict, after=after, limit=RECORDS_AT_ONCE)
        wording = self.desk.wording()
        return self.table(
            "import_report.html",
            run=run,
            facts=report.facts(),
            counts=[(one, counts[one]) for one in VERDICTS if counts.get(one)],
            writable=bool(counts.get("new") or counts.get("changed")),
            rules=[(one, sentence(one.example, wording)) for one in report.rules()],
            lines=[Line(one, sentence(one, wording)) for _, one in told],
            next_told=_next(run, told[-1][0], rule=rule, severity=severity)
            if len(told) == TOLD_AT_ONCE
            else "",
            outcomes=outcomes,
            next_records=_next(run, outcomes[-1].place, records=verdict)
            if len(outcomes) == RECORDS_AT_ONCE
            else "",
            verdict=verdict if verdict in VERDICTS else "",
            rule=rule,
            labels={one: self.desk.say(f"import_verdict_{one}") for one in VERDICTS},
            severities={
                one: self.desk.say(f"import_severity_{one}") for one in SEVERITIES
            },
        )


def _next(run: OrderedImport, after: int, **asked: Any) -> str:  # noqa: ANN401 - Flask's own
    """Return the address of the next page of a list."""
    said = {name: value for name, value in asked.items() if value}
    code = run.job.code
    return url_for("admin_imports.show_run", code=code, after=after, **said)
