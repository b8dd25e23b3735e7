"""`/cases/<code>`: the way of a case so far; and opening one about a record."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response as AnyResponse

from gridflow.engine.cases import case_page, open_case
from gridflow.web.page import Page, exposed, key_of_request, see


class Cases(Page):
    """Cases in the actor's scope."""

    @exposed("/", methods=("POST",))
    def open(self) -> AnyResponse:
        """Open a case of a flow about a record."""
        code = open_case(
            self.engine,
            self.actor,
            request.form.get("flow", ""),
            request.form.get("record", ""),
            key=key_of_request(self.engine),
        )
        return see("case.show_case", code=code)

    @exposed("/<code>")
    def show_case(self, code: str) -> AnyResponse:
        """Show a case with its tasks and its timeline."""
        page = case_page(self.engine, self.actor, code)
        return self.show("case.html", page=page)
