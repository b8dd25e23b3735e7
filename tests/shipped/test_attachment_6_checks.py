"""The checks of attachment 6: quiet on plausible households, awake on wrong ones."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.return_to_poverty.sample import households

DAY = date(2023, 5, 15)
GROUPS = ["51202211520001", "51202211520002"]
PARAMETERS = {
    "income_line": Decimal(7500),
    "income_window": {"from": date(2022, 6, 1), "to": date(2023, 5, 31)},
    "today": DAY,
}
ANSWERS = {
    "focus_class": "other_visit",
    "visit_way": "home",
    "visited_on": DAY,
    **dict.fromkeys(
        ("housing_problem", "dropout_problem", "uninsured_problem", "water_problem"),
        False,
    ),
    "verdict": "departments_help",
    "risks": ["R99"],
}


def context_of(form, vocabulary, household, **changes):
    """What the form's expressions see when this household was answered for."""
    seen = {**vocabulary.functions, **PARAMETERS, "household": household}
    for field in form.plain_fields():
        before = household.get(field.from_.split(".")[1]) if field.from_ else None
        seen[field.id] = ANSWERS.get(field.id, before)
        if seen[field.id] is None and field.default:
            seen[field.id] = field.default.evaluate(seen)
    (members,) = form.repeats()
    seen["members"] = [
        row_of(members, vocabulary, one, seen) for one in household["member"]
    ]
    seen.update(changes)
    computed = {field.id: field for field in form.plain_fields() if field.calculation}
    for path in form.calculations:
        if path in computed and path not in changes:
            seen[path] = computed[path].calculation.evaluate(seen)
    return seen


def row_of(repeat, vocabulary, member, seen):
    row = {}
    for field in repeat.fields:
        row[field.id] = member.get(field.from_.split(".")[1]) if field.from_ else None
    for field in repeat.fields:
        if field.calculation:
            row[field.id] = field.calculation.evaluate({**seen, **row})
        for name, derive in vocabulary.field_types[field.type].derived.items():
            row[f"{field.id}_{name}"] = derive(row[field.id])
    return row


def found(form, seen, *, severities=("error", "warning")):
    """The ids of the checks that do not hold."""
    (members,) = form.repeats()
    rows = [{**seen, **row} for row in seen["members"]]
    plain = [
        check for one in form.sections if one is not members for check in one.checks
    ]
    asked = [
        *((check, seen) for check in (*plain, *form.checks)),
        *((check, row) for check in members.checks for row in rows),
    ]
    return sorted(
        {
            check.id
            for check, context in asked
            if check.severity in severities and check.that.evaluate(context) is False
        }
    )


def a_household(*members, **fields):
    money = dict.fromkeys(("business", "property", "transfer", "cost"), Decimal(0))
    head = {"wage": Decimal(40000), **money, **fields}
    return {"householder": "a", "address": "1", "member": list(members), **head}


def a_member(**values):
    return {
        "name": "a",
        "relation": "head",
        "document": "resident_id",
        "sex": "male",
        "birth_date": date(1980, 1, 1),
        "health": ["healthy"],
        "labour": "normal",
        "resident_medical_insurance": True,
        "employee_medical_insurance": False,
        "rural_dibao": "not_received",
        **values,
    }


HEAD = a_member()
WIFE = a_member(name="b", relation="spouse", sex="female")
CHILD = a_member(
    name="c",
    relation="son",
    birth_date=date(2012, 1, 1),
    labour="none",
    school_status="primary",
)


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 10_000))
def test_made_up_households_break_no_rule_of_their_members(form, vocabulary, seed):
    for household in households.make(5, seed, GROUPS, DAY):
        told = {"income_high"}
        if any(one["destitute_support"] == "rural" for one in household["member"]):
            told.add("without_labour_without_dibao")  # the form does not ask for it
        seen = context_of(form, vocabulary, household)
        assert set(found(form, seen)) <= told


def test_a_plain_family_is_fine(form, vocabulary):
    household = a_household(HEAD, WIFE, CHILD)
    assert found(form, context_of(form, vocabulary, household)) == []


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        pytest.param([WIFE], ["one_head"], id="no-head"),
        pytest.param([HEAD, HEAD], ["one_head"], id="two-heads"),
        pytest.param(
            [HEAD, {**WIFE, "sex": "male"}],
            ["spouse_of_other_sex"],
            id="spouse-of-same-sex",
        ),
        pytest.param([HEAD, WIFE, WIFE], ["one_spouse"], id="two-spouses"),
        pytest.param(
            [
                {
                    **HEAD,
                    "id_number": "990011198001010012",
                    "birth_date": date(1980, 1, 1),
                },
                {**WIFE, "id_number": "990011198001010012"},
            ],
            ["id_number_once"],
            id="same-id-number-twice",
        ),
        pytest.param([{**HEAD, "name": "z"}], ["householder_is_head"], id="other-name"),
        pytest.param(
            [HEAD, {**CHILD, "sex": "female"}], ["sex_fits_relation"], id="son"
        ),
        pytest.param(
            [{**HEAD, "health": ["healthy", "chronic"]}],
            ["healthy_alone"],
            id="healthy-and-ill",
        ),
        pytest.param(
            [HEAD, {**CHILD, "school_status": "grade_9"}],
            ["school_fits_age"],
            id="school",
        ),
        pytest.param(
            [{**HEAD, "labour": "weak"}], ["able_at_working_age"], id="able-but-weak"
        ),
        pytest.param(
            [HEAD, {**CHILD, "labour": "normal"}],
            ["child_without_labour", "student_without_labour"],
            id="child-with-labour",
        ),
        pytest.param(
            [HEAD, {**CHILD, "school_status": None}],
            ["dropout_as_in_members"],
            id="dropout",
        ),
        pytest.param(
            [{**HEAD, "work_months": Decimal(6)}],
            ["work_place_and_months"],
            id="months-only",
        ),
        pytest.param(
            [{**HEAD, "resident_medical_insurance": False}],
            ["one_medical_insurance", "uninsured_as_in_members"],
            id="uninsured",
        ),
        pytest.param(
            [{**HEAD, "labour": "lost", "health": ["serious_illness"]}],
            ["without_labour_without_dibao"],
            id="no-labour-no-dibao",
        ),
    ],
)
def test_what_is_wrong_among_the_members_is_found(form, vocabulary, members, expected):
    seen = context_of(form, vocabulary, a_household(*members, wage=Decimal(20000)))
    assert found(form, seen) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"wage": Decimal("60000.03")}, ["income_high"], id="too-rich"),
        pytest.param({"wage": Decimal(60000)}, [], id="twenty-thousand-a-head"),
        pytest.param({"wage": Decimal(50)}, ["wage_tiny"], id="tiny-wage"),
        pytest.param(
            {"wage": Decimal(22499), "verdict": "no_risk", "risks": None},
            ["no_risk_yet_below_line"],
            id="below-the-line-without-risk",
        ),
        pytest.param(
            {"wage": Decimal(22500), "verdict": "no_risk", "risks": None},
            [],
            id="on-the-line-without-risk",
        ),
        pytest.param(
            {"medical": Decimal(30000), "verdict": "no_risk", "risks": None},
            ["no_risk_yet_below_line"],
            id="pushed-below-by-illness",
        ),
        pytest.param(
            {"water_problem": True, "verdict": "no_risk", "risks": None},
            ["no_risk_yet_problem"],
            id="no-water-without-risk",
        ),
        pytest.param({"risks": ["R01"]}, ["illness_without_patient"], id="nobody-ill"),
        pytest.param(
            {"risks": ["R03"]}, ["disability_without_disabled"], id="nobody-disabled"
        ),
        pytest.param(
            {"housing_problem": True}, ["guarantee_without_risk"], id="risk-not-named"
        ),
    ],
)
def test_what_is_wrong_with_money_and_verdict_is_found(
    form, vocabulary, changes, expected
):
    seen = context_of(form, vocabulary, a_household(HEAD, WIFE, CHILD), **changes)
    assert found(form, seen) == expected


def test_the_worked_case_of_the_rules_comes_out_in_the_form(form, vocabulary):
    household = a_household(
        HEAD,
        WIFE,
        CHILD,
        {**CHILD, "name": "d"},
        wage=Decimal(30000),
        business=Decimal(8000),
        property=Decimal(500),
        transfer=Decimal(3500),
        cost=Decimal(4000),
    )
    spending = {"medical": Decimal(20000), "payout": Decimal(2000)}
    seen = context_of(form, vocabulary, household, **spending)
    assert (seen["per_head"], seen["below_line"]) == (Decimal(9500), False)
    assert (seen["reference_per_head"], seen["reference_below_line"]) == (
        Decimal(5000),
        True,
    )
    assert seen["income_basis"] == "监测线7500元/人·年，核算期2022-06-01至2023-05-31"


def test_age_is_that_on_the_day_of_the_visit(form, vocabulary):
    household = a_household({**HEAD, "birth_date": date(2000, 5, 16)})
    assert context_of(form, vocabulary, household)["members"][0]["age"] == 22
