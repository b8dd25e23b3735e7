"""Households as they were filled in, for the official form on paper."""

from __future__ import annotations

NAMES = [
    "张德明", "刘桂芳", "张小军", "王丽", "张雨桐", "张浩然", "张国华",
    "李秀兰", "张小燕", "陈志强", "陈思远", "张建国", "𠀋㐂", "欧阳诸葛明月",
]  # fmt: skip
RELATIONS = ["head", "spouse", "son", "daughter_in_law", "grandson", "father"]

ANSWERS = {
    "householder": "张德明",
    "address": "四川省资阳市乐至县通旅镇光明社区3组17号",
    "phone": "13882012345",
    "focus_class": "county_pushed",
    "clue_number": "LZ-2023-0417",
    "pushed_by": "medical_insurance",
    "pushed_on": "2023-05-12",
    "clue_content": "该户2022年6月以来住院自付费用较高，请核实。",
    "visit_way": "home",
    "visited_on": "2023-05-20",
    "wage": "18600",
    "business": "12350.50",
    "property": "600",
    "transfer": "4820",
    "cost": "5300",
    "medical": "26480",
    "schooling": "3200",
    "other_spending": "0",
    "payout": "0",
    "housing_problem": "false",
    "dropout_problem": "false",
    "uninsured_problem": "false",
    "water_problem": "true",
    "water_problem_note": "夏季水井干枯，取水不便",
    "illness_hard": "true",
    "illness_hard_note": "户主配偶每月往返县医院透析，自付部分高",
    "school_hard": "false",
    "job_hard": "false",
    "industry_hard": "false",
    "housing_hard": "false",
    "disaster_hard": "false",
    "accident_hard": "false",
    "savings": "3000",
    "coping": "partly",
    "commercial_house": "false",
    "vehicle": "false",
    "company": "false",
    "public_salary": "false",
    "verdict": "identify",
    "risks": ["R01", "R10"],
    "verdict_reason": "扣除合规自付后人均收入参考低于监测线，建议启动识别程序。",
    "meeting_on": "2023-05-22",
    "meeting_conclusion": "同意启动监测对象识别程序。",
}


def member(number):
    """One member's answers, by place in the household."""
    return {
        "name": NAMES[number % len(NAMES)],
        "relation": RELATIONS[min(number, 5)],
        "document": "birth_certificate",
        "sex": "male" if number % 2 == 0 else "female",
        "birth_date": f"{1965 + number}-03-12",
        "health": ["healthy"] if number % 3 else ["chronic", "disabled"],
        "labour": "normal",
        "work_place": "广东省东莞市" if number == 2 else "",
        "work_months": "9" if number == 2 else "",
        "resident_medical_insurance": "true",
        "employee_medical_insurance": "false",
        "rural_dibao": "not_received",
    }


def pairs(answers, members):
    """What a browser would send."""
    for name, value in answers.items():
        for text in value if isinstance(value, list) else [value]:
            yield f"f.{name}", text
    for row, one in enumerate(members):
        yield "rows.members", f"row-{row}"
        for name, value in one.items():
            for text in value if isinstance(value, list) else [value]:
                yield f"f.members.row-{row}.{name}", text
