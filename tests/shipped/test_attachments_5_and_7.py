"""Attachments 5 and 7, and what they share with 6.

1. Each block of the plan is asked (SC-1.2 to SC-1.6, SC-2.3e).
2. What two forms ask alike has one id, so that a draft carries over.
3. An ordinary household needs no key in the ledger.
4. By phone: with whom, at which number, when, and who confirms; nobody signs (SC-2.3a).
5. Figures up to the window's end are estimates until that day (SC-2.4).
6. The class and its clue come from the campaign (SC-2.3c).
7. Checks are awake on wrong answers and quiet on good ones.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from gridflow.engine.filling import fill, prefill
from gridflow.engine.plans import slot_map
from gridflow.engine.raw_form import RawForm
from gridflow.engine.surroundings import PartBefore, Surroundings

DAY = date(2023, 5, 20)
MONITORED = "monitored_household_visit"
CLUE = "risk_clue_visit"
LEDGER = "household_ledger"
FORMS = (MONITORED, CLUE, LEDGER)
HEAD = {
    "name": "张德明",
    "relation": "head",
    "document": "resident_id",
    "id_number": "512022196503120016",
    "sex": "male",
    "birth_date": date(1965, 3, 12),
    "education": "primary",
    "health": ("chronic",),
    "labour": "weak",
    "resident_medical_insurance": True,
    "employee_medical_insurance": False,
    "rural_dibao": "not_received",
    "destitute_support": "not_received",
}
RECORD = {
    "householder": "张德明",
    "address": "3组17号",
    "phone": "13882012345",
    "population": 1,
    "monitored_category": "marginal",
    "identified_on": "2022-08",
    "risk_eliminated": False,
    "risk_1": "R01",
    "help_plan_on": date(2022, 9, 1),
    "help_measures": ("industry", "health"),
    "contact_person": "周文斌",
    "housing_problem": False,
    "dropout_problem": False,
    "uninsured_problem": False,
    "water_problem": False,
    **dict.fromkeys(("wage", "business", "property", "transfer"), Decimal(3000)),
    "cost": Decimal(0),
}
VISIT = {
    "willing": "yes",
    "industry_on": "2022-10-12",
    "industry_what": "鸡苗60只",
    "industry_effect": "增收3200元",
    "employment_done": "no",
    "finance_done": "no",
    "public_post_done": "no",
    "weak_labour_help": "代销",
    "help_leaflet": "yes",
    "propose_developed": "yes",
    "propose_without_labour": "no",
    "data_matches": "yes",
    "monitored_verdict": "continue",
    "opinion": "收入稳定",
}
LOOK_BACK = {
    "income_stable": "yes",
    "guarantees_kept": "yes",
    "first_risk_gone": "yes",
    "look_back_advice": "stable",
    "data_matches": "yes",
    "opinion": "收入稳定",
}
CALL = {
    "visit_way": "phone",
    "away_place": "东莞市",
    "called_at": "14:30",
    "confirmed_by": "张小军",
}


@pytest.fixture
def around(town, vocabulary):
    return Surroundings(
        town,
        vocabulary,
        DAY,
        record=RECORD,
        parts={"member": (PartBefore("M1", HEAD),)},
    )


@pytest.fixture
def answered(town, around):
    """Fill a form from the record, with some answers over what it says."""

    def make(form_id, answers=None, *, day=DAY, record=None, rows=(), case=None):
        form = town.forms[form_id]
        here = replace(around, day=day, record=RECORD | (record or {}))
        if case:
            here = replace(here, case=case)
        raw = prefill(form, here)
        sent = [(f"f.{name}", text) for name, text in (answers or {}).items()]
        typed = RawForm.from_pairs(form, [*sent, *rows])
        raw.values.update(typed.values)
        raw.rows.update(typed.rows)
        return fill(form, raw, here, unmasked=True)

    return make


def told(filled):
    """What stops or warns: fields by path, checks by their id."""
    return {
        one.check.rpartition(".")[2] or one.path
        for one in filled.faults
        if one.severity != "info"
    }


def plain(form):
    return {one.id: one for one in form.plain_fields()}


# ---- 1


@pytest.mark.parametrize(
    ("section", "fields"),
    [
        pytest.param(
            "head",
            "householder monitored_category identified_on risk_eliminated "
            "eliminated_on visit_way visited_on",
            id="head",
        ),
        pytest.param("members", "name id_number relation health labour", id="1"),
        pytest.param("income", "wage per_head below_line estimated", id="2"),
        pytest.param("guarantees", "housing_problem guarantee_department", id="3"),
        pytest.param("risks", "risks_then risks new_risk disaster_kind", id="4"),
        pytest.param(
            "help",
            "help_plan able_people willing industry_done industry_on industry_effect "
            "employment_done finance_done public_post_done weak_labour_help "
            "safety_net contact_person",
            id="5",
        ),
        pytest.param(
            "look_back",
            "income_stable guarantees_kept first_risk_gone look_back_advice",
            id="6",
        ),
        pytest.param(
            "labels",
            "propose_without_labour without_labour_basis propose_developed",
            id="7",
        ),
        pytest.param("data_check", "data_matches", id="8"),
        pytest.param("corrections", "subject old_value new_value", id="8-rows"),
        pytest.param("conclusion", "opinion meeting_on meeting_conclusion", id="9"),
    ],
)
def test_attachment_5_asks_every_block(town, section, fields):
    (asked,) = [one for one in town.forms[MONITORED].sections if one.id == section]
    known = {one.id for one in asked.fields}
    assert set(fields.split()) <= known


def test_household_visitors_and_village_sign_attachment_5(town):
    places = [(one.who, one.people) for one in town.forms[MONITORED].signatures]
    assert places == [("householder", 1), ("visitor", 2), ("village_leader", 1)]


def test_attachment_7_is_a_ledger(town):
    assert town.forms[LEDGER].layout == "ledger"


@pytest.mark.parametrize("form_id", FORMS)
def test_every_indexed_field_has_a_column(town, vocabulary, form_id):
    assert slot_map(town.forms[form_id], vocabulary)


# ---- 2


def meanings(form):
    """What each field means: its type, its choices, where it comes from."""
    found = dict(plain(form))
    for repeat in form.repeats():
        found |= {f"{repeat.id}.{one.id}": one for one in repeat.fields}
    return {name: (one.type, one.codes, one.from_) for name, one in found.items()}


@pytest.mark.parametrize(
    ("one", "other", "least"),
    [
        pytest.param(MONITORED, CLUE, 60, id="5-6"),
        pytest.param(CLUE, LEDGER, 15, id="6-7"),
        pytest.param(MONITORED, LEDGER, 15, id="5-7"),
    ],
)
def test_the_same_id_means_the_same_on_two_forms(town, one, other, least):
    mine, theirs = meanings(town.forms[one]), meanings(town.forms[other])
    shared = mine.keys() & theirs.keys()
    assert len(shared) >= least
    assert {name for name in shared if mine[name] != theirs[name]} == set()


# ---- 3


def test_an_ordinary_household_needs_no_key_in_the_ledger(answered):
    found = answered(LEDGER)
    assert found.faults == ()
    assert found.complete
    assert found.values["people_at_home"] == 1


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        pytest.param({"below_line": "yes"}, {"problem_without_risk"}, id="low"),
        pytest.param({"risk_found": "yes"}, {"ledger_note"}, id="risk"),
        pytest.param({"visit_needed": "yes"}, {"ledger_note"}, id="visit"),
        pytest.param({"leaflet": "no"}, {"ledger_note"}, id="leaflet"),
        pytest.param({"sudden_expense": "illness"}, {"sudden_amount"}, id="illness"),
        pytest.param(
            {"people_at_home": "3"}, {"more_at_home_than_people"}, id="at-home"
        ),
        pytest.param({"people_at_home": "31"}, {"people_at_home",
            "more_at_home_than_people"}, id="crowd"),
    ],
)  # fmt: skip
def test_the_ledger_asks_on_where_something_is_wrong(answered, answers, expected):
    assert told(answered(LEDGER, answers)) == expected


def test_a_ledger_row_may_send_somebody_there(town):
    field = plain(town.forms[LEDGER])["visit_needed"]
    assert (field.from_, field.write) == ("household.visit_needed", True)


# ---- 4


@pytest.mark.parametrize("form_id", FORMS)
def test_a_phone_check_tells_with_whom_and_when(answered, form_id):
    found = answered(form_id, {"visit_way": "phone"})
    assert {"away_place", "called_at"} <= told(found)
    asked = {name for name in ("called_person", "called_number", "called_at",
             "confirmed_by") if found.answer(name).required}  # fmt: skip
    assert len(asked) == 4
    assert found.answer("called_number").shown == "13882012345"
    assert found.answer("called_person").shown == "张德明"


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize(
    ("way", "signs"),
    [pytest.param("home", True, id="home"), pytest.param("phone", False, id="phone")],
)
def test_who_answers_by_phone_does_not_sign(answered, form_id, way, signs):
    found = answered(form_id, CALL | {"visit_way": way})
    places = {one.place.who: one.relevant for one in found.signatures}
    assert places.pop("householder") is signs
    assert all(places.values())


@pytest.mark.parametrize(
    ("time", "good"),
    [
        pytest.param("14:30", True, id="plain"),
        pytest.param("9:05", True, id="one-digit"),
        pytest.param("14：30", True, id="full-width"),
        pytest.param("24:00", False, id="no-hour"),
        pytest.param("14:60", False, id="no-minute"),
        pytest.param("下午", False, id="words"),
    ],
)
def test_the_time_of_a_call_is_a_time(answered, time, good):
    found = answered(LEDGER, CALL | {"called_at": time})
    assert (told(found) == set()) is good


# ---- 5


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize(
    ("visited_on", "estimated"),
    [
        pytest.param("2023-05-30", True, id="before"),
        pytest.param("2023-05-31", False, id="last-day"),
        pytest.param("2023-06-01", False, id="after"),
    ],
)
def test_figures_are_estimates_until_the_window_ends(
    answered, form_id, visited_on, estimated
):
    found = answered(form_id, {"visited_on": visited_on}, day=date(2023, 6, 2))
    assert found.values["estimated"] is estimated


# ---- 6


def test_the_class_and_its_last_clue_come_from_the_campaign(town, around):
    clues = tuple(
        PartBefore(code, {"number": code, "channel": channel, "content": code,
                          "department": "civil_affairs", "pushed_on": DAY})
        for code, channel in (("A", "county_pushed"), ("B", "county_pushed"),
                              ("C", "province_illness"))
    )  # fmt: skip
    here = replace(
        around,
        parts={**around.parts, "clue": clues},
        case={"class": "county_pushed", "opened_on": DAY},
    )
    found = fill(town.forms[CLUE], prefill(town.forms[CLUE], here), here)
    assert found.values["focus_class"] == "county_pushed"
    assert found.values["clue_number"] == "B"
    assert found.values["pushed_by"] == "civil_affairs"
    assert found.values["pushed_on"] == DAY


def test_without_a_campaign_it_is_another_visit(answered):
    found = answered(CLUE)
    assert found.values["focus_class"] == "other_visit"
    assert not found.answer("clue_content").relevant


# ---- 7


def test_a_plain_visit_of_a_monitored_household_is_fine(answered):
    assert told(answered(MONITORED, VISIT)) == set()


@pytest.mark.parametrize(
    ("changes", "record", "expected"),
    [
        pytest.param({"industry_done": "no", "propose_developed": "no"}, {},
                     "willing_without_measure", id="willing"),
        pytest.param({"industry_done": "no"}, {}, "developed_without_measure",
                     id="label-without-measure"),
        pytest.param({"propose_without_labour": "yes",
                      "without_labour_basis": "dibao"}, {},
                     "label_yet_labour", id="label-yet-labour"),
        pytest.param({"help_plan": "no"}, {}, "without_plan", id="no-plan"),
        pytest.param({"water_problem": "yes", "water_problem_note": "干枯"}, {},
                     "guarantee_without_risk", id="problem-without-risk"),
        pytest.param({"data_matches": "no"}, {}, "mismatch_without_correction",
                     id="nothing-to-correct"),
        pytest.param({"monitored_verdict": "to_eliminate"},
                     dict.fromkeys(("wage", "business"), Decimal(0)),
                     "to_eliminate_too_early", id="below-the-line"),
        pytest.param({"safety_net": "dibao"}, {}, "dibao_as_in_members",
                     id="dibao-of-nobody"),
        pytest.param({}, {"risk_1": None}, "without_first_risk", id="no-first-risk"),
        pytest.param({}, {"risk_2": "R03"}, "disability_without_disabled",
                     id="nobody-disabled"),
        pytest.param({}, {"risk_2": "R02"}, "risk_without_measure",
                     id="no-measure-for-school"),
    ],
)  # fmt: skip
def test_a_wrong_answer_of_attachment_5_is_told(answered, changes, record, expected):
    assert expected in told(answered(MONITORED, VISIT | changes, record=record))


def test_an_eliminated_household_is_looked_back_at_and_not_asked_for_help(answered):
    record = {"risk_eliminated": True, "eliminated_on": "2023-01"}
    found = answered(MONITORED, LOOK_BACK, record=record)
    shown = {one.section.id: one.relevant for one in found.sections}
    assert (shown["look_back"], shown["help"], shown["labels"]) == (True, False, False)
    assert told(found) == set()


@pytest.mark.parametrize(
    ("changes", "record", "expected"),
    [
        pytest.param({"first_risk_gone": "no"}, {}, "stable_yet_problem", id="stable"),
        pytest.param({}, {"wage": Decimal(-3000)}, "stable_yet_below_line",
                     id="below-line"),
        pytest.param({"water_problem": "yes", "water_problem_note": "干枯"}, {},
                     "kept_yet_problem", id="water"),
        pytest.param({"look_back_advice": "identify_anew"}, {},
                     "anew_without_new_risk", id="no-new-risk"),
        pytest.param({"look_back_advice": "rollback"}, {}, "look_back_note",
                     id="why-rollback"),
    ],
)  # fmt: skip
def test_a_look_back_that_contradicts_itself_is_told(
    answered, changes, record, expected
):
    eliminated = {"risk_eliminated": True, **record}
    found = answered(MONITORED, LOOK_BACK | changes, record=eliminated)
    assert expected in told(found)


def test_measures_in_place_are_gathered_for_the_record(answered):
    found = answered(MONITORED, VISIT | {"safety_net": "relief"})
    assert set(found.values["help_measures"]) == {"industry", "health", "safety_net"}
    assert found.values["help_measures_from"] == date(2022, 10, 12)
    assert found.values["developmental_measures"] == 1


def test_a_correction_says_what_is_wrong(answered):
    rows = [("rows.corrections", "r1"), ("f.corrections.r1.subject", "务工月数"),
            ("f.corrections.r1.old_value", "6"),
            ("f.corrections.r1.new_value", "6")]  # fmt: skip
    found = answered(MONITORED, VISIT | {"data_matches": "no"}, rows=rows)
    assert told(found) == {"nothing_to_correct"}
