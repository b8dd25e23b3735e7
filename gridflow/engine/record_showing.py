"""Records as one person sees them: masked, with where each value came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from gridflow.engine.access import may
from gridflow.engine.surroundings import Surroundings
from gridflow.engine.values import from_json, mask, show
from gridflow.spec.procedure import Procedure
from gridflow.spec.records import Record, RecordField
from gridflow.store import Session, people, submissions
from gridflow.store import records as store
from gridflow.store.ids import code_of
from gridflow.store.record_history import Revision, revisions_of
from gridflow.store.submissions import Submission

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine


@dataclass(frozen=True, slots=True)
class ShownValue:
    """A field of a record for people.

    Attributes:
        field: the definition.
        text: shown, masked where the field is sensitive; "" for none.
        may_reveal: a reveal with a reason is possible for the actor.
        changed_at: when the value was recorded, None.
        source: code of the task whose form wrote it, "".
    """

    field: RecordField
    text: str
    may_reveal: bool
    changed_at: datetime | None
    source: str


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part of a record (its own record), with its values in field order."""

    code: str
    title: str
    values: tuple[ShownValue, ...]


def value_text(
    session: Session,
    record: store.Record,
    of: RecordField,
    around: Surroundings,
    *,
    full: bool = False,
) -> str:
    """Return one value of a record for people: masked, unless somebody logs a look."""
    value = from_json(of, store.open_field(session, record, of.id), around)
    text = show(of, value, around)
    return text if full else mask(of, text)


class Showing:
    """Shows records to one person: masked, with where each value came from."""

    def __init__(
        self,
        engine: Engine,
        session: Session,
        actor: Actor,
        procedure: Procedure,
        day: date,
        known: datetime,
    ) -> None:
        self.engine = engine
        self.session = session
        self.actor = actor
        self.procedure = procedure
        self.day = day
        self.known = known
        self.around = Surroundings(procedure, engine.library.vocabulary, day)
        self.submissions: dict[int, Submission | None] = {}
        self.people: dict[int, str] = {}

    def revisions(self, record: store.Record) -> tuple[Revision, ...]:
        """Return the revisions that count for the day and instant, oldest first."""
        return tuple(
            one
            for one in revisions_of(self.session, record.id)
            if one.recorded_at <= self.known and one.valid_from <= self.day
        )

    def values(self, kind: Record, record: store.Record) -> tuple[ShownValue, ...]:
        """Return the fields of a record with their values, masked."""
        wrote: dict[str, Revision] = {}
        for one in self.revisions(record):
            wrote.update(dict.fromkeys(one.changes, one))
        reveal = may(self.engine, self.actor, "reveal", kind.id, record.grid).allowed
        opened = store.open_record(self.session, record)
        shown: list[ShownValue] = []
        for of in kind.fields:
            value = from_json(of, opened.get(of.id), self.around)
            last = wrote.get(of.id)
            shown.append(
                ShownValue(
                    field=of,
                    text=mask(of, show(of, value, self.around)),
                    may_reveal=bool(of.sensitive) and value is not None and reveal,
                    changed_at=last.recorded_at if last and value is not None else None,
                    source=self.task(last.submission) if last else "",
                )
            )
        return tuple(shown)

    def seen_parts(self, kind: Record, record: store.Record) -> tuple[Record, ...]:
        """Return the kinds of the record's parts that the actor may see."""
        return tuple(
            part
            for part in self.procedure.records.values()
            if part.part_of == kind.id
            and may(self.engine, self.actor, "see", part.id, record.grid).allowed
        )

    def parts(
        self, kind: Record, record: store.Record
    ) -> tuple[tuple[Record, tuple[PartRow, ...]], ...]:
        """Return the record's parts by kind, those that the actor may see."""
        found: list[tuple[Record, tuple[PartRow, ...]]] = []
        for part in self.seen_parts(kind, record):
            rows: list[PartRow] = []
            for one in store.parts_of(self.session, record.id, part.id, ended=True):
                then = store.record_as_of(self.session, one.id, self.day, self.known)
                if then and (then.ended_on is None or self.day < then.ended_on):
                    values = self.values(part, then)
                    rows.append(PartRow(one.code, then.title, values))
            found.append((part, tuple(rows)))
        return tuple(found)

    def person(self, person: int | None) -> str:
        """Return a person's name, remembered for this page."""
        if person is None:
            return ""
        if person not in self.people:
            found = people.person(self.session, person)
            self.people[person] = found.name if found else ""
        return self.people[person]

    def role(self, post: int | None) -> str:
        """Return what the role of a post is called."""
        held = people.post(self.session, post) if post else None
        role = self.procedure.roles.get(held.role) if held else None
        return role.label if role else ""

    def submission(self, submission: int) -> Submission | None:
        """Return a submission, remembered for this page."""
        if submission not in self.submissions:
            found = submissions.submission(self.session, submission)
            self.submissions[submission] = found
        return self.submissions[submission]

    def task(self, submission: int | None) -> str:
        """Return the code of the task that a submission belongs to."""
        found = None if submission is None else self.submission(submission)
        return code_of(found.task) if found else ""
