"""Lists as files: made at once where they are short, else by a worker."""

from __future__ import annotations

from io import BytesIO
from typing import IO

from flask import request, send_file
from werkzeug.wrappers import Response as AnyResponse

from gridflow.engine.export_files import write_export
from gridflow.engine.exports import (
    JOB_KIND,
    Export,
    order_export,
    send_export,
)
from gridflow.engine.ordered_jobs import ordered_job
from gridflow.errors import NotFoundError
from gridflow.web.list_address import filters_of
from gridflow.web.page import Page, exposed, see

REASON_AT_MOST = 200
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


class ListExports(Page):
    """Exports of lists, by the path of the kind."""

    @exposed("/<path>/export", methods=("POST",))
    def order(self, path: str) -> AnyResponse:
        """Give what the list shows as a file, or lead to the job that writes it."""
        sent = request.form
        wanted = Export(
            path=path,
            filters=filters_of(sent),
            format="csv" if sent.get("format") == "csv" else "xlsx",
            whole=sent.get("columns") == "whole",
            full=sent.get("full") == "yes",
            reason=sent.get("reason", "")[:REASON_AT_MOST],
        )
        # each asking is an export of its own: the page stays, and may ask for another
        key = self.engine.new_id()
        ordered = order_export(self.engine, self.actor, wanted, key=key)
        if not ordered.direct:
            ring = self.desk.doorbell
            job = send_export(self.engine, self.actor, ordered, key=key, ring=ring)
            return see("jobs.show_job", code=job)
        file = BytesIO()
        write_export(self.engine, self.actor, ordered, file)
        file.seek(0)
        return _given(file, ordered.format, self.engine.today().isoformat())


class Exports(Page):
    """Files that workers have written; only who ordered one gets it."""

    @exposed("/<code>")
    def give(self, code: str) -> AnyResponse:
        """Give the file of a job that is done."""
        job = ordered_job(self.engine, self.actor, code)
        if job.kind != JOB_KIND or job.state != "done":
            raise NotFoundError(export=code)
        file = self.desk.prints.path(str(job.result["sha256"])).open("rb")
        return _given(file, str(job.result["format"]), job.queued_at.date().isoformat())


def _given(file: IO[bytes], form: str, day: str) -> AnyResponse:
    answer = send_file(
        file,
        mimetype=TYPES[form],
        as_attachment=True,
        download_name=f"gridflow-{day}.{form}",
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
