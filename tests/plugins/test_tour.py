"""A tour of a small town ends well, and tells where its book and the engine differ."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from gridflow.cli.workbench import CommandWorkbench
from plugins.return_to_poverty.tour.book import Book, form_of
from plugins.return_to_poverty.tour.command import Plan, guide, tour
from plugins.return_to_poverty.tour.telling import contradictions, not_exactly_one
from plugins.return_to_poverty.tour.town import Group, Household

DAY = date(2023, 5, 14)
GROUP = Group("51202211500101", "512022115001", "worker", ("second",))


def household(number: str, *, monitored: bool = False, clues: tuple[str, ...] = ()):
    return Household(
        number=number,
        name="户主",
        group=GROUP,
        away=False,
        monitored=monitored,
        clues=(),
        visit_needed=False,
        row={"clue": [{"channel": one} for one in clues]},
    )


def say(sentence: str, /, **facts: object) -> str:
    return f"{sentence} {facts}"


class Forgetful(Book):
    """A book in which one household is never noted as done."""

    def hand_in(self, number: str) -> None:
        super().hand_in(number)
        if number == min(self.entries):
            self.entries[number].state = "open"


def test_a_tour_ends_well_and_keeps_its_papers(tmp_path: Path):
    words = ["--households", "120", "--out", str(tmp_path / "papers")]
    done = CliRunner().invoke(tour, words, obj=CommandWorkbench())
    assert done.exit_code == 0, f"{done.output}{done.exception!r}"
    assert "120户每户只有一张表有效" in done.output
    assert [line[:5] for line in done.output.splitlines()].count("05-29") == 1
    papers = sorted((tmp_path / "papers").iterdir())
    assert [one.name.split("_5")[0] for one in papers] == [
        "household_ledger",
        "monitored_household_visit",
        "risk_clue_visit",
    ]
    assert all(one.read_bytes().startswith(b"%PDF-") for one in papers)


def test_a_book_that_forgets_a_household_is_told_and_fails(capsys):
    agreed = guide(CommandWorkbench(), Plan(12, 7), Forgetful)
    told = capsys.readouterr().err
    assert not agreed
    assert "合计不一致" in told


@pytest.mark.parametrize(
    ("monitored", "clues", "class_", "form"),
    [
        (True, ("applied_dibao",), "monitored", "monitored_household_visit"),
        (
            False,
            ("county_pushed", "province_illness"),
            "province_illness",
            "risk_clue_visit",
        ),
        (False, (), "ordinary", "household_ledger"),
    ],
    ids=["monitored whatever else", "the first of two clues", "nothing known"],
)
def test_the_book_decides_a_class_by_itself(monitored, clues, class_, form):
    book = Book([household("1", monitored=monitored, clues=clues)])
    entry = book.entries["1"]
    assert (entry.class_, form_of(entry.class_)) == (class_, form)


def test_a_clue_changes_an_open_form_at_once_and_a_done_one_by_decision():
    book = Book([household("1"), household("2")])
    book.begin(DAY)
    book.hand_in("2")
    for number in ("1", "2"):
        book.learn(number, "county_pushed")
    one, two = book.entries["1"], book.entries["2"]
    assert (one.class_, one.state) == ("county_pushed", "open")
    assert (two.class_, two.state, two.proposed) == (
        "ordinary",
        "done",
        "county_pushed",
    )
    book.decide("2", change=True)
    assert (two.class_, two.state, two.proposed) == ("county_pushed", "open", "")


def test_what_was_turned_down_is_not_proposed_again():
    book = Book([household("1")])
    book.begin(DAY)
    book.hand_in("1")
    book.learn("1", "other_visit")
    book.decide("1", change=False)
    book.learn("1", "other_visit")
    assert book.entries["1"].proposed == ""
    assert (book.today.proposed, book.today.kept) == (1, 1)


@pytest.mark.parametrize(
    ("forms", "count"), [((), 0), (("a", "b"), 2)], ids=["none", "two"]
)
def test_a_household_without_exactly_one_form_is_told(forms, count):
    book = Book([household("1"), household("2")])
    told = list(not_exactly_one(say, book, {"1": forms, "2": ("c",)}))
    assert told == [f"tour_not_one_form {{'number': '1', 'count': {count}}}"]


def test_totals_are_compared_in_both_directions():
    ours, theirs = Counter({("a",): 2, ("b",): 1}), {("a",): 2, ("c",): 3}
    told = list(contradictions(say, ours, theirs))
    assert [line.split("'what': ")[1][:3] for line in told] == ["'b'", "'c'"]
