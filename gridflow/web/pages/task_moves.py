"""What can be done to a task besides its form: take, give back, hand over, print."""

from __future__ import annotations

from flask import flash, request
from werkzeug.wrappers import Response as AnyResponse

from gridflow.engine.submissions import confirm, dispute
from gridflow.engine.task_page import open_task
from gridflow.engine.tasks import claim, release, transfer
from gridflow.store.errors import SomebodyWasFirstError
from gridflow.web.conflicts import too_late
from gridflow.web.page import Page, exposed, key_of_request, see


class TaskMoves(Page):
    """Commands on one task; each answers with a redirect."""

    @exposed("/<code>/claim", methods=("POST",))
    def claim(self, code: str) -> AnyResponse:
        """Take the task and go on to its form."""
        try:
            claim(self.engine, self.actor, code, key=key_of_request(self.engine))
        except SomebodyWasFirstError as error:
            return too_late(self, error, open_task(self.engine, self.actor, code))
        return see("task.show_task", code=code)

    @exposed("/<code>/release", methods=("POST",))
    def release(self, code: str) -> AnyResponse:
        """Give the task back to the pool."""
        release(self.engine, self.actor, code, key=key_of_request(self.engine))
        flash(self.desk.say("released"), "info")
        return see("inbox.index")

    @exposed("/<code>/transfer", methods=("POST",))
    def transfer(self, code: str) -> AnyResponse:
        """Hand the task to another post."""
        transfer(
            self.engine,
            self.actor,
            code,
            request.form.get("to_post", 0, int),
            reason=request.form.get("reason", "").strip(),
            key=key_of_request(self.engine),
        )
        flash(self.desk.say("transferred"), "info")
        return see("inbox.index")

    @exposed("/<code>/confirm", methods=("POST",))
    def confirm(self, code: str) -> AnyResponse:
        """Say as the second visitor that it was so."""
        confirm(self.engine, self.actor, code, key=key_of_request(self.engine))
        flash(self.desk.say("confirmed"), "info")
        return see("task.show_task", code=code)

    @exposed("/<code>/dispute", methods=("POST",))
    def dispute(self, code: str) -> AnyResponse:
        """Say as the second visitor that it was not, with a reason."""
        dispute(
            self.engine,
            self.actor,
            code,
            reason=request.form.get("reason", "").strip(),
            key=key_of_request(self.engine),
        )
        flash(self.desk.say("disputed"), "info")
        return see("task.show_task", code=code)
