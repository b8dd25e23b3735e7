"""Campaigns and lists of parts: what definitions may say, and what they come to."""

from __future__ import annotations

from datetime import date
from textwrap import dedent

import pytest

from gridflow.spec.schema import all_schemas
from tests.spec.small_site import SMALL_SITE, lines_of, load_small

HOUSE = "config/base/records/house.yaml"
PERSON = "config/base/records/person.yaml"
VISIT = "forms/visit.yaml"
ROUND = "config/base/campaigns/round.yaml"
FLOW = "config/base/flows/visit.yaml"
ROLES = "config/base/roles.yaml"
CAMPAIGN = """\
campaign: round
label: Round
about: house
flow: visit
from: 2023-05-01
to: 2023-05-31
codes: kind
inputs:
  - {id: crowded, label: Crowded, value: count(house.people) > 2}
  - {id: owner, label: Owner, value: house.owner}
rules:
  - {rule: crowded, when: {crowded: "true"}, class: a, form: visit}
  - {rule: rest, class: b, form: visit}
"""
LISTED = dedent(SMALL_SITE[PERSON]).replace(
    "part_of: house", "part_of: house\nlist: people"
)


def load(changes=None):
    return load_small({PERSON: LISTED, ROUND: CAMPAIGN, **(changes or {})})


def campaign(changes=None, procedure="base"):
    result = load(changes)
    assert lines_of(result) == []
    assert result.site is not None
    return result.site.procedures[procedure].campaigns["round"]


def told(changes):
    return [one.split(": ", 1)[1] for one in lines_of(load(changes))]


def test_a_campaign_is_read_with_its_table():
    found = campaign()
    assert (found.from_, found.to, found.hit) == (
        date(2023, 5, 1),
        date(2023, 5, 31),
        "first",
    )
    assert [one.id for one in found.inputs] == ["crowded", "owner"]
    assert [(one.id, one.class_, one.form) for one in found.rules] == [
        (
            "crowded",
            "a",
            "visit",
        ),
        (
            "rest",
            "b",
            "visit",
        ),
    ]


@pytest.mark.parametrize(("people", "rule"), [(3, "crowded"), (2, "rest"), (0, "rest")])
def test_the_first_rule_that_fits_decides(people, rule):
    found = campaign()
    house = {"owner": "O", "people": [{"name": "P"}] * people}
    number = found.table().decide({"house": house})
    assert found.rules[int(number)].id == rule


@pytest.mark.parametrize(("people", "rule"), [(3, None), (2, 1)])
def test_where_one_rule_must_fit_two_decide_nothing(people, rule):
    found = campaign({ROUND: CAMPAIGN + "hit: unique\n"})
    house = {"owner": "O", "people": [{"name": "P"}] * people}
    number = found.table().decide({"house": house})
    assert number == rule


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            "flow: visit",
            "flow: visitt",
            "flow: no flow is called 'visitt'.",
        ),
        (
            "form: visit}",
            "form: vist}",
            "rules.crowded.form: no form is called 'vist'.",
        ),
        (
            "class: a",
            "class: c",
            "rules.crowded.class: no class is called 'c'.",
        ),
        (
            "about: house",
            "about: hous",
            "about: no record is called 'hous'.",
        ),
        (
            "codes: kind",
            "codes: king",
            "codes: no code list is called 'king'",
        ),
        (
            "{crowded: ",
            "{crowd: ",
            "rules.crowded.when.crowd: no input is called 'crowd'.",
        ),
        (
            "house.people) > 2",
            "house.peple) > 2",
            "inputs.crowded.value: no form, record or parameter defines 'peple'.",
        ),
        (
            'crowded: "true"',
            'crowded: ">"',
            "rules.crowded.when.crowded: this is no expression",
        ),
        (
            "house.owner}",
            "case.class}",
            "inputs.owner.value: no form, record or parameter defines 'case'",
        ),
        (
            "to: 2023-05-31",
            "to: 2023-04-30",
            "to: ",
        ),
    ],
    ids=[
        "flow",
        "form",
        "class",
        "record",
        "codes",
        "input",
        "name",
        "test",
        "case",
        "days",
    ],
)
def test_what_a_campaign_mentions_must_be_there(old, new, line):
    assert old in CAMPAIGN
    found = told({ROUND: CAMPAIGN.replace(old, new, 1)})
    assert any(one.startswith(line) for one in found), found


def test_an_overlay_changes_days_and_adds_a_rule_in_its_place():
    place = "procedure: place\nlabel: P\nextends: base\narea: '1001'\n"
    over = (
        "campaign: round\nto: 2023-06-15\nrules:\n"
        "  - {rule: own, when: {owner: '\"me\"'}, class: a, form: visit,"
        " before: rest}\n"
        "  - {rule: crowded, remove: true}\n"
    )
    changes = {
        "config/place/procedure.yaml": place,
        "config/place/campaigns/any_name.yaml": over,
    }
    found = campaign(changes, "place")
    assert found.to == date(2023, 6, 15)
    assert [one.id for one in found.rules] == ["own", "rest"]
    assert [one.id for one in campaign(changes).rules] == ["crowded", "rest"]


def test_rights_are_about_one_campaign_or_about_any():
    roles = dedent(SMALL_SITE[ROLES]).replace(
        "{see: house}", "{reclass: round}, {open: campaigns}"
    )
    assert lines_of(load({ROLES: roles})) == []
    lost = roles.replace("reclass: round", "reclass: rond")
    assert "Did you mean 'round'?" in lines_of(load({ROLES: lost}))[0]


def test_forms_and_flows_see_the_case_and_the_list_of_parts():
    field = "- {id: shown, label: S, type: text, calculation: case.class}\n      "
    count = "- {id: many, label: M, type: integer, calculation: count(house.people)}"
    visit = dedent(SMALL_SITE[VISIT]).replace(
        "- {id: wage", f"{field}{count}\n      - {{id: wage", 1
    )
    flow = dedent(SMALL_SITE[FLOW]).replace(
        "form: visit,", "form: visit, due: case.opened_on,"
    )
    assert lines_of(load({VISIT: visit, FLOW: flow})) == []


def test_no_field_hides_the_case():
    visit = dedent(SMALL_SITE[VISIT]).replace("id: wage", "id: case", 1)
    assert any("[hidden-name]" in one for one in lines_of(load({VISIT: visit})))


@pytest.mark.parametrize("name", ["owner", "person"])
def test_a_list_takes_no_name_that_the_whole_has(name):
    person = LISTED.replace("list: people", f"list: {name}")
    found = lines_of(load_small({PERSON: person}))
    assert any("[hidden-name]" in one for one in found)


def test_the_schema_of_campaigns_comes_from_the_shape():
    made = all_schemas()
    whole = made["campaign.schema.json"]
    assert {"rules", "inputs", "from", "to"} <= set(whole["properties"])
    assert made["campaign.overlay.schema.json"]["required"] == ["campaign"]
