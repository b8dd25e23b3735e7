"""The kinds of faults that can be planted in lists of clues and of applicants.

A row's block holds the clue itself where a roster's holds the household.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from plugins.return_to_poverty.id_number import check_character
from plugins.return_to_poverty.roster.block import Block, Values
from plugins.return_to_poverty.sample import tables

CLUE = "clue"
_NOBODYS_PREFIX = "990012"  # neither a county's nor a made-up person's


@dataclass(frozen=True, slots=True)
class ListFault:
    """A kind of fault of a row: what it is, whom it befalls, what is written.

    Attributes:
        told: the field of the cell that is reported.
        who: which clues it can befall.
        lost: the household's columns that are emptied.
    """

    name: str
    rule: str
    told: str
    values: Callable[[Block], Values]
    who: Callable[[Values], bool] = lambda _clue: True
    lost: tuple[str, ...] = ()

    def plant(self, block: Block) -> bool:
        """Plant it if it fits; tell whether it did."""
        if not self.who(block.household):
            return False
        block.write(0, self.values(block), CLUE)
        block.write(0, dict.fromkeys(self.lost), "household")
        block.tell(CLUE, self.told)
        return True


class NumberTwice:
    """The kind of fault that a number stands in two rows: the one before has it."""

    name, rule = "number_twice", "format"

    def __init__(self) -> None:
        self._before: tuple[int, object] | None = None

    def remember(self, block: Block) -> None:
        """Keep the number of a row for the next one."""
        self._before = block.first, block.household["number"]

    def plant(self, block: Block) -> bool:
        """Give a row the number of the one before; tell whether there was one."""
        if self._before is None:
            return False
        row, number = self._before
        block.write(0, {"number": number}, CLUE)
        block.tell_before(row, CLUE, "number", number)
        block.tell(CLUE, "number")
        self._before = None
        return True


def _says(**values: object) -> Callable[[Block], Mapping[str, object]]:
    return lambda _block: values


def _id(block: Block) -> str:
    return str(block.household["id_number"])


def _other_check_character(block: Block) -> Values:
    own = _id(block)
    return {"id_number": own[:17] + ("1" if own[17] != "1" else "2") + own[18:]}


def _placeholder(block: Block) -> Values:
    first = "999999" + _id(block)[6:17]
    return {"id_number": first + check_character(first)}


def _of_nobody(block: Block) -> Values:
    first = _NOBODYS_PREFIX + _id(block)[6:17]
    return {"id_number": first + check_character(first)}


def _tomorrow_or_later(block: Block) -> Values:
    return {"pushed_on": block.day + timedelta(days=400)}


def _the_year_before(block: Block) -> Values:
    return {"pushed_on": block.day.replace(year=block.day.year - 1, day=1)}


def _word(name: str) -> str:
    return tables.column("words", "text", word=name)[0]


_BOTH = (
    ListFault("clue_id_check_character", "Q3", "id_number", _other_check_character),
    ListFault("clue_id_placeholder", "Q5", "id_number", _placeholder),
    ListFault(
        "nobody_known",
        "place",
        "id_number",
        _of_nobody,
        lost=("household_number", "householder_id_number"),
    ),
    ListFault("clue_number_empty", "format", "number", _says(number=None)),
    ListFault("clue_no_such_day", "format", "pushed_on", _says(pushed_on="20231345")),
    ListFault("clue_of_the_future", "format", "pushed_on", _tomorrow_or_later),
)
CLUES = (
    *_BOTH,
    ListFault(
        "channel_unknown",
        "Q12",
        "channel",
        _says(channel=_word("no_number")),
    ),
    ListFault(
        "department_missing",
        "format",
        "department",
        _says(department=None),
        lambda clue: clue["channel"] == "county_pushed",
    ),
    ListFault("content_missing", "format", "content", _says(content=None)),
)
DIBAO = (
    *_BOTH,
    ListFault("applicant_empty", "format", "person_name", _says(person_name=None)),
    ListFault("applicant_without_id", "format", "id_number", _says(id_number=None)),
    ListFault("applied_last_year", "format", "pushed_on", _the_year_before),
)
