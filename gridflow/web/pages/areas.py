"""`/admin/areas` and `/admin/codes`: the area tree, and code lists to read."""

from __future__ import annotations

from flask import flash, request
from werkzeug.wrappers import Response as AnyResponse

from gridflow.engine.access import demand
from gridflow.engine.area_admin import add_area, end_area, rename_area
from gridflow.engine.roster import grid_roster
from gridflow.errors import DeniedError
from gridflow.web.admin_page import AdminPage, day_of
from gridflow.web.page import exposed, key_of_request, see


class Areas(AdminPage):
    """Areas below the administrator's own: groups and grids come and go."""

    @exposed("/")
    def index(self) -> AnyResponse:
        """List the areas below the actor's own."""
        demand(self.engine, self.actor, "manage", "areas")
        roster = grid_roster(self.engine, self.actor, request.args.get("area", ""))
        levels = [one.id for one in self.desk.procedure().levels]
        return self.table(
            "areas.html",
            areas=roster.areas,
            lowest=levels[-1],
            today=self.engine.today(),
        )

    @exposed("/", methods=("POST",))
    def add(self) -> AnyResponse:
        """Add an area below another one."""
        add_area(
            self.engine,
            self.actor,
            request.form.get("parent", ""),
            request.form.get("code", "").strip(),
            request.form.get("label", ""),
            key=key_of_request(self.engine),
        )
        flash(self.desk.say("area_added"), "info")
        return see("admin_areas.index")

    @exposed("/<code>/rename", methods=("POST",))
    def rename(self, code: str) -> AnyResponse:
        """Give an area another name."""
        label = request.form.get("label", "")
        key = key_of_request(self.engine)
        rename_area(self.engine, self.actor, code, label, key=key)
        flash(self.desk.say("area_renamed"), "info")
        return see("admin_areas.index")

    @exposed("/<code>/end", methods=("POST",))
    def end(self, code: str) -> AnyResponse:
        """Close an area after a day."""
        last_day = day_of(request.form.get("last_day", "")) or self.engine.today()
        key = key_of_request(self.engine)
        end_area(self.engine, self.actor, code, last_day, key=key)
        flash(self.desk.say("area_ended"), "info")
        return see("admin_areas.index")


class Codes(AdminPage):
    """Code lists; they are changed by publishing definitions."""

    @exposed("/")
    def index(self) -> AnyResponse:
        """List the code lists of the procedure."""
        if not (self.manages("codes") or self.manages("people")):
            raise DeniedError
        lists = self.desk.procedure().codes.values()
        return self.table("codes.html", lists=lists, today=self.engine.today())
