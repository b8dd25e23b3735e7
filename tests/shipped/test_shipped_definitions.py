from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

HERE = Path(__file__).parent
CLAUSES = (HERE / "clause_codes.txt").read_text().split()
# one block of the data dictionary a line: its name, the record, the labels
DICTIONARY = (HERE / "data_dictionary.txt").read_text(encoding="utf-8").splitlines()
QUALITY_RULES = [f"Q{number}" for number in range(1, 85)]
DAY = date(2023, 5, 15)


def test_the_shipped_site_has_no_problem(loaded):
    assert loaded.problems == ()


def cited(sources):
    for path, text in sources.files.items():
        for match in re.finditer(r"source: ((?:[A-Z]+-?[0-9.a-z]+ ?)+)", text):
            yield from ((path, code) for code in match.group(1).split())


def test_every_cited_clause_and_rule_exists(sources):
    known = {*CLAUSES, *QUALITY_RULES}
    assert [one for one in cited(sources) if one[1] not in known] == []


def test_the_clauses_of_the_visit_are_cited(sources):
    codes = {code for _, code in cited(sources)}
    wanted = ("SC-1.1", "SC-1.8", "SC-2.2", "SC-2.3a", "SC-2.3c", "SC-2.3e", "SC-2.4")
    assert [code for code in wanted if code not in codes] == []


# ---- the place


def test_the_town_is_served_by_its_own_procedure_and_its_neighbour_by_the_base(site):
    assert site.county.number == 1
    assert site.procedure_for(["512022115", "512022"]).id == "sichuan_tonglv"
    assert site.procedure_for(["512022100", "512022"]).id == "national"


@pytest.mark.parametrize(
    ("day", "line"),
    [
        pytest.param(date(2022, 12, 31), None, id="before"),
        pytest.param(date(2023, 1, 1), Decimal(7500), id="first-day"),
        pytest.param(date(2023, 12, 31), Decimal(7500), id="last-day"),
        pytest.param(date(2024, 1, 1), None, id="after"),
    ],
)
def test_the_line_of_2023_holds_in_2023(town, day, line):
    assert town.parameters["income_line"].on(day) == line


def test_the_accounts_run_from_june_to_may(town):
    window = town.parameters["income_window"].on(DAY)
    assert window == {"from": date(2022, 6, 1), "to": date(2023, 5, 31)}


def test_visits_are_due_by_the_29th_of_may(town):
    step = town.flows["screening_visit"].step("visit")
    due = town.parameters["visits_until"].on(DAY)
    assert step.due.evaluate({"visits_until": due}) == date(2023, 5, 29)
    assert (step.people, step.form) == (2, "risk_clue_visit")


def test_the_base_sets_no_line_of_its_own(site):
    national = site.procedures["national"]
    assert [one.on(DAY) for one in national.parameters.values()] == [None] * 3


# ---- people


def test_every_level_has_the_roles_of_the_grid_roster(town):
    labels = {(role.level, role.label) for role in town.roles.values()}
    assert labels >= {
        ("town", "镇级网格长"),
        ("town", "镇级监管员"),
        ("town", "镇级监测员"),
        ("village", "网格长"),
        ("village", "监管员"),
        ("village", "监测员"),
        ("group", "网格员"),
    }


def test_a_vacant_group_is_served_by_the_villages_monitor_and_then_the_towns(town):
    standing_in = [
        (role.level, role.id)
        for role in town.roles.values()
        if "grid_member" in role.stands_in_for
    ]
    assert standing_in == [("town", "town_monitor"), ("village", "monitor")]


@pytest.mark.parametrize("verb", ["manage", "import", "publish", "audit"])
def test_only_administrators_and_supervisors_do_more_than_the_work(town, verb):
    able = {role.id for role in town.roles.values() for r in role.may if r.verb == verb}
    assert able <= {
        "county_administrator",
        "county_supervisor",
        "town_administrator",
        "town_supervisor",
    }


# ---- records and code lists


@pytest.mark.parametrize(
    ("codes", "count"),
    [
        pytest.param("relation", 28, id="relations"),
        pytest.param("school_status", 25, id="states-at-school"),
        pytest.param("ethnic_group", 58, id="ethnic-groups"),
        pytest.param("risk", 12, id="risks"),
        pytest.param("natural_disaster", 7, id="disasters"),
        pytest.param("labour", 5, id="labour"),
        pytest.param("education", 6, id="education"),
        pytest.param("political_status", 4, id="political-status"),
    ],
)
def test_code_lists_are_complete(town, codes, count):
    options = town.codes[codes].options
    assert len({one.id for one in options}) == len(options) == count


@pytest.mark.parametrize(
    ("record", "labels"),
    [
        pytest.param(record, labels, id=block)
        for block, record, *labels in map(str.split, DICTIONARY)
    ],
)
def test_the_data_dictionary_is_whole(town, record, labels):
    known = {field.label for field in town.records[record].fields}
    assert [label for label in labels if label not in known] == []


def sealed_by_nature(field):
    return field.type in ("id_number", "phone") or field.id == "bank_account"


def test_id_numbers_phones_and_accounts_are_sealed_wherever_they_stand(town):
    places = [
        *(field for record in town.records.values() for field in record.fields),
        *(field for form in town.forms.values() for field in form.plain_fields()),
        *(
            f
            for form in town.forms.values()
            for one in form.repeats()
            for f in one.fields
        ),
    ]
    sealed = [field for field in places if sealed_by_nature(field)]
    assert len(sealed) >= 10
    assert {(field.sensitive, field.mask.last) for field in sealed} == {("sealed", 4)}


def test_health_is_masked_in_record_and_form(town, form):
    member = town.records["member"]
    (row,) = form.repeats()
    fields = [*member.fields, *row.fields]
    health = [f for f in fields if f.id == "health" or f.id.startswith("disability_c")]
    assert {field.sensitive for field in health if field.type != "integer"} == {
        "masked"
    }


def test_every_code_list_is_used(town):
    fields = [
        *(field for record in town.records.values() for field in record.fields),
        *(field for form in town.forms.values() for field in form.plain_fields()),
        *(
            f
            for form in town.forms.values()
            for one in form.repeats()
            for f in one.fields
        ),
    ]
    assert set(town.codes) - {field.codes for field in fields} == set()


# ---- attachment 6, block by block


@pytest.mark.parametrize(
    ("section", "fields"),
    [
        pytest.param(
            "head",
            "householder householder_id_number address phone focus_class clue_number "
            "clue_content pushed_by pushed_on visit_way visited_on visit_photo",
            id="head",
        ),
        pytest.param(
            "members",
            "name relation age health school_status labour work_place work_months "
            "resident_medical_insurance employee_medical_insurance rural_dibao",
            id="1-members",
        ),
        pytest.param(
            "income",
            "wage business property transfer cost per_head medical schooling "
            "other_spending out_of_pocket payout reference_per_head below_line",
            id="2-income",
        ),
        pytest.param(
            "guarantees",
            "housing_problem dropout_problem uninsured_problem water_problem "
            "housing_problem_note",
            id="3-guarantees",
        ),
        pytest.param(
            "difficulties",
            "illness_hard school_hard job_hard industry_hard housing_hard "
            "disaster_hard accident_hard accident_hard_note",
            id="4-difficulties",
        ),
        pytest.param(
            "coping",
            "savings relatives_help insurance_expected labour_back_months coping",
            id="5-coping",
        ),
        pytest.param(
            "assets",
            "commercial_house vehicle company public_salary assets_note",
            id="6-assets",
        ),
        pytest.param(
            "conclusion",
            "verdict verdict_reason meeting_on meeting_conclusion",
            id="7-conclusion",
        ),
    ],
)
def test_the_form_asks_what_the_plan_wants_to_know(form, section, fields):
    (asked,) = [one for one in form.sections if one.id == section]
    known = [field.id for field in asked.fields]
    assert [field for field in fields.split() if field not in known] == []


def test_the_household_two_visitors_and_the_secretary_sign(form):
    places = [(place.id, place.people) for place in form.signatures]
    assert places == [("householder", 1), ("visitor", 2), ("village_secretary", 1)]


def test_the_town_numbers_its_forms_and_prints_each_empty(town):
    assert town.attachments == {
        5: "monitored_household_visit",
        6: "risk_clue_visit",
        7: "household_ledger",
    }
    forms = [town.forms[one] for one in town.attachments.values()]
    assert all(town.printables[form.printable].blank for form in forms)


@pytest.mark.parametrize(
    ("focus_class", "asked"),
    [
        pytest.param("applied_dibao", [], id="dibao"),
        pytest.param("other_visit", [], id="other"),
        pytest.param("province_illness", ["clue_content"], id="province"),
        pytest.param("county_pushed", ["pushed_by", "clue_content"], id="county"),
    ],
)
def test_a_clue_is_asked_for_where_somebody_pushed_one(form, focus_class, asked):
    fields = {field.id: field for field in form.plain_fields()}
    relevant = [
        name
        for name in ("pushed_by", "clue_content")
        if fields[name].relevant.evaluate({"focus_class": focus_class})
    ]
    assert relevant == asked


@pytest.mark.parametrize(
    ("medical", "asked", "required"),
    [
        pytest.param(0, False, False, id="none"),
        pytest.param(10000, True, False, id="up-to-10000"),
        pytest.param(Decimal("10000.01"), True, True, id="above"),
    ],
)
def test_bills_are_required_above_ten_thousand(form, medical, asked, required):
    (bills,) = [one for one in form.plain_fields() if one.id == "medical_bills"]
    context = {"medical": Decimal(medical)}
    assert bills.relevant.evaluate(context) is asked
    assert bills.required.evaluate(context) is required
