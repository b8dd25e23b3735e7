"""Imports on their page: sent, tried, looked at, written; without any script."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from gridflow.jobs.worker import run_once
from gridflow.store import areas
from plugins.return_to_poverty.id_number import check_character
from tests.web.conftest import Town
from tests.web.pages import Browser, text_of

HEADINGS = [
    "户编号",
    "乡镇",
    "行政村",
    "村民小组",
    "户主姓名",
    "户主证件号码",
    "户联系电话",
    "家庭人口数",
    "姓名",
    "性别",
    "出生日期",
    "证件号码",
    "与户主关系",
    "民族",
    "文化程度",
    "在校生状况",
    "健康状况",
    "劳动技能",
]


def number_of(order: int) -> str:
    """Return the number of a man who is nobody: no county has the prefix."""
    first = f"{'990000'}19700101{order:02}1"
    return first + check_character(first)


def row(town: Town, order: int, **more: str) -> list[str]:
    """Return a household of one in group 1 of village 1."""
    store, day = town.site.engine.store, town.site.engine.today()
    group = town.actor("cun01yuan01").area
    with store.reading() as session:
        labels = {one.level: one.label for one in areas.ancestors(session, group, day)}
    name = f"试{order}"
    said = {
        "户编号": f"T{order:09}",
        "乡镇": labels["town"],
        "行政村": labels["village"],
        "村民小组": labels["group"],
        "户主姓名": name,
        "户主证件号码": number_of(order),
        "户联系电话": f"139{order:08}",
        "家庭人口数": "1",
        "姓名": name,
        "性别": "男",
        "出生日期": "19700101",
        "证件号码": number_of(order),
        "与户主关系": "户主",
        "民族": "汉族",
        "文化程度": "小学",
        "在校生状况": "",
        "健康状况": "健康",
        "劳动技能": "普通劳动力",
        **more,
    }
    return [said[heading] for heading in HEADINGS]


def workbook(rows: list[list[str]]) -> BytesIO:
    made = Workbook()
    page = made.active
    assert page is not None
    page.title = "农户花名册"
    page.append(HEADINGS)
    for one in rows:
        page.append(one)
    out = BytesIO()
    made.save(out)
    out.seek(0)
    return out


def send(browser: Browser, file: BytesIO, name: str = "名册.xlsx") -> str:
    """Send a workbook of households; returns the address of its run."""
    data = {"import": "households", "file": (file, name)}
    answer = browser.post("/admin/imports", data)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def work(town: Town) -> None:
    while run_once(town.site.workshop(), "test"):
        pass


def count(town: Town, number: str) -> int:
    from gridflow.store.models import Record

    with town.site.engine.store.reading() as session:
        query = Record.select(Record.id).where(Record.number == number)
        return len(session.tuples(query))


def test_a_workbook_is_tried_then_written_once(town: Town, administrator: Browser):
    page = administrator.get("/admin/imports")
    assert "农户花名册" in text_of(page)
    assert "导入" in text_of(administrator.get("/admin/people"))
    run = send(administrator, workbook([row(town, 1), row(town, 2)]))
    waiting = administrator.get(run)
    assert waiting.headers["Refresh"] == "2"
    work(town)
    tried = administrator.get(run)
    assert "新建 2" in text_of(tried)
    assert "还没有写入" in text_of(tried)
    assert count(town, "T000000001") == 0
    records = administrator.get(f"{run}?records=new")
    assert "试1" in text_of(records)

    for _ in range(2):  # pressed twice
        answer = administrator.post(f"{run}/write")
        assert answer.status_code == 303
    written = str(answer.location)
    assert written != run
    work(town)
    assert "已经写入" in text_of(administrator.get(written))
    assert count(town, "T000000001") == 1
    page = text_of(administrator.get("/admin/imports"))
    assert page.count("名册.xlsx") == 2


def test_changes_are_shown_field_by_field_and_masked(
    town: Town, administrator: Browser
):
    first = send(administrator, workbook([row(town, 3)]))
    work(town)
    administrator.post(f"{first}/write")
    work(town)
    changed = row(town, 3, 户联系电话="13800001111", 劳动技能="弱劳动力或半劳动力")
    run = send(administrator, workbook([changed]))
    work(town)
    shown = text_of(administrator.get(f"{run}?records=changed"))
    assert "138****1111" in shown
    assert "13800001111" not in shown
    assert "普通劳动力" in shown
    assert "弱劳动力或半劳动力" in shown


def test_wrong_rows_are_told_by_rule_and_come_back(
    town: Town, administrator: Browser, tmp_path: Path
):
    bad = row(town, 5, 民族="火星族", 家庭人口数="7")
    run = send(administrator, workbook([row(town, 4), bad]))
    work(town)
    page = text_of(administrator.get(run))
    assert "有错误 1" in page
    assert "H3" in page
    assert "火星族" in page
    only = text_of(administrator.get(f"{run}?rule=Q13&severity=error"))
    assert "火星族" not in only.partition("逐处列出")[2]
    given = administrator.get(f"{run}/wrong")
    assert given.headers["Content-Disposition"].startswith("attachment")
    back = load_workbook(BytesIO(given.data)).active
    given.close()
    assert [cell.value for cell in back["A"]] == ["户编号", "T000000005"]
    assert back["N2"].comment is not None


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        pytest.param(b"a,b\n1,2\n", "文本表格（CSV）", id="a renamed table of text"),
        pytest.param(b"", "文件是空的", id="nothing"),
        pytest.param(bytes.fromhex("d0cf11e0a1b11ae1"), "加了密码", id="a password"),
    ],
)
def test_what_is_no_workbook_is_told_in_a_sentence(
    town: Town, administrator: Browser, data: bytes, sentence: str
):
    run = send(administrator, BytesIO(data))
    work(town)
    page = administrator.get(run)
    assert sentence in text_of(page)
    assert f"{run}/write" not in page.text


def test_without_a_file_nothing_is_ordered(administrator: Browser):
    answer = administrator.post("/admin/imports", {"import": "households"})
    assert answer.location.endswith("/admin/imports")
    assert "请先选择文件" in text_of(administrator.get("/admin/imports"))


def test_nobody_but_who_sent_it_sees_a_run(
    town: Town, administrator: Browser, at_browser
):
    run = send(administrator, workbook([row(town, 6)]))
    work(town)
    other = at_browser("xianguanli")
    assert other.get(run).status_code == 404
    assert other.get(f"{run}/wrong").status_code == 404
    assert other.post(f"{run}/write").status_code == 404


def test_a_larger_file_than_allowed_is_refused(
    administrator: Browser, monkeypatch: pytest.MonkeyPatch
):
    from gridflow.engine.importing import orders

    monkeypatch.setattr(orders, "UPLOAD_AT_MOST", 1000)
    data = {"import": "households", "file": (BytesIO(b"x" * 2000), "a.xlsx")}
    answer = administrator.post("/admin/imports", data)
    assert answer.status_code == 413
    assert "文件太大" in text_of(answer)
