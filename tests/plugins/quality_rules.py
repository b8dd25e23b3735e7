"""The rules of data quality, written down once more to judge made-up households by.

Nothing here is shared with the generator or the import: a rule takes a household and
the day, and yields what breaks it.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

RULES = {}
LINE = Decimal(7500)
MALE = {"son", "son_in_law", "grandson", "father", "daughters_son"}
FEMALE = {"daughter", "mother", "daughter_in_law", "grandmother", "granddaughter"}
JUNIOR = {"grade_7", "grade_8", "grade_9"}
SENIOR = {f"{kind}_{year}" for kind in ("senior", "vocational") for year in (1, 2, 3)}
FULL = {"normal", "skilled"}
ABLE = {*FULL, "weak"}
DEVELOP = {"industry", "employment", "finance", "public_post"}


def rule(code):
    def keep(function):
        RULES.setdefault(code, []).append(function)
        return function

    return keep


def age(member, day):
    born = member["birth_date"]
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def risks(one):
    return [one[f"risk_{n}"] for n in range(1, 6) if one.get(f"risk_{n}")]


def month(text):
    return int(text[:4]) * 12 + int(text[5:])


def studies(member):
    return member.get("school_status") not in (None, "before_school")


def works(member):
    return bool(member.get("work_months"))


def secured(member):
    return "rural" in (member["rural_dibao"], member["destitute_support"])


def help_of(one):
    return set(one.get("help_measures", ()))


def monitored(one):
    return "monitored_category" in one


def eliminated(one):
    return one.get("risk_eliminated") is True


def labourless(one):
    return all(m["labour"] in ("lost", "none") for m in one["member"])


def per_member(code):
    """A rule of one person: the function tells whether the person breaks it."""

    def keep(function):
        def judge(one, day):
            return [m["id_number"] for m in one["member"] if function(m, day)]

        RULES.setdefault(code, []).append(judge)
        return function

    return keep


def per_household(code):
    """A rule of a household: the function tells whether it breaks it."""

    def keep(function):
        def judge(one, day):
            return [one["household_number"]] if function(one, day) else []

        RULES.setdefault(code, []).append(judge)
        return function

    return keep


# ---- 6.1 identity and structure


@per_member("Q2")
def _(m, day):
    return len(m["id_number"]) not in (18, 20, 22)


@per_member("Q3")
def _(m, day):
    weights = [2 ** (17 - place) % 11 for place in range(17)]
    total = sum(int(d) * w for d, w in zip(m["id_number"], weights, strict=False))
    return "10X98765432"[total % 11] != m["id_number"][17]


@per_member("Q4")
def _(m, day):
    kinds = ["sight", "hearing", "speech", "limb", "intellect", "mental", "multiple"]
    end = m["id_number"][18:]
    if not end:
        return "disability_grade" in m
    return (kinds[int(end[0]) - 1], f"grade_{end[1]}") != (
        m["disability_category"],
        m["disability_grade"],
    )


@per_member("Q5")
def _(m, day):
    return m["id_number"].startswith("999999")


@per_member("Q6")
def _(m, day):
    born = m["birth_date"]
    return (
        not date(1900, 1, 1) <= born <= day or f"{born:%Y%m%d}" != m["id_number"][6:14]
    )


@per_member("Q7")
def _(m, day):
    by_number = "male" if int(m["id_number"][16]) % 2 else "female"
    wanted = {**dict.fromkeys(MALE, "male"), **dict.fromkeys(FEMALE, "female")}
    return m["sex"] != by_number or wanted.get(m["relation"], by_number) != by_number


@per_household("Q8")
def _(one, day):
    sexes = [m["sex"] for m in one["member"] if m["relation"] in ("head", "spouse")]
    return len(sexes) != len(set(sexes))


@per_household("Q9")
def _(one, day):
    relations = [m["relation"] for m in one["member"]]
    heads = [m["name"] for m in one["member"] if m["relation"] == "head"]
    return heads != [one["householder"]] or relations.count("spouse") > 1


@per_member("Q10")
def _(m, day):
    return not m.get("relation")


@per_member("Q11")
def _(m, day):
    return not (m.get("ethnic_group") and m.get("health") and m.get("labour"))


@per_household("Q13")
def _(one, day):
    return one["population"] != len(one["member"])


# ---- 6.2 education and age


@per_member("Q15")
def _(m, day):
    return ("education" in m) == ("school_status" in m)


@per_member("Q16")
def _(m, day):
    early = m.get("school_status") in ("before_school", "kindergarten")
    return early and age(m, day) >= 7 and m["health"] == ["healthy"]


@per_member("Q17")
def _(m, day):
    return m.get("school_status") == "primary" and not 6 <= age(m, day) <= 14


@per_member("Q18")
def _(m, day):
    return m.get("school_status") in JUNIOR and not 12 <= age(m, day) <= 17


@per_member("Q19")
def _(m, day):
    return m.get("school_status") in SENIOR and not 15 <= age(m, day) <= 20


@per_member("Q20")
def _(m, day):
    at = m.get("school_status", "")
    higher = at.startswith(("bachelor", "technician", "higher_vocational"))
    return higher and age(m, day) < 18


@per_member("Q21")
def _(m, day):
    return m.get("school_status") == "master" and age(m, day) < 20


@per_member("Q22")
def _(m, day):
    return m.get("education") in ("illiterate", "primary") and 16 <= age(m, day) <= 22


@per_member("Q23")
def _(m, day):
    return "school_status" not in m and age(m, day) <= 16


@per_member("Q25")
def _(m, day):
    return studies(m) and m["labour"] != "none"


@per_household("Q26")
def _(one, day):
    at = [m.get("school_status", "") for m in one["member"]]
    vocational = any(s.startswith(("vocational", "higher_vocational")) for s in at)
    return monitored(one) and vocational and "other_school" not in help_of(one)


# ---- 6.3 labour, health, work


@per_member("Q27")
def _(m, day):
    idle = m["health"] == ["healthy"] and 16 <= age(m, day) < 60 and not studies(m)
    return idle and m["labour"] not in FULL


@per_member("Q28")
def _(m, day):
    return age(m, day) < 16 and m["labour"] != "none"


@per_member("Q29")
def _(m, day):
    return age(m, day) >= 60 and m["labour"] in FULL


@per_member("Q30")
def _(m, day):
    return m["id_number"][18:20] in ("41", "42") and m["labour"] == "normal"


@per_member("Q31")
def _(m, day):
    return "disabled" in m["health"] and m["document"] != "disability_certificate"


@per_member("Q32")
def _(m, day):
    busy = works(m) or m.get("plans_work") or m.get("public_post")
    return m["labour"] in ("none", "lost") and busy


@per_member("Q33")
def _(m, day):
    return studies(m) and (works(m) or m.get("plans_work"))


@per_member("Q34")
def _(m, day):
    return works(m) and age(m, m["work_from"]) < 16


@per_member("Q35")
def _(m, day):
    place = m.get("work_place_note", "")
    to_county = not place or place[-1] in "县区市"
    return bool(place) != works(m) or m.get("work_months", 0) > 12 or not to_county


@per_member("Q38")
def _(m, day):
    return bool(m.get("public_post")) != bool(m.get("public_post_months"))


@per_member("Q39")
def _(m, day):
    return m.get("public_post") and not 16 <= age(m, day) < 70


@per_member("Q40")
def _(m, day):
    return m.get("public_post") and works(m)


@per_member("Q41")
def _(m, day):
    young = 18 <= age(m, day) < 60 and m["health"] == ["healthy"]
    return m["destitute_support"] == "rural" and (works(m) or young)


@per_member("Q42")
def _(m, day):
    record = ("work_wage", "work_employer", "work_industry", "work_channel")
    whole = all(m.get(name) for name in record) and "work_point_to_point" in m
    return works(m) and not (whole and 400 <= m["work_wage"] <= 30000)


@per_member("Q43")
def _(m, day):
    return m.get("plans_work") and not m.get("job_service_need")


@per_household("Q44")
def _(one, day):
    phone = one["phone"]
    return not (phone.isdigit() and len(phone) == 11 and phone[1] in "3456789")


@per_member("Q45")
def _(m, day):
    learned = m["labour"] == "skilled" or m.get("education") in ("college", "bachelor")
    return learned and not works(m)


# ---- 6.4 insurance and security


@per_member("Q46")
def _(m, day):
    return m["resident_medical_insurance"] == m["employee_medical_insurance"]


@per_member("Q47")
def _(m, day):
    return m["critical_illness_insurance"] is not True


@per_member("Q48")
def _(m, day):
    insured = m["resident_medical_insurance"] or m["employee_medical_insurance"]
    return m["medical_aid"] and not insured


@per_member("Q49")
def _(m, day):
    return m.get("resident_pension") is None and m.get("employee_pension") is None


@per_household("Q50")
def _(one, day):
    return labourless(one) and not any(map(secured, one["member"]))


@per_household("Q51")
def _(one, day):
    receives = any(secured(m) or "disability_grade" in m for m in one["member"])
    return monitored(one) and receives != ("safety_net" in help_of(one))


@per_household("Q52")
def _(one, day):
    grave = any(
        m.get("disability_grade") in ("grade_1", "grade_2") for m in one["member"]
    )
    return grave and not one["transfer_disability"]


@per_household("Q53")
def _(one, day):
    disabled = any("disabled" in m["health"] for m in one["member"])
    return one["transfer_disability"] and not disabled


# ---- 6.5 living conditions


@per_household("Q54")
def _(one, day):
    return (one["dangerous_house"] or not one["safe_water"]) and not monitored(one)


@per_household("Q55")
def _(one, day):
    most = {"farmland": 100, "forest": 200, "returned_forest": 200, "orchard": 200}
    most |= {"pasture": 100, "water_area": 100}
    return any(not 0 <= one[name] <= top for name, top in most.items())


@per_household("Q56")
def _(one, day):
    return not 0 <= one["road_distance"] <= 5


@per_household("Q57")
def _(one, day):
    wanted = "house_area road_hardened toilet safe_water electricity dangerous_house"
    return any(one.get(name) is None for name in wanted.split())


@per_household("Q58")
def _(one, day):
    return not one["electricity"]


# ---- 6.6 identification, risks, measures


@per_household("Q59")
def _(one, day):
    return monitored(one) and not one.get("risk_1")


@per_household("Q60")
def _(one, day):
    return "R03" in risks(one) and not any(
        "disabled" in m["health"] for m in one["member"]
    )


@per_household("Q61")
def _(one, day):
    sick = {"chronic", "serious_illness"}
    ill = any(sick & set(m["health"]) for m in one["member"])
    return "R01" in risks(one) and not (ill and one["out_of_pocket"] > 0)


@per_household("Q62")
def _(one, day):
    return "R06" in risks(one) and not any(map(works, one["member"]))


@per_household("Q63")
def _(one, day):
    states = [m["labour"] for m in one["member"]]
    able, full = sum(s in ABLE for s in states), sum(s in FULL for s in states)
    many = able == len(states) or full * 4 > len(states)
    many |= len(states) >= 4 and able * 2 >= len(states)
    return "R07" in risks(one) and many


@per_household("Q64")
def _(one, day):
    disaster = "R04" in risks(one) and not one.get("natural_disaster")
    return disaster or ("R99" in risks(one) and not one.get("other_risk_note"))


@per_household("Q65")
def _(one, day):
    flags = {"housing_problem": "R09", "water_problem": "R10"}
    flags |= {"uninsured_problem": "R01", "dropout_problem": "R02"}
    return any(one.get(flag) and risk not in risks(one) for flag, risk in flags.items())


@per_household("Q66")
def _(one, day):
    answers = {"R01": {"health", "social"}, "R03": {"safety_net", "social"}}
    answers |= {"R02": {"compulsory_school", "other_school", "social"}}
    answers |= {"R09": {"housing", "relocation"}, "R10": {"water"}}
    return any(r in answers and not answers[r] & help_of(one) for r in risks(one))


@per_household("Q67")
def _(one, day):
    if not monitored(one):
        return False
    since = one["help_measures_from"]
    late = since.year * 12 + since.month - month(one["identified_on"])
    return not help_of(one) or not 0 <= late <= 1 or since > day


@per_household("Q68")
def _(one, day):
    if not monitored(one) or labourless(one):
        return False
    months = day.year * 12 + day.month - month(one["identified_on"])
    return months >= 6 and not DEVELOP & help_of(one)


@per_household("Q69")
def _(one, day):
    developed = bool(DEVELOP & help_of(one))
    return monitored(one) and developed != (one.get("development_state") == "done")


@per_household("Q70")
def _(one, day):
    return monitored(one) and labourless(one) != one["without_labour_label"]


@per_household("Q71")
def _(one, day):
    busy = any(works(m) or m.get("public_post") for m in one["member"])
    return {"employment", "public_post"} & help_of(one) and not busy


@per_household("Q74")
def _(one, day):
    return one["per_head"] < LINE and not monitored(one)


@per_household("Q75")
def _(one, day):
    return one["per_head"] > 20000


@per_household("Q76")
def _(one, day):
    return 0 < one["wage"] < 100


# ---- 6.7 elimination

FIGURES = (
    "wage business property transfer cost net_income per_head payout out_of_pocket"
)
FLAGS = "housing_problem dropout_problem water_problem uninsured_problem"


@per_household("Q77")
def _(one, day):
    names = [*FIGURES.split(), *FLAGS.split()]
    return eliminated(one) and any(one.get(f"after_{n}") is None for n in names)


@per_household("Q78")
def _(one, day):
    still = one["dangerous_house"] or not one["safe_water"]
    return eliminated(one) and (still or any(one[f"after_{n}"] for n in FLAGS.split()))


@per_household("Q79")
def _(one, day):
    return eliminated(one) and one["after_per_head"] < LINE


@per_household("Q80")
def _(one, day):
    return one.get("elimination_way") == "helped" and not help_of(one)


@per_household("Q81")
def _(one, day):
    if not eliminated(one):
        return False
    later = month(one["eliminated_on"]) - month(one["identified_on"])
    now = day.year * 12 + day.month
    return later < 6 or month(one["eliminated_on"]) >= now


@per_household("Q82")
def _(one, day):
    return eliminated(one) and labourless(one)


@per_household("Q83")
def _(one, day):
    sums = {"employment": "after_wage", "public_post": "after_wage"}
    sums |= {"safety_net": "after_transfer", "industry": "after_business"}
    return eliminated(one) and any(
        kind in help_of(one) and not one[figure] for kind, figure in sums.items()
    )


@per_household("Q84")
def _(one, day):
    wanted = one.get("contact_person"), one.get("contact_person_phone")
    return monitored(one) and not all(wanted)


# ---- 6.8 what follows: sums and figures a head

PARTS = {
    "wage": "away village_post",
    "business": "planting breeding",
    "property": "land dividend",
    "transfer": "dibao destitute pension other",
    "transfer_other": "soil old_age disability alimony",
    "cost": "planting breeding",
}


@per_household("sums")
def _(one, day):
    for whole, parts in PARTS.items():
        family = whole.split("_")[0]
        if one[whole] != sum(one[f"{family}_{part}"] for part in parts.split()):
            return True
    earned = one["wage"] + one["business"] + one["property"] + one["transfer"]
    people = len(one["member"])
    net = earned - one["cost"]
    cents = abs(one["per_head"] * people - net)
    return one["net_income"] != net or cents > Decimal("0.01") * people


@per_household("category")
def _(one, day):
    """Below the line by income, or pushed below it by spending (SC-1.1)."""
    if not monitored(one):
        return False
    if eliminated(one) or one["per_head"] < LINE:
        return one["monitored_category"] != (
            "unstable" if one["lifted_out"] else "marginal"
        )
    below = one["reference_per_head"] < LINE
    return one["monitored_category"] != "sudden" or not below
