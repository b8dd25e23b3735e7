"""Which class and form a campaign gives a record: its decision table, asked.

Only what the table looks at is read: values that are sealed and not mentioned stay
sealed, parts that are not mentioned are not loaded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gridflow.engine.record_scope import common_scope, seen_record
from gridflow.engine.surroundings import Surroundings
from gridflow.engine.values import from_json
from gridflow.feel import FeelError
from gridflow.spec.campaigns import Campaign
from gridflow.spec.flows import Flow, Step
from gridflow.spec.formulas import CASE
from gridflow.spec.procedure import Procedure
from gridflow.spec.records import Record as RecordKind
from gridflow.spec.vocabulary import Vocabulary
from gridflow.store import Session, records
from gridflow.store.records import Record
from gridflow.store.sealing import Sealed

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Decision:
    """What a record is taken for: class ("" for nothing), form, and the rule."""

    class_: str
    form: str
    rule: str


class Decider:
    """A campaign's table as it holds in one procedure on one day."""

    def __init__(
        self,
        procedure: Procedure,
        campaign: Campaign,
        vocabulary: Vocabulary,
        day: date,
    ) -> None:
        self.campaign = campaign
        self.around = Surroundings(procedure, vocabulary, day)
        self.flow: Flow = procedure.flows[campaign.flow]
        self.step: Step = self.flow.steps[0]
        due = (self.step.due.text,) if self.step.due else ()
        self._words = {
            word for text in (*campaign.texts(), *due) for word in _WORD.findall(text)
        }
        self._common = common_scope(self.around)
        kinds = procedure.records
        self._kind = kinds[campaign.about]
        self.parts: Mapping[str, RecordKind] = {
            one.id: one
            for one in kinds.values()
            if one.part_of == campaign.about
            and not self._words.isdisjoint({one.id, one.list_name})
        }
        self._fields = {one.id: self._asked(one) for one in kinds.values()}

    def _asked(self, kind: RecordKind) -> frozenset[str]:
        """Return the fields of a kind that any expression mentions."""
        found: set[str] = set()
        for one in kind.fields:
            derived = self.around.kind(one).derived
            names = {one.id, *(f"{one.id}_{name}" for name in derived)}
            if not self._words.isdisjoint(names):
                found.add(one.id)
        return frozenset(found)

    def seen(
        self, session: Session, record: Record, parts: Sequence[Record]
    ) -> dict[str, object]:
        """Return the record as the table sees it."""
        rows: dict[str, list[Mapping[str, object]]] = {}
        for part in parts:
            kind = self.parts.get(part.kind)
            if kind is not None:
                rows.setdefault(kind.id, []).append(self._values(session, kind, part))
        values = self._values(session, self._kind, record)
        return seen_record(self.around, self.campaign.about, values, rows)

    def _values(
        self, session: Session, kind: RecordKind, record: Record
    ) -> dict[str, object]:
        found: dict[str, object] = dict.fromkeys(one.id for one in kind.fields)
        asked = self._fields[kind.id]
        for one in kind.fields:
            if one.id in asked:
                value = record.values.get(one.id)
                if isinstance(value, Sealed):
                    value = records.open_field(session, record, one.id)
                found[one.id] = from_json(one, value, self.around)
        return found

    def decide(self, seen: Mapping[str, object]) -> Decision:
        """Return the class and form of a record.

        Where no rule fits (or not exactly one must, and more do), there is no class
        and the form is that of the flow's first step.
        """
        scope = {**self._common, self.campaign.about: seen}
        try:
            found = self.campaign.table().decide(scope)
        except FeelError:
            # a limit was exceeded: nothing was decided
            found = None
        if found is None:
            return Decision("", self.step.form or "", "")
        rule = self.campaign.rules[int(str(found))]
        return Decision(rule.class_, rule.form, rule.id)

    def due_on(self, seen: Mapping[str, object], decision: Decision) -> date | None:
        """Return the last day of the first step's task, None without a limit."""
        if self.step.due is None:
            return None
        case = {"class": decision.class_ or None, "opened_on": self.around.day}
        scope = {**self._common, CASE: case, self.campaign.about: seen}
        found = self.step.due.evaluate(scope)
        return found if isinstance(found, date) else None


def counted_kinds(procedure: Procedure, about: str) -> tuple[str, ...]:
    """Return the kinds of parts that forms have rows for: a record's size."""
    found = {
        repeat.record
        for form in procedure.forms.values()
        if form.about == about
        for repeat in form.repeats()
        if repeat.record
    }
    return tuple(sorted(found))


def size_text(procedure: Procedure, count: int) -> str:
    """Return what lists say of a record's size, "" for none."""
    return procedure.wording.say("size_text", count=count) if count else ""
