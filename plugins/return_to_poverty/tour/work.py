"""A day's work of a grid member: visits, calls, rows of the ledger."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from gridflow.api import Outcome, Person, Rehearsal, Sheet, Typed
from plugins.return_to_poverty.sample.chance import happens
from plugins.return_to_poverty.tour.answers import Pen
from plugins.return_to_poverty.tour.book import OTHER_VISIT, Book
from plugins.return_to_poverty.tour.picture import signature
from plugins.return_to_poverty.tour.town import Group, Household
from plugins.return_to_poverty.tour.visits import LEDGER_FORM, settled

_TRIES = 4
_SLIPS = 8  # in a hundred
_SLIPS_IN_ROWS = 2
_SIGNS = 70
_DISPUTES = 4  # in a thousand
SIGNATURE_PLACE = "householder"


class StuckError(Exception):
    """A form cannot be handed in whatever is answered; names task and faults."""


@dataclass(slots=True)
class Desk:
    """A grid member in a group, with the second visitors who come along.

    Attributes:
        named: tasks that wait for a second visitor, with who was named.
        begun: forms that were only begun, to go on with another day.
    """

    rehearsal: Rehearsal
    campaign: str
    group: Group
    book: Book
    pen: Pen
    named: list[tuple[str, str]] = field(default_factory=list)
    begun: dict[str, tuple[Sheet, Typed]] = field(default_factory=dict)

    @property
    def random(self) -> Random:
        """The dice of the tour."""
        return self.pen.random

    @property
    def worker(self) -> Person:
        """The grid member under the post of this group."""
        return self.rehearsal.person(self.group.worker, self.group.code)

    def visit(self, household: Household, task: str) -> None:
        """Fill the form of one household and hand it in."""
        sheet = self._taken(task)
        typed = self._typed(sheet, household)
        if happens(_SIGNS, self.random) and not household.away:
            typed = replace(typed, signatures=self._signed(task))
        if happens(_SLIPS, self.random):
            typed = self.pen.spoil(sheet, typed)
        self._hand_in(household, sheet, typed)

    def begin(self, household: Household, task: str) -> None:
        """Begin a form and save it as a draft."""
        sheet = self._taken(task)
        typed = self._typed(sheet, household)
        self.worker.draft(sheet, typed)
        self.begun[household.number] = (sheet, typed)

    def go_on(self, household: Household) -> None:
        """Hand in what was begun; where another form took its place, fill that."""
        sheet, typed = self.begun.pop(household.number)
        outcome = self._hand_in(household, sheet, typed)
        if outcome.state == "superseded":
            self.visit(household, outcome.task)

    def _taken(self, task: str) -> Sheet:
        sheet = self.worker.open(task)
        if "claim" in sheet.may:
            self.worker.claim(task)
        return sheet

    def _typed(self, sheet: Sheet, household: Household) -> Typed:
        fixed = settled(sheet, household, self.random, self.pen.words.note)
        second = self.random.choice(self.group.seconds)
        return replace(self.pen.fill(sheet, fixed), second_visitor=second)

    def _signed(self, task: str) -> dict[str, tuple[str, ...]]:
        picture = signature(self.random.randrange(1 << 30))
        return {SIGNATURE_PLACE: (self.worker.sign(task, SIGNATURE_PLACE, picture),)}

    def _hand_in(self, household: Household, sheet: Sheet, typed: Typed) -> Outcome:
        for nth in range(_TRIES):
            outcome = self.worker.submit(sheet, typed)
            if outcome.state != "refused":
                self.book.today.mended += nth > 0
                self._note(household, sheet, typed, outcome)
                return outcome
            self.book.today.refused += 1
            typed = self.pen.mend(sheet, typed, outcome.faults)
        raise StuckError(sheet.task, outcome.faults)

    def _note(
        self, household: Household, sheet: Sheet, typed: Typed, outcome: Outcome
    ) -> None:
        if outcome.state != "done":
            return
        self.named.append((sheet.task, typed.second_visitor))
        self.book.hand_in(household.number)
        if sheet.form == LEDGER_FORM and household.visit_needed:
            self.book.learn(household.number, OTHER_VISIT)

    def rows(self, tasks: Collection[str]) -> Sequence[Sheet]:
        """Return rows of the group's ledger."""
        return self.worker.ledger(self.campaign, self.group.code, tasks)

    def ledger(self, households: Sequence[tuple[Household, Sheet]]) -> None:
        """Fill rows of the ledger and save them at once, until none is refused."""
        rows = {sheet.task: (household, sheet) for household, sheet in households}
        typed = {task: self._typed(rows[task][1], rows[task][0]) for task in rows}
        for task, one in typed.items():
            if happens(_SLIPS_IN_ROWS, self.random):
                typed[task] = self.pen.spoil(rows[task][1], one)
        tried: set[str] = set()
        for _ in range(_TRIES):
            if not typed:
                return
            typed = self._saved(rows, typed, tried)
        raise StuckError(*typed)

    def _saved(
        self,
        rows: dict[str, tuple[Household, Sheet]],
        typed: dict[str, Typed],
        tried: set[str],
    ) -> dict[str, Typed]:
        """Save rows; returns those that were refused, mended."""
        again: dict[str, Typed] = {}
        sent = {task: (rows[task][1], one) for task, one in typed.items()}
        outcomes = self.worker.save_ledger(self.campaign, self.group.code, sent)
        for task, outcome in outcomes.items():
            household, sheet = rows[task]
            if outcome.state == "refused":
                self.book.today.refused += 1
                tried.add(task)
                again[task] = self.pen.mend(sheet, typed[task], outcome.faults)
            else:
                self.book.today.mended += task in tried
                self._note(household, sheet, typed[task], outcome)
        return again


def confirm_all(rehearsal: Rehearsal, book: Book, desks: Iterable[Desk]) -> None:
    """Let every second visitor answer for the day; a few dispute what is written."""
    for desk in desks:
        village = desk.group.village
        for task, login in desk.named:
            second = rehearsal.person(login, village)
            if desk.random.randrange(1000) < _DISPUTES:
                second.dispute(task, desk.pen.words.dispute)
                book.today.disputed += 1
            else:
                second.confirm(task)
        desk.named.clear()
