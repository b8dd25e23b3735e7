"""A site to try things out in: a temporary folder, and a clock moved by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar

from gridflow.boot import OpenSite, open_site
from gridflow.cli.area_tables import area_rows
from gridflow.cli.init import make_site, places
from gridflow.cli.people_sheet import people_workbook
from gridflow.cli.rehearsed_person import RehearsedPerson
from gridflow.cli.serving import publish_sources
from gridflow.cli.workbench import BrokenDefinitionsError, SiteDefinitions
from gridflow.clock import MovableClock, today
from gridflow.engine.first_load import load_areas, load_records
from gridflow.engine.people_import import import_people
from gridflow.errors import GridflowError
from gridflow.settings import Settings
from gridflow.spec.site import read_sources

AREAS_FROM = date(2000, 1, 1)
AT_ONCE = 200


class PeopleRefusedError(GridflowError):
    """A row of made-up people cannot be loaded."""

    code: ClassVar[str] = "people_refused"


@dataclass(slots=True)
class TemporarySite:
    """A published site under a clock of its own; fulfils `api.Rehearsal`."""

    site: OpenSite
    clock: MovableClock
    definitions: SiteDefinitions
    _people: dict[tuple[str, str], RehearsedPerson] = field(default_factory=dict)

    def now(self) -> datetime:
        """Return the business instant."""
        return self.clock.now()

    def move_to(self, at: datetime) -> None:
        """Set the business clock forward; ValueError for an instant gone by."""
        self.clock.move_to(at)

    def load_areas(self, rows: Iterable[Mapping[str, str]]) -> None:
        """Add areas below those of the site's tables: code, name, level, parent."""
        engine = self.site.engine
        load_areas(engine, list(rows), AREAS_FROM, key=engine.new_id())

    def load_people(self, rows: Iterable[Mapping[str, str]]) -> None:
        """Add people with their posts: login, name, phone, role, area."""
        engine = self.site.engine
        since = today(self.clock).replace(month=1, day=1).isoformat()
        wording = engine.library.active().wording
        data = people_workbook(wording, [{**row, "from": since} for row in rows])
        report = import_people(engine, None, data, dry_run=False, key=engine.new_id())
        if report.faults:
            first = report.faults[0]
            raise PeopleRefusedError(value=first.value, fault=first.fault)

    def load_records(self, kind: str, rows: Iterable[Mapping[str, object]]) -> None:
        """Add records with their parts, as `sample_records` returns them."""
        engine, rest, day = self.site.engine, iter(rows), today(self.clock)
        while part := list(islice(rest, AT_ONCE)):
            load_records(engine, kind, part, day, key=engine.new_id())

    def person(self, login: str, area: str = "") -> RehearsedPerson:
        """Return somebody under their post over an area, "" for their first post."""
        found = self._people.get((login, area))
        if found is None:
            found = RehearsedPerson.under(self.site.engine, login, area)
            self._people[login, area] = found
        return found


@contextmanager
def rehearse(at: datetime) -> Iterator[TemporarySite]:
    """Make a published site of the shipped town in a folder that is deleted after."""
    with TemporaryDirectory(prefix="gridflow-") as name:
        folder = Path(name) / "site"
        make_site(folder, places()[0])
        clock = MovableClock(at)
        site = open_site(Settings.read(folder, {}), clock)
        try:
            published = publish_sources(site, read_sources(folder))
            if not published.published:
                raise BrokenDefinitionsError.telling(folder, published.problems)
            load_areas(site.engine, list(area_rows(site)), AREAS_FROM, key="areas")
            definitions = SiteDefinitions(site.engine.library.active(), folder)
            yield TemporarySite(site, clock, definitions)
        finally:
            site.engine.store.close()
