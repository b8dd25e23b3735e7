"""Faults of labour, health, work and insurance."""

from __future__ import annotations

from decimal import Decimal

from plugins.return_to_poverty.roster.block import Block
from plugins.return_to_poverty.roster.faults import (
    Fault,
    Kind,
    a_job,
    always,
    anybody,
    both,
    certified,
    grown,
    idle,
    number,
    of_age,
    plain,
    pupil,
    started_as_a_child,
    worker,
)


def _alone_on_dibao(block: Block, _nth: int) -> bool:
    (*_, last) = block.members
    single = len(block.members) == 1 and last["rural_dibao"] == "rural"
    return plain(block) and single and last["labour"] in ("none", "lost")


def _gravely_disabled_limb(block: Block, nth: int) -> bool:
    own = number(block, nth)
    return certified(block, nth) and own[18:20] in ("41", "42")


LABOUR: tuple[Kind, ...] = (
    Fault(
        "student_with_labour", "Q25", "labour", pupil(16, 22), always(labour="normal")
    ),
    Fault(
        "healthy_without_labour",
        "Q27",
        "labour",
        both(idle, of_age(17, 58, health=["healthy"])),
        always(labour="none"),
    ),
    Fault("child_with_labour", "Q28", "labour", pupil(0, 2), always(labour="weak")),
    Fault(
        "disabled_at_full_labour",
        "Q30",
        "labour",
        both(_gravely_disabled_limb, of_age(17, 58, labour="weak")),
        always(labour="normal"),
    ),
    Fault(
        "disabled_without_certificate",
        "Q31",
        "health",
        both(grown, of_age(18, 59, health=["healthy"])),
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
        both(worker, of_age(18, 40)),
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
        both(idle, of_age(18, 58)),
        always(public_post="village_post"),
    ),
    Fault(
        "months_without_post",
        "Q38",
        "public_post",
        both(idle, of_age(18, 58)),
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

SECURITY: tuple[Kind, ...] = (
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
