"""Everything a plugin may import; what is not named here may change any day.

Beside the words of its hooks these are the shapes of a workbench: what a command of a
plugin gets as click's `ctx.obj`, to read a site's definitions and to let people work
in a site that is thrown away afterwards.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Literal, Protocol

import pluggy

from gridflow.clock import LEGAL_ZONE
from gridflow.feel.functions import Function
from gridflow.spec.vocabulary import FieldKind, Parsed

__all__ = [
    "LEGAL_ZONE",
    "AnswerInfo",
    "AreaInfo",
    "Definitions",
    "FaultInfo",
    "FieldInfo",
    "FieldKind",
    "FilingInfo",
    "Function",
    "OptionInfo",
    "Outcome",
    "Parsed",
    "Person",
    "Rehearsal",
    "Sheet",
    "SubjectInfo",
    "TaskInfo",
    "Typed",
    "Workbench",
    "hookimpl",
]

hookimpl = pluggy.HookimplMarker("gridflow")
"""Marks a function of a plugin as the answer to the hook of the same name."""


def _nothing() -> Mapping[str, str]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class AreaInfo:
    """A row of the site's area tables; `parent` is "" at the top."""

    code: str
    name: str
    level: str
    parent: str


@dataclass(frozen=True, slots=True)
class OptionInfo:
    """An option of a code list with the days on which it holds (None is open)."""

    id: str
    label: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """A field of a record; `options` are those of its code list, if it has one."""

    id: str
    label: str
    type: str
    unit: str = ""
    options: tuple[OptionInfo, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskInfo:
    """A task as it stands in somebody's list.

    Attributes:
        code: by which it is opened.
        title: who or what it is about.
        form: the form's id.
        area: names below the person's area.
        due_on: the last day, None.
        state: "open", "claimed", "done", or "superseded" by another form.
    """

    code: str
    title: str
    form: str
    area: str
    due_on: date | None
    state: str


@dataclass(frozen=True, slots=True)
class AnswerInfo:
    """One input of an open form.

    Attributes:
        path: "wage" or "people.<row>.name".
        type: the field's type.
        value: the typed value, None where there is none.
        texts: what the input shows; empty where a value is masked.
        options: ids of the choices.
        relevant: it is asked now.
        required: it has to be answered now.
        read_only: it cannot be typed into.
        masked: a value stands behind it that is not shown.
    """

    path: str
    type: str
    value: object
    texts: tuple[str, ...]
    options: tuple[str, ...]
    relevant: bool
    required: bool
    read_only: bool
    masked: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A task with its form, as a person has it open.

    Attributes:
        task: the task's code.
        form: the form's id.
        answers: the inputs by path.
        rows: row keys of each repeat, in order.
        places: the signature places.
        may: what the person may do to it: "claim", "submit", "confirm" …
    """

    task: str
    form: str
    answers: Mapping[str, AnswerInfo]
    rows: Mapping[str, tuple[str, ...]]
    places: tuple[str, ...]
    may: frozenset[str]


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person types into an open form; everything else stays as it stands.

    Attributes:
        answers: text by path; "" empties an input.
        choices: ids by path, for inputs that take several.
        reasons: a sentence by the path of a warning.
        signatures: ids of uploads by signature place.
        second_visitor: the log-in name of who came along, "" for nobody.
    """

    answers: Mapping[str, str] = field(default_factory=_nothing)
    choices: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    reasons: Mapping[str, str] = field(default_factory=_nothing)
    signatures: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    second_visitor: str = ""


@dataclass(frozen=True, slots=True)
class FaultInfo:
    """What is wrong with a filling: where, and the code of the sentence.

    A warning is mended by a reason under its path.
    """

    path: str
    code: str
    warning: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """How handing in went.

    Attributes:
        state: "done"; "refused" for what has to be mended; "conflict" where somebody
            was first; "superseded" where another form is in force now.
        faults: everything that is wrong, where refused.
        task: the task that took the place of a superseded one, "".
    """

    state: Literal["done", "refused", "conflict", "superseded"]
    faults: tuple[FaultInfo, ...] = ()
    task: str = ""


@dataclass(frozen=True, slots=True)
class SubjectInfo:
    """A record in a campaign, with its form in force.

    Attributes:
        record: the record's code.
        number: its official number.
        area: the code of its grid.
        task: the code of the task in force.
        class_: the class that the campaign gave it.
        form: the form in force.
        state: "open" or "done".
        waiting: somebody has to decide about another class.
    """

    record: str
    number: str
    area: str
    task: str
    class_: str
    form: str
    state: str
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class FilingInfo:
    """A form as it was handed in, the newest filling that is in force.

    Attributes:
        task: the code of its task.
        record: the code of the record that it is about, "" for a form about an area.
        number: the record's official number, "" where it has none.
        area: the code of the area that it was handed in for.
        values: what is in it, rows as lists of mappings; sealed values are left out.
        people: who handed it in, then who stood beside them; always the same text
            for the same person.
    """

    task: str
    form: str
    record: str
    number: str
    area: str
    values: Mapping[str, object]
    people: tuple[str, ...]


class Definitions(Protocol):
    """What a site's files say; nothing needs to be published for it."""

    def areas(self) -> Sequence[AreaInfo]:
        """Return the rows of the site's area tables, in their order."""
        ...

    def options(self, codes: str) -> Sequence[OptionInfo]:
        """Return the options of a code list; NotFoundError where there is none."""
        ...

    def fields(self, record: str) -> Sequence[FieldInfo]:
        """Return the fields of a kind of record; NotFoundError where there is none."""
        ...

    def parameter(self, name: str, day: date) -> object:
        """Return the value of a parameter that is in force on a day, or None."""
        ...

    def say(self, sentence: str, /, **facts: object) -> str:
        """Return a sentence of the wording files in Chinese, its facts filled in."""
        ...


class Person(Protocol):
    """Somebody at work under one post, through the same commands as the pages."""

    def inbox(self, form: str = "") -> Sequence[TaskInfo]:
        """Return everything the person can act on, the most urgent first."""
        ...

    def open(self, task: str) -> Sheet:
        """Return a task with its form; NotFoundError out of reach."""
        ...

    def claim(self, task: str) -> bool:
        """Take a task; False where somebody was first."""
        ...

    def draft(self, sheet: Sheet, typed: Typed) -> None:
        """Save what was typed so far."""
        ...

    def sign(self, task: str, place: str, picture: bytes) -> str:
        """Keep a drawn signature; the id that `Typed.signatures` takes."""
        ...

    def submit(self, sheet: Sheet, typed: Typed) -> Outcome:
        """Hand a form in: what the sheet shows, with what was typed into it."""
        ...

    def confirm(self, task: str) -> None:
        """Say as the second visitor that it was as written."""
        ...

    def dispute(self, task: str, reason: str) -> None:
        """Say as the second visitor that it was not."""
        ...

    def done(self) -> Sequence[TaskInfo]:
        """Return what the person handed in, the newest first."""
        ...

    def open_campaign(self, definition: str) -> str:
        """Open a campaign; its code."""
        ...

    def running(self) -> Mapping[str, str]:
        """Return the open campaigns that the person sees: definition -> code."""
        ...

    def counts(self, campaign: str) -> Mapping[tuple[str, str, str], int]:
        """Return how many records a campaign has by (area, class, state).

        The areas are those right below the person's.
        """
        ...

    def subjects(
        self, campaign: str, area: str = "", state: str = ""
    ) -> Sequence[SubjectInfo]:
        """Return the records of a campaign at or below an area, "" for the person's.

        The state is "open", "done", or "waiting" for a decision; "" is any.
        """
        ...

    def filings(self, forms: Collection[str], area: str = "") -> Sequence[FilingInfo]:
        """Return what was handed in with some forms, as it is in force.

        At or below an area, "" for the person's. Corrected fillings and those of a
        task that another form took the place of are left out.
        """
        ...

    def decide(self, campaign: str, record: str, *, change: bool, reason: str) -> None:
        """Decide about another class for a record, by its code."""
        ...

    def ledger(
        self, campaign: str, area: str, tasks: Collection[str]
    ) -> Sequence[Sheet]:
        """Return some rows of a grid's ledger, of those that the person may fill."""
        ...

    def save_ledger(
        self, campaign: str, area: str, rows: Mapping[str, tuple[Sheet, Typed]]
    ) -> Mapping[str, Outcome]:
        """Hand in rows of a ledger at once, by task; each has an outcome of its own."""
        ...

    def bring_in(self, definition: str, workbook: Path) -> bool:
        """Import a workbook; whether everything in it could be taken."""
        ...

    def print_form(self, task: str) -> bytes:
        """Return the PDF of a task's form as it was handed in."""
        ...

    def print_volume(self, campaign: str, area: str, form: str) -> bytes:
        """Return the PDF of an area's forms of one kind, a ledger as rows."""
        ...


class Rehearsal(Protocol):
    """A site of its own in a temporary folder, with a clock that moves on demand."""

    @property
    def definitions(self) -> Definitions:
        """What the site's definitions say."""
        ...

    def now(self) -> datetime:
        """Return the business instant."""
        ...

    def move_to(self, at: datetime) -> None:
        """Set the business clock forward; ValueError for an instant gone by."""
        ...

    def load_areas(self, rows: Iterable[Mapping[str, str]]) -> None:
        """Add areas below those of the site's tables: code, name, level, parent."""
        ...

    def load_people(self, rows: Iterable[Mapping[str, str]]) -> None:
        """Add people with their posts: login, name, phone, role, area."""
        ...

    def load_records(self, kind: str, rows: Iterable[Mapping[str, object]]) -> None:
        """Add records with their parts, as `sample_records` returns them."""
        ...

    def person(self, login: str, area: str = "") -> Person:
        """Return somebody under their post over an area, "" for their first post."""
        ...


class Workbench(Protocol):
    """What a plugin's command gets as `ctx.obj`."""

    def definitions(self, folder: Path | None = None) -> Definitions:
        """Return what a site's files say; None: of the working folder, or shipped."""
        ...

    def rehearsal(self, at: datetime) -> AbstractContextManager[Rehearsal]:
        """Make a site of the shipped town, deleted when the context ends."""
        ...
