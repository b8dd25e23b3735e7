"""Attachments 5 and 7 on paper, and a volume of both."""

from __future__ import annotations

import io
import re

import pytest
from pypdf import PdfReader

from gridflow.engine.filling import fill
from gridflow.engine.printing_data import PrintView, Visitor
from gridflow.engine.progress import untold
from gridflow.engine.raw_form import RawForm
from gridflow.engine.surroundings import Surroundings
from gridflow.printing.binding import Leaf, Section, bind
from gridflow.printing.forms_on_paper import sheet_of
from gridflow.printing.pdf import typeset
from gridflow.printing.render import form_page, page_of
from gridflow.printing.volumes import rows_of
from tests.printing.households import CALL, LEDGER, MONITORED, member, pairs
from tests.printing.test_official_form import (
    CODES,
    DAY,
    RECEIVED,
    no_line_crosses_the_foot,
    shipped,
    site,
    texts,
    vocabulary,
)

__all__ = ["shipped", "site", "vocabulary"]  # fixtures
VISIT = "monitored_household_visit"
ROW = "household_ledger"
SAID = {VISIT: MONITORED, ROW: LEDGER}
RECORD = {
    "householder": "张德明",
    "householder_id_number": "512022196503120016",
    "population": 4,
    "monitored_category": "marginal",
    "identified_on": "2022-08",
    "risk_eliminated": False,
    "risk_1": "R01",
    "risk_2": "R07",
}
WRONG = [{"subject": "务工月数", "old_value": "6", "new_value": "9"}]
A4 = (595, 842)


@pytest.fixture(scope="session")
def view(site, vocabulary):
    """Make the engine's view of a household's form, or of an empty one."""
    town = site.procedure_for(CODES)

    def make(form_id, answers=None, members=4, *, blank=False, record=None, group="3组",
             number="5120221150100023", open_=False):  # fmt: skip
        form = town.forms[form_id]
        around = Surroundings(
            town, vocabulary, DAY, record={} if blank else RECORD | (record or {})
        )
        people = [member(one) for one in range(members)] if form_id == VISIT else []
        wrong = WRONG if form_id == VISIT else ()
        said = SAID[form_id] | (answers or {})
        sent = () if blank else pairs(said, people, wrong)
        filled = fill(form, RawForm.from_pairs(form, sent), around, unmasked=True)
        return PrintView(
            printable=town.printables[form.printable],
            form=form,
            form_digest=site.sources.digest,
            procedure_label=town.label,
            number=next(n for n, one in town.attachments.items() if one == form_id),
            blank=blank,
            filled=filled,
            title="" if blank else "张德明",
            record_number="" if blank else number,
            area_path=() if blank else ("乐至县", "通旅镇", "光明社区", group),
            areas={},
            task="",
            submission=None if blank or open_ else 1,
            replaces=None,
            visitors=()
            if blank or open_
            else (
                Visitor("李长贵", "网格员", "submitted", RECEIVED),
                Visitor("王秀英", "监测员", "confirmed", RECEIVED),
            ),
            filled_on=None if blank else DAY,
            filled_at=None if blank else RECEIVED,
            received_at=None if blank else RECEIVED,
            parameters={},
            extra={"line": 7500},
            signature_images={},
        )

    return make


@pytest.fixture(scope="session")
def printed(site, view):
    """Print one form; returns the file and its pages' texts without spaces."""

    def make(*given, **how):
        wording = site.procedure_for(CODES).wording
        pdf = typeset(form_page(view(*given, **how), site.sources.files, wording))
        return pdf, texts(pdf)

    return make


def sizes(pdf):
    boxes = [one.mediabox for one in PdfReader(io.BytesIO(pdf.data)).pages]
    return [(round(one.width), round(one.height)) for one in boxes]


# ---- attachment 5


@pytest.fixture(scope="session")
def visit(printed):
    return printed(VISIT)


def test_attachment_5_is_headed_numbered_and_upright(visit):
    pdf, pages = visit
    assert "附件5监测对象入户核查表" in pages[0]
    assert f"第1页共{len(pages)}页" in pages[0]
    assert "附件5监测对象入户核查表（续）户主：张德明" in pages[1]
    assert set(sizes(pdf)) == {A4}
    assert no_line_crosses_the_foot(pdf)


@pytest.mark.parametrize(
    "said",
    [
        pytest.param("二、收入支出（预计数）", id="estimates named in the heading"),
        pytest.param("收支是否为预计数☑是☐否", id="and as a flag"),
        pytest.param("☑边缘易致贫户", id="the category"),
        pytest.param("产业帮扶☑是☐否2022年10月12日发放鸡苗60只", id="a measure a line"),
        pytest.param("公益岗位帮扶☐是☑否／／／", id="a measure not in place"),
        pytest.param("六、已消除户“回头看”（风险已消除的填写）／", id="not asked"),
        pytest.param("务工月数69", id="a correction"),
        pytest.param("十、签字", id="signatures"),
    ],
)
def test_attachment_5_says_what_was_filled_in(visit, said):
    assert said in "".join(visit[1])


def test_without_a_correction_there_is_no_table_of_them(printed):
    _, pages = printed(VISIT, {"data_matches": "true"})
    assert "需修改的系统信息" not in "".join(pages)


def test_twenty_members_stay_whole_under_repeated_heads(printed):
    pdf, pages = printed(VISIT, members=20)
    with_members = [page for page in pages if "与户主关系" in page]
    assert len(with_members) == 2
    for number in range(20):
        born = f"{1965 + number}年3月12日"
        assert sum(born in page for page in with_members) == 1
    assert no_line_crosses_the_foot(pdf)


def test_an_empty_attachment_5_has_room_to_write_on_three_pages(printed):
    pdf, pages = printed(VISIT, blank=True)
    assert pdf.pages == 3
    assert "十、签字" in pages[-1]
    assert "（预计数）" not in "".join(pages)


# ---- by phone


@pytest.mark.parametrize("form_id", [VISIT, ROW])
def test_a_phone_check_stands_where_the_household_signs(printed, form_id):
    said = "".join(printed(form_id, CALL)[1])
    assert "电话确认" in said
    for fact in ("14:30", "张小军", "13812345678"):
        assert fact in said


def test_an_empty_form_leaves_room_for_the_households_signature(printed):
    assert "受话人：" not in "".join(printed(VISIT, blank=True)[1])


# ---- attachment 7


def test_a_row_of_the_ledger_says_what_was_found(printed):
    pdf, (page,) = printed(ROW, {"sudden_expense": "illness", "sudden_amount": "26480"})
    assert sizes(pdf) == [A4[::-1]]
    assert "附件7农户入户台账" in page
    assert "所在村组：乐至县通旅镇光明社区3组" in page
    assert "监测线：7500元/人·年共1户" in page
    assert "1张德明00164313882012345入户／否预计否否否否大病医疗26480.00元" in page
    assert "李长贵王秀英已登录确认5月20日" in page


def test_an_empty_ledger_is_one_page_of_ten_rows(printed):
    pdf, (page,) = printed(ROW, blank=True)
    assert pdf.pages == 1
    assert page.count("☐入户☐电话") == 10
    assert no_line_crosses_the_foot(pdf)


def test_a_row_to_be_filled_in_by_hand_ticks_nothing(printed):
    _, (page,) = printed(ROW, open_=True)
    assert "☐入户☐电话" in page
    assert "☑" not in page
    assert "预计" not in page.replace("注“预计”的", "")


@pytest.fixture(scope="session")
def leaf(site, view):
    """Put forms or ledger rows on their page, as a volume does."""
    wording = site.procedure_for(CODES).wording

    def make(*views):
        (printable,) = {one.printable for one in views}
        if views[0].form.layout == "ledger":
            groups = rows_of([sheet_of(one, wording) for one in views])
            how = (printable, {"groups": groups}, site.sources.files, wording)
            return Leaf(page_of(*how, embedded=True), printable)
        page = form_page(views[0], site.sources.files, wording, embedded=True)
        return Leaf(page, printable)

    return make


def test_each_group_of_a_ledger_begins_a_page_and_repeats_its_head(site, view, leaf):
    rows = [view(ROW, group=group, number=f"{group}-{one}")
            for group in ("3组", "4组") for one in range(16)]  # fmt: skip
    pdf = bind([Section((leaf(*rows),))], "台账", untold, "")
    pages = texts(pdf)
    assert pdf.pages == 4
    for page, place in zip(pages, ("3组", "3组", "4组", "4组"), strict=True):
        assert f"光明社区{place}" in page
        assert page.count("户主姓名") == 1
    assert "16张德明" in pages[1]
    assert "共16户" in pages[2]


# ---- a volume


@pytest.fixture(scope="session")
def bound(view, leaf):
    told = []
    sections = [
        Section((leaf(view(VISIT)), leaf(view(VISIT, {"householder": "李四"})))),
        Section((leaf(*[view(ROW, number=str(one)) for one in range(14)]),)),
    ]

    def progress(done, total=None, said=""):
        told.append((done, total, said))

    return bind(sections, "光明社区台账", progress, "setting"), told


def test_a_volume_counts_its_pages_through(bound):
    pdf, _ = bound
    pages = texts(pdf)
    assert len(pages) == pdf.pages == 8
    for number, page in enumerate(pages, 1):
        found = re.findall(r"第(\d+)页共(\d+)页", page)
        assert found == [(str(number), "8")]
    assert sizes(pdf) == [A4] * 6 + [A4[::-1]] * 2


def test_every_form_of_a_volume_has_its_own_head(bound):
    pages = texts(bound[0])
    assert ["（续）" in page for page in pages] == [
        False, True, True, False, True, True, False, True,
    ]  # fmt: skip


def test_a_volume_tells_how_far_it_is_and_what_it_is(bound):
    pdf, told = bound
    assert told == [(0, 2, "setting"), (1, 2, "setting"), (2, 2, "setting")]
    assert PdfReader(io.BytesIO(pdf.data)).metadata.title == "光明社区台账"


def test_sheets_of_other_areas_are_other_tables(site, view):
    wording = site.procedure_for(CODES).wording
    sheets = [sheet_of(view(ROW, group=one), wording) for one in ("1组", "1组", "2组")]
    assert [len(one.sheets) for one in rows_of(sheets)] == [2, 1]
