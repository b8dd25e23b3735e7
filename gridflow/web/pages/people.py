"""`/admin/…`: people and their posts; changed by commands only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import flash, request
from werkzeug.wrappers import Response as AnyResponse

from gridflow.engine.access import demand
from gridflow.engine.people_admin import (
    Slip,
    add_person,
    add_post,
    end_post,
    reset_password,
)
from gridflow.engine.people_import import import_people
from gridflow.engine.roster import grid_roster
from gridflow.errors import DeniedError
from gridflow.web.admin_page import AdminPage, day_of
from gridflow.web.page import exposed, key_of_request, see
from gridflow.web.shell import MANAGED

PEOPLE_AT_MOST = 200
_ASKED = ("name", "phone", "role", "area")
IMPORT_AT_MOST = 10 * 1024 * 1024


class People(AdminPage):
    """People and posts below the administrator's area."""

    @exposed("/")
    def index(self) -> AnyResponse:
        """Lead to the first table the actor may manage."""
        if not any(self.manages(one) for one in MANAGED):
            raise DeniedError
        return see("admin.people")

    @exposed("/people")
    def people(self) -> AnyResponse:
        """List people with their posts below an area; search by name."""
        return self._people()

    @exposed("/people", methods=("POST",))
    def add(self) -> AnyResponse:
        """Add a person with their first post; the password comes on a slip."""
        typed = {name: request.form.get(name, "") for name in _ASKED}
        made = add_person(
            self.engine, self.actor, **typed, key=key_of_request(self.engine)
        )
        if isinstance(made, Slip):
            return self.table("slips.html", slips=[made])
        return self._people([self.desk.told(one) for one in made], typed)

    def _people(
        self, told: Sequence[str] = (), typed: Mapping[str, str] | None = None
    ) -> AnyResponse:
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
        return self.table(
            "people.html",
            422 if told else 200,
            typed=typed or {},
            rows=rows[:PEOPLE_AT_MOST],
            more=len(rows) > PEOPLE_AT_MOST,
            areas=roster.areas,
            area=area,
            search=search,
            roles=self.desk.procedure().roles.values(),
            today=self.engine.today(),
            mistakes=told,
        )

    @exposed("/people/<int:person>/password", methods=("POST",))
    def password(self, person: int) -> AnyResponse:
        """Give somebody a new first password, on a slip to print."""
        key = key_of_request(self.engine)
        slip = reset_password(self.engine, self.actor, person, key=key)
        return self.table("slips.html", slips=[slip])

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
                return self.table("slips.html", slips=report.slips)
        status = 422 if report and report.faults else 200
        return self.table("people_import.html", status, report=report)

    @exposed("/posts", methods=("POST",))
    def posts(self) -> AnyResponse:
        """Give a person a further post."""
        add_post(
            self.engine,
            self.actor,
            request.form.get("person", 0, int),
            request.form.get("role", ""),
            request.form.get("area", ""),
            day_of(request.form.get("from", "")) or self.engine.today(),
            day_of(request.form.get("to", "")),
            key=key_of_request(self.engine),
        )
        flash(self.desk.say("post_added"), "info")
        return see("admin.people")

    @exposed("/posts/<int:post>/end", methods=("POST",))
    def end(self, post: int) -> AnyResponse:
        """End a post; its open tasks go back to the pool."""
        last_day = day_of(request.form.get("last_day", "")) or self.engine.today()
        key = key_of_request(self.engine)
        returned = end_post(self.engine, self.actor, post, last_day, key=key)
        flash(self.desk.say("post_ended", count=returned), "info")
        return see("admin.people")
