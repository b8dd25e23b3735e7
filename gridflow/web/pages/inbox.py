"""`/inbox`: the queue, what was drafted, done and started; and the next task."""

from __future__ import annotations

from typing import cast, get_args

from flask import flash, request
from werkzeug.wrappers import Response as AnyResponse

from gridflow.engine.inbox import InboxFilters, Tab, inbox, next_task
from gridflow.engine.ledgers import own_ledgers
from gridflow.engine.task_page import open_task
from gridflow.engine.tasks import claim
from gridflow.store.errors import SomebodyWasFirstError
from gridflow.web.page import Page, cursor_of_request, exposed, key_of_request, see

_TABS = get_args(Tab)
_TRIES = 5


class Inbox(Page):
    """The list of work, filtered by its address."""

    @exposed("/")
    def index(self) -> AnyResponse:
        """Show one page of a tab."""
        wanted = request.args.get("tab", "todo")
        tab = cast("Tab", wanted if wanted in _TABS else "todo")
        filters = InboxFilters(
            search=request.args.get("q", "").strip()[:64],
            state=request.args.get("state", ""),
            area=request.args.get("area", ""),
            form=request.args.get("form", ""),
        )
        after = cursor_of_request()
        page = inbox(self.engine, self.actor, tab, filters, after)
        kept = {
            name: value
            for name, value in request.args.items()
            if value and name != "after"
        }
        return self.show(
            "inbox.html",
            page=page,
            filters=filters,
            tab=tab,
            after=after,
            kept=kept,
            ledgers=own_ledgers(self.engine, self.actor) if tab == "todo" else (),
        )

    @exposed("/next", methods=("POST",))
    def next(self) -> AnyResponse:
        """Take the next task and open it; who takes it first leaves the one after."""
        key = key_of_request(self.engine)
        for attempt in range(_TRIES):
            code = next_task(self.engine, self.actor)
            if code is None:
                break
            if "claim" in open_task(self.engine, self.actor, code).may:
                try:
                    claim(self.engine, self.actor, code, key=f"{key}.{attempt}")
                except SomebodyWasFirstError:
                    continue
            return see("task.show_task", code=code)
        flash(self.desk.say("inbox_nothing_next"), "info")
        return see("inbox.index")
