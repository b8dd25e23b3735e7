"""`/roster`: who holds which post, by level, with vacancies; made to be printed."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response as AnyResponse

from gridflow.engine.access import may
from gridflow.engine.roster import grid_roster
from gridflow.web.page import Page, exposed

# as in gridflow.printing.papers, which loads the typesetter: workers only
ROSTER_PRINTABLE = "grid_roster"


class Roster(Page):
    """The grid roster below an area."""

    @exposed("/")
    def index(self) -> AnyResponse:
        """Show the roster below the actor's area, or below one of its areas."""
        area = request.args.get("area", "")
        page = grid_roster(self.engine, self.actor, area)
        procedure = self.desk.procedure()
        allowed = may(self.engine, self.actor, "print", "people").allowed
        paper = allowed and ROSTER_PRINTABLE in procedure.printables
        return self.show("roster.html", page=page, paper=paper, area=area)
