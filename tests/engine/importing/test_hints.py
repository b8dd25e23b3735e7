"""Lists about people who are known: a row finds its house or is told."""

from __future__ import annotations

import pytest

from tests.engine.importing.conftest import house, houses, outcomes, parts, person, told

HEADINGS = ("村", "姓名", "证号", "内容", "月份")
LIST = {"name": "hints", "headings": HEADINGS, "sheet": "线索"}


@pytest.fixture
def town(bring):
    """Two 王一 in village 1, each in a house; 李二 in village 2."""
    rows = [
        [*house("H1", "王一"), *person("王一", "A1")],
        [*house("H1", "王一"), *person("王小", "A2")],
        [*house("H2", "赵四", group="二组"), *person("赵四", "B1")],
        [*house("H2", "赵四", group="二组"), *person("王一", "B2")],
        [*house("H3", "李二", village="二村", group="三组"), *person("李二", "C1")],
    ]
    done, _ = bring(rows)
    assert done.counts == {"new": 3}


def test_a_row_finds_its_house_by_the_persons_number(site, bring, town):
    done, _ = bring([["", "王小", "A2", "看病花钱多", "2023年5月"]], **LIST)
    assert done.counts == {"changed": 1}
    (hint,) = parts(site, houses(site)["H1"], "hint")
    assert (hint["name"], hint["says"], hint["channel"], hint["month"]) == (
        "王小",
        "看病花钱多",
        "pushed",
        "2023-05",
    )


def test_by_name_only_within_the_area_and_only_if_there_is_one(site, bring, town):
    rows = [
        ["一村", "赵四", "", "洪水", ""],  # the only one there
        ["一村", "王一", "", "洪水", ""],  # two of them
        ["二村", "赵四", "", "洪水", ""],  # not there
        ["", "赵四", "", "洪水", ""],  # no area
    ]
    done, order = bring(rows, **LIST)
    assert done.counts == {"changed": 1, "unmatched": 3}
    assert told(order) == [
        ("C3", "import_unclear", "error"),
        ("C4", "import_unmatched", "error"),
        ("C5", "import_unmatched", "error"),
    ]
    assert len(parts(site, houses(site)["H2"], "hint")) == 1


def test_somebody_of_the_same_name_with_another_number_is_not_meant(bring, town):
    done, order = bring([["一村", "赵四", "Z9", "洪水", ""]], **LIST)
    assert done.counts == {"unmatched": 1}
    assert told(order) == [("C2", "import_unmatched", "error")]


def test_the_same_row_twice_adds_once(site, bring, town):
    row = ["", "王小", "A2", "看病", "2023年5月"]
    done, order = bring([row, row], **LIST)
    assert done.counts == {"changed": 1}
    assert told(order) == [("3", "import_row_again", "info")]
    again, _ = bring([row], **LIST)
    assert again.counts == {"unchanged": 1}
    assert len(parts(site, houses(site)["H1"], "hint")) == 1


def test_the_same_row_otherwise_written_adds_once(site, bring, town):
    rows = [
        ["", "王小", "A2", "看病", "2023年5月"],
        ["", " 王小", "A2", "看病", "2023-05"],
    ]
    bring(rows, **LIST)
    assert len(parts(site, houses(site)["H1"], "hint")) == 1


def test_a_list_changes_nothing_of_the_house_and_ends_nothing(site, bring, town):
    before = houses(site)
    bring([["", "王小", "A2", "看病", ""]], **LIST)
    bring([["", "王一", "A1", "上学", ""]], **LIST)
    after = houses(site)
    assert after["H1"].values == before["H1"].values
    assert len(parts(site, after["H1"], "hint")) == 2
    assert len(parts(site, after["H1"])) == 2


def test_who_is_outside_of_the_importers_area_is_only_told_to_be_elsewhere(
    site, cast, bring
):
    bring([[*house("H1", "王一", village="三村", group="四组"), *person("王一", "A1")]])
    done, order = bring([["", "王一", "A1", "x", ""]], cast.administrator, **LIST)
    assert done.counts == {"unmatched": 1}
    assert told(order) == [("C2", "import_far", "error")]
    (one,) = outcomes(order, "unmatched")
    assert (one.code, one.area, one.title) == ("", "", "王一")
