"""The history of a record and its parts: every field's changes, and whose word it is.

Who monitors, provides, collects and verifies is what the revision says of it. Where it
says nothing, who handed the form in collects, the second person verifies, whom it is
about provides, and who holds the kind's roles over the grid on that day monitors.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from gridflow.engine.record_showing import Showing
from gridflow.engine.values import from_json, mask, show
from gridflow.spec.records import Record, RecordField
from gridflow.store import people, submissions
from gridflow.store import records as store
from gridflow.store.record_history import Revision
from gridflow.store.sealing import open_values

REVISIONS_AT_MOST = 100


@dataclass(frozen=True, slots=True)
class Change:
    """What a revision made of a field, masked; "" for no value."""

    field: RecordField
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """One writing of the record or of a part: what it changed, and whose word it is.

    Attributes:
        of: the part's title, "" for the record itself.
        who: who collected it, in the role `role_label`.
        task: the code of the task whose form wrote it, "".
        ended_on: the last day, where it ended the record or part.
        monitors, provides, verifies: names, "" where nobody is known.
    """

    number: int
    kind: Record
    of: str
    recorded_at: datetime
    valid_from: date
    who: str
    role_label: str
    task: str
    monitors: str
    provides: str
    verifies: str
    changes: tuple[Change, ...]
    ended_on: date | None

    @property
    def labels(self) -> tuple[str, ...]:
        """Return the labels of the fields that it changed."""
        return tuple(one.field.label for one in self.changes)


class History:
    """Collects the changes of one record's page."""

    def __init__(self, showing: Showing, kind: Record, title: str) -> None:
        self._showing = showing
        self._kind = kind
        self._title = title
        self._monitors: dict[tuple[int, date], str] = {}

    def rows(self, record: store.Record, field: str = "") -> tuple[RevisionRow, ...]:
        """Return what changed the record and its parts, the latest recorded first.

        `field` is `kind.field` where only its changes are asked for.
        """
        showing = self._showing
        found = list(self._of(self._kind, record, "", field))
        for part in showing.seen_parts(self._kind, record):
            for one in store.parts_of(showing.session, record.id, part.id, ended=True):
                found += self._of(part, one, one.title, field)
        # of what came together the record itself stands before its parts
        found.sort(
            key=lambda row: (row.recorded_at, not row.of, row.number), reverse=True
        )
        return tuple(found[:REVISIONS_AT_MOST])

    def _of(
        self, kind: Record, record: store.Record, of: str, field: str
    ) -> Iterator[RevisionRow]:
        before: dict[str, object] = {}
        for one in self._showing.revisions(record):
            opened = open_values(
                self._showing.session.keys, store.owner(record.id), one.changes
            )
            changes = self._changes(kind, before, opened, field)
            before.update(opened)
            if changes or (one.ended_on and not field):
                yield self._row(kind, record, of, one, changes)

    def _changes(
        self,
        kind: Record,
        before: Mapping[str, object],
        after: Mapping[str, object],
        field: str,
    ) -> tuple[Change, ...]:
        asked = [
            of
            for of in kind.fields
            if of.id in after and field in {"", f"{kind.id}.{of.id}"}
        ]
        return tuple(
            Change(of, self._text(of, before.get(of.id)), self._text(of, after[of.id]))
            for of in asked
            if before.get(of.id) != after[of.id]
        )

    def _text(self, of: RecordField, stored: object) -> str:
        around = self._showing.around
        return mask(of, show(of, from_json(of, stored, around), around))

    def _row(
        self,
        kind: Record,
        record: store.Record,
        of: str,
        one: Revision,
        changes: Sequence[Change],
    ) -> RevisionRow:
        showing = self._showing
        said = one.sources
        role = showing.role(one.post)
        return RevisionRow(
            number=one.number,
            kind=kind,
            of=of,
            recorded_at=one.recorded_at,
            valid_from=one.valid_from,
            who=self._said(said, "collects") or showing.person(one.person),
            role_label=role,
            task=showing.task(one.submission),
            monitors=self._said(said, "monitors")
            or self._who_monitors(record.grid, one),
            provides=self._said(said, "provides") or self._who_provides(one),
            verifies=self._said(said, "verifies") or self._who_verifies(one),
            changes=tuple(changes),
            ended_on=one.ended_on,
        )

    def _said(self, sources: Mapping[str, str], what: str) -> str:
        """Return what a revision says: a name, or names for the numbers of people."""
        told = sources.get(what, "")
        numbers = told.split()
        if all(one.isdecimal() for one in numbers):
            return self._joined(self._showing.person(int(one)) for one in numbers)
        return told

    def _who_monitors(self, grid: int, one: Revision) -> str:
        showing, day = self._showing, one.valid_from
        if (grid, day) not in self._monitors:
            held = [
                post
                for role in self._kind.monitored_by
                for post in people.holders(showing.session, role, grid, day)
            ]
            names = dict.fromkeys(showing.person(post.person) for post in held)
            self._monitors[grid, day] = self._joined(names)
        return self._monitors[grid, day]

    def _who_provides(self, one: Revision) -> str:
        """Return whom the form was about, or what was imported."""
        imports = self._showing.procedure.imports
        imported = imports.get(one.sources.get("import", ""))
        if imported is not None:
            return imported.label
        return self._title if one.submission is not None else ""

    def _who_verifies(self, one: Revision) -> str:
        if one.submission is None:
            return ""
        say = self._showing.procedure.wording.say
        found = submissions.people_of(self._showing.session, one.submission)
        return self._joined(
            say(f"verifies_{second.state}", who=second.person_name) for second in found
        )

    def _joined(self, names: Iterable[str]) -> str:
        return self._showing.procedure.wording.say("value_between").join(names)
