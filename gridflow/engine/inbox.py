"""The queue of work: what the actor can act on, drafted, did, and started."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Literal, TypeVar

from gridflow.engine.access import covers, procedure_of
from gridflow.engine.reach import pools_of
from gridflow.errors import NotFoundError
from gridflow.store import Scope, Session, areas, tasks
from gridflow.store import inbox as store_inbox
from gridflow.store.inbox import Filters, Pool
from gridflow.store.tasks import Task

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine

R = TypeVar("R")
PAGE = 50
NEXT_AMONG = 10
SOON = 3
Tab = Literal["todo", "drafts", "done", "started"]
DueState = Literal["none", "ok", "soon", "today", "overdue"]


@dataclass(frozen=True, slots=True)
class InboxFilters:
    """What the URL narrows the list to; empty means everything.

    Attributes:
        search: the beginning of a title, or a record's number.
        state: "", "open", "claimed" or "overdue".
        area: the code of an area below the actor's.
        form: a form's id.
    """

    search: str = ""
    state: str = ""
    area: str = ""
    form: str = ""


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One task in the list.

    Attributes:
        code: the task's code.
        case_code: the case's code.
        title: who or what it is about.
        size_text: how many parts the record has, as text ("" if it has none).
        form: the form's id, "".
        form_label: the form's or step's name.
        form_number: the place's official number of the form, None.
        area_label: names below the actor's area.
        due_on: the last day, None.
        due_state: for colour and word.
        days_left: negative when overdue, None without a due day.
        claimed_by: the claimant's name, "".
        mine: claimed by the actor.
        state: "open", "claimed", "done".
    """

    code: str
    case_code: str
    title: str
    size_text: str
    form: str
    form_label: str
    form_number: int | None
    area_label: str
    due_on: date | None
    due_state: DueState
    days_left: int | None
    claimed_by: str
    mine: bool
    state: str


@dataclass(frozen=True, slots=True)
class Counts:
    """Counters of the tabs, only of what the actor can act on; 1000 means 999+."""

    todo: int
    drafts: int
    overdue: int


@dataclass(frozen=True, slots=True)
class InboxPage:
    """One page of the list.

    Attributes:
        tab: which tab it is.
        rows: at most fifty.
        counts: of the tabs.
        next: where the next page begins (`?after=`), "" on the last.
        forms: id and label of the forms to filter by.
        areas: code and label of the areas to filter by.
    """

    tab: Tab
    rows: tuple[InboxRow, ...]
    counts: Counts
    next: str
    forms: tuple[tuple[str, str], ...]
    areas: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a list is asked for, as the store takes it."""

    scope: Scope
    pools: tuple[Pool, ...]
    post: int
    filters: Filters


def inbox(
    engine: Engine,
    actor: Actor,
    tab: Tab = "todo",
    filters: InboxFilters | None = None,
    after: str = "",
) -> InboxPage:
    """Return a page of the actor's tasks, the most urgent first."""
    day = engine.today()
    chosen = filters or InboxFilters()
    with engine.store.reading() as session:
        asked = _asked(engine, session, actor, chosen)
        if tab == "started":
            rows, last = _started(engine, session, actor, asked, after)
        else:
            found = _tasks(session, actor, tab, asked, after)
            grids = {one.area for one in found}
            names = areas.names_below(session, actor.area, grids, day)
            rows = _rows(engine, actor, found, day, names)
            last = _last(tab, found)
        counts = _counts(session, actor, asked)
        places = areas.children(session, actor.area, day)
    procedure = procedure_of(engine, actor)
    return InboxPage(
        tab=tab,
        rows=rows,
        counts=counts,
        next=last,
        forms=tuple((one.id, one.label) for one in procedure.forms.values()),
        areas=tuple((one.code, one.label) for one in places),
    )


def next_task(
    engine: Engine, actor: Actor, session: Session | None = None
) -> str | None:
    """Return the code of the task to do next, None when there is none.

    Of the most urgent ones those come first that the actor holds.
    """
    if session is None:
        with engine.store.reading() as reading:
            return next_task(engine, actor, reading)
    scope = Scope(actor.area, engine.today())
    pools = pools_of(engine, actor)
    found = store_inbox.todo(session, scope, actor.post, pools, limit=NEXT_AMONG)
    mine = (one for one in found if one.state == tasks.CLAIMED)
    following = next(mine, found[0] if found else None)
    return following.code if following else None


def task_row(engine: Engine, actor: Actor, task: Task, day: date) -> InboxRow:
    """Return a task as the list shows it."""
    return _rows(engine, actor, (task,), day, {})[0]


def _asked(
    engine: Engine, session: Session, actor: Actor, filters: InboxFilters
) -> _Asked:
    day = engine.today()
    place: int | None = None
    if filters.area:
        found = areas.area_by_code(session, filters.area, day)
        if found is None or not covers(session, actor, found.id, day):
            raise NotFoundError
        place = found.id
    pools = () if filters.state == "claimed" else pools_of(engine, actor)
    narrowed = Filters(
        search=unicodedata.normalize("NFC", filters.search.strip()),
        due_until=day - timedelta(days=1) if filters.state == "overdue" else None,
        area=place,
        form=filters.form or None,
    )
    post = 0 if filters.state == "open" else actor.post
    return _Asked(Scope(actor.area, day), pools, post, narrowed)


def _tasks(
    session: Session, actor: Actor, tab: Tab, asked: _Asked, after: str
) -> tuple[Task, ...]:
    scope, filters = asked.scope, asked.filters
    if tab == "done":
        moment = _cursor(after, datetime.fromisoformat)
        return store_inbox.done(session, scope, actor.person, filters, after=moment)
    day = _cursor(after, date.fromisoformat)
    if tab == "drafts":
        return store_inbox.drafted(session, scope, actor.person, filters, after=day)
    return store_inbox.todo(session, scope, asked.post, asked.pools, filters, after=day)


def _cursor(after: str, read: Callable[[str], R]) -> tuple[R, int] | None:
    """Return the keyset of a page's beginning; the first page for a broken one."""
    first, _, second = after.rpartition("_")
    try:
        return (read(first), int(second)) if first else None
    except ValueError:
        return None


def _last(tab: Tab, found: Sequence[Task]) -> str:
    if len(found) < PAGE:
        return ""
    if tab == "done":
        done_at, task = found[-1].done_at, found[-1].id
        return "" if done_at is None else f"{done_at.isoformat()}_{task}"
    day, task = found[-1].cursor
    return f"{day.isoformat()}_{task}"


def _counts(session: Session, actor: Actor, asked: _Asked) -> Counts:
    scope, pools = asked.scope, asked.pools
    late = Filters(due_until=scope.day - timedelta(days=1))
    return Counts(
        todo=store_inbox.count_todo(session, scope, actor.post, pools),
        drafts=store_inbox.count_drafted(session, scope, actor.person),
        overdue=store_inbox.count_todo(session, scope, actor.post, pools, late),
    )


def _rows(
    engine: Engine,
    actor: Actor,
    found: Sequence[Task],
    day: date,
    names: Mapping[int, tuple[str, ...]],
) -> tuple[InboxRow, ...]:
    procedure = procedure_of(engine, actor)
    numbers = {form: number for number, form in procedure.attachments.items()}
    rows: list[InboxRow] = []
    for one in found:
        left = None if one.due_on is None else (one.due_on - day).days
        rows.append(
            InboxRow(
                code=one.code,
                case_code=one.case_code,
                title=one.title,
                size_text=one.size_text,
                form=one.form,
                form_label=one.form_label,
                form_number=numbers.get(one.form),
                area_label=" ".join(names.get(one.area, (one.area_label,))),
                due_on=one.due_on,
                due_state="none" if one.state == tasks.DONE else due_state(left),
                days_left=left,
                claimed_by=one.holder_name or "",
                mine=one.holder == actor.person,
                state=one.state,
            )
        )
    return tuple(rows)


def due_state(days_left: int | None) -> DueState:
    """Return the word for how near the last day is."""
    if days_left is None:
        return "none"
    if days_left < 0:
        return "overdue"
    if days_left == 0:
        return "today"
    return "soon" if days_left <= SOON else "ok"


def _started(
    engine: Engine, session: Session, actor: Actor, asked: _Asked, after: str
) -> tuple[tuple[InboxRow, ...], str]:
    moment = _cursor(after, datetime.fromisoformat)
    found = store_inbox.started(session, asked.scope, actor.person, after=moment)
    rows: list[InboxRow] = []
    for case in found:
        steps = tasks.tasks_of_case(session, case.id)
        if steps:
            rows.append(task_row(engine, actor, steps[-1], asked.scope.day))
    last = ""
    if len(found) == PAGE:
        opened, case_id = found[-1].cursor
        last = f"{opened.isoformat()}_{case_id}"
    return tuple(rows), last
