"""What goes on paper: one filling with everything that stands around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from gridflow.engine.filled import FilledForm
from gridflow.spec.forms import Form
from gridflow.spec.printables import Printable

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who visited: the first handed it in, the second was named.

    Attributes:
        name: the person's name.
        role_label: the post held on that day.
        state: "submitted", "named", "confirmed" or "disputed".
        at: when they handed in, confirmed or disputed; None for named.
    """

    name: str
    role_label: str
    state: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class PrintView:
    """Everything a printable may show; a blank one has empty answers.

    Attributes:
        printable: the definition with folder and template.
        form: the form it was filled in.
        form_digest: digest of the bundle it was filled with.
        procedure_label: the procedure's name.
        number: the place's official number of the form, None.
        blank: an empty form to write on.
        filled: the answers, unmasked where the form prints them.
        title: who it is about.
        record_number: the record's own number, "".
        area_path: names from the county down to the grid.
        areas: the same by level id.
        task: the task's code, "".
        submission: the submission's id, None.
        replaces: id of the submission it corrects, None.
        visitors: first and second.
        filled_on: the day of the visit, None.
        filled_at: instant of filling, None.
        received_at: instant of receipt, None.
        parameters: parameter values on that day.
        extra: what plugins add (`printable_values`).
        signature_images: media type and bytes by upload id.
    """

    printable: Printable
    form: Form
    form_digest: str
    procedure_label: str
    number: int | None
    blank: bool
    filled: FilledForm
    title: str
    record_number: str
    area_path: tuple[str, ...]
    areas: Mapping[str, str]
    task: str
    submission: int | None
    replaces: int | None
    visitors: tuple[Visitor, ...]
    filled_on: date | None
    filled_at: datetime | None
    received_at: datetime | None
    parameters: Mapping[str, object]
    extra: Mapping[str, object]
    signature_images: Mapping[str, tuple[str, bytes]]


def submission_view(engine: Engine, actor: Actor, task: str) -> PrintView:
    """Return the current submission of a task, or its form prefilled (`print`)."""
    raise NotImplementedError


def blank_view(engine: Engine, actor: Actor | None, form: str) -> PrintView:
    """Return an empty form of the actor's procedure (the site's base without one)."""
    raise NotImplementedError
