"""A roster and its lists, made household by household and written as they come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gridflow.api import Definitions
from plugins.return_to_poverty.roster import list_faults, places
from plugins.return_to_poverty.roster.block import (
    Block,
    Layout,
    Values,
    block_of,
)
from plugins.return_to_poverty.roster.columns import AREA, columns_of, words_of
from plugins.return_to_poverty.roster.planting import (
    Kind,
    Planted,
    list_planter,
    roster_planter,
)
from plugins.return_to_poverty.roster.sheets import (
    SheetFile,
    write_areas,
    write_planted,
)
from plugins.return_to_poverty.sample import households

DIBAO = "applied_dibao"
CLUE = list_faults.CLUE


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to make up, and where to write it; None for a list that nobody wants.

    Attributes:
        area: code of the area whose villages the households live in.
        share: how many of the households get a fault, 0 to 1.
    """

    area: str
    count: int
    seed: int
    day: date
    share: float
    roster: Path
    faults: Path | None = None
    clues: Path | None = None
    dibao: Path | None = None
    groups: Path | None = None


@dataclass(slots=True)
class Made:
    """How many of each were written."""

    households: int = 0
    members: int = 0
    monitored: int = 0
    eliminated: int = 0
    clues: int = 0
    dibao: int = 0
    faults: int = 0
    groups: int = 0


def make(definitions: Definitions, order: Order) -> Made:
    """Write what was ordered; nothing, and no groups, for an area without villages."""
    areas = definitions.areas()
    rows = places.rows_below(areas, order.area, definitions.say("roster_group"))
    groups = {one.code: one.names for one in places.groups_of(areas, rows)}
    made = Made(groups=len(groups))
    if not groups:
        return made
    roster = _Roster(definitions, order, made)
    for household in households.make(order.count, order.seed, list(groups), order.day):
        roster.add(household, groups[str(household[AREA])])
    roster.save()
    if order.groups:
        write_areas(order.groups, rows)
    return made


class _Roster:
    """The files of one roster while they are written."""

    def __init__(self, definitions: Definitions, order: Order, made: Made) -> None:
        self._order, self._made = order, made
        share, seed = order.share, order.seed
        self._planter = roster_planter(share, seed) if share else None
        self._planted: list[Planted] = []
        self._layout = _layout(definitions, "roster")
        self._file = SheetFile(order.roster, self._layout.sheet, self._layout.headings)
        clues, dibao = list_faults.CLUES, list_faults.DIBAO
        self._clues = _ListFile(definitions, order, "clue", order.clues, clues)
        self._dibao = _ListFile(definitions, order, "dibao", order.dibao, dibao)

    def add(self, household: Values, names: Mapping[str, str]) -> None:
        """Write a household's rows, and those of its clues."""
        block = block_of(self._layout, household, names, self._order.day)
        block.first = self._file.row + 1
        if self._planter:
            self._planted += self._planter.plant(block)
        for row in block.rows:
            self._file.add(row)
        self._count(household)
        clues = household["clue"]
        for clue in clues if isinstance(clues, list) else []:
            applied = clue["channel"] == DIBAO
            (self._dibao if applied else self._clues).add(household, clue, names)

    def _count(self, household: Values) -> None:
        made = self._made
        made.households += 1
        made.members = self._file.row - 1
        made.monitored += "monitored_category" in household
        made.eliminated += household.get("risk_eliminated") is True

    def save(self) -> None:
        """Write the files."""
        for one in (self._file, self._clues, self._dibao):
            one.save()
        self._made.clues, self._made.dibao = self._clues.rows, self._dibao.rows
        planted = [*self._planted, *self._clues.planted, *self._dibao.planted]
        self._made.faults = len(planted)
        if self._order.faults:
            write_planted(self._order.faults, planted)


class _ListFile:
    """A list of clues, written if a file is named for it and counted anyway."""

    def __init__(
        self,
        definitions: Definitions,
        order: Order,
        name: str,
        path: Path | None,
        kinds: Sequence[Kind],
    ) -> None:
        self._layout = _layout(definitions, name)
        self._day = order.day
        self._file: SheetFile | None = None
        self._planter = None
        if path:
            self._file = SheetFile(path, self._layout.sheet, self._layout.headings)
            if order.share:
                self._planter = list_planter(kinds, order.share, order.seed)
        self.rows = 0
        self.planted: list[Planted] = []

    def add(self, household: Values, clue: Values, names: Mapping[str, str]) -> None:
        """Write one clue about a household."""
        self.rows += 1
        if not self._file:
            return
        values = {AREA: names, "household": household, CLUE: clue}
        row = self._layout.row(values)
        block = Block(self._layout, clue, self._day, [row], first=self._file.row + 1)
        if self._planter:
            self.planted += self._planter.plant(block)
        self._file.add(row)

    def save(self) -> None:
        """Write the file, if there is one."""
        if self._file:
            self._file.save()


def _layout(definitions: Definitions, name: str) -> Layout:
    columns = columns_of(definitions, f"{name}_columns")
    sheet = definitions.say(f"{name}_sheet")
    return Layout(sheet, columns, words_of(definitions))
