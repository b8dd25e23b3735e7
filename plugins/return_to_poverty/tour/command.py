"""`gridflow tour`: a whole screening of a made-up town, held against its own book."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from time import monotonic

import click

from gridflow.api import LEGAL_ZONE, Rehearsal, SubjectInfo, Workbench
from plugins.return_to_poverty.tour import telling, town
from plugins.return_to_poverty.tour.answers import Words
from plugins.return_to_poverty.tour.book import DONE, Book, Place
from plugins.return_to_poverty.tour.days import FIRST, Screening, forms_in_force
from plugins.return_to_poverty.tour.papers import keep_papers
from plugins.return_to_poverty.tour.recount import VISIT_FORMS, WAYS, recount
from plugins.return_to_poverty.tour.town import Household, Town

FOLDER = click.Path(file_okay=False, path_type=Path)
_BEGIN = datetime(FIRST.year, FIRST.month, FIRST.day, 8, 0, tzinfo=LEGAL_ZONE)
_CLASSES = "focus_class"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a tour shows: how large a town, from which seed, papers kept where."""

    households: int
    seed: int
    out: Path | None = None


@click.command()
@click.option(
    "--households",
    type=click.IntRange(min=1),
    default=6000,
    show_default=True,
    help="How many.",
)
@click.option("--out", type=FOLDER, help="Keep papers of a village there, as PDF.")
@click.option("--seed", default=7, show_default=True, help="Of everything made up.")
@click.pass_obj
def tour(bench: Workbench, households: int, out: Path | None, seed: int) -> None:
    """Screen a made-up town from 2023-05-13 to 05-29 and check the totals.

    Everything happens in a temporary site, through the commands of the engine, on a
    clock of its own. Fails where a household has none or two forms in force, or where
    a total of the engine differs from what the made-up people counted.
    """
    if not guide(bench, Plan(households, seed, out)):
        sys.exit(1)


def guide(
    bench: Workbench, plan: Plan, keep: Callable[[Iterable[Household]], Book] = Book
) -> bool:
    """Carry a tour out and tell it; True where everything agrees with the book.

    `keep` makes the book that the people keep of their work.
    """
    began = monotonic()
    with bench.rehearsal(_BEGIN) as rehearsal:
        say = rehearsal.definitions.say
        made = _prepare(rehearsal, plan)
        words = Words(say("tour_reason"), say("tour_note"), say("tour_dispute"))
        dice = Random(plan.seed)  # noqa: S311  # the same tour for the same seed
        screening = Screening(rehearsal, made, keep(made.households), dice, words)
        click.echo(say("tour_begins", count=plan.households, seconds=_since(began)))
        click.echo(telling.heading(say))
        screening.run(lambda day: click.echo(telling.day_line(say, day)))
        click.echo(telling.sum_line(say, screening.book.days))
        found = list(_conclude(screening))
        if plan.out is not None:
            for path in keep_papers(screening, plan.out):
                click.echo(say("tour_kept_papers", path=path))
        for line in found or [say("tour_agrees", count=plan.households)]:
            click.echo(line, err=bool(found))
        click.echo(say("tour_took", seconds=_since(began)))
    return not found


def _since(began: float) -> str:
    return f"{monotonic() - began:.1f}"


def _prepare(rehearsal: Rehearsal, plan: Plan) -> Town:
    known = {one.code for one in rehearsal.definitions.areas()}
    made = town.make(known, plan.households, plan.seed, FIRST)
    rehearsal.load_areas(made.areas)
    rehearsal.load_people(made.people)
    rehearsal.load_records("household", (one.row for one in made.households))
    return made


def _conclude(screening: Screening) -> Iterator[str]:
    """Tell the totals; yields a sentence for everything that does not agree."""
    definitions = screening.rehearsal.definitions
    say, book = definitions.say, screening.book
    told = screening.leader.subjects(screening.campaign)
    visited = {one.village for one in screening.town.groups}
    villages = {
        one.code: one.name for one in definitions.areas() if one.code in visited
    }
    classes = {one.id: one.label for one in definitions.options(_CLASSES)}
    counts = Counter(_place(one, screening) for one in told)
    for line in telling.totals(say, counts, villages, classes):
        click.echo(line)
    yield from telling.contradictions(say, book.totals(), counts)
    pages = screening.leader.counts(screening.campaign)
    yield from telling.contradictions(say, book.by_class(), pages)
    yield from _counted_anew(screening, told)
    yield from telling.not_exactly_one(say, book, forms_in_force(screening))


def _counted_anew(screening: Screening, told: Sequence[SubjectInfo]) -> Iterator[str]:
    """Yield what the handed in forms say otherwise than the book and the campaign."""
    say, book = screening.rehearsal.definitions.say, screening.book
    filings = screening.leader.filings(VISIT_FORMS)
    numbers = recount(told, filings, screening.village_of)
    ways = Counter({key: numbers[key] for key in numbers if key[1] in WAYS})
    yield from telling.contradictions(say, book.by_way(), ways)
    handed_in = Counter(one.number for one in filings)
    done = Counter(one.number for one in told if one.state == DONE)
    by_number = Counter({(number,): count for number, count in done.items()})
    forms = Counter({(number,): count for number, count in handed_in.items()})
    yield from telling.contradictions(say, by_number, forms)


def _place(subject: SubjectInfo, screening: Screening) -> Place:
    village = screening.village_of(subject.area)
    return village, subject.class_, subject.form, subject.state
