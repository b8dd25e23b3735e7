"""The kinds of faults that can be planted in a roster, each tied to a data rule.

A kind says whom it can befall so that it breaks its own rule and no other, what is
written into the cells, and which cell has to be reported. Q1 to Q84 are the rules of
data quality; `format` and `place` are what no cell may break.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from plugins.return_to_poverty.id_number import check_character
from plugins.return_to_poverty.roster.block import Block, Values
from plugins.return_to_poverty.sample import tables

Who = Callable[[Block, int], bool]
Where = Callable[[Block], bool]
Made = Mapping[str, object]
Change = Callable[[Block, int], Made | None]


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of fault of a member's row.

    Attributes:
        rule: the data rule that it breaks.
        told: the field of the cell that is reported.
        who: whom it can befall.
        change: the cells to write; None where it does not fit after all.
        head_too: the head's cell is reported as well.
    """

    name: str
    rule: str
    told: str
    who: Who
    change: Change
    head_too: bool = False

    def plant(self, block: Block) -> bool:
        """Plant it with the first member that it fits; tell whether there was one."""
        for nth in range(len(block.rows)):
            if not self.who(block, nth):
                continue
            made = self.change(block, nth)
            if made is not None:
                block.write(nth, made)
                for row in (0, nth) if self.head_too else (nth,):
                    block.tell("member", self.told, row)
                return True
        return False


@dataclass(frozen=True, slots=True)
class HouseholdFault:
    """A kind of fault of what concerns the household, in each of its rows alike."""

    name: str
    rule: str
    told: str
    where: Where
    values: Callable[[Values], Made]
    record: str = "household"

    def plant(self, block: Block) -> bool:
        """Plant it if it fits; tell whether it did."""
        if not self.where(block):
            return False
        block.write_all(self.values(block.household), self.record)
        block.tell(self.record, self.told)
        return True


Kind = Fault | HouseholdFault


def always(**made: object) -> Change:
    """Return a change that writes the same whomever it befalls."""
    return lambda _block, _nth: made


def word(name: str) -> str:
    """Return a text of the table of words that no option and no area has."""
    return tables.column("words", "text", word=name)[0]


def fixed(**made: object) -> Callable[[Values], Made]:
    """Return the same values for every household."""
    return lambda _household: made


def both(one: Who, other: Who) -> Who:
    """Take whom two tests take."""
    return lambda block, nth: one(block, nth) and other(block, nth)


# ---- whom a fault can befall; nothing else of the household may come to be wrong


def plain(block: Block) -> bool:
    """Tell whether a household is not monitored."""
    return "monitored_category" not in block.household


def anybody(block: Block, nth: int) -> bool:
    """Take any member but the head, where another one is fit for work."""
    full = [one["labour"] in ("normal", "skilled") for one in block.members]
    full[nth] = False
    return plain(block) and nth > 0 and any(full)


def of_age(least: int, most: int, **values: object) -> Who:
    """Take members between two ages whose fields hold these values."""

    def fits(block: Block, nth: int) -> bool:
        member = block.members[nth]
        return (
            anybody(block, nth)
            and least <= block.age(nth) <= most
            and all(member.get(name) == value for name, value in values.items())
        )

    return fits


def pupil(least: int, most: int) -> Who:
    """Take healthy members at school between two ages."""

    def fits(block: Block, nth: int) -> bool:
        return "school_status" in block.members[nth] and of_age(
            least, most, health=["healthy"]
        )(block, nth)

    return fits


def grown(block: Block, nth: int) -> bool:
    """Take members out of school with an ordinary card."""
    member = block.members[nth]
    ordinary = "education" in member and member["document"] == "resident_id"
    return anybody(block, nth) and ordinary


def worker(block: Block, nth: int) -> bool:
    """Take members who work away from home."""
    return anybody(block, nth) and "work_months" in block.members[nth]


def idle(block: Block, nth: int) -> bool:
    """Take members who could work away and do not."""
    member = block.members[nth]
    return anybody(block, nth) and member.get("plans_work") is False


def certified(block: Block, nth: int) -> bool:
    """Take members with a disability certificate."""
    return anybody(block, nth) and "disability_grade" in block.members[nth]


def monitored(*, eliminated: bool) -> Where:
    """Take monitored households whose risk is eliminated, or is not."""

    def fits(block: Block) -> bool:
        return block.household.get("risk_eliminated") is eliminated

    return fits


# ---- what is written


def number(block: Block, nth: int) -> str:
    """Return the ID number of a member."""
    return str(block.members[nth]["id_number"])


def other_check_character(block: Block, nth: int) -> Made:
    """Return the number with a check character that does not fit."""
    own = number(block, nth)
    return {"id_number": own[:17] + ("1" if own[17] != "1" else "2") + own[18:]}


def placeholder(block: Block, nth: int) -> Made:
    """Return a number under 999999, otherwise in order."""
    first = "999999" + number(block, nth)[6:17]
    return {"id_number": first + check_character(first)}


def day_after_birth(block: Block, nth: int) -> Made | None:
    """Return a birth date one day off, if the age stays the same."""
    born = block.members[nth]["birth_date"]
    if not isinstance(born, date) or born > block.day - timedelta(days=2):
        return None
    later = born + timedelta(days=1)
    on = block.day
    same = ((on.month, on.day) >= (born.month, born.day)) == (
        (on.month, on.day) >= (later.month, later.day)
    )
    return {"birth_date": later} if same and later.year == born.year else None


def other_grade(block: Block, nth: int) -> Made:
    """Return a grade that is not the certificate's."""
    own = block.members[nth]["disability_grade"]
    return {"disability_grade": "grade_4" if own == "grade_3" else "grade_3"}


def started_as_a_child(block: Block, nth: int) -> Made | None:
    """Return a first day at work on the fifteenth birthday."""
    born = block.members[nth]["birth_date"]
    if not isinstance(born, date) or (born.month, born.day) == (2, 29):
        return None
    return {"work_from": born.replace(year=born.year + 15)}


def a_job(block: Block, _nth: int) -> Made | None:
    """Return the fields of a job for somebody who cannot have one."""
    for one in block.members:
        if "work_months" in one:
            return {name: one[name] for name in one if name.startswith("work_")}
    return None


def next_risk(risk: str) -> Callable[[Values], Made]:
    """Return a further risk for a monitored household."""

    def made(household: Values) -> Made:
        free = next(n for n in range(1, 6) if f"risk_{n}" not in household)
        return {f"risk_{free}": risk}

    return made


def risks_of(household: Values) -> Sequence[object]:
    """Return the risks of a household, the first first."""
    return [household[f"risk_{n}"] for n in range(1, 6) if f"risk_{n}" in household]
