"""The days of a screening: who does what when, on a clock that is set by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from gridflow.api import LEGAL_ZONE, Person, Rehearsal, SubjectInfo
from plugins.return_to_poverty.sample.chance import happens
from plugins.return_to_poverty.tour import clue_list
from plugins.return_to_poverty.tour.answers import Pen, Words
from plugins.return_to_poverty.tour.book import OPEN, Book, Day
from plugins.return_to_poverty.tour.town import Household, Town
from plugins.return_to_poverty.tour.visits import LEDGER_FORM
from plugins.return_to_poverty.tour.work import Desk, confirm_all

FIRST, LAST = date(2023, 5, 13), date(2023, 5, 29)
CAMPAIGN = "screening_2023"
CLUES = "clues"
LEADER = "zhenjiance"
IMPORTER = "zhenguanli"
WAITING, SUPERSEDED = "waiting", "superseded"
_MORNING, _NOON, _EVENING = time(8, 30), time(12, 30), time(18, 30)
_A_PAGE = 40  # rows of the ledger that are saved at once
_RESERVE = 2  # days at the end, for what comes late
_KEPT = 25  # proposals in a hundred that are turned down
_BEGUN = 50  # forms in a hundred that were just begun when a clue arrives


class CluesRefusedError(Exception):
    """A list of clues was not imported whole; names the day."""


@dataclass(slots=True)
class Screening:
    """A whole screening under way."""

    rehearsal: Rehearsal
    town: Town
    book: Book
    random: Random
    words: Words
    campaign: str = ""
    desks: tuple[Desk, ...] = ()
    _by_number: dict[str, Household] = field(default_factory=dict)
    _villages: dict[str, str] = field(default_factory=dict)

    @property
    def leader(self) -> Person:
        """Who watches over the whole town."""
        return self.rehearsal.person(LEADER)

    def village_of(self, group: str) -> str:
        """Return the village that a group belongs to."""
        return self._villages[group]

    def run(self, told: Callable[[Day], None]) -> None:
        """Screen the town from the first to the last day; each day is told."""
        self._villages = {one.code: one.village for one in self.town.groups}
        self._by_number = {one.number: one for one in self.town.households}
        self.campaign = self.leader.open_campaign(CAMPAIGN)
        for day in days():
            self.book.begin(day)
            self._set(day, _MORNING)
            self._desks(day)
            self._decide()
            self._news(day)
            self._set(day, _NOON)
            for desk in self.desks:
                self._work(desk, day)
            if day == LAST:
                self._finish(day)
            self._set(day, _EVENING)
            confirm_all(self.rehearsal, self.book, self.desks)
            told(self.book.today)

    def _set(self, day: date, hour: time) -> None:
        self.rehearsal.move_to(datetime.combine(day, hour, LEGAL_ZONE))

    def _desks(self, day: date) -> None:
        pen = Pen(self.random, self.words, day)
        if not self.desks:
            self.desks = tuple(
                Desk(self.rehearsal, self.campaign, one, self.book, pen)
                for one in self.town.groups
            )
        for desk in self.desks:
            desk.pen = pen

    def _decide(self) -> None:
        """Let each village's monitor decide what waits."""
        for village in sorted({one.village for one in self.town.groups}):
            monitor = self.rehearsal.person(self.town.monitor_of(village), village)
            for one in monitor.subjects(self.campaign, state=WAITING):
                change = not happens(_KEPT, self.random)
                reason = self.words.reason
                monitor.decide(self.campaign, one.record, change=change, reason=reason)
                self.book.decide(one.number, change=change)

    def _news(self, day: date) -> None:
        """Import the clues that arrive on a day."""
        found = [
            (one, clue)
            for one in self.town.households
            for clue in one.clues
            if clue.day == day
        ]
        if not found:
            return
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"{CLUES}.xlsx"
            clue_list.write(path, self.rehearsal.definitions, self.town.areas, found)
            if not self.rehearsal.person(IMPORTER).bring_in(CLUES, path):
                raise CluesRefusedError(day)
        for one, clue in found:
            self.book.today.clues += 1
            self.book.learn(one.number, clue.channel)

    def _work(self, desk: Desk, day: date) -> None:
        """Work down a share of the group's queue."""
        for number in list(desk.begun):
            desk.go_on(self._by_number[number])
        waiting = self._waiting(desk)
        chosen = self.random.sample(waiting, self._share(len(waiting), day))
        rows = {one.task: one for one in chosen if one.form == LEDGER_FORM}
        for one in chosen:
            if one.task not in rows:
                desk.visit(self._by_number[one.number], one.task)
        sheets = [
            (self._by_number[rows[sheet.task].number], sheet)
            for sheet in (desk.rows(rows) if rows else ())
        ]
        for start in range(0, len(sheets), _A_PAGE):
            desk.ledger(sheets[start : start + _A_PAGE])
        for one in waiting:
            if one not in chosen and self._clue_comes(one, day + timedelta(days=1)):
                desk.begin(self._by_number[one.number], one.task)

    def _waiting(self, desk: Desk) -> list[SubjectInfo]:
        """Return what is still to do in a group."""
        found = desk.worker.subjects(self.campaign, desk.group.code, state=OPEN)
        return [one for one in found if one.number not in desk.begun]

    def _share(self, waiting: int, day: date) -> int:
        left = (LAST - day).days + 1 - _RESERVE
        if left <= 1:
            return waiting
        return min(waiting, round(waiting / left * self.random.uniform(0.7, 1.3)))

    def _clue_comes(self, subject: SubjectInfo, day: date) -> bool:
        """Tell whether somebody is just filling a form that a clue will replace."""
        household = self._by_number[subject.number]
        return any(one.day == day for one in household.clues) and happens(
            _BEGUN, self.random
        )

    def _finish(self, day: date) -> None:
        """Decide and visit what is left on the last day."""
        self._decide()
        for desk in self.desks:
            self._work(desk, day)


def forms_in_force(screening: Screening) -> dict[str, list[str]]:
    """Return the tasks that are in force for each household, by its number.

    The lists of all workers tell what is to do and what was done; the campaign tells
    whose it is. A task that belongs to nobody stands under its own code.
    """
    subjects = screening.leader.subjects(screening.campaign)
    whose = {one.task: one.number for one in subjects}
    found: dict[str, list[str]] = {}
    for desk in screening.desks:
        for one in (*desk.worker.inbox(), *desk.worker.done()):
            if one.state != SUPERSEDED:
                found.setdefault(whose.get(one.code, one.code), []).append(one.code)
    return found


def days() -> Iterator[date]:
    """Yield the days of the screening."""
    for nth in range((LAST - FIRST).days + 1):
        yield FIRST + timedelta(days=nth)
