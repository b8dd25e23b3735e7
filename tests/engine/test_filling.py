"""Filling a form: the server repeats all logic and tells every fault at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from gridflow.engine.filled import UploadView
from gridflow.engine.filling import fill, prefill
from gridflow.engine.raw_form import ROWS_AT_MOST, RawForm, TooManyRowsError
from gridflow.engine.surroundings import PartBefore, Surroundings
from gridflow.spec.formula import Formula
from gridflow.spec.site import load_site
from gridflow.spec.vocabulary import Vocabulary
from tests.engine.conftest import sources

DAY = date(2023, 5, 15)
GOOD = {
    "f.head": "王一",
    "f.phone": "13812345678",
    "f.visited_on": "2023-05-15",
    "rows.people": "a",
    "f.people.a.name": "王一",
    "f.people.a.born_on": "1970-02-01",
    "f.wage": "10000",
    "f.costs": "0",
    "f.verdict": "fine",
}


@pytest.fixture(scope="module")
def procedure():
    result = load_site(sources(), Vocabulary.plain())
    assert result.site is not None, [str(one) for one in result.problems]
    return result.site.procedures["base"]


@pytest.fixture(scope="module")
def form(procedure):
    return procedure.forms["visit"]


@pytest.fixture
def around(procedure):
    return Surroundings(procedure, Vocabulary.plain(), DAY)


@pytest.fixture
def filled(form, around):
    def make(changes=None, *, more=(), surroundings=None):
        pairs = {**GOOD, **(changes or {})}
        given = [(name, text) for name, text in pairs.items() if text is not None]
        raw = RawForm.from_pairs(form, [*given, *more])
        return fill(form, raw, surroundings or around)

    return make


def codes(found):
    return {(one.path, one.code) for one in found.faults}


def test_a_good_form_is_complete_and_typed(filled):
    found = filled()
    assert codes(found) == set()
    assert found.complete
    assert found.values == {
        "head": "王一",
        "phone": "13812345678",
        "visited_on": DAY,
        "people": ({"name": "王一", "born_on": date(1970, 2, 1), "age": 53},),
        "wage": Decimal("10000.00"),
        "costs": Decimal("0.00"),
        "per_head": Decimal("10000.00"),
        "below": False,
        "verdict": "fine",
    }


def test_every_fault_is_told_at_once(filled):
    found = filled(
        {
            "f.head": "",
            "f.phone": "12",
            "f.visited_on": "2023-05-16",
            "f.people.a.name": "",
            "f.wage": "-1",
            "f.verdict": "risk",
        }
    )
    assert codes(found) == {
        ("head", "required"),
        ("phone", "not_a_phone"),
        ("visited_on", "constraint"),
        ("people.a.name", "required"),
        ("wage", "constraint"),
        ("why", "required"),
    }
    assert not found.complete
    assert found.answer("visited_on").faults[0].say == "不能晚于今天"


def test_hidden_values_are_dropped_whatever_the_request_says(filled):
    found = filled({"f.why": "sent all the same", "f.bill": "U9"})
    assert "why" not in found.values
    assert "bill" not in found.values
    assert not found.answer("why").relevant
    assert found.complete


def test_what_a_hidden_row_field_held_counts_for_nothing(filled):
    found = filled({"f.people.a.school": "yes"})
    assert "school" not in found.values["people"][0]
    child = filled({"f.people.a.born_on": "2012-05-01"})
    assert ("people.a.school", "required") in codes(child)
    assert filled(
        {"f.people.a.born_on": "2012-05-01", "f.people.a.school": "no"}
    ).complete


def test_computed_and_read_only_values_never_come_from_the_request(filled, around):
    held = replace(around, record={"number": "H1"})
    found = filled(
        {"f.per_head": "1", "f.below": "yes", "f.number": "H9", "f.people.a.age": "1"},
        surroundings=held,
    )
    assert found.values["per_head"] == Decimal("10000.00")
    assert found.values["below"] is False
    assert found.values["number"] == "H1"
    assert found.values["people"][0]["age"] == 53


def test_the_stored_rounding_is_what_is_compared(filled):
    found = filled(
        {
            "f.wage": "22500.01",
            "rows.people": "a",
            "f.people.b.name": "王二",
            "f.people.c.name": "王三",
        }
    )
    assert found.values["per_head"] == Decimal("7500.00")
    assert found.values["below"] is False


def test_nought_and_no_are_answers(filled):
    found = filled({"f.wage": "0"})
    assert codes(found) == set()
    assert found.values["wage"] == Decimal("0.00")


def test_too_many_rows_are_refused_and_none_is_dropped(filled):
    more = [(f"f.people.r{number}.name", "x") for number in range(7)]
    found = filled(more=more)
    assert ("people", "too_many_rows") in codes(found)
    assert len(found.sections[1].rows) == 8


def test_rows_that_are_not_listed_are_validated_all_the_same(filled):
    found = filled({"rows.people": None, "f.people.a.name": ""})
    assert ("people.a.name", "required") in codes(found)


def test_no_rows_at_all_are_too_few(filled):
    found = filled(
        {"rows.people": None, "f.people.a.name": None, "f.people.a.born_on": None}
    )
    assert ("people", "too_few_rows") in codes(found)


def test_a_flood_of_rows_is_no_form(form):
    pairs = [("rows.people", f"r{number}") for number in range(ROWS_AT_MOST + 1)]
    with pytest.raises(TooManyRowsError):
        RawForm.from_pairs(form, pairs)


def test_names_that_the_form_does_not_have_are_ignored(form):
    raw = RawForm.from_pairs(
        form,
        [
            ("f.nothing", "1"),
            ("f.people.a.nothing", "1"),
            ("f.people.a b.name", "1"),
            ("f.other.a.name", "1"),
            ("why.nothing", "1"),
            ("s.nothing", "U1"),
            ("person", "7"),
            ("rows.head", "a"),
        ],
    )
    assert raw == RawForm()


def test_a_warning_wants_a_reason_and_an_error_is_none(filled):
    high = filled({"f.wage": "30000"})
    assert ("wage", "check") in codes(high)
    assert not high.complete
    assert high.checks[0].path == "income.high"
    answered = filled({"f.wage": "30000", "why.income.high": "两人在外务工"})
    assert answered.complete
    assert answered.reasons == {"income.high": "两人在外务工"}
    blank = filled({"f.wage": "30000", "why.income.high": "   "})
    assert not blank.complete
    wrong = filled({"f.costs": "20000", "why.income.fair": "x", "f.wage": "1"})
    assert not wrong.complete


def test_a_check_of_a_row_is_answered_for_that_row(filled):
    old = {"f.people.a.born_on": "1900-01-01"}
    found = filled(old)
    assert ("people.a.born_on", "check") in codes(found)
    assert filled({**old, "why.people.a.not_old": "查过户口本"}).complete
    assert not filled({**old, "why.people.b.not_old": "查过户口本"}).complete


def test_a_masked_input_is_empty_and_empty_means_unchanged(filled, around):
    held = replace(around, record={"phone": "13900001111"})
    found = filled({"f.phone": ""}, surroundings=held)
    answer = found.answer("phone")
    assert found.values["phone"] == "13900001111"
    assert (answer.text, answer.masked, answer.value) == ("", "139****1111", None)
    assert answer.shown == "139****1111"
    changed = filled({"f.phone": "13800001111"}, surroundings=held)
    assert changed.values["phone"] == "13800001111"
    starred = filled({"f.phone": "139****1111"}, surroundings=held)
    assert ("phone", "mask_sign") in codes(starred)


def test_a_form_begins_with_the_record_and_its_parts(form, around):
    held = replace(
        around,
        record={"head": "王一", "phone": "13900001111", "wage": Decimal("5.00")},
        parts={
            "person": (
                PartBefore("P1", {"name": "王一", "health": ("ill",)}),
                PartBefore("P2", {"name": "王二"}),
            )
        },
    )
    raw = prefill(form, held)
    assert raw.rows == {"people": ["P1", "P2"]}
    assert raw.values["head"] == ["王一"]
    assert raw.values["wage"] == ["5.00"]
    assert raw.values["visited_on"] == ["2023-05-15"]
    assert "phone" not in raw.values
    assert "people.P1.health" not in raw.values
    shown = fill(form, raw, held)
    assert shown.values["people"][0]["health"] == ("ill",)
    assert shown.answer("people.P1.health").texts == ()
    assert shown.sections[1].rows[0].title == "王一"
    assert shown.sections[1].rows[0].record == "P1"


def test_a_quiet_form_tells_no_fault_and_is_not_complete(form, around):
    found = fill(form, RawForm(), around, quiet=True)
    assert found.faults == ()
    assert not found.complete
    assert found.answer("head").required


def test_uploads_and_signatures_must_have_been_handed_in(filled, around):
    files = {
        "U1": UploadView("U1", "a.jpg", "image/jpeg", 3, "00"),
        "U2": UploadView("U2", "b.png", "image/png", 3, "01", "drawn"),
    }
    held = replace(around, uploads=files)
    cost = {"f.costs": "2000"}
    assert ("bill", "required") in codes(filled(cost, surroundings=held))
    good = filled({**cost, "f.bill": "U1", "s.head": "U2"}, surroundings=held)
    assert good.complete
    assert good.values["bill"] == ("U1",)
    assert good.signatures[0].uploads == (files["U2"],)
    foreign = filled({**cost, "f.bill": "U7", "s.head": "U7"}, surroundings=held)
    assert codes(foreign) == {
        ("bill", "unknown_upload"),
        ("signatures.head", "unknown_upload"),
    }
    no_way = filled({"s.head": "U1"}, surroundings=held)
    assert codes(no_way) == {("signatures.head", "signature_way")}


@pytest.mark.parametrize(
    ("verdict", "asked"),
    [pytest.param("fine", False, id="not-here"), pytest.param("risk", True, id="here")],
)
def test_a_signature_is_needed_only_where_somebody_signs(form, around, verdict, asked):
    (place,) = form.signatures
    here = replace(place, relevant=Formula('verdict = "risk"'), required=True)
    pairs = {**GOOD, "f.verdict": verdict, "f.why": "病"}
    raw = RawForm.from_pairs(form, pairs.items())
    found = fill(replace(form, signatures=(here,)), raw, around)
    assert found.signatures[0].relevant is asked
    assert (("signatures.head", "signature_missing") in codes(found)) is asked


def test_a_chosen_code_of_the_past_stays_to_be_seen(filled):
    found = filled({"f.verdict": "old"})
    assert ("verdict", "choice_not_on_day") in codes(found)
    assert [one.id for one in found.answer("verdict").options] == ["fine", "risk"]


def test_the_parameters_are_those_of_the_day(filled, around):
    later = replace(around, day=date(2024, 3, 1))
    assert filled({"f.wage": "7800"}).values["below"] is False
    assert filled({"f.wage": "7800"}, surroundings=later).values["below"] is True


def test_drafts_read_back_as_they_were_typed(form):
    pairs = [
        ("f.wage", "abc"),
        ("rows.people", "a"),
        ("f.people.a.health", "fine"),
        ("f.people.a.health", "ill"),
        ("why.income.high", "x"),
        ("s.head", "U1"),
        ("second_visitor", "5"),
    ]
    raw = RawForm.from_pairs(form, pairs)
    assert RawForm.from_json(form, raw.as_json()) == raw
