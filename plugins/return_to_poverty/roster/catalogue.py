"""Every kind of fault that can be planted in a roster."""

from __future__ import annotations

from plugins.return_to_poverty.roster import (
    faults_of_households,
    faults_of_people,
    faults_of_work,
)
from plugins.return_to_poverty.roster.block import Block, Values
from plugins.return_to_poverty.roster.columns import AREA
from plugins.return_to_poverty.roster.faults import (
    Change,
    Fault,
    HouseholdFault,
    Kind,
    Made,
    Who,
    always,
    anybody,
    fixed,
    grown,
    number,
    plain,
    word,
    worker,
)

_CELLS: tuple[Kind, ...] = (
    Fault("no_such_day", "format", "birth_date", grown, always(birth_date="19701345")),
    Fault(
        "text_for_number",
        "format",
        "work_months",
        worker,
        always(work_months=word("no_number")),
    ),
    HouseholdFault(
        "text_for_area", "format", "farmland", plain, fixed(farmland=word("no_number"))
    ),
    Fault("formula", "format", "name", grown, always(name="=1+1")),
    HouseholdFault(
        "unknown_village",
        "place",
        "village",
        plain,
        fixed(village=word("unknown_village")),
        AREA,
    ),
)

KINDS: tuple[Kind, ...] = (
    *faults_of_people.NUMBERS,
    *faults_of_people.STRUCTURE,
    *faults_of_people.SCHOOL,
    *faults_of_work.LABOUR,
    *faults_of_work.SECURITY,
    *faults_of_households.FIGURES,
    *faults_of_households.LIVING,
    *faults_of_households.MONITORING,
    *_CELLS,
)


def _full_width(text: str) -> str:
    return text.translate({ord(one): ord(one) + 0xFEE0 for one in "0123456789X"})


def _wide_number(block: Block, nth: int) -> Made:
    return {"id_number": _full_width(number(block, nth))}


def _blank_after(block: Block, nth: int) -> Made:
    return {"name": f"{block.members[nth]['name']} "}


def _wide_phone(household: Values) -> Made:
    return {"phone": _full_width(str(household["phone"]))}


def _change(name: str, who: Who, change: Change) -> Fault:
    return Fault(name, "", "name", who, change)


ODDITIES: tuple[Kind, ...] = (
    _change("full_width_number", anybody, _wide_number),
    _change("blank_after_name", anybody, _blank_after),
    HouseholdFault("full_width_phone", "", "phone", plain, _wide_phone),
)
"""How people type that is no fault: an import has to accept it."""
