"""What a task's form stands in: its pinned definitions, the record, files, areas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from gridflow.clock import legal_day
from gridflow.engine.filled import UploadView
from gridflow.engine.reach import post_here
from gridflow.engine.surroundings import PartBefore, Surroundings
from gridflow.engine.values import from_json
from gridflow.errors import NotFoundError
from gridflow.spec.flows import Flow, Step
from gridflow.spec.forms import Form
from gridflow.spec.procedure import Procedure
from gridflow.spec.records import Record as RecordKind
from gridflow.spec.site import Site
from gridflow.store import Session, areas, campaigns, cases, people, records, uploads
from gridflow.store.records import Record
from gridflow.store.tasks import Task

if TYPE_CHECKING:
    from gridflow.engine import Engine

# loads for no person in particular
NOBODY = 0


@dataclass(frozen=True, slots=True)
class Held:
    """A record with its kind and its values in plain, for a command only."""

    row: Record
    kind: RecordKind
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A task with everything that its form looks at.

    Attributes:
        site: the bundle that the case pinned.
        procedure: the definitions that hold in the task's area.
        flow: the case's flow.
        step: the task's step.
        form: the step's form.
        above: the task's area and all above it.
        record: the record the case is about.
        parts: its parts by their code.
        around: what parsing and expressions see.
    """

    task: Task
    site: Site
    procedure: Procedure
    flow: Flow
    step: Step
    form: Form
    above: tuple[areas.Area, ...]
    record: Held
    parts: Mapping[str, Held]
    around: Surroundings


def load_task(engine: Engine, session: Session, task: Task, day: date) -> Loaded:
    """Load a task's form as pinned by its case, for a filling on a day."""
    return Loader(engine, session, NOBODY).task(task, day)


@dataclass(frozen=True, slots=True)
class _Place:
    """What a task's bundle and area say on a day: the same for a whole grid."""

    site: Site
    procedure: Procedure
    above: tuple[areas.Area, ...]


class Loader:
    """Loads tasks in one session for one person; what they share is read once."""

    def __init__(self, engine: Engine, session: Session, person: int) -> None:
        self.engine = engine
        self.session = session
        self.person = person
        self._loaded: dict[tuple[int, date], Loaded] = {}
        self._places: dict[tuple[str, int, date], _Place] = {}
        self._choices: dict[tuple[str, str, date], dict[str, str]] = {}
        self._posts: dict[tuple[int, int, date], people.Post | None] = {}

    def task(self, task: Task, day: date) -> Loaded:
        """Load a task's form as pinned by its case, for a filling on a day."""
        asked = (task.id, day)
        if asked not in self._loaded:
            self._loaded[asked] = self._load(task, day)
        return self._loaded[asked]

    def _load(self, task: Task, day: date) -> Loaded:
        place = self._place(task.bundle, task.area, day)
        procedure = place.procedure
        case = cases.case(self.session, task.case)
        flow = None if case is None else procedure.flows.get(case.flow)
        step = None if flow is None else flow.step(task.step)
        form = procedure.forms.get(task.form)
        if case is None or flow is None or step is None or form is None:
            raise NotFoundError(task=task.id)
        if task.record is None:
            raise NotFoundError(task=task.id)
        vocabulary = self.engine.library.vocabulary
        bare = Surroundings(procedure, vocabulary, day)
        record, parts = load_record(self.session, procedure, bare, task.record)
        around = replace(
            bare,
            record=record.values,
            parts=parts_before(parts),
            case=case_seen(self.session, case),
            areas=self._areas(task.bundle, place.site, form, day),
            uploads={one.id: one for one in task_uploads(self.session, task.id)},
        )
        return Loaded(
            task,
            place.site,
            procedure,
            flow,
            step,
            form,
            place.above,
            record,
            parts,
            around,
        )

    def post_here(self, person: int, area: int, day: date) -> people.Post | None:
        """Return a person's post over a place or anything above it, or None."""
        asked = (person, area, day)
        if asked not in self._posts:
            self._posts[asked] = post_here(self.session, person, area, day)
        return self._posts[asked]

    def _place(self, bundle: str, area: int, day: date) -> _Place:
        asked = (bundle, area, day)
        if asked not in self._places:
            site = self.engine.library.at(bundle)
            above = areas.ancestors(self.session, area, day)
            procedure = site.procedure_for([one.code for one in above])
            self._places[asked] = _Place(site, procedure, above)
        return self._places[asked]

    def _areas(self, bundle: str, site: Site, form: Form, day: date) -> dict[str, str]:
        asked = (bundle, form.id, day)
        if asked not in self._choices:
            self._choices[asked] = _areas(self.session, site, form, day)
        return self._choices[asked]


def case_seen(session: Session, case: cases.Case) -> dict[str, object]:
    """Return what expressions see of a case: its class and the day it was opened."""
    subject = campaigns.subject_of_case(session, case.id)
    return {
        "class": (subject.class_ or None) if subject else None,
        "opened_on": legal_day(case.opened_at),
    }


def load_record(
    session: Session, procedure: Procedure, around: Surroundings, record: int
) -> tuple[Held, dict[str, Held]]:
    """Load a record and its parts with plain values."""
    row = records.record(session, record)
    if row is None or row.kind not in procedure.records:
        raise NotFoundError(record=record)
    whole = _held(session, procedure, around, row)
    parts = {
        one.code: _held(session, procedure, around, one)
        for one in records.parts_of(session, row.id)
        if one.kind in procedure.records
    }
    return whole, parts


def _held(
    session: Session, procedure: Procedure, around: Surroundings, row: Record
) -> Held:
    kind = procedure.records[row.kind]
    stored = records.open_record(session, row)
    values = {one.id: from_json(one, stored.get(one.id), around) for one in kind.fields}
    return Held(row, kind, values)


def parts_before(parts: Mapping[str, Held]) -> dict[str, tuple[PartBefore, ...]]:
    """Return a record's parts as expressions may look at them, by kind."""
    by_kind: dict[str, list[PartBefore]] = {}
    for code, part in parts.items():
        by_kind.setdefault(part.kind.id, []).append(PartBefore(code, part.values))
    return {kind: tuple(found) for kind, found in by_kind.items()}


def _areas(session: Session, site: Site, form: Form, day: date) -> dict[str, str]:
    """Return the areas to choose from, only where the form asks for one."""
    asked = any(one.type == "area" for part in form.sections for one in part.fields)
    top = areas.area_by_code(session, site.county.area, day) if asked else None
    if top is None:
        return {}
    return {one.code: one.label for one in areas.descendants(session, top.id, day)}


def task_uploads(session: Session, task: int) -> tuple[UploadView, ...]:
    """Return the files handed in for a task."""
    return tuple(upload_view(one) for one in uploads.uploads_of_task(session, task))


def upload_view(row: uploads.Upload) -> UploadView:
    """Return how a stored file is seen; a signature's way stands in its field."""
    place, _, way = row.field.partition("#")
    del place
    return UploadView(row.code, row.filename, row.type, row.size, row.sha256, way)
