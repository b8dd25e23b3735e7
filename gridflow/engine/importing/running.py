"""An import from the file to the report, chunk by chunk; a killed one goes on.

Each chunk is a command with a key of its own: a chunk that is done is passed over, and
its part of the report is there. A dry run judges the same way and writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING

from gridflow.engine.access import demand
from gridflow.engine.commands import Act, Answer, run
from gridflow.engine.errors import BrokenFileError
from gridflow.engine.importing.findings import Finding
from gridflow.engine.importing.ground import (
    Ground,
    definition,
    ground_for,
    procedure_for,
    top_area,
)
from gridflow.engine.importing.judged import Judged
from gridflow.engine.importing.judging import judge
from gridflow.engine.importing.layout import Layout
from gridflow.engine.importing.matching import hold
from gridflow.engine.importing.reading import ReadFile, read_file, shared_rules
from gridflow.engine.importing.showing import (
    all_told,
    gone_outcome,
    outcome,
    plain_told,
)
from gridflow.engine.importing.writing import write
from gridflow.engine.importing.wrong_rows import write_wrong_rows
from gridflow.engine.loading import Held
from gridflow.engine.progress import Progress, untold
from gridflow.spec.imports import Import
from gridflow.store import Session
from gridflow.store.import_reports import ImportReport, open_report
from gridflow.store.record_matching import whole_records_in
from gridflow.store.staging import Shared, Staging, staged

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine

CHUNK = 100
WORKING = "import_working"
_PAGE = 500


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be imported.

    Attributes:
        name: the id of the definition.
        path: the workbook.
        key: names the run; the same one goes on where it was.
        report: where the report is written.
        wrong: where the workbook of wrong rows is written.
    """

    name: str
    path: Path
    key: str
    report: Path
    wrong: Path
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """What an import came to.

    Attributes:
        counts: records by verdict.
        severities: findings by severity.
        rows: rows of the file.
        wrong_rows: whether there is a workbook of wrong rows.
    """

    counts: dict[str, int] = field(default_factory=dict)
    severities: dict[str, int] = field(default_factory=dict)
    rows: int = 0
    wrong_rows: bool = False

    @property
    def sound(self) -> bool:
        """Tell whether everything of the file could be taken."""
        return not self.severities.get("error")


def run_import(
    engine: Engine, actor: Actor | None, order: Order, progress: Progress = untold
) -> Done:
    """Import a workbook, or tell what that would do; actor None is the command line.

    The right is `import: <definition>`. What is wrong with the file, too, stands in
    the report.
    """
    one = definition(engine, actor, order.name)
    if actor is not None:
        demand(engine, actor, "import", one.id, actor.area)
    with order.path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    with staged(order.report.parent) as staging, open_report(order.report) as report:
        runner = _Runner(engine, actor, order, one, digest, staging, report, progress)
        return runner.run()


class _Runner:
    """One run: its file, its staging, its report."""

    def __init__(
        self,
        engine: Engine,
        actor: Actor | None,
        order: Order,
        one: Import,
        digest: str,
        staging: Staging,
        report: ImportReport,
        progress: Progress,
    ) -> None:
        self.engine = engine
        self.actor = actor
        self.order = order
        self.one = one
        self.digest = digest
        self.staging = staging
        self.report = report
        self.progress = progress

    def run(self) -> Done:
        """Read, judge chunk by chunk, write where it is no dry run, report."""
        read = self._read()
        ground = read.ground
        told = [(0, plain_told(read.layout, one)) for one in read.findings]
        self.report.keep_chunk(0, (), told)
        if ground is not None:
            areas: set[int] = set()
            for number, first in enumerate(range(1, read.groups + 1, CHUNK), 1):
                self.progress(first - 1, read.groups, WORKING)
                self._chunk(ground, number, (first, first + CHUNK - 1), areas)
            self._gone(ground, read, areas)
            self.progress(read.groups, read.groups, WORKING)
        return self._finish(ground, read)

    def _read(self) -> ReadFile:
        """Read the file; one that cannot be read at all is a finding like others."""
        path, one = self.order.path, self.one
        try:
            return read_file(path, one, self._ground, self.staging, self.progress)
        except BrokenFileError as error:
            why = str(error.facts["why"])
            facts = {name: fact for name, fact in error.facts.items() if name != "why"}
            return ReadFile(Layout("", 0, (), {}), [Finding(why, why, facts)])

    def _ground(self, layout: Layout) -> Ground:
        with self.engine.store.reading() as session:
            return ground_for(self.engine, session, self.actor, self.one, layout)

    def _chunk(
        self, ground: Ground, number: int, places: tuple[int, int], areas: set[int]
    ) -> None:
        groups = self.staging.groups(*places)
        shared = self._shared(ground, places)
        seen: Sequence[Judged] = ()

        def judged(session: Session) -> list[Judged]:
            nonlocal seen
            seen = found = judge(ground, session, groups, shared)
            self._report_chunk(ground, number, found)
            return found

        if self.order.dry_run:
            with self.engine.store.reading() as session:
                found = judged(session)
            ids = [one.known.held.row.id for one in found if one.known is not None]
            answer: Answer = {"records": ids, "areas": _areas(found)}
        else:

            def act(at: Act) -> Answer:
                found = judged(at.tx)
                ids = write(at, ground, found, self.digest)
                return {"records": ids, "areas": _areas(found)}

            told = {"import": self.one.id, "sha256": self.digest, "chunk": number}
            key = f"{self.order.key}-{number}"
            answer = run(self.engine, self.actor, key, "import_chunk", told, act)
        self.staging.note_seen(_numbers(answer["records"]))
        areas.update(_numbers(answer["areas"]))

    def _shared(self, ground: Ground, places: tuple[int, int]) -> list[Shared]:
        found: list[Shared] = []
        for between in (False, True):
            rules = list(shared_rules(ground, between_groups=between))
            found += self.staging.shared(*places, rules, between_groups=between)
        return found

    def _report_chunk(
        self, ground: Ground, number: int, found: Sequence[Judged]
    ) -> None:
        outcomes = [outcome(ground, one) for one in found]
        told = [(one.place, each) for one in found for each in all_told(ground, one)]
        self.report.keep_chunk(number, outcomes, told)

    def _gone(self, ground: Ground, read: ReadFile, areas: set[int]) -> None:
        """Report the records of the file's areas that it does not have."""
        if self.one.brings != "records" or not areas:
            return
        covered = sorted(area for area in areas if ground.places.covers(area))
        place = read.groups
        outcomes = []
        for row in self._rows_in(ground, covered):
            place += 1
            outcomes.append(gone_outcome(ground, place, row))
        last = read.groups // CHUNK + 2
        self.report.keep_chunk(last, outcomes, ())

    def _rows_in(self, ground: Ground, areas: Sequence[int]) -> Iterator[Held]:
        after = 0
        while True:
            with self.engine.store.reading() as session:
                rows = whole_records_in(session, ground.kind.id, areas, after, _PAGE)
                missing = set(self.staging.unseen([one.id for one in rows]))
                held = [
                    hold(ground, session, one, ground.kind)
                    for one in rows
                    if one.id in missing and one.ended_on is None
                ]
            yield from held
            if len(rows) < _PAGE:
                return
            after = rows[-1].id

    def _finish(self, ground: Ground | None, read: ReadFile) -> Done:
        counts, severities = self.report.counts(), self.report.severities()
        wrong = bool(counts.get("wrong") or counts.get("unmatched"))
        if wrong and ground is not None:
            language = procedure_for(self.engine, self.actor).wording
            write_wrong_rows(
                self.order.wrong, ground, self.staging, self.report, language
            )
        done = Done(counts, severities, read.rows, wrong)
        if not self.order.dry_run:
            self._note(done)
        self.report.keep_facts(
            rows=read.rows,
            sheet=read.layout.sheet,
            sha256=self.digest,
            dry_run=self.order.dry_run,
            **{"import": self.one.id},
        )
        return done

    def _note(self, done: Done) -> None:
        """Note the run as a whole where it was done."""
        entry = {
            "import": self.one.id,
            "sha256": self.digest,
            "rows": done.rows,
            **done.counts,
        }

        def act(at: Act) -> Answer:
            area = top_area(self.engine, at.tx, self.actor)
            at.note_in_town(area, "import_done", entry)
            return {}

        key = f"{self.order.key}-end"
        told = {"import": self.one.id, "sha256": self.digest}
        run(self.engine, self.actor, key, "import_done", told, act)


def _areas(found: Sequence[Judged]) -> list[int]:
    ids = {one.taken.area.id for one in found if one.taken.area is not None}
    return sorted(ids)


def _numbers(said: object) -> list[int]:
    return [int(one) for one in said] if isinstance(said, list) else []
