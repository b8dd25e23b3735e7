"""People from a workbook: wrong cells are told, the same file twice does nothing."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from openpyxl import Workbook

from gridflow.engine.accounts import SignedIn, log_in
from gridflow.engine.errors import BrokenFileError
from gridflow.engine.people_import import import_people
from gridflow.engine.workbook import as_cell, read_workbook
from gridflow.errors import DeniedError
from gridflow.store import audit, people
from tests.engine.conftest import area_id

BOOK = "xl/workbook.xml"
ENCRYPTED = bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 600
HEAD = ["姓名", "手机号", "岗位", "地区"]


def book(*rows, head=None):
    made = Workbook()
    sheet = made.active
    sheet.title = "人员"
    for row in [head or HEAD, *rows]:
        sheet.append(row)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def read(engine, data, actor=None, *, dry_run=False, key="k"):
    return import_people(engine, actor, data, dry_run=dry_run, key=key)


def told(report):
    return [(one.row, one.column, one.fault.code) for one in report.faults]


GOOD = (
    ["李霞", "13911110001", "网格员", "10010101"],
    ["李霞", "13911110001", "监测员", "一村"],
    ["王　强", 13911110002, "网格员", "甲镇/一村/二组"],
    ["李夏", "", "监测员", "二村"],
)


def test_people_posts_and_slips_come_of_a_workbook(engine):
    report = read(engine, book(*GOOD))
    assert (report.people_added, report.posts_added, report.faults) == (3, 4, ())
    assert [one.login for one in report.slips] == ["lixia", "wangqiang", "lixia2"]
    slip = report.slips[0]
    found = log_in(engine, "13911110001", slip.password, ip="", agent="")
    assert isinstance(found, SignedIn)
    assert found.must_change_password
    assert [one.role for one in found.posts] == ["walker", "monitor"]


def test_the_same_file_twice_changes_nothing(engine):
    first = read(engine, book(*GOOD))
    again = read(engine, book(*GOOD), key="another")
    assert (again.people_added, again.posts_added, again.unchanged) == (0, 0, 4)
    assert again.slips == ()
    assert len(first.slips) == 3


def test_the_same_key_gives_the_same_slips(engine):
    data = book(*GOOD)
    first = read(engine, data)
    assert read(engine, data).slips in ((), first.slips)


def test_a_dry_run_tells_the_same_and_writes_nothing(engine):
    report = read(engine, book(*GOOD), dry_run=True)
    assert (report.people_added, report.posts_added, report.slips) == (3, 4, ())
    with engine.store.reading() as session:
        assert people.people_in(session, None) == ()


def test_every_wrong_cell_is_told_and_nothing_is_written(engine):
    report = read(
        engine,
        book(
            ["", "123", "网格员", "10010101"],
            ["赵五", "", "村长", "一村"],
            ["=cmd|x", "", "网格员", "一村"],
            ["孙六", "", "监测员", "无此村"],
            ["周七", "", "网格员", ""],
            ["吴八", "13911110009", "监测员", "一村"],
            ["郑九", "13911110009", "监测员", "一村"],
        ),
    )
    assert told(report) == [
        (2, "A", "cell_required"),
        (2, "B", "not_a_phone"),
        (3, "C", "cell_no_role"),
        (4, "A", "cell_formula"),
        (4, "C", "cell_role_level"),
        (5, "D", "cell_no_area"),
        (6, "D", "cell_required"),
        (8, "B", "cell_phone_twice"),
    ]
    assert report.faults[2].sheet == "人员"
    assert report.faults[2].value == "村长"
    with engine.store.reading() as session:
        assert people.people_in(session, None) == ()


def test_headings_that_are_missing_unknown_or_twice_are_told(engine):
    report = read(
        engine, book(["a", "b", "c", "d"], head=["姓名", "姓名", "年龄", "岗位"])
    )
    assert [one.fault.code for one in report.faults] == [
        "column_twice",
        "column_unknown",
        "column_missing",
    ]
    assert [one.fault.code for one in read(engine, book(head=[""])).faults] == [
        "sheet_empty"
    ]


def test_who_imports_reaches_their_own_place_only(engine, cast):
    report = read(engine, book(["钱二", "", "网格员", "10020101"]), cast.administrator)
    assert told(report) == [(2, "D", "cell_area_foreign")]
    with pytest.raises(DeniedError):
        read(engine, book(*GOOD), cast.monitor)
    renamed = book(
        ["新名", "", "walker", "10010102", "stranger"], head=[*HEAD, "登录名"]
    )
    report = read(engine, renamed, cast.administrator, key="k2")
    assert told(report) == [(2, "A", "cell_person_foreign")]


def test_a_phone_of_somebody_else_is_told_with_the_name(engine, cast):
    report = read(engine, book(["别人", "13800000001", "网格员", "10010102"]))
    assert told(report) == [(2, "B", "cell_person_name")]


def test_what_was_done_stands_in_the_towns_chain(engine):
    read(engine, book(*GOOD))
    with engine.store.reading() as session:
        found = audit.entries(session, area_id(engine, "1001"))
        assert [one.action for one in found].count("add_person") == 3
        assert audit.verify(session) == ()


def packed(parts):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param("姓名,手机号\n".encode(), "file_not_workbook", id="renamed-csv"),
        pytest.param(b"", "file_not_workbook", id="empty"),
        pytest.param(ENCRYPTED, "file_locked_or_old", id="encrypted"),
        pytest.param(packed({"a.txt": b"x"}), "file_not_workbook", id="another-zip"),
        pytest.param(packed({BOOK: b"<x/>"}), "file_not_workbook", id="hollow"),
        pytest.param(
            packed({BOOK: b"", "xl/vbaProject.bin": b"x"}),
            "file_has_macros",
            id="macros",
        ),
        pytest.param(
            packed({BOOK: b"", "xl/worksheets/sheet1.xml": b"0" * 9_000_000}),
            "file_bomb",
            id="bomb",
        ),
        pytest.param(book(*GOOD)[:-400], "file_not_workbook", id="cut-off"),
        pytest.param(b"PK" + b"\0" * (10 * 1024 * 1024), "file_too_large", id="huge"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_plain_workbook_is_refused_with_the_reason(data, why):
    with pytest.raises(BrokenFileError) as refused:
        read_workbook(data)
    assert refused.value.facts["why"] == why


def test_a_workbook_with_too_many_rows_is_refused():
    with pytest.raises(BrokenFileError) as refused:
        read_workbook(book(*(["x"] for _ in range(20_001))))
    assert refused.value.facts["why"] == "file_too_many_rows"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_what_a_spreadsheet_would_run_goes_out_as_text(text):
    assert as_cell(text) == f"'{text}"
    assert as_cell("王一") == "王一"
