"""The forms that were handed in about a record, and which of them count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from gridflow.clock import legal_day
from gridflow.engine.record_showing import Showing
from gridflow.store import records as store
from gridflow.store import submissions, tasks
from gridflow.store.ids import code_of


@dataclass(frozen=True, slots=True)
class FilingRow:
    """A form that was handed in.

    Attributes:
        task: the code of its task; the form is read there.
        form_number: the place's official number of the form, None.
        seconds: who was named beside the submitter, with the state of each.
        state: "in_force", "replaced" by a correction, or "superseded" by another form.
    """

    task: str
    form_label: str
    form_number: int | None
    filled_on: date
    received_at: datetime
    who: str
    role_label: str
    seconds: tuple[tuple[str, str], ...]
    state: str


def filings(showing: Showing, record: store.Record) -> tuple[FilingRow, ...]:
    """Return the forms handed in about a record, as was known, the latest first."""
    numbers = {form: one for one, form in showing.procedure.attachments.items()}
    rows: list[FilingRow] = []
    for one in submissions.submissions_of_record(showing.session, record.id):
        if one.received_at > showing.known:
            continue
        task = tasks.task(showing.session, one.task)
        state = "replaced" if one.replaced_by else "in_force"
        if task is not None and task.state == tasks.SUPERSEDED:
            state = "superseded"
        seconds = submissions.people_of(showing.session, one.id)
        rows.append(
            FilingRow(
                task=code_of(one.task),
                form_label=task.form_label if task else one.form,
                form_number=numbers.get(one.form),
                filled_on=legal_day(one.filled_at),
                received_at=one.received_at,
                who=one.person_name,
                role_label=showing.role(one.post),
                seconds=tuple((who.person_name, who.state) for who in seconds),
                state=state,
            )
        )
    return tuple(reversed(rows))
