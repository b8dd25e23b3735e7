from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from itertools import chain
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridflow.hooks import load_plugins
from plugins.return_to_poverty import id_number
from plugins.return_to_poverty.labour import labour_of
from plugins.return_to_poverty.sample import households, spread
from tests.plugins import quality_rules

ROOT = Path(__file__).parents[2]
DAY = date(2023, 5, 15)
GROUPS = ["51202211520001", "51202211520002", "51202211520003"]
HOOK = load_plugins(["return_to_poverty"]).hook

seeds = st.integers(0, 10_000)
days = st.dates(date(2021, 1, 1), date(2030, 12, 31))


def villages():
    table = ROOT / "config" / "areas" / "sichuan_lezhi.csv"
    with table.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    return [row for row in rows if row["parent"] == "512022115"]


def groups():
    return list(chain.from_iterable(HOOK.sample_areas(areas=villages())))


def people():
    return list(chain.from_iterable(HOOK.sample_people()))


def made(count=20, seed=1, day=DAY):
    return list(households.make(count, seed, GROUPS, day))


@settings(deadline=None)
@given(seed=seeds, day=days)
def test_each_household_has_one_head_and_at_most_one_spouse_of_the_other_sex(seed, day):
    for household in made(seed=seed, day=day):
        sexes = {
            relation: [
                m["sex"] for m in household["member"] if m["relation"] == relation
            ]
            for relation in ("head", "spouse")
        }
        assert len(sexes["head"]) == 1
        assert sexes["spouse"] in (
            [],
            [{"male": "female"}.get(sexes["head"][0], "male")],
        )


@settings(deadline=None)
@given(seed=seeds, day=days)
def test_id_numbers_are_good_and_agree_with_the_member(seed, day):
    for household in made(seed=seed, day=day):
        for member in household["member"]:
            number = member["id_number"]
            assert id_number.parse(number).value == number
            assert id_number.birth_date(number) == member["birth_date"]
            assert id_number.sex(number) == member["sex"]
            assert member["birth_date"] <= day


def test_no_id_number_phone_or_household_number_is_given_twice_in_a_whole_town():
    town = made(count=6000)
    numbers = [member["id_number"] for one in town for member in one["member"]]
    for given_out in (
        numbers,
        [one["phone"] for one in town],
        [one["household_number"] for one in town],
    ):
        assert len(set(given_out)) == len(given_out)


@settings(deadline=None)
@given(seed=seeds, day=days)
def test_school_and_labour_fit_the_age(seed, day):
    for household in made(seed=seed, day=day):
        for member in household["member"]:
            age = id_number.age_on(member["birth_date"], day)
            student = "school_status" in member
            assert student != ("education" in member)
            assert student or age >= 16
            if student or age < 16:
                assert member["labour"] == "none"
            if "work_months" in member:
                assert age >= 18
                assert member["labour"] in ("normal", "skilled")


@settings(deadline=None)
@given(seed=seeds, day=days)
def test_money_adds_up_and_is_never_negative(seed, day):
    for one in made(seed=seed, day=day):
        earned = one["wage"] + one["business"] + one["property"] + one["transfer"]
        assert one["net_income"] == earned - one["cost"]
        assert abs(one["per_head"] * one["population"] - one["net_income"]) < 1
        assert min(one[name] for name in ("wage", "business", "transfer", "cost")) >= 0


@settings(deadline=None)
@given(seed=seeds)
def test_a_household_wholly_without_labour_is_secured(seed):
    for one in made(seed=seed):
        if labour_of(one["member"]).wholly_without_labour:
            for member in one["member"]:
                received = member["rural_dibao"], member["destitute_support"]
                assert sorted(received) == ["not_received", "rural"]


def test_the_same_seed_gives_the_same_households_and_another_seed_others():
    assert made(seed=7) == made(seed=7)
    assert made(seed=7) != made(seed=8)


def test_groups_of_a_town_have_between_thirty_and_eighty_households():
    codes = [row["code"] for row in groups()]
    found = Counter(one["area"] for one in households.make(6000, 7, codes, DAY))
    assert sum(found.values()) == 6000
    assert sorted(found) == sorted(codes)
    assert 30 <= min(found.values()) < 60 < max(found.values()) <= 80


@given(count=st.integers(0, 500), groups=st.integers(1, 40), seed=seeds)
def test_no_group_is_empty_where_there_are_households_for_all(count, groups, seed):
    found = spread.sizes(count, groups, Random(seed))  # noqa: S311
    assert (len(found), sum(found)) == (groups, count)
    assert (min(found) > 0) == (count >= groups)


def test_a_town_has_monitored_and_lifted_out_households_as_rare_as_in_life():
    town = made(count=3000)
    monitored = [one for one in town if "monitored_category" in one]
    eliminated = [one for one in monitored if one["risk_eliminated"]]
    lifted_out = sum(one["lifted_out"] for one in town)
    assert 9 <= len(monitored) <= 75  # 0.3 to 2.5 in a hundred
    assert 0.3 < len(eliminated) / len(monitored) < 0.7
    assert 300 < lifted_out < 600


def test_no_county_has_the_division_prefix_of_the_made_up_numbers():
    numbers = [m["id_number"] for one in made(count=300) for m in one["member"]]
    assert {number[:6] for number in numbers} == {"990011"}


def test_records_of_another_kind_are_not_made():
    asked = {"count": 1, "seed": 1, "groups": GROUPS, "day": DAY}
    assert HOOK.sample_records(record="field", **asked) == []


def test_each_of_the_ten_villages_has_six_to_twelve_groups():
    parents = [row["parent"] for row in groups()]
    assert len(villages()) == 10
    assert all(6 <= parents.count(row["code"]) <= 12 for row in villages())


def test_a_group_code_is_its_villages_code_and_two_digits():
    assert all(
        row["code"][:-2] == row["parent"] and row["code"][-2:].isdigit()
        for row in groups()
    )


def test_areas_below_no_known_village_are_not_made():
    assert list(chain.from_iterable(HOOK.sample_areas(areas=[{"code": "51"}]))) == []


def test_each_role_of_the_demo_is_held_and_each_login_is_one_person():
    held = {row["role"] for row in people()}
    assert held == {
        *("county_administrator", "county_grid_leader", "county_supervisor"),
        *("county_reader", "town_administrator", "town_grid_leader"),
        *("town_supervisor", "town_monitor", "archive_clerk"),
        *("grid_leader", "supervisor", "monitor", "grid_member"),
    }
    persons = {(row["login"], row["name"], row["phone"]) for row in people()}
    assert len(persons) == len({row["login"] for row in people()})


def test_posts_are_held_in_areas_that_exist_and_one_group_is_vacant():
    known = {row["code"] for row in (*villages(), *groups())}
    assert {row["area"] for row in people()} - known == {"512022", "512022115"}
    served = {row["area"] for row in people() if row["role"] == "grid_member"}
    assert {row["code"] for row in groups()} - served == {"51202211520307"}


@pytest.mark.parametrize(
    "phone", [pytest.param(row["phone"], id=row["login"]) for row in people()[:9]]
)
def test_phones_have_the_shape_of_phones(phone):
    assert len(phone) == 11
    assert phone.isdigit()


# ---- the rules of data quality, one by one


@pytest.fixture(scope="module")
def town():
    codes = [row["code"] for row in groups()]
    return list(households.make(4000, 7, codes, DAY))


@pytest.mark.parametrize("code", list(quality_rules.RULES))
def test_no_made_up_household_breaks_the_rule(town, code):
    broken = [
        offender
        for judge in quality_rules.RULES[code]
        for one in town
        for offender in judge(one, DAY)
    ]
    assert broken == []


@settings(deadline=None, max_examples=20)
@given(seed=seeds, day=days)
def test_the_rules_hold_with_any_seed_on_any_day(seed, day):
    for one in made(60, seed, day):
        broken = [
            code
            for code, judges in quality_rules.RULES.items()
            if any(judge(one, day) for judge in judges)
        ]
        assert broken == []


def test_a_town_has_what_the_rules_speak_of(town):
    monitored = [one for one in town if "monitored_category" in one]
    assert {one["monitored_category"] for one in monitored} == {
        "unstable",
        "marginal",
        "sudden",
    }
    assert len({one["risk_1"] for one in monitored}) >= 7
    members = [member for one in town for member in one["member"]]
    for field in ("work_months", "public_post", "disability_grade", "plans_work"):
        assert any(member.get(field) for member in members), field
    assert {m["destitute_support"] for m in members} == {"rural", "not_received"}


def test_clues_are_about_people_of_the_household_and_come_from_every_channel(town):
    clues = [(one, clue) for one in town for clue in one["clue"]]
    assert {clue["channel"] for _, clue in clues} == {
        *("province_illness", "province_disability"),
        *("county_pushed", "applied_dibao"),
    }
    for one, clue in clues:
        known = {(m["name"], m["id_number"]) for m in one["member"]}
        assert (clue["person_name"], clue["id_number"]) in known
        assert clue["pushed_on"] < DAY
    numbers = [clue["number"] for _, clue in clues]
    assert len(set(numbers)) == len(numbers) > 50
