"""What a tour says: a line a day, the totals, and what does not agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar
from unicodedata import east_asian_width

from plugins.return_to_poverty.tour.book import OPEN, Book, Day, Place
from plugins.return_to_poverty.tour.visits import (
    CLUE_FORM,
    LEDGER_FORM,
    MONITORED_FORM,
)

Say = Callable[..., str]
Key = TypeVar("Key", bound=tuple[str, ...])
FORMS = (MONITORED_FORM, CLUE_FORM, LEDGER_FORM)
_COLUMNS = (
    "day",
    *FORMS,
    "phoned",
    "refused",
    "mended",
    "disputed",
    "clues",
    "reclassed",
    "proposed",
    "changed",
    "kept",
)
_NARROWEST = 6


def heading(say: Say) -> str:
    """Return the heading of the timeline."""
    return _line(_headings(say), _widths(say))


def day_line(say: Say, day: Day) -> str:
    """Return a day's line of the timeline."""
    return _line(_cells(f"{day.day:%m-%d}", day), _widths(say))


def sum_line(say: Say, days: Iterable[Day]) -> str:
    """Return the line below the timeline: all days together."""
    whole = Counter[str]()
    done = Counter[str]()
    for one in days:
        done.update(one.done)
        whole.update({name: getattr(one, name) for name in _COLUMNS[4:]})
    cells = [say("tour_sum"), *(str(done[form]) for form in FORMS)]
    cells += [str(whole[name]) for name in _COLUMNS[4:]]
    return _line(cells, _widths(say))


def _cells(label: str, day: Day) -> list[str]:
    done = (str(day.done[form]) for form in FORMS)
    return [label, *done, *(str(getattr(day, name)) for name in _COLUMNS[4:])]


def _headings(say: Say) -> list[str]:
    return [say(f"tour_column_{name}") for name in _COLUMNS]


def _widths(say: Say) -> list[int]:
    return [max(_width(one), _NARROWEST) for one in _headings(say)]


def totals(
    say: Say,
    counts: Mapping[Place, int],
    villages: Mapping[str, str],
    classes: Mapping[str, str],
) -> Iterator[str]:
    """Yield the table of the totals: a line a village, a column a class."""
    used = [one for one in classes if any(place[1] == one for place in counts)]
    labels = [classes[one] for one in used]
    heads = [say("tour_village"), *labels, say("tour_sum"), say("tour_still_open")]
    first = max(map(_width, (*villages.values(), heads[0])))
    widths = [first, *(max(_width(one), _NARROWEST) for one in heads[1:])]
    yield _line(heads, widths)
    for code, name in (*villages.items(), ("", say("tour_sum"))):
        here = {p: n for p, n in counts.items() if code in ("", p[0])}
        by_class = [sum(n for p, n in here.items() if p[1] == one) for one in used]
        still = sum(n for p, n in here.items() if p[3] == OPEN)
        numbers = (*by_class, sum(here.values()), still)
        yield _line([name, *map(str, numbers)], widths)


def contradictions(
    say: Say, ours: Mapping[Key, int], theirs: Mapping[Key, int]
) -> Iterator[str]:
    """Yield a sentence for each total of the engine that people counted otherwise."""
    for key in sorted({*ours, *theirs}):
        counted, told = ours.get(key, 0), theirs.get(key, 0)
        if counted != told:
            what = " ".join(key)
            yield say("tour_total_differs", what=what, counted=counted, told=told)


def not_exactly_one(
    say: Say, book: Book, in_force: Mapping[str, Sequence[str]]
) -> Iterator[str]:
    """Yield a sentence for each household that has none or several forms in force."""
    for number in sorted({*book.entries, *in_force}):
        forms = in_force.get(number, ())
        if len(forms) != 1 or number not in book.entries:
            yield say("tour_not_one_form", number=number, count=len(forms))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = zip(cells, widths, strict=True)
    told = [first[0] + " " * (first[1] - _width(first[0]))]
    told += [" " * (width - _width(cell)) + cell for cell, width in rest]
    return "  ".join(told)


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(1 + (east_asian_width(one) in "WF") for one in text)
