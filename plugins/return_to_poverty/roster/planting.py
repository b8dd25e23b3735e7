"""Faults planted in a roster while it is written: which household gets which kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Protocol

from plugins.return_to_poverty.roster.block import Block
from plugins.return_to_poverty.roster.catalogue import KINDS, ODDITIES
from plugins.return_to_poverty.roster.faults import grown
from plugins.return_to_poverty.roster.list_faults import NumberTwice

_GROWN = 25  # who is out of school and long of age


class Kind(Protocol):
    """A kind of fault: its name, the rule it breaks, and how it comes about."""

    @property
    def name(self) -> str:
        """Its name in the list of what was planted."""
        ...

    @property
    def rule(self) -> str:
        """The rule that it breaks."""
        ...

    def plant(self, block: Block) -> bool:
        """Change cells and note which are to be reported; False where none fit."""
        ...


@dataclass(frozen=True, slots=True)
class Planted:
    """A cell that an import has to report, and the rule that it breaks."""

    sheet: str
    row: int
    column: str
    heading: str
    rule: str
    kind: str
    value: str


class Schedule:
    """Kinds that come due one after another, each as often as the others.

    A kind waits, once due, for the first household that it fits: rare ones, too, are
    planted as soon as they can be.
    """

    def __init__(self, kinds: Sequence[Kind], share: float, random: Random) -> None:
        self._kinds = kinds
        self._rate = share / len(kinds)
        self._phases = [random.random() for _ in kinds]
        self._planted = [0] * len(kinds)
        self._seen = 0

    def plant(self, block: Block) -> Kind | None:
        """Plant the most overdue kind that fits a household; None where none does."""
        self._seen += 1
        debts = [
            self._seen * self._rate - planted - phase
            for planted, phase in zip(self._planted, self._phases, strict=True)
        ]
        for nth in sorted(range(len(debts)), key=lambda one: -debts[one]):
            if debts[nth] <= 0:
                return None
            if self._kinds[nth].plant(block):
                self._planted[nth] += 1
                return self._kinds[nth]
        return None


class Twins:
    """The kind of fault that one person stands in two households (Q1, Q14)."""

    name, rule = "person_twice", "Q1"

    def __init__(self) -> None:
        self._by_look: dict[tuple[object, int], tuple[int, Mapping[str, object]]] = {}

    def remember(self, block: Block) -> None:
        """Keep a grown member of each sex and age, to come again somewhere else."""
        for nth, member in enumerate(block.members):
            if member["document"] == "resident_id" and block.age(nth) >= _GROWN:
                look = member["sex"], block.age(nth)
                person = {name: member[name] for name in ("id_number", "birth_date")}
                self._by_look[look] = block.first + nth, person

    def plant(self, block: Block) -> bool:
        """Give a member the number of somebody alike; both rows are reported."""
        for nth, member in enumerate(block.members):
            look = member["sex"], block.age(nth)
            if grown(block, nth) and look in self._by_look:
                row, person = self._by_look.pop(look)
                block.write(nth, person)
                block.tell_before(row, "member", "id_number", person["id_number"])
                block.tell("member", "id_number", nth)
                return True
        return False


class Remembering(Kind, Protocol):
    """A kind of fault that needs something of a row or household before."""

    def remember(self, block: Block) -> None:
        """Keep what a faultless one offers."""
        ...


class Planter:
    """Plants at most one fault in each household, or row of a list, in a share."""

    def __init__(
        self,
        kinds: Sequence[Kind],
        twice: Remembering,
        share: float,
        seed: int,
        oddities: Sequence[Kind] = (),
    ) -> None:
        random = Random(seed)  # noqa: S311  # the same faults every time
        self._twice = twice
        self._faults = Schedule([*kinds, twice], share, random)
        self._oddities = Schedule(oddities, share, random) if oddities else None

    def plant(self, block: Block) -> list[Planted]:
        """Change cells of what is due; return what has to be reported."""
        kind = self._faults.plant(block)
        if kind is not None:
            return [_planted(block, kind, *cell) for cell in block.cells()]
        if self._oddities is None or self._oddities.plant(block) is None:
            self._twice.remember(block)
        return []


def roster_planter(share: float, seed: int) -> Planter:
    """Return what plants faults in a roster, and oddities that are none."""
    return Planter(KINDS, Twins(), share, seed, ODDITIES)


def list_planter(kinds: Sequence[Kind], share: float, seed: int) -> Planter:
    """Return what plants faults in a list of clues or applicants."""
    return Planter(kinds, NumberTwice(), share, seed)


def _planted(
    block: Block, kind: Kind, row: int, column: str, heading: str, value: object
) -> Planted:
    return Planted(
        sheet=block.layout.sheet,
        row=row,
        column=column,
        heading=heading,
        rule=kind.rule,
        kind=kind.name,
        value="" if value is None else str(value),
    )
