"""The base of the administrator's tables: which there are, and which one may open."""

from __future__ import annotations

from datetime import date

from flask import Response

from gridflow.engine.access import may
from gridflow.engine.importing.orders import importable
from gridflow.web.page import Page

# endpoint of a table -> the wording of its name, the thing one must manage
TABLES = {
    "admin.people": ("admin_people", ("people", "posts")),
    "admin_areas.index": ("admin_areas", ("areas",)),
    "admin_codes.index": ("admin_codes", ("codes", "people")),
}
IMPORTS = ("admin_imports.index", "admin_imports")


class AdminPage(Page):
    """A page below /admin; what its commands may do is asked in the engine."""

    def manages(self, thing: str) -> bool:
        """Tell whether the actor's role manages a kind of thing."""
        return may(self.engine, self.actor, "manage", thing).allowed

    def table(self, template: str, /, status: int = 200, **values: object) -> Response:
        """Return a table's page with the way to the other tables."""
        tables = [
            (endpoint, self.desk.say(code))
            for endpoint, (code, things) in TABLES.items()
            if any(self.manages(one) for one in things)
        ]
        if importable(self.engine, self.actor):
            endpoint, code = IMPORTS
            tables.append((endpoint, self.desk.say(code)))
        return self.show(f"admin_pages/{template}", status, tables=tables, **values)


def day_of(text: str) -> date | None:
    """Return the day of an input of type date, None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
