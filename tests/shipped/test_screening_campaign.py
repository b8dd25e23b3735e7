"""The screening's table: exactly one of the attachments 5, 6 and 7 a household."""

from __future__ import annotations

from datetime import date

import pytest

from gridflow.spec.site import Sources, load_site
from tests.docs.test_documents import ROOT, blocks

# SC-2.3b class 1, SC-2.3c classes 2 to 5, SC-2.3d everybody else
EXPECTED = [
    ({}, (), "ordinary", 7),
    ({"monitored_category": "unstable"}, (), "monitored", 5),
    ({"monitored_category": "sudden", "risk_eliminated": True}, (), "monitored", 5),
    ({"monitored_category": "sudden"}, ("county_pushed",), "monitored", 5),
    ({}, ("applied_dibao",), "applied_dibao", 6),
    ({}, ("province_illness",), "province_illness", 6),
    ({}, ("province_disability",), "province_disability", 6),
    ({}, ("county_pushed",), "county_pushed", 6),
    ({}, ("other_visit",), "other_visit", 6),
    ({}, ("county_pushed", "applied_dibao"), "applied_dibao", 6),
    ({"visit_needed": True}, (), "other_visit", 6),
    ({"visit_needed": False}, (), "ordinary", 7),
    ({"visit_needed": True}, ("province_illness",), "province_illness", 6),
]


@pytest.fixture(scope="module")
def town(site):
    return site.procedures["sichuan_tonglv"]


def decided(town, values, channels):
    campaign = town.campaigns["screening_2023"]
    fields = dict.fromkeys(one.id for one in town.records["household"].fields)
    clues = [{"channel": one} for one in channels]
    household = {**fields, **values, "clues": clues, "members": []}
    number = campaign.table().decide({"household": household})
    return campaign.rules[int(number)]


@pytest.mark.parametrize(("values", "channels", "class_", "attachment"), EXPECTED)
def test_each_household_gets_the_form_of_its_class(
    town, values, channels, class_, attachment
):
    rule = decided(town, values, channels)
    assert rule.class_ == class_
    assert rule.form == town.attachments[attachment]


def test_it_runs_in_the_days_of_the_plan(town):
    campaign = town.campaigns["screening_2023"]
    assert (campaign.from_, campaign.to) == (date(2023, 5, 13), date(2023, 5, 29))
    assert town.flows[campaign.flow].steps[0].people == 2


def test_no_rule_leaves_a_household_out(town):
    campaign = town.campaigns["screening_2023"]
    assert campaign.hit == "first"
    assert dict(campaign.rules[-1].when) == {}


def test_every_class_has_a_rule_and_every_rule_a_clause(town):
    campaign = town.campaigns["screening_2023"]
    classes = {one.id for one in town.codes[campaign.codes].options}
    assert {one.class_ for one in campaign.rules} == classes
    assert all(one.source.startswith("SC-2.3") for one in campaign.rules)


def test_the_sample_of_the_handbook_adds_a_rule_before_the_last(sources, vocabulary):
    samples = blocks(ROOT / "docs/handbook/campaigns.md", "yaml")
    parts = [one.partition("\n") for one in samples]
    own = {first.removeprefix("# "): rest for first, _, rest in parts}
    result = load_site(Sources.of({**sources.files, **own}), vocabulary)
    assert [str(one) for one in result.problems] == []
    assert result.site is not None
    campaign = result.site.procedures["another_town"].campaigns["screening_2023"]
    assert campaign.to == date(2023, 6, 5)
    assert [one.id for one in campaign.rules][-2:] == ["large", "rest"]
