"""`/admin/…`: people and posts, areas, code lists; changed by commands only."""

from __future__ import annotations

from datetime import date

from flask import flash, request
from werkzeug.wrappers import Response as AnyResponse

from gridflow.engine.access import demand, may
from gridflow.engine.people_admin import add_post, end_post, reset_password
from gridflow.engine.people_import import import_people
from gridflow.engine.roster import grid_roster
from gridflow.errors import DeniedError
from gridflow.web.page import Page, exposed, key_of_request, see
from gridflow.web.shell import MANAGED

PEOPLE_AT_MOST = 200
IMPORT_AT_MOST = 10 * 1024 * 1024


class Administration(Page):
    """Tables of a town's or the county's administrator."""

    def _may(self, verb: str, thing: str) -> bool:
        return may(self.engine, self.actor, verb, thing).allowed

    @exposed("/")
    def index(self) -> AnyResponse:
        """Lead to the first table the actor may manage."""
        if not any(self._may("manage", one) for one in MANAGED):
            raise DeniedError
        return see("admin.people")

    @exposed("/people")
    def people(self) -> AnyResponse:
        """List people with their posts below an area; search by name."""
        demand(self.engine, self.actor, "manage", "people")
        area = request.args.get("area", "")
        search = request.args.get("q", "").strip()
        roster = grid_roster(self.engine, self.actor, area)
        rows = [
            (place, post, person)
            for place in roster.areas
            for post in place.posts
            for person in post.people
            if search in person.name
        ]
        return self._table(
            "people.html",
            rows=rows[:PEOPLE_AT_MOST],
            more=len(rows) > PEOPLE_AT_MOST,
            areas=roster.areas,
            area=area,
            search=search,
            roles=self.desk.procedure().roles.values(),
            today=self.engine.today(),
        )

    @exposed("/people/<int:person>/password", methods=("POST",))
    def password(self, person: int) -> AnyResponse:
        """Give somebody a new first password, on a slip to print."""
        key = key_of_request(self.engine)
        slip = reset_password(self.engine, self.actor, person, key=key)
        return self._table("slips.html", slips=[slip])

    @exposed("/people/import", methods=("GET", "POST"))
    def import_(self) -> AnyResponse:
        """Read a workbook of people: first what it would do, then in earnest."""
        demand(self.engine, self.actor, "import", "people")
        report = None
        if request.method == "POST":
            file = request.files.get("file")
            data = file.stream.read(IMPORT_AT_MOST + 1) if file else b""
            report = import_people(
                self.engine,
                self.actor,
                data,
                dry_run="earnest" not in request.form,
                key=key_of_request(self.engine),
            )
            if report.slips:
                return self._table("slips.html", slips=report.slips)
        status = 422 if report and report.faults else 200
        return self._table("people_import.html", status, report=report)

    @exposed("/posts", methods=("POST",))
    def posts(self) -> AnyResponse:
        """Give a person a further post."""
        add_post(
            self.engine,
            self.actor,
            request.form.get("person", 0, int),
            request.form.get("role", ""),
            request.form.get("area", ""),
            _day(request.form.get("from", "")) or self.engine.today(),
            _day(request.form.get("to", "")),
            key=key_of_request(self.engine),
        )
        flash(self.desk.say("post_added"), "info")
        return see("admin.people")

    @exposed("/posts/<int:post>/end", methods=("POST",))
    def end(self, post: int) -> AnyResponse:
        """End a post; its open tasks go back to the pool."""
        last_day = _day(request.form.get("last_day", "")) or self.engine.today()
        key = key_of_request(self.engine)
        returned = end_post(self.engine, self.actor, post, last_day, key=key)
        flash(self.desk.say("post_ended", count=returned), "info")
        return see("admin.people")

    @exposed("/areas")
    def areas(self) -> AnyResponse:
        """List the areas below the actor's own."""
        demand(self.engine, self.actor, "manage", "areas")
        roster = grid_roster(self.engine, self.actor, request.args.get("area", ""))
        return self._table("areas.html", areas=roster.areas, levels=roster.levels)

    @exposed("/codes")
    def codes(self) -> AnyResponse:
        """List the code lists; they are changed by publishing definitions."""
        if not (self._may("manage", "codes") or self._may("manage", "people")):
            raise DeniedError
        lists = self.desk.procedure().codes.values()
        return self._table("codes.html", lists=lists, today=self.engine.today())

    def _table(self, template: str, status: int = 200, **values: object) -> AnyResponse:
        tables = [
            (f"admin.{name}", self.desk.say(f"admin_{name}"))
            for name, thing in (("people", "people"), ("areas", "areas"))
            if self._may("manage", thing)
        ]
        tables.append(("admin.codes", self.desk.say("admin_codes")))
        return self.show(f"admin_pages/{template}", status, tables=tables, **values)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
