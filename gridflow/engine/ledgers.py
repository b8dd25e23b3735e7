"""A ledger: one grid's records as rows of one form, to be filled together.

A row is a task. It stands as its own page would show it: handed in, as the actor's
draft, or as prefilled. Columns are the fields of the form; a row whose case pinned
other fields is only named and opened on its own page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from gridflow.clock import legal_day
from gridflow.engine.access import procedure_of, require_scope, role_of
from gridflow.engine.accounts import path_from_county
from gridflow.engine.campaign_rights import campaign_behind
from gridflow.engine.drafting import begun, fill_draft
from gridflow.engine.filled import FilledForm
from gridflow.engine.loading import Loaded, Loader
from gridflow.engine.raw_form import RawForm
from gridflow.engine.reach import in_pool, is_holder
from gridflow.engine.task_page import PersonChoice, handed_in, visitors
from gridflow.errors import NotFoundError
from gridflow.spec.forms import Form
from gridflow.store import Session, areas, drafts, submissions, tasks
from gridflow.store.areas import Area
from gridflow.store.drafts import Draft
from gridflow.store.ledgers import ledger_counts, ledger_tasks
from gridflow.store.submissions import Submission
from gridflow.store.tasks import Task

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine

LEDGER = "ledger"
RowState = Literal["open", "begun", "taken", "done", "apart"]


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One record of the grid.

    Attributes:
        code: the task's code.
        title: who or what it is about; `number`: its official number, "".
        state: "open" nobody has it; "begun" the actor has it; "taken" somebody else
            has it; "done" handed in; "apart" its case pinned another form.
        who: who has it or handed it in, "".
        editable: whether the actor may fill it here and now.
        due_on: the last day, None.
        filled: its values; of a row that is apart nothing but its own form's.
        version: the draft's version, 0 without one.
    """

    code: str
    title: str
    number: str
    size_text: str
    state: RowState
    who: str
    editable: bool
    due_on: date | None
    filled: FilledForm
    version: int


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """What the page of a ledger shows.

    Attributes:
        campaign: the campaign's code.
        area_code: the grid; `area_path`: names from the county down to it.
        form: the form whose fields are the columns, None where there is no row.
        form_number: the place's official number of the form, None.
        rows: in the order of the records.
        done: how many are handed in.
        people: how many visitors the step wants (1 or 2).
        people_choices: who may be the second one today.
        second: the id of whom the actor named last in here, as text, "".
    """

    campaign: str
    area_code: str
    area_path: tuple[str, ...]
    form: Form | None
    form_number: int | None
    rows: tuple[LedgerRow, ...]
    people: int
    people_choices: tuple[PersonChoice, ...]
    second: str

    @property
    def done(self) -> int:
        """Return how many rows are handed in."""
        return sum(one.state == "done" for one in self.rows)

    @property
    def due_on(self) -> date | None:
        """Return the first last day of what is still to be filled, or None."""
        left = [one.due_on for one in self.rows if one.state != "done" and one.due_on]
        return min(left, default=None)

    @property
    def may_fill(self) -> bool:
        """Tell whether there is a row that the actor may fill."""
        return any(one.editable for one in self.rows)


class Grid:
    """The ledger's grid as one actor reaches it, within one session."""

    def __init__(
        self, engine: Engine, session: Session, actor: Actor, campaign: str, code: str
    ) -> None:
        self.engine = engine
        self.session = session
        self.actor = actor
        self.campaign = campaign_behind(session, campaign)
        self.day = engine.today()
        self.loader = Loader(engine, session, actor.person)
        self._pools: dict[tuple[str, int], bool] = {}
        found = areas.area_by_code(session, code, self.day)
        if found is None:
            raise NotFoundError
        require_scope(session, actor, found.id, self.day)
        self.area: Area = found
        self.above = areas.ancestors(session, found.id, self.day)

    def tasks(self) -> tuple[Task, ...]:
        """Return the tasks of the grid's ledger that the actor may see.

        NotFoundError where the actor's role has nothing to do with tasks at all.
        """
        site = self.engine.library.active()
        procedure = site.procedure_for([one.code for one in self.above])
        forms = {one.id for one in procedure.forms.values() if one.layout == LEDGER}
        found = ledger_tasks(self.session, self.campaign.id, self.area.id, forms)
        seen = tuple(one for one in found if self.sees(one))
        if not seen and not self._works_here():
            raise NotFoundError
        return seen

    def _works_here(self) -> bool:
        procedure = procedure_of(self.engine, self.actor)
        role = procedure.roles.get(self.actor.role)
        if role is None:
            return False
        worked = {one.role for flow in procedure.flows.values() for one in flow.steps}
        mine = {role.id, *role.stands_in_for}
        return role.allows("see", "tasks") or not worked.isdisjoint(mine)

    def sees(self, task: Task) -> bool:
        """Tell whether the actor may see a task of the grid."""
        role = role_of(self.engine, self.actor)
        if task.holder == self.actor.person:
            return True
        return (role is not None and role.allows("see", "tasks")) or self.in_pool(task)

    def in_pool(self, task: Task) -> bool:
        """Tell whether the actor may take a task; asked once for a role and an area."""
        asked = (task.role, task.area)
        if asked not in self._pools:
            self._pools[asked] = in_pool(self.engine, self.session, self.actor, task)
        return self._pools[asked]

    def may_fill(self, task: Task) -> bool:
        """Tell whether the actor has a task or may take it."""
        if task.state == tasks.OPEN:
            return self.in_pool(task)
        return is_holder(self.actor, task)


def ledger_page(engine: Engine, actor: Actor, campaign: str, area: str) -> LedgerPage:
    """Return one grid's ledger; NotFoundError for a place that is not the actor's."""
    with engine.store.reading() as session:
        grid = Grid(engine, session, actor, campaign, area)
        stood = [standing(grid, one) for one in grid.tasks()]
        form = _columns(stood)
        rows = tuple(_row(grid, one, form) for one in stood)
        first = next((one for one in stood if one.loaded.form is form), None)
        return LedgerPage(
            campaign=campaign,
            area_code=grid.area.code,
            area_path=path_from_county(engine.library.active(), grid.above),
            form=form,
            form_number=_number(engine, actor, form),
            rows=tuple(sorted(rows, key=lambda one: (one.number, one.title, one.code))),
            people=first.loaded.step.people if first else 1,
            people_choices=(
                visitors(session, first.loaded, actor, grid.day) if first else ()
            ),
            second=_second(session, actor, stood),
        )


def ledger_form(engine: Engine, actor: Actor, campaign: str, area: str) -> Form:
    """Return the form whose fields a ledger's inputs are named by.

    NotFoundError where nothing of the place can be filled any more.
    """
    with engine.store.reading() as session:
        grid = Grid(engine, session, actor, campaign, area)
        for one in reversed(grid.tasks()):
            form = grid.loader.task(one, grid.day).form
            if form.layout == LEDGER:
                return form
    raise NotFoundError


@dataclass(frozen=True, slots=True)
class LedgerLink:
    """A ledger of the actor's own grid, and how far it is."""

    campaign: str
    area_code: str
    label: str
    done: int
    total: int


def own_ledgers(engine: Engine, actor: Actor) -> tuple[LedgerLink, ...]:
    """Return the ledgers of the actor's grid in running campaigns that are not done."""
    forms = {
        one.id: one.label
        for one in procedure_of(engine, actor).forms.values()
        if one.layout == LEDGER
    }
    with engine.store.reading() as session:
        found = ledger_counts(session, actor.area, forms)
    return tuple(
        LedgerLink(one.campaign, actor.area_code, forms[one.form], one.done, one.total)
        for one in found
        if one.done < one.total
    )


def _number(engine: Engine, actor: Actor, form: Form | None) -> int | None:
    numbers = procedure_of(engine, actor).attachments
    found = (number for number, id_ in numbers.items() if form and id_ == form.id)
    return next(found, None)


@dataclass(frozen=True, slots=True)
class Stood:
    """A task as it stands: what it was loaded with, and its newest document."""

    task: Task
    loaded: Loaded
    filled: FilledForm
    draft: Draft | None
    last: Submission | None


def standing(grid: Grid, task: Task) -> Stood:
    """Return a task as its own page would show it to the actor."""
    session = grid.session
    last = submissions.latest_submission(session, task.id) if task.done_at else None
    day = legal_day(last.filled_at) if last else grid.day
    loaded = grid.loader.task(task, day)
    mine = is_holder(grid.actor, task)
    draft = drafts.draft(session, task.id, grid.actor.person) if mine else None
    if last is not None:
        filled = handed_in(session, loaded, last)
    elif draft is not None:
        filled = fill_draft(loaded, RawForm.from_json(loaded.form, draft.content))
    else:
        filled = begun(loaded)
    return Stood(task, loaded, filled, draft, last)


def _columns(stood: Sequence[Stood]) -> Form | None:
    """Return the form that the newest row still to be filled has pinned."""
    going_on = [one for one in stood if one.last is None] or list(stood)
    fit = [one.loaded.form for one in going_on if one.loaded.form.layout == LEDGER]
    return fit[-1] if fit else None


def same_columns(one: Form, other: Form) -> bool:
    """Tell whether two versions of a form ask the same fields in the same order."""
    return _asked(one) == _asked(other) and one.layout == other.layout


def _asked(form: Form) -> list[tuple[str, str, bool]]:
    return [
        (one.id, one.type, one.read_only or one.calculation is not None)
        for one in form.plain_fields()
    ]


def _row(grid: Grid, stood: Stood, form: Form | None) -> LedgerRow:
    task = stood.task
    fits = form is not None and same_columns(stood.loaded.form, form)
    return LedgerRow(
        code=task.code,
        title=task.title,
        number=stood.loaded.record.row.number,
        size_text=task.size_text,
        state=_state(grid.actor, task, fits=fits),
        who=task.holder_name or "",
        editable=fits and grid.may_fill(task),
        due_on=task.due_on,
        filled=stood.filled,
        version=stood.draft.version if stood.draft else 0,
    )


def _state(actor: Actor, task: Task, *, fits: bool) -> RowState:
    if task.state == tasks.DONE:
        return "done"
    if not fits:
        return "apart"
    if task.state == tasks.OPEN:
        return "open"
    return "begun" if is_holder(actor, task) else "taken"


def _second(session: Session, actor: Actor, stood: Iterable[Stood]) -> str:
    """Return whom the actor named last in here: in a draft, else in a submission."""
    typed = [one.draft for one in stood if one.draft is not None]
    for draft in sorted(typed, key=lambda one: one.saved_at, reverse=True):
        second = str(draft.content.get("second_visitor") or "")
        if second:
            return second
    handed = [one.last for one in stood if one.last and one.last.person == actor.person]
    newest = max(handed, key=lambda one: one.received_at, default=None)
    named = submissions.people_of(session, newest.id) if newest else ()
    return str(named[0].person) if named else ""
