"""One task with its form, as the actor may see and fill it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from gridflow.engine.filled import FilledForm
from gridflow.engine.inbox import InboxRow
from gridflow.engine.raw_form import RawForm
from gridflow.spec.forms import Form

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine


@dataclass(frozen=True, slots=True)
class PersonChoice:
    """Somebody who can be named or handed to."""

    person: int
    post: int
    name: str
    role_label: str
    area_label: str


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One handed-in filling of the task."""

    submission: int
    at: datetime
    who: str
    role_label: str
    replaces: int | None
    reason: str
    current: bool


@dataclass(frozen=True, slots=True)
class TaskPage:
    """What `/tasks/<code>` shows.

    Attributes:
        task: the same view as in the list.
        area_path: names from the county down to the task's grid.
        form: the form as pinned by the case.
        filled: the draft, the submission or the prefilled form.
        scope: names that expressions see beside the fields (parameters, the
            record before, today), as JSON values, for the preview in the browser.
        draft_version: base of the next saving; 0 without a draft.
        draft_saved_at: when, None.
        draft_saved_by: who, "".
        submission: id of the current submission, None while not handed in.
        submitted_at: when the server received it, None.
        submitted_by: name, "".
        filled_at: when it was filled on the phone, None.
        may: of "claim", "release", "transfer", "fill", "submit", "correct", "print",
            "confirm", "dispute".
        people: how many visitors the step wants (1 or 2).
        second_visitor: name of the named one, "".
        second_state: "", "named", "confirmed", "disputed".
        people_choices: who may be named as second visitor today.
        transfer_choices: posts it may be handed to.
        history: submissions, newest first.
        due_text: dates for the explanation: (opened on, due on).
    """

    task: InboxRow
    area_path: tuple[str, ...]
    form: Form
    filled: FilledForm
    scope: Mapping[str, object]
    draft_version: int
    draft_saved_at: datetime | None
    draft_saved_by: str
    submission: int | None
    submitted_at: datetime | None
    submitted_by: str
    filled_at: datetime | None
    may: frozenset[str]
    people: int
    second_visitor: str
    second_state: str
    people_choices: tuple[PersonChoice, ...]
    transfer_choices: tuple[PersonChoice, ...]
    history: tuple[HistoryRow, ...]
    opened_on: date


def open_task(engine: Engine, actor: Actor, code: str) -> TaskPage:
    """Return a task in the actor's scope; NotFoundError otherwise."""
    raise NotImplementedError


def refill(engine: Engine, actor: Actor, code: str, raw: RawForm) -> FilledForm:
    """Return the server's figures for what was typed, nothing stored (no script)."""
    raise NotImplementedError
