"""`/roster`: who holds which post, by level, with vacancies; made to be printed."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response as AnyResponse

from gridflow.engine.roster import grid_roster
from gridflow.web.page import Page, exposed


class Roster(Page):
    """The grid roster below an area."""

    @exposed("/")
    def index(self) -> AnyResponse:
        """Show the roster below the actor's area, or below one of its areas."""
        page = grid_roster(self.engine, self.actor, request.args.get("area", ""))
        return self.show("roster.html", page=page)
