"""The town of a tour: its groups, who works in them, and its households.

What a household will turn out to be is drawn beforehand from the seed: who is away,
where a clue arrives and when, whose row in the ledger finds that a visit is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from plugins.return_to_poverty.sample import households, people, tables
from plugins.return_to_poverty.sample.areas import below
from plugins.return_to_poverty.sample.chance import happens

A_GROUP = 64  # households; such a town has 30 to 80
_AWAY = 14  # whole families, in a hundred
_CLUE_WHILE = 12  # in a thousand
_VISIT_NEEDED = 6
_FITS_ANYBODY = "anybody"
# days after the first; lists arrive on some days only
_CLUE_DAYS = (2, 4, 7, 10, 13)


@dataclass(frozen=True, slots=True)
class Clue:
    """A clue about a household: on which day, through which channel."""

    day: date
    channel: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Group:
    """A group with its village and the people who screen it, by log-in name."""

    code: str
    village: str
    worker: str
    seconds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Household:
    """A household as the roster has it, and what will turn out.

    Attributes:
        number: its official number.
        away: the whole family is away, it is called.
        monitored: it is a monitored household, risk eliminated or not.
        clues: those that arrive while the screening is under way.
        visit_needed: its row in the ledger finds that a visit is needed.
        row: the record as it is loaded, with the clues of before.
    """

    number: str
    name: str
    group: Group
    away: bool
    monitored: bool
    clues: tuple[Clue, ...]
    visit_needed: bool
    row: Mapping[str, object] = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Town:
    """Everything that a tour begins with."""

    areas: tuple[Mapping[str, str], ...]
    people: tuple[Mapping[str, str], ...]
    groups: tuple[Group, ...]
    households: tuple[Household, ...]

    def monitor_of(self, village: str) -> str:
        """Return the log-in name of a village's monitor."""
        return _holders(self.people, "monitor")[village][0]


def make(villages: Iterable[str], count: int, seed: int, first: date) -> Town:
    """Make up a town of `count` households in groups below the given villages."""
    areas = tuple(below(frozenset(villages)))
    staff = people.everybody()
    wanted = max(min(4, count), -(-count // A_GROUP))
    groups = tuple(groups_of(areas, staff, wanted))
    return Town(areas, staff, groups, tuple(_draw(groups, count, seed, first)))


def _holders(
    staff: Sequence[Mapping[str, str]], role: str
) -> dict[str, tuple[str, ...]]:
    """Return the log-in names of who holds a role, by area."""
    found: dict[str, tuple[str, ...]] = {}
    for one in staff:
        if one["role"] == role:
            found[one["area"]] = (*found.get(one["area"], ()), one["login"])
    return found


def groups_of(
    areas: Sequence[Mapping[str, str]], staff: Sequence[Mapping[str, str]], wanted: int
) -> Iterator[Group]:
    """Yield some groups with who works there, those of one village far apart."""
    workers = _holders(staff, "grid_member")
    others = [_holders(staff, one) for one in ("monitor", "grid_leader", "supervisor")]
    nth: dict[str, int] = {}
    ranked = []
    for one in areas:
        if one["code"] not in workers:  # a vacancy; nobody of a tour stands in
            continue
        village = one["parent"]
        nth[village] = nth.get(village, -1) + 1
        ranked.append((nth[village], one["code"], village))
    for _, code, village in sorted(ranked)[:wanted]:
        seconds = tuple(name for role in others for name in role.get(village, ()))
        yield Group(code, village, workers[code][0], seconds)


def _draw(
    groups: Sequence[Group], count: int, seed: int, first: date
) -> Iterator[Household]:
    random = Random(seed)  # noqa: S311  # made-up data has to be the same every time
    by_code = {one.code: one for one in groups}
    rows = households.make(count, seed, list(by_code), first)
    for nth, row in enumerate(rows):
        yield _household(nth, row, by_code[str(row["area"])], random, first)


def _household(
    nth: int, row: dict[str, object], group: Group, random: Random, first: date
) -> Household:
    clues = tuple(_clues(nth, row, random, first))
    return Household(
        number=str(row["household_number"]),
        name=str(row["householder"]),
        group=group,
        away=happens(_AWAY, random),
        monitored=bool(row.get("monitored_category")),
        clues=clues,
        visit_needed=random.randrange(1000) < _VISIT_NEEDED,
        row=row,
    )


def _clues(
    nth: int, row: Mapping[str, object], random: Random, first: date
) -> Iterator[Clue]:
    """Yield the clue that arrives while the screening is under way, mostly none."""
    if random.randrange(1000) >= _CLUE_WHILE:
        return
    day = first + timedelta(days=random.choice(_CLUE_DAYS))
    kinds = [
        one for one in tables.rows("clue_contents") if one["needs"] == _FITS_ANYBODY
    ]
    kind = random.choice(kinds)
    values = {
        "number": f"{day:%Y%m%d}{nth + 1:05d}",
        "channel": kind["channel"],
        "department": kind["department"],
        "pushed_on": day,
        "content": kind["text"],
        "person_name": row["householder"],
        "id_number": row["householder_id_number"],
    }
    yield Clue(day, kind["channel"], values)
