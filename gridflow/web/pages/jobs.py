"""Work under way: how far it is, and where its result lies."""

from __future__ import annotations

from flask import url_for
from werkzeug.wrappers import Response as AnyResponse

from gridflow.engine.ordered_jobs import OrderedJob, ordered_job
from gridflow.web.page import Page, exposed

# where the result of a kind is shown, by the job's own code
RESULTS = {
    "print": "prints.show_print",
    "export": "exports.give",
    "import": "admin_imports.show_run",
}


class Jobs(Page):
    """A job; only who ordered it gets to see it."""

    @exposed("/<code>")
    def show_job(self, code: str) -> AnyResponse:
        """Show how far a job is; the page asks again until it ended."""
        job = ordered_job(self.engine, self.actor, code)
        page = self.show(
            "job.html",
            job=job,
            said=self.desk.say(job.said) if job.said else "",
            why=self.desk.say(job.why, **job.facts) if job.why else "",
            result=_result(job),
        )
        if not job.ended:
            page.headers["Refresh"] = "2"
        return page


def _result(job: OrderedJob) -> str:
    """Return the address of what came of a job, "" while there is none."""
    endpoint = RESULTS.get(job.kind)
    return url_for(endpoint, code=job.code) if endpoint and job.state == "done" else ""
