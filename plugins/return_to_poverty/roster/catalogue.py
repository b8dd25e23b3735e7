"""Every kind of fault that can be planted in a roster."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from plugins.return_to_poverty.roster.block import Block, Values
from plugins.return_to_poverty.roster.columns import AREA
from plugins.return_to_poverty.roster.faults import (
    Change,
    Fault,
    HouseholdFault,
    Kind,
    Made,
    Where,
    Who,
    a_job,
    always,
    anybody,
    certified,
    day_after_birth,
    fixed,
    grown,
    idle,
    monitored,
    next_risk,
    number,
    of_age,
    other_check_character,
    other_grade,
    placeholder,
    plain,
    pupil,
    risks_of,
    started_as_a_child,
    worker,
)
from plugins.return_to_poverty.sample import tables
from plugins.return_to_poverty.sample.work import Member

_MOST_RISKS = 5
_GUARANTEES = {"R09", "R10"}


def _word(name: str) -> str:
    return tables.column("words", "text", word=name)[0]


def _both(one: Who, other: Who) -> Who:
    return lambda block, nth: one(block, nth) and other(block, nth)


def _related(*relations: str) -> Who:
    return lambda block, nth: block.members[nth]["relation"] in relations


def _member(test: Callable[[Member], bool]) -> Who:
    return lambda block, nth: test(block.members[nth])


def _head_without_spouse(block: Block, nth: int) -> bool:
    alone = all(one["relation"] != "spouse" for one in block.members)
    return plain(block) and nth == 0 and alone


def _son_of_a_father_alone(block: Block, nth: int) -> bool:
    head = block.members[0]
    alone = all(one["relation"] != "spouse" for one in block.members)
    son = block.members[nth]["relation"] == "son"
    return plain(block) and head["sex"] == "male" and alone and son


def _alone_on_dibao(block: Block, _nth: int) -> bool:
    (*_, last) = block.members
    single = len(block.members) == 1 and last["rural_dibao"] == "rural"
    return plain(block) and single and last["labour"] in ("none", "lost")


def _other_sex(block: Block, nth: int) -> Made:
    own = block.members[nth]["sex"]
    return {"sex": "female" if own == "male" else "male"}


def _shorter_number(block: Block, nth: int) -> Made:
    return {"id_number": number(block, nth)[:-1]}


def _gravely_disabled_limb(block: Block, nth: int) -> bool:
    own = number(block, nth)
    return certified(block, nth) and own[18:20] in ("41", "42")


def _people_more(household: Values) -> Made:
    return {"population": Decimal(str(household["population"])) + 1}


def _two_months_later(household: Values) -> Made:
    year, month = map(int, str(household["identified_on"]).split("-"))
    over, month = divmod(month - 1 + 2, 12)
    return {"eliminated_on": f"{date(year + over, month + 1, 1):%Y-%m}"}


def _with_room_but_not(risk: str) -> Where:
    def fits(block: Block) -> bool:
        has = risks_of(block.household)
        return bool(has) and risk not in has and len(has) < _MOST_RISKS

    return fits


def _one_plain_risk(block: Block) -> bool:
    has = risks_of(block.household)
    return len(has) == 1 and not _GUARANTEES & set(map(str, has))


def _is(name: str, value: object) -> Where:
    return lambda block: block.household.get(name) == value


_NUMBERS: tuple[Kind, ...] = (
    Fault("id_check_character", "Q3", "id_number", anybody, other_check_character),
    Fault("id_length", "Q2", "id_number", grown, _shorter_number),
    Fault("id_placeholder", "Q5", "id_number", grown, placeholder),
    Fault("birth_date_not_in_id", "Q6", "birth_date", grown, day_after_birth),
    Fault("sex_not_in_id", "Q7", "sex", _head_without_spouse, _other_sex),
    Fault("grade_not_in_id", "Q4", "disability_grade", certified, other_grade),
)

_STRUCTURE: tuple[Kind, ...] = (
    Fault(
        "sex_and_relation",
        "Q7",
        "relation",
        _both(anybody, _related("son")),
        always(relation="daughter"),
    ),
    Fault(
        "two_heads",
        "Q9",
        "relation",
        _both(grown, _related("son", "daughter")),
        always(relation="head"),
        head_too=True,
    ),
    Fault(
        "no_head",
        "Q9",
        "relation",
        lambda block, nth: plain(block) and nth == 0,
        always(relation="other"),
    ),
    Fault(
        "spouse_of_same_sex",
        "Q8",
        "relation",
        _son_of_a_father_alone,
        always(relation="spouse"),
    ),
    Fault("relation_empty", "Q10", "relation", anybody, always(relation=None)),
    Fault(
        "ethnic_group_empty", "Q11", "ethnic_group", anybody, always(ethnic_group=None)
    ),
    Fault(
        "health_empty",
        "Q11",
        "health",
        of_age(23, 59, labour="normal"),
        always(health=None),
    ),
    Fault("labour_empty", "Q11", "labour", idle, always(labour=None)),
    Fault(
        "ethnic_group_unknown",
        "Q12",
        "ethnic_group",
        anybody,
        always(ethnic_group=_word("unknown_ethnic_group")),
    ),
    HouseholdFault("population_differs", "Q13", "population", plain, _people_more),
)

_SCHOOL: tuple[Kind, ...] = (
    Fault(
        "education_and_school",
        "Q15",
        "education",
        pupil(7, 15),
        always(education="primary"),
    ),
    Fault(
        "no_education_no_school",
        "Q15",
        "education",
        _both(of_age(23, 59), grown),
        always(education=None),
    ),
    Fault(
        "too_old_for_kindergarten",
        "Q16",
        "school_status",
        pupil(7, 11),
        always(school_status="kindergarten"),
    ),
    Fault(
        "too_young_for_primary",
        "Q17",
        "school_status",
        pupil(3, 4),
        always(school_status="primary"),
    ),
    Fault(
        "too_young_for_junior",
        "Q18",
        "school_status",
        pupil(9, 10),
        always(school_status="grade_7"),
    ),
    Fault(
        "too_young_for_senior",
        "Q19",
        "school_status",
        pupil(13, 13),
        always(school_status="senior_1"),
    ),
    Fault(
        "too_young_for_bachelor",
        "Q20",
        "school_status",
        pupil(15, 16),
        always(school_status="bachelor_1"),
    ),
    Fault(
        "too_young_for_master",
        "Q21",
        "school_status",
        pupil(18, 18),
        always(school_status="master"),
    ),
    Fault(
        "little_schooling",
        "Q22",
        "education",
        _both(of_age(17, 21), grown),
        always(education="primary"),
    ),
    Fault(
        "not_at_school",
        "Q23",
        "school_status",
        pupil(7, 14),
        always(school_status=None, education="primary"),
    ),
    Fault(
        "reason_of_the_healthy",
        "Q24",
        "not_in_school_reason",
        pupil(7, 14),
        always(school_status=None, education="primary", not_in_school_reason="illness"),
    ),
)

_LABOUR: tuple[Kind, ...] = (
    Fault(
        "student_with_labour", "Q25", "labour", pupil(16, 22), always(labour="normal")
    ),
    Fault(
        "healthy_without_labour",
        "Q27",
        "labour",
        _both(idle, of_age(17, 58, health=["healthy"])),
        always(labour="none"),
    ),
    Fault("child_with_labour", "Q28", "labour", pupil(0, 2), always(labour="weak")),
    Fault(
        "disabled_at_full_labour",
        "Q30",
        "labour",
        _both(_gravely_disabled_limb, of_age(17, 58, labour="weak")),
        always(labour="normal"),
    ),
    Fault(
        "disabled_without_certificate",
        "Q31",
        "health",
        _both(grown, of_age(18, 59, health=["healthy"])),
        always(health=["disabled"]),
    ),
    Fault(
        "work_without_labour",
        "Q32",
        "work_months",
        of_age(75, 110, labour="none"),
        a_job,
    ),
    Fault("student_at_work", "Q33", "work_months", pupil(18, 25), a_job),
    Fault(
        "started_as_a_child",
        "Q34",
        "work_from",
        _both(worker, of_age(18, 40)),
        started_as_a_child,
    ),
    Fault(
        "thirteen_months", "Q35", "work_months", worker, always(work_months=Decimal(13))
    ),
    Fault(
        "months_without_place",
        "Q35",
        "work_place_note",
        worker,
        always(work_place_note=None),
    ),
    Fault(
        "place_without_months", "Q35", "work_months", worker, always(work_months=None)
    ),
    Fault(
        "post_without_months",
        "Q38",
        "public_post_months",
        _both(idle, of_age(18, 58)),
        always(public_post="village_post"),
    ),
    Fault(
        "months_without_post",
        "Q38",
        "public_post",
        _both(idle, of_age(18, 58)),
        always(public_post_months=Decimal(6)),
    ),
    Fault(
        "post_at_seventy",
        "Q39",
        "public_post",
        of_age(71, 74, labour="weak"),
        always(public_post="village_post", public_post_months=Decimal(6)),
    ),
    Fault("tiny_wage", "Q42", "work_wage", worker, always(work_wage=Decimal(50))),
    Fault(
        "employer_missing", "Q42", "work_employer", worker, always(work_employer=None)
    ),
    Fault(
        "wish_without_need", "Q43", "job_service_need", idle, always(plans_work=True)
    ),
)

_SECURITY: tuple[Kind, ...] = (
    HouseholdFault("phone_pattern", "Q44", "phone", plain, fixed(phone="12345678901")),
    Fault(
        "both_insurances",
        "Q46",
        "resident_medical_insurance",
        grown,
        always(resident_medical_insurance=True, employee_medical_insurance=True),
    ),
    Fault(
        "no_insurance",
        "Q46",
        "resident_medical_insurance",
        grown,
        always(
            resident_medical_insurance=False,
            employee_medical_insurance=False,
            medical_aid=False,
        ),
    ),
    Fault(
        "no_critical_illness",
        "Q47",
        "critical_illness_insurance",
        anybody,
        always(critical_illness_insurance=False),
    ),
    Fault(
        "pension_empty",
        "Q49",
        "resident_pension",
        anybody,
        always(resident_pension=None, employee_pension=None),
    ),
    Fault(
        "unsecured",
        "Q50",
        "rural_dibao",
        _alone_on_dibao,
        always(rural_dibao="not_received", dibao_grade=None),
    ),
)

_LIVING: tuple[Kind, ...] = (
    HouseholdFault(
        "dangerous_house", "Q54", "dangerous_house", plain, fixed(dangerous_house=True)
    ),
    HouseholdFault(
        "no_safe_water", "Q54", "safe_water", plain, fixed(safe_water=False)
    ),
    HouseholdFault(
        "too_much_farmland", "Q55", "farmland", plain, fixed(farmland=Decimal(250))
    ),
    HouseholdFault(
        "too_much_orchard", "Q55", "orchard", plain, fixed(orchard=Decimal(300))
    ),
    HouseholdFault(
        "road_too_far", "Q56", "road_distance", plain, fixed(road_distance=Decimal(8))
    ),
    HouseholdFault(
        "house_area_empty", "Q57", "house_area", plain, fixed(house_area=None)
    ),
    HouseholdFault("toilet_empty", "Q57", "toilet", plain, fixed(toilet=None)),
    HouseholdFault(
        "no_electricity", "Q58", "electricity", plain, fixed(electricity=False)
    ),
)

_MONITORING: tuple[Kind, ...] = (
    HouseholdFault(
        "no_first_risk", "Q59", "risk_1", _one_plain_risk, fixed(risk_1=None)
    ),
    HouseholdFault(
        "other_without_note",
        "Q64",
        "other_risk_note",
        _with_room_but_not("R99"),
        next_risk("R99"),
    ),
    HouseholdFault(
        "disaster_without_item",
        "Q64",
        "natural_disaster",
        _with_room_but_not("R04"),
        next_risk("R04"),
    ),
    HouseholdFault(
        "housing_problem_unlisted",
        "Q65",
        "housing_problem",
        _with_room_but_not("R09"),
        fixed(housing_problem=True),
    ),
    HouseholdFault(
        "development_denied",
        "Q69",
        "development_state",
        _is("development_state", "done"),
        fixed(development_state="not_yet"),
    ),
    HouseholdFault(
        "label_missing",
        "Q70",
        "without_labour_label",
        _is("without_labour_label", value=True),
        fixed(without_labour_label=False),
    ),
    HouseholdFault(
        "after_figure_empty",
        "Q77",
        "after_payout",
        monitored(eliminated=True),
        fixed(after_payout=None),
    ),
    HouseholdFault(
        "eliminated_yet_damaged",
        "Q78",
        "after_housing_problem",
        monitored(eliminated=True),
        fixed(after_housing_problem=True),
    ),
    HouseholdFault(
        "eliminated_yet_poor",
        "Q79",
        "after_per_head",
        monitored(eliminated=True),
        fixed(after_per_head=Decimal(3000)),
    ),
    HouseholdFault(
        "eliminated_too_soon",
        "Q81",
        "eliminated_on",
        _is("elimination_way", "helped"),
        _two_months_later,
    ),
    HouseholdFault(
        "contact_missing",
        "Q84",
        "contact_person",
        monitored(eliminated=True),
        fixed(contact_person=None),
    ),
)

_CELLS: tuple[Kind, ...] = (
    Fault("no_such_day", "format", "birth_date", grown, always(birth_date="19701345")),
    Fault(
        "text_for_number",
        "format",
        "work_months",
        worker,
        always(work_months=_word("no_number")),
    ),
    HouseholdFault(
        "text_for_area", "format", "farmland", plain, fixed(farmland=_word("no_number"))
    ),
    Fault("formula", "format", "name", grown, always(name="=1+1")),
    HouseholdFault(
        "unknown_village",
        "place",
        "village",
        plain,
        fixed(village=_word("unknown_village")),
        AREA,
    ),
)

KINDS: tuple[Kind, ...] = (
    *_NUMBERS,
    *_STRUCTURE,
    *_SCHOOL,
    *_LABOUR,
    *_SECURITY,
    *_LIVING,
    *_MONITORING,
    *_CELLS,
)


def _full_width(text: str) -> str:
    return text.translate({ord(one): ord(one) + 0xFEE0 for one in "0123456789X"})


def _wide_number(block: Block, nth: int) -> Made:
    return {"id_number": _full_width(number(block, nth))}


def _blank_after(block: Block, nth: int) -> Made:
    return {"name": f"{block.members[nth]['name']} "}


def _wide_phone(household: Values) -> Made:
    return {"phone": _full_width(str(household["phone"]))}


def _change(name: str, who: Who, change: Change) -> Fault:
    return Fault(name, "", "name", who, change)


ODDITIES: tuple[Kind, ...] = (
    _change("full_width_number", anybody, _wide_number),
    _change("blank_after_name", anybody, _blank_after),
    HouseholdFault("full_width_phone", "", "phone", plain, _wide_phone),
)
"""How people type that is no fault: an import has to accept it."""
