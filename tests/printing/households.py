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

MONITORED = {
    "householder": "张德明",
    "address": "四川省资阳市乐至县通旅镇光明社区3组17号",
    "phone": "13882012345",
    "visit_way": "home",
    "visited_on": "2023-05-20",
    **{name: ANSWERS[name] for name in (
        "wage", "business", "property", "transfer", "cost", "medical", "schooling",
        "other_spending", "payout", "housing_problem", "dropout_problem",
        "uninsured_problem", "water_problem", "water_problem_note",
    )},
    "guarantee_department": ["water"],
    "risks": ["R01", "R10"],
    "new_risk_note": "夏季水井干枯",
    "help_plan": "true",
    "help_plan_on": "2022-09-01",
    "willing": "true",
    "industry_done": "true",
    "industry_on": "2022-10-12",
    "industry_what": "发放鸡苗60只，签订代销协议",
    "industry_effect": "已出栏两批，增收3200元",
    "employment_done": "true",
    "employment_on": "2023-02-08",
    "employment_what": "外出务工交通补助",
    "employment_effect": "次子稳定务工，月收入约4500元",
    "finance_done": "false",
    "public_post_done": "false",
    "safety_net": ["dibao", "relief"],
    "support_measures": ["health", "water"],
    "contact_person": "周文斌",
    "contact_person_phone": "13982012345",
    "help_leaflet": "true",
    "propose_without_labour": "false",
    "propose_developed": "true",
    "data_matches": "false",
    "monitored_verdict": "strengthen",
    "opinion": "收入稳定超过监测线，饮水问题未解决，建议落实供水后再研判。",
    "meeting_on": "2023-05-22",
    "meeting_conclusion": "同意核查意见，继续监测。",
}  # fmt: skip

CALL = {
    "visit_way": "phone",
    "away_place": "广东省东莞市",
    "called_person": "张小军",
    "called_number": "13812345678",
    "called_at": "14:30",
    "confirmed_by": "张小军",
}

LEDGER = {
    "phone": "13882012345",
    "visit_way": "home",
    "people_at_home": "3",
    "visited_on": "2023-05-20",
    "below_line": "false",
    "housing_problem": "false",
    "water_problem": "false",
    "dropout_problem": "false",
    "uninsured_problem": "false",
    "sudden_expense": "none",
    "risk_found": "false",
    "visit_needed": "false",
    "leaflet": "true",
    "signer": "head",
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


def pairs(answers, members, corrections=()):
    """What a browser would send."""
    for row, one in enumerate(corrections):
        yield "rows.corrections", f"row-{row}"
        for name, text in one.items():
            yield f"f.corrections.row-{row}.{name}", text
    for name, value in answers.items():
        for text in value if isinstance(value, list) else [value]:
            yield f"f.{name}", text
    for row, one in enumerate(members):
        yield "rows.members", f"row-{row}"
        for name, value in one.items():
            for text in value if isinstance(value, list) else [value]:
                yield f"f.members.row-{row}.{name}", text
