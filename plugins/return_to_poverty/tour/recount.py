"""The numbers of attachment 4, counted once more from what was handed in.

Nothing of the report's own definition is read here: households come from the campaign,
people and results from the filled forms that are in force. A number is the tour's
own sum, so a slip in the report's conditions shows as a difference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal

from gridflow.api import FilingInfo, SubjectInfo
from plugins.return_to_poverty.tour.book import DONE
from plugins.return_to_poverty.tour.visits import (
    CLUE_FORM,
    LEDGER_FORM,
    MONITORED_FORM,
)

Numbers = Counter[tuple[str, str]]
"""How many, by village and what is counted."""

VISIT_FORMS = (MONITORED_FORM, CLUE_FORM, LEDGER_FORM)
_WAYS = {"home": "visited_at_home", "phone": "visited_by_phone"}
WAYS = frozenset(_WAYS.values())
_PROBLEMS = ("housing_problem", "dropout_problem", "uninsured_problem", "water_problem")
_MEASURES = ("industry_done", "employment_done", "finance_done", "public_post_done")
_ABLE = frozenset({"normal", "skilled", "weak"})


def recount(
    subjects: Iterable[SubjectInfo],
    filings: Iterable[FilingInfo],
    village_of: Callable[[str], str],
) -> Numbers:
    """Count every village's households, people and results anew.

    `village_of` tells the village of a grid's code.
    """
    numbers = Numbers()
    people: dict[str, set[str]] = {}
    for subject in subjects:
        village = village_of(subject.area)
        numbers.update((village, what) for what in _of_subject(subject))
    for filing in filings:
        village = village_of(filing.area)
        for what, count in _of_filing(filing):
            numbers[village, what] += count
        people.setdefault(village, set()).update(filing.people)
    for village, who in people.items():
        numbers[village, "people_at_work"] += len(who)
    return +numbers


def _of_subject(subject: SubjectInfo) -> Iterator[str]:
    yield "households"
    yield f"class_{subject.class_}"
    if subject.state == DONE:
        yield "households_done"
        yield f"class_{subject.class_}_done"


def _of_filing(filing: FilingInfo) -> Iterator[tuple[str, int]]:
    """Yield what one filled form adds to which number."""
    values = filing.values
    yield "people_done", _people_in(values)
    way = _WAYS.get(str(values.get("visit_way")))
    if way is not None:
        yield way, 1
    if any(values.get(one) is True for one in _PROBLEMS):
        yield "problems_found", 1
    if filing.form == MONITORED_FORM:
        yield from _of_monitored(values)


def _of_monitored(values: Mapping[str, object]) -> Iterator[tuple[str, int]]:
    if values.get("risk_eliminated") is True:
        yield "looked_back", 1
        if values.get("look_back_advice") in ("rollback", "identify_anew"):
            yield f"advice_{values['look_back_advice']}", 1
        return
    yield "not_eliminated", 1
    if _able_people(values):
        yield "with_labour", 1
        measured = any(values.get(one) is True for one in _MEASURES)
        yield ("with_measure" if measured else "without_measure"), 1
    if values.get("propose_without_labour") is True:
        yield "label_without_labour", 1
    if values.get("propose_developed") is True:
        yield "label_developed", 1


def _people_in(values: Mapping[str, object]) -> int:
    """Return how many people live there, from the rows or the number that stands."""
    members = values.get("members")
    if isinstance(members, list):
        return len(members)
    found = values.get("population")
    return int(found) if isinstance(found, int | Decimal) else 0


def _able_people(values: Mapping[str, object]) -> int:
    members = values.get("members")
    rows = members if isinstance(members, list) else []
    return sum(one.get("labour") in _ABLE for one in rows)
