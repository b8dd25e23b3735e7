"""What a campaign stands on in each grid: procedure, decision table, first step.

Read once for all the records of a grid, so that a town is opened in seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridflow.engine.deciding import Decider, Decision, counted_kinds, size_text
from gridflow.spec.campaigns import Campaign as Definition
from gridflow.spec.procedure import Procedure
from gridflow.store import Session, areas, campaign_lists
from gridflow.store.campaigns import Campaign
from gridflow.store.cases import NewCase
from gridflow.store.records import Record
from gridflow.store.tasks import NewTask

if TYPE_CHECKING:
    from gridflow.engine import Engine


@dataclass(frozen=True, slots=True)
class Place:
    """A grid with what a campaign asks there."""

    area: areas.Area
    procedure: Procedure
    decider: Decider
    counted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """A record with its place, what it was taken for, and what the table saw of it."""

    record: Record
    place: Place
    decision: Decision
    seen: Mapping[str, object]


def definition_of(engine: Engine, campaign: Campaign) -> Definition | None:
    """Return a campaign's definition as it was when it was opened, or None."""
    site = engine.library.at(campaign.bundle)
    procedure = site.procedures.get(campaign.procedure)
    return None if procedure is None else procedure.campaigns.get(campaign.definition)


class Ground:
    """A running campaign in one session; what its grids say is read once."""

    def __init__(self, engine: Engine, session: Session, campaign: Campaign) -> None:
        self.engine = engine
        self.session = session
        self.campaign = campaign
        self.site = engine.library.at(campaign.bundle)
        self._places: dict[int, Place | None] = {}
        self._deciders: dict[str, Decider] = {}

    def place(self, grid: int) -> Place | None:
        """Return what the campaign asks in a grid; None outside its area."""
        if grid not in self._places:
            self._places[grid] = self._read(grid)
        return self._places[grid]

    def _read(self, grid: int) -> Place | None:
        above = areas.ancestors(self.session, grid, self.engine.today())
        if all(one.id != self.campaign.area for one in above):
            return None
        procedure = self.site.procedure_for([one.code for one in above])
        if self.campaign.definition not in procedure.campaigns:
            # a place with rules of its own still belongs to the campaign
            procedure = self.site.procedures[self.campaign.procedure]
        definition = procedure.campaigns[self.campaign.definition]
        if procedure.id not in self._deciders:
            self._deciders[procedure.id] = Decider(
                procedure,
                definition,
                self.engine.library.vocabulary,
                self.engine.today(),
            )
        decider = self._deciders[procedure.id]
        counted = counted_kinds(procedure, definition.about)
        return Place(above[0], procedure, decider, counted)

    def decide(self, records: Sequence[Record]) -> Iterable[Decided]:
        """Yield what each record within the campaign's area is taken for.

        At most a few hundred at once: they are read by their ids.
        """
        placed = [(one, place) for one in records if (place := self.place(one.grid))]
        if not placed:
            return
        ids = [one.id for one, _ in placed]
        kinds = {kind for _, place in placed for kind in place.decider.parts}
        parts = campaign_lists.parts_by_parent(self.session, ids, sorted(kinds))
        for record, place in placed:
            decider = place.decider
            seen = decider.seen(self.session, record, parts.get(record.id, ()))
            decision = decider.decide(seen)
            yield Decided(record, place, decision, seen)

    def begin(self, decided: Sequence[Decided]) -> list[tuple[NewCase, NewTask]]:
        """Return the case of each record with its first task, which has no case yet."""
        ids = [one.record.id for one in decided]
        counted = {kind for one in decided for kind in one.place.counted}
        sizes = campaign_lists.part_counts(self.session, ids, sorted(counted))
        return [
            (self._case(one.record), self._task(one, sizes.get(one.record.id, 0)))
            for one in decided
        ]

    def _case(self, record: Record) -> NewCase:
        flow, bundle = self.campaign.flow, self.campaign.bundle
        return NewCase(flow, record.id, record.grid, record.title, bundle)

    def _task(self, decided: Decided, size: int) -> NewTask:
        record, place = decided.record, decided.place
        step = place.decider.step
        form = place.procedure.forms[decided.decision.form]
        return NewTask(
            case=0,
            step=step.id,
            form=form.id,
            form_label=form.label,
            role=step.role,
            area=place.area.id,
            area_label=place.area.label,
            record=record.id,
            title=record.title,
            size_text=size_text(place.procedure, size),
            people=step.people,
            due_on=place.decider.due_on(decided.seen, decided.decision),
        )
