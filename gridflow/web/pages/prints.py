"""Paper: ordered from a task, an empty form or the roster; shown when it is done."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from gridflow.engine.task_page import open_task
from gridflow.errors import DeniedError, NotFoundError
from gridflow.printing.orders import What, order, ordered
from gridflow.web.page import Page, exposed, key_of_request, see
from gridflow.web.security import PDF_POLICY

# what an order of a volume says besides its area
_VOLUME = ("campaign", "form", "reason")


class _Ordering(Page):
    def order(
        self, what: What, name: str, more: Mapping[str, str] | None = None
    ) -> AnyResponse:
        """Order paper and lead to the page that waits for it."""
        made = order(
            self.engine,
            self.actor,
            what,
            name,
            key=key_of_request(self.engine),
            ring=self.desk.doorbell,
            more=more or {},
        )
        if what == "village":
            return see("jobs.show_job", code=made.code)
        return see("prints.show_print", code=made.code)


class TaskPrints(_Ordering):
    """The form of a task on paper."""

    @exposed("/<code>/print", methods=("POST",))
    def print(self, code: str) -> AnyResponse:
        """Order the paper of a task in scope."""
        if "print" not in open_task(self.engine, self.actor, code).may:
            raise DeniedError
        return self.order("task", code)


class Prints(_Ordering):
    """Ordered papers; only who ordered one gets it."""

    @exposed("/", methods=("POST",))
    def index(self) -> AnyResponse:
        """Order the roster below an area, an empty form, or a campaign's volume."""
        if "village" in request.form:
            more = {name: request.form.get(name, "") for name in _VOLUME}
            return self.order("village", request.form["village"], more)
        if "blank" in request.form:
            return self.order("blank", request.form["blank"])
        return self.order("roster", request.form.get("roster", ""))

    @exposed("/<code>")
    def show_print(self, code: str) -> AnyResponse:
        """Show what became of an order; the page asks again until it is done."""
        paper = ordered(self.engine, self.actor, code)
        if paper.state == "done":
            return self._pdf(paper.sha256, code)
        why = self.desk.say(paper.why, **dict(paper.facts)) if paper.why else ""
        page = self.show("print.html", paper=paper, why=why)
        if paper.state != "failed":
            page.headers["Refresh"] = "2"
        return page

    def _pdf(self, sha256: str, code: str) -> Response:
        data = self.desk.prints.read(sha256)
        if not data:
            raise NotFoundError(order=code)
        response = Response(data, mimetype="application/pdf")
        name = f"gridflow-{code}.pdf"
        response.headers.set("Content-Disposition", "inline", filename=name)
        response.headers["Content-Security-Policy"] = PDF_POLICY
        return response
