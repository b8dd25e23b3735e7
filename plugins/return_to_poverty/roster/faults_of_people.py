"""Faults of people's numbers, of relations in a family, and of schooling."""

from __future__ import annotations

from plugins.return_to_poverty.roster.block import Block
from plugins.return_to_poverty.roster.faults import (
    Fault,
    Kind,
    Made,
    Who,
    always,
    anybody,
    both,
    certified,
    day_after_birth,
    grown,
    idle,
    number,
    of_age,
    other_check_character,
    other_grade,
    placeholder,
    plain,
    pupil,
    word,
)


def _related(*relations: str) -> Who:
    return lambda block, nth: block.members[nth]["relation"] in relations


def _head_without_spouse(block: Block, nth: int) -> bool:
    alone = all(one["relation"] != "spouse" for one in block.members)
    return plain(block) and nth == 0 and alone


def _son_of_a_father_alone(block: Block, nth: int) -> bool:
    head = block.members[0]
    alone = all(one["relation"] != "spouse" for one in block.members)
    son = block.members[nth]["relation"] == "son"
    return plain(block) and head["sex"] == "male" and alone and son


def _other_sex(block: Block, nth: int) -> Made:
    own = block.members[nth]["sex"]
    return {"sex": "female" if own == "male" else "male"}


def _shorter_number(block: Block, nth: int) -> Made:
    return {"id_number": number(block, nth)[:-1]}


NUMBERS: tuple[Kind, ...] = (
    Fault("id_check_character", "Q3", "id_number", anybody, other_check_character),
    Fault("id_length", "Q2", "id_number", grown, _shorter_number),
    Fault("id_placeholder", "Q5", "id_number", grown, placeholder),
    Fault("birth_date_not_in_id", "Q6", "birth_date", grown, day_after_birth),
    Fault("sex_not_in_id", "Q7", "sex", _head_without_spouse, _other_sex),
    Fault("grade_not_in_id", "Q4", "disability_grade", certified, other_grade),
)

STRUCTURE: tuple[Kind, ...] = (
    Fault(
        "sex_and_relation",
        "Q7",
        "relation",
        both(anybody, _related("son")),
        always(relation="daughter"),
    ),
    Fault(
        "two_heads",
        "Q9",
        "relation",
        both(grown, _related("son", "daughter")),
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
        always(ethnic_group=word("unknown_ethnic_group")),
    ),
)

SCHOOL: tuple[Kind, ...] = (
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
        both(of_age(23, 59), grown),
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
        both(of_age(17, 21), grown),
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
