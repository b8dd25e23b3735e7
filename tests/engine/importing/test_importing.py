"""Households from a workbook: new, changed, unchanged, wrong, gone."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook

from gridflow.errors import DeniedError
from gridflow.store import audit, records
from gridflow.store.record_history import revisions_of
from tests.engine.importing.conftest import (
    area_id,
    house,
    houses,
    outcomes,
    parts,
    person,
    report_of,
    told,
)

WANG = [
    [*house("H1", "王一"), *person("王一", "A1")],
    [*house("H1", "王一"), *person("王小", "A2", "2012/5/1", "健康、有病")],
]
LI = [[*house("H2", "李二", group="二组"), *person("李二", "B1")]]


def test_rows_become_records_with_their_parts(site, bring):
    done, order = bring([*WANG, *LI])
    assert (done.counts, done.rows, done.sound) == ({"new": 2}, 3, True)
    assert told(order) == []
    found = houses(site)
    one = found["H1"]
    assert (one.title, one.values["wage"], one.values["water"]) == (
        "王一",
        1000.5,
        "tap",
    )
    assert one.values["poor"] is True
    assert one.values["per_head"] == 500.25, "worked out over all rows of the house"
    assert one.grid == area_id(site, "10010101")
    assert found["H2"].grid == area_id(site, "10010102")
    assert [
        (p["name"], p["card"], p["born_on"], p["health"]) for p in parts(site, one)
    ] == [
        ("王一", "A1", "1970-02-01", ["fine"]),
        ("王小", "A2", "2012-05-01", ["fine", "ill"]),
    ]


def test_the_same_file_twice_changes_nothing(site, bring):
    bring([*WANG, *LI])
    before = houses(site)
    done, _ = bring([*WANG, *LI])
    assert done.counts == {"unchanged": 2}
    assert houses(site) == before, "not even an empty revision"


def test_a_dry_run_tells_the_same_and_writes_nothing(site, bring):
    done, order = bring(WANG, dry_run=True)
    assert done.counts == {"new": 1}
    assert houses(site) == {}
    (new,) = outcomes(order, "new")
    assert (new.title, new.number, new.area, new.first_row) == (
        "王一",
        "H1",
        "甲镇一村一组",
        2,
    )
    assert [one.part for one in new.changes] == ["王一", "王小"]


def test_a_dry_run_shows_each_field_as_it_was_and_will_be_masked(site, bring):
    bring(WANG)
    rows = [
        [*house("H1", "王一", phone="13900000000", wage=2000), *person("王一", "A1")],
        [*house("H1", "王一", phone="13900000000", wage=2000), *person("王新", "A9")],
    ]
    _, order = bring(rows, dry_run=True)
    (changed,) = outcomes(order, "changed")
    told = {(one.part, one.label): (one.old, one.new) for one in changed.changes}
    assert told["", "工资"] == ("1,000.50", "2,000")
    assert told["", "电话"][1] == "139****0000"
    assert told["王新", ""] == ("", "王新"), "a new part is named"
    assert changed.gone == ("王小",)


def test_a_change_is_one_revision_of_what_differs(site, bring):
    bring(WANG)
    one = houses(site)["H1"]
    rows = [[*house("H1", "王一", wage=3000), *row[9:]] for row in WANG]
    done, _ = bring(rows)
    assert done.counts == {"changed": 1}
    with site.store.reading() as session:
        _, second = revisions_of(session, one.id)
    assert set(second.changes) == {"wage", "per_head"}
    assert second.sources == {"import": "roll"}
    assert houses(site)["H1"].values["per_head"] == 1500


def test_parts_that_the_file_lacks_are_told_and_stay(site, bring):
    bring(WANG)
    _, order = bring(WANG[:1])
    assert [one.gone for one in outcomes(order, "unchanged")] == [("王小",)]
    assert told(order) == [("2", "import_part_missing", "info")]
    assert len(parts(site, houses(site)["H1"])) == 2


def test_parts_that_the_file_lacks_end_where_the_definition_says_so(engine, tmp_path):
    from gridflow.engine.importing.running import Order, run_import
    from gridflow.engine.publishing import publish
    from tests.engine.conftest import sources
    from tests.engine.importing.conftest import ROLL, SITE, book, changed_site

    roll = (SITE / ROLL).read_text("utf-8")
    ending = {ROLL: roll.replace("part_key:", "missing_parts: end\npart_key:")}
    files = sources(changed_site(ending))
    assert publish(engine, None, files, note="end", key="p").published
    for number, rows in enumerate((WANG, WANG[:1])):
        path = book(tmp_path / f"{number}.xlsx", rows)
        folder = tmp_path / str(number)
        order = Order("roll", path, f"k{number}", folder / "r", folder / "w")
        run_import(engine, None, order)
    assert [one["name"] for one in parts(engine, houses(engine)["H1"])] == ["王一"]


def test_a_house_that_moved_takes_its_parts_along(site, bring):
    bring(WANG)
    rows = [["一村", "二组", *row[2:]] for row in WANG]
    done, order = bring(rows)
    assert done.counts == {"changed": 1}
    one = houses(site)["H1"]
    with site.store.reading() as session:
        found = records.parts_of(session, one.id)
    assert {each.grid for each in found} == {one.grid} == {area_id(site, "10010102")}
    (changed,) = outcomes(order, "changed")
    assert ("甲镇一村一组", "甲镇一村二组") in [
        (each.old, each.new) for each in changed.changes
    ]


def test_houses_of_the_files_groups_that_it_lacks_are_told_not_ended(site, bring):
    bring([*WANG, *LI])
    other = [[*house("H3", "张三"), *person("张三", "C1")]]
    done, order = bring(other)
    assert done.counts == {"new": 1, "gone": 1}
    (gone,) = outcomes(order, "gone")
    assert (gone.title, gone.number) == ("王一", "H1"), "group 2 is not in the file"
    assert houses(site)["H1"].ended_on is None


def test_a_wrong_row_keeps_its_whole_house_out_and_no_other(site, bring):
    bad = [WANG[0], [*house("H1", "王一"), *person("", "A2")]]
    done, order = bring([*bad, *LI])
    assert done.counts == {"wrong": 1, "new": 1}
    assert not done.sound
    assert set(houses(site)) == {"H2"}
    assert told(order) == [("J3", "cell_required", "error")]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        pytest.param(
            [*house("H1", "王一", phone="12"), *person("王一", "A1")],
            [("E2", "Q44", "error")],
            id="a value that its type refuses, under the rule of the column",
        ),
        pytest.param(
            [*house("H1", "王一", water="河水"), *person("王一", "A1")],
            [("G2", "not_a_choice", "error")],
            id="a choice that there is not",
        ),
        pytest.param(
            [*house("H1", "王一", wage="=1+1"), *person("王一", "A1")],
            [("F2", "cell_formula", "error")],
            id="a formula",
        ),
        pytest.param(
            [*house("H1", "王一", group="九组"), *person("王一", "A1")],
            [("B2", "cell_no_area", "error")],
            id="a group that there is not",
        ),
        pytest.param(
            [*house("H1", "王一"), *person("王一", "A1", "2030/1/1")],
            [("L2", "Q6", "error")],
            id="a check of the row",
        ),
        pytest.param(
            [*house("H1", "赵四"), *person("王一", "A1")],
            [("D2", "Q9", "error")],
            id="a check of the whole",
        ),
        pytest.param(
            [*house("H1", "王一", wage=200_000), *person("王一", "A1")],
            [("F2", "wage_high", "warning")],
            id="a warning",
        ),
        pytest.param(
            [*house("H1", "王一"), *person("王一", "A1", health="有病")],
            [("M2", "all_fine", "info")],
            id="an info, at the rows that it is about",
        ),
        pytest.param(
            [
                *house("H1", "王一", water="管道水", poor="有"),
                *person("王一", "/", "/"),
            ],
            [],
            id="words of the definition",
        ),
        pytest.param(
            [*house("H1", "王一", wage="多"), *person("王一", "A1")],
            [("F2", "not_a_number", "error")],
            id="a cell that cannot be read is told once, not by checks of it too",
        ),
    ],
)
def test_each_cell_is_told_by_its_rule(site, bring, row, found):
    done, order = bring([row])
    assert told(order) == found
    assert done.sound == (not any(one[2] == "error" for one in found))
    assert bool(houses(site)) == done.sound


def test_rows_of_a_house_must_agree_about_it(site, bring):
    rows = [WANG[0], [*house("H1", "王一", wage=9), *WANG[1][9:]]]
    _, order = bring(rows)
    assert told(order) == [("F3", "import_differs", "error")]


def test_rows_may_leave_empty_what_the_first_one_says(site, bring):
    rows = [WANG[0], ["", "", "H1", *[None] * 6, *WANG[1][9:]]]
    done, order = bring(rows)
    assert (done.counts, told(order)) == ({"new": 1}, [])


def test_rows_of_a_house_need_not_stand_together(site, bring):
    done, _ = bring([WANG[0], *LI, WANG[1]])
    assert done.counts == {"new": 2}
    assert len(parts(site, houses(site)["H1"])) == 2


def test_a_person_twice_in_the_file_is_told_at_both_rows(site, bring):
    other = [[*house("H2", "李二"), *person("李二", "A1")]]
    _, order = bring([*WANG, *other])
    assert told(order) == [("K2", "Q1", "error"), ("K4", "Q1", "error")]
    assert houses(site) == {}


def test_two_houses_with_one_phone_are_told(site, bring):
    rows = [
        [*house("H1", "王一", phone="13812345678"), *person("王一", "A1")],
        [*house("H2", "李二", phone="13812345678"), *person("李二", "B1")],
    ]
    done, order = bring(rows)
    assert told(order) == [
        ("E2", "phone_once", "warning"),
        ("E3", "phone_once", "warning"),
    ]
    assert done.counts == {"new": 2}


def test_a_person_of_another_house_is_refused_by_name_with_where(site, bring):
    bring(WANG)
    done, order = bring([[*house("H9", "王小"), *person("王小", "A2")]])
    assert done.counts == {"wrong": 1, "gone": 1}
    with report_of(order) as report:
        ((_, one),) = report.told()
    assert (one.rule, one.value, one.code) == ("Q14", "****", "import_elsewhere")
    assert dict(one.facts) == {"title": "王一", "number": "H1", "area": "甲镇一村一组"}


def test_outside_of_the_importers_area_only_the_county_is_told(site, cast, bring):
    bring([[*house("H1", "王一", village="三村", group="四组"), *person("王一", "A1")]])
    rows = [[*house("H9", "王一"), *person("王一", "A1")]]
    _, order = bring(rows, cast.administrator)
    with report_of(order) as report:
        ((_, one),) = report.told()
    assert (one.code, dict(one.facts)) == ("import_elsewhere_far", {})


def test_rows_of_areas_outside_are_refused(site, cast, bring):
    far = [[*house("H1", "王一", village="三村", group="四组"), *person("王一", "A1")]]
    done, order = bring(far, cast.administrator)
    assert told(order) == [("B2", "cell_area_foreign", "error")]
    assert done.counts == {"wrong": 1}
    done, _ = bring(far, cast.boss)
    assert done.counts == {"new": 1}


def test_a_house_of_another_town_is_not_taken_over(site, cast, bring):
    far = [[*house("H1", "王一", village="三村", group="四组"), *person("王一", "A1")]]
    bring(far)
    near = [[*house("H1", "王一"), *person("王一", "A1")]]
    done, order = bring(near, cast.administrator)
    assert done.counts == {"wrong": 1}
    assert [rule for _, rule, _ in told(order)] == ["import_far"]
    (wrong,) = outcomes(order, "wrong")
    assert (wrong.code, wrong.changes) == ("", ()), "nothing of it is shown"


def test_who_has_no_right_imports_nothing(site, cast, bring):
    with pytest.raises(DeniedError):
        bring(WANG, cast.walker)


def test_every_area_and_the_run_stand_in_the_chain_of_the_town(site, bring):
    bring([*WANG, *LI])
    with site.store.reading() as session:
        town = audit.entries(session, area_id(site, "1001"))
        county = audit.entries(session, area_id(site, "10"))
        assert audit.verify(session) == ()
    mine = [one for one in town if one.action == "records_imported"]
    assert [one.entry["new"] for one in mine] == [1, 1]
    (run,) = [one for one in county if one.action == "import_done"]
    assert run.entry["rows"] == 3
    assert run.entry["sha256"] == mine[0].entry["sha256"]
    assert "王一" not in str(mine), "names of people are no part of the chain"


def test_the_wrong_rows_come_back_and_are_taken_when_corrected(site, bring):
    bad = [
        WANG[0],
        [*house("H1", "王一"), *person("王小", "A2", "2030/5/1", "健康、有病")],
    ]
    evil = [[*house("H3", "=cmd", wage="+1-2"), *person("=cmd", "C1")]]
    _, order = bring([*bad, *LI, *evil])
    page = load_workbook(order.wrong).active
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    assert rows[0][:3] == ["村", "组", "编号"]
    assert [row[2] for row in rows[1:]] == ["H1", "H1", "H3"]
    assert "出生日期在今天以后" in page["L3"].comment.text
    assert page["L3"].fill.start_color.rgb.endswith("FFC7CE")
    assert page["D4"].data_type == "s", "no spreadsheet computes it"
    assert page["D4"].value == "=cmd", "the value is as it was"
    for row in page.iter_rows(min_row=2):
        row[11].value = "2012/5/1"
        if row[2].value == "H3":
            row[3].value, row[5].value, row[9].value = "赵四", "12", "赵四"
    corrected = order.wrong.with_name("corrected.xlsx")
    page.parent.save(corrected)
    done, after = bring(corrected)
    assert (told(after), done.counts["new"]) == ([], 2)
    assert set(houses(site)) == {"H1", "H2", "H3"}


def test_headings_may_stand_below_a_title_and_carry_stars(site, bring, tmp_path):
    from openpyxl import Workbook

    made = Workbook()
    page = made.active
    page.append(["甲镇2023年名册"])
    page.append([])
    first, *rest = [f"{one}*" for one in ("组", "编号", "户主")]
    page.append(
        [
            "村",
            first,
            *rest,
            "电话",
            "工 资",
            "饮水",
            "困难户",
            "人数",
            "姓名",
            "证号",
            "出生日期",
            "健康",
        ]
    )
    page.append(WANG[0])
    made.save(tmp_path / "title.xlsx")
    done, order = bring(tmp_path / "title.xlsx")
    assert (done.counts, told(order)) == ({"new": 1}, [])
