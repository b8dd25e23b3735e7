"""The book that the simulated people keep of their own work.

It decides by itself which class and form a household has; the engine has its decision
table for that, and the two are held against each other at the end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from plugins.return_to_poverty.tour.town import Household
from plugins.return_to_poverty.tour.visits import (
    CLUE_FORM,
    LEDGER_FORM,
    MONITORED_FORM,
)

MONITORED, OTHER_VISIT, ORDINARY = "monitored", "other_visit", "ordinary"
OPEN, DONE = "open", "done"
# the first that a household has decides
_CHANNELS = (
    "applied_dibao",
    "province_illness",
    "province_disability",
    "county_pushed",
    OTHER_VISIT,
)
Place = tuple[str, str, str, str]
"""Village, class, form, state."""


def form_of(class_: str) -> str:
    """Return the only form that a class of households is screened with."""
    return {MONITORED: MONITORED_FORM, ORDINARY: LEDGER_FORM}.get(class_, CLUE_FORM)


@dataclass(slots=True)
class Entry:
    """What the people know of a household.

    Attributes:
        class_: the class that is in force.
        state: whether the form in force is handed in.
        reasons: channels of clues, and what a row in the ledger found.
        proposed: the class that somebody has to decide about, "".
        turned_down: the class that somebody decided against, "".
    """

    household: Household
    class_: str
    state: str = OPEN
    reasons: set[str] = field(default_factory=set)
    proposed: str = ""
    turned_down: str = ""

    @property
    def place(self) -> Place:
        """Where it counts."""
        form = form_of(self.class_)
        return self.household.group.village, self.class_, form, self.state

    def due_class(self) -> str:
        """Return the class that it should have by what is known now."""
        if self.household.monitored:
            return MONITORED
        return next((one for one in _CHANNELS if one in self.reasons), ORDINARY)


@dataclass(slots=True)
class Day:
    """What was done on a day; `done` by form."""

    day: date
    done: Counter[str] = field(default_factory=Counter)
    phoned: int = 0
    refused: int = 0
    mended: int = 0
    disputed: int = 0
    clues: int = 0
    reclassed: int = 0
    proposed: int = 0
    changed: int = 0
    kept: int = 0


class Book:
    """All households and all days."""

    def __init__(self, households: Iterable[Household]) -> None:
        self.entries: dict[str, Entry] = {}
        self.days: list[Day] = []
        for one in households:
            entry = Entry(one, ORDINARY)
            entry.reasons = {clue["channel"] for clue in _clues_of(one)}
            entry.class_ = entry.due_class()
            self.entries[one.number] = entry

    @property
    def today(self) -> Day:
        """The day under way."""
        return self.days[-1]

    def begin(self, day: date) -> None:
        """Open the page of a day."""
        self.days.append(Day(day))

    def learn(self, number: str, reason: str) -> None:
        """Note a clue or a finding; the class follows, or waits for a decision."""
        entry = self.entries[number]
        entry.reasons.add(reason)
        due = entry.due_class()
        if due in (entry.class_, entry.proposed, entry.turned_down):
            return
        if entry.state == OPEN:
            entry.class_ = due
            self.today.reclassed += 1
        else:
            entry.proposed = due
            self.today.proposed += 1

    def decide(self, number: str, *, change: bool) -> None:
        """Note that a proposal was decided; a changed household is open again."""
        entry = self.entries[number]
        if change:
            entry.class_, entry.state = entry.proposed, OPEN
            self.today.changed += 1
        else:
            entry.turned_down = entry.proposed
            self.today.kept += 1
        entry.proposed = ""

    def hand_in(self, number: str) -> None:
        """Note that a household's form is handed in."""
        entry = self.entries[number]
        entry.state = DONE
        self.today.done[form_of(entry.class_)] += 1
        self.today.phoned += entry.household.away

    def totals(self) -> Counter[Place]:
        """Return how many households there are by village, class, form and state."""
        return Counter(one.place for one in self.entries.values())

    def by_way(self) -> Counter[tuple[str, str]]:
        """Return how many households were visited and called, by village."""
        ways = {True: "visited_by_phone", False: "visited_at_home"}
        return Counter(
            (one.household.group.village, ways[one.household.away])
            for one in self.entries.values()
            if one.state == DONE
        )

    def by_class(self) -> Counter[tuple[str, str, str]]:
        """Return how many households there are by village, class and state."""
        counts = Counter[tuple[str, str, str]]()
        for (village, class_, _, state), count in self.totals().items():
            counts[village, class_, state] += count
        return counts


def _clues_of(household: Household) -> list[Mapping[str, str]]:
    found = household.row.get("clue")
    return found if isinstance(found, list) else []
