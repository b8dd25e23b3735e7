"""The queue of work: what the actor can act on, drafted, did, and started."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine

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


def inbox(
    engine: Engine,
    actor: Actor,
    tab: Tab = "todo",
    filters: InboxFilters = InboxFilters(),
    after: str = "",
) -> InboxPage:
    """Return a page of the actor's tasks, the most urgent first."""
    raise NotImplementedError


def next_task(engine: Engine, actor: Actor) -> str | None:
    """Return the code of the task to do next: the own claimed first, then the pool."""
    raise NotImplementedError
