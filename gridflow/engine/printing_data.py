"""What goes on paper: one filling with everything that stands around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from gridflow.clock import legal_day
from gridflow.engine.access import demand, may, procedure_of
from gridflow.engine.accounts import path_from_county
from gridflow.engine.drafting import begun
from gridflow.engine.filled import FilledForm
from gridflow.engine.filling import fill
from gridflow.engine.loading import Loaded, Loader
from gridflow.engine.raw_form import RawForm
from gridflow.engine.reach import task_in_reach
from gridflow.engine.record_scope import for_expressions
from gridflow.engine.surroundings import Surroundings
from gridflow.engine.task_page import handed_in
from gridflow.errors import NotFoundError
from gridflow.spec.forms import Form
from gridflow.spec.printables import Printable
from gridflow.spec.procedure import Procedure
from gridflow.store import By, Session, logs, people, submissions
from gridflow.store.submissions import Submission
from gridflow.store.tasks import Task

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine


# the reason under which a print's look at masked values stands in the log
PRINTED = "print"


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
    """Return the current submission of a task, or its form prefilled (`print`).

    Masked values are printed in full only for who may also reveal them, and then
    the look is logged.
    """
    with engine.store.reading() as session:
        row = task_in_reach(engine, session, actor, task)
        loader = Loader(engine, session, actor.person)
        last, loaded = last_of(loader, row)
        about = loaded.form.about
        demand(engine, actor, "print", about, row.area)
        unmasked = may(engine, actor, "reveal", about, row.area).allowed
        # what nobody handed in yet is masked for everybody
        full = unmasked and last is not None
        view = view_of(loader, loaded, last, unmasked=full)
    if last is not None and unmasked and has_sensitive(loaded.form):
        by = By(actor.person, actor.post, engine.clock.now())
        with engine.store.transaction() as tx:
            logs.log_look(tx, last.id, "*", PRINTED, by)
    return view


def last_of(loader: Loader, task: Task) -> tuple[Submission | None, Loaded]:
    """Return a task's current submission, and what its form stands in on that day."""
    last = submissions.latest_submission(loader.session, task.id)
    day = legal_day(last.filled_at) if last else loader.engine.today()
    return last, loader.task(task, day)


def view_of(
    loader: Loader, loaded: Loaded, last: Submission | None, *, unmasked: bool
) -> PrintView:
    """Return a task's submission, or its form prefilled, as it goes on paper."""
    engine, session, row = loader.engine, loader.session, loaded.task
    if last is None:
        filled = begun(loaded, unmasked=unmasked)
    else:
        filled = handed_in(session, loaded, last, unmasked=unmasked)
    return PrintView(
        printable=_printable(loaded.procedure, loaded.form),
        form=loaded.form,
        form_digest=row.bundle,
        procedure_label=loaded.procedure.label,
        number=_number(loaded.procedure, loaded.form),
        blank=False,
        filled=filled,
        title=row.title,
        record_number=loaded.record.row.number,
        area_path=path_from_county(loaded.site, loaded.above),
        areas={one.level: one.label for one in loaded.above},
        task=row.code,
        submission=last.id if last else None,
        replaces=last.replaces if last else None,
        visitors=_visitors(session, loaded, last),
        filled_on=loaded.around.day if last else None,
        filled_at=last.filled_at if last else None,
        received_at=last.received_at if last else None,
        parameters=loaded.around.parameters(),
        extra=_extra(engine, loaded, filled, loaded.around.day),
        signature_images=_images(engine, filled),
    )


def has_sensitive(form: Form) -> bool:
    """Tell whether a form has masked fields."""
    return any(one.sensitive for part in form.sections for one in part.fields)


def _printable(procedure: Procedure, form: Form) -> Printable:
    found = procedure.printables.get(form.printable or "")
    if found is None:
        raise NotFoundError
    return found


def _number(procedure: Procedure, form: Form) -> int | None:
    found = (number for number, one in procedure.attachments.items() if one == form.id)
    return next(found, None)


def _visitors(
    session: Session, loaded: Loaded, last: Submission | None
) -> tuple[Visitor, ...]:
    if last is None:
        return ()
    first = Visitor(
        last.person_name,
        _role(session, loaded, last.post),
        "submitted",
        last.received_at,
    )
    others = (
        Visitor(
            one.person_name,
            _role(session, loaded, one.post),
            one.state,
            None if one.state == submissions.NAMED else one.at,
        )
        for one in submissions.people_of(session, last.id)
    )
    return (first, *others)


def _role(session: Session, loaded: Loaded, post: int) -> str:
    found = people.post(session, post)
    role = loaded.procedure.roles.get(found.role) if found else None
    return role.label if role else ""


def _extra(
    engine: Engine, loaded: Loaded, filled: FilledForm, day: date
) -> Mapping[str, object]:
    values = {name: for_expressions(value) for name, value in filled.values.items()}
    parameters = loaded.around.parameters()
    return engine.plugins.printable_values(loaded.form.id, values, day, parameters)


def _images(engine: Engine, filled: FilledForm) -> dict[str, tuple[str, bytes]]:
    return {
        file.id: (file.media_type, engine.uploads.read(file.sha256))
        for one in filled.signatures
        for file in one.uploads
        if file.media_type.startswith("image/")
    }


def blank_view(engine: Engine, actor: Actor | None, form: str) -> PrintView:
    """Return an empty form of the actor's procedure (the site's base without one)."""
    site = engine.library.active()
    if actor is None:
        procedure = site.procedures[site.base]
    else:
        procedure = procedure_of(engine, actor)
    found = procedure.forms.get(form)
    if found is None:
        raise NotFoundError
    printable = _printable(procedure, found)
    if not printable.blank:
        raise NotFoundError
    day = engine.today()
    around = Surroundings(procedure, engine.library.vocabulary, day)
    return PrintView(
        printable=printable,
        form=found,
        form_digest=engine.library.active_digest(),
        procedure_label=procedure.label,
        number=_number(procedure, found),
        blank=True,
        filled=fill(found, RawForm(), around, quiet=True),
        title="",
        record_number="",
        area_path=actor.area_path if actor else (),
        areas={},
        task="",
        submission=None,
        replaces=None,
        visitors=(),
        filled_on=None,
        filled_at=None,
        received_at=None,
        parameters=around.parameters(),
        extra=engine.plugins.printable_values(form, {}, day, around.parameters()),
        signature_images={},
    )
