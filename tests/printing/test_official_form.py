"""Attachment 6 on paper, filled and empty, with the best and the worst of data."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pypdfium2
import pytest
from PIL import Image
from pypdf import PdfReader

from gridflow.engine.filled import UploadView
from gridflow.engine.filling import fill
from gridflow.engine.printing_data import PrintView, Visitor
from gridflow.engine.raw_form import RawForm
from gridflow.engine.surroundings import Surroundings
from gridflow.hooks import load_plugins, vocabulary_of
from gridflow.printing.pdf import typeset
from gridflow.printing.render import form_page
from gridflow.spec.site import Sources, load_site, read_sources, shipped_folder
from tests.printing.households import ANSWERS, member, pairs

DAY = date(2023, 5, 20)
RECEIVED = datetime(2023, 5, 20, 6, 32, tzinfo=UTC)
CODES = ["512022115200", "512022115", "512022"]


@pytest.fixture(scope="session")
def vocabulary():
    return vocabulary_of(load_plugins(["return_to_poverty"]))


@pytest.fixture(scope="session")
def shipped():
    return read_sources(shipped_folder())


@pytest.fixture(scope="session")
def site(shipped, vocabulary):
    loaded = load_site(shipped, vocabulary)
    assert loaded.site, loaded.problems
    return loaded.site


def signature(colour="black"):
    data = io.BytesIO()
    Image.new("RGB", (300, 100), colour).save(data, "PNG")
    return data.getvalue()


def view_of(
    site, vocabulary, answers=None, members=4, *, blank=False, open_=False, signed=()
):
    """The engine's view of a filling, made from what a browser would send."""
    procedure = site.procedure_for(CODES)
    form = procedure.forms["risk_clue_visit"]
    people = [member(number) for number in range(members)]
    said = ANSWERS | (answers or {})
    sent = () if blank else pairs(said, people)
    uploads = {
        one: UploadView(one, "s.png", "image/png", 9, "", "drawn") for one in signed
    }
    case = {"class": said["focus_class"]}
    around = Surroundings(procedure, vocabulary, DAY, uploads=uploads, case=case)
    raw = RawForm.from_pairs(form, sent)
    for place, one in zip(form.signatures, signed, strict=False):
        raw.signatures[place.id] = [one]
    if not blank:
        raw.reasons["conclusion.no_risk_yet_below_line"] = "已核对"
    return PrintView(
        printable=procedure.printables[form.printable],
        form=form,
        form_digest=site.sources.digest,
        procedure_label=procedure.label,
        number=6,
        blank=blank,
        filled=fill(form, raw, around, unmasked=True),
        title="" if blank else "张德明",
        record_number="" if blank else "5120221150100023",
        area_path=() if blank else ("乐至县", "通旅镇", "光明社区", "3组"),
        areas={},
        task="" if blank else "T2F7K9Q3",
        submission=None if blank or open_ else 5120220000000017,
        replaces=None,
        visitors=()
        if blank
        else (
            Visitor("李长贵", "网格员", "submitted", RECEIVED),
            Visitor("王秀英", "监测员", "confirmed", RECEIVED),
        ),
        filled_on=None if blank else DAY,
        filled_at=None if blank else RECEIVED,
        received_at=None if blank else RECEIVED,
        parameters={},
        extra={},
        signature_images={one: ("image/png", signature()) for one in signed},
    )


@pytest.fixture(scope="session")
def printed(site, vocabulary):
    """Print a household; returns the file and its pages' texts without spaces."""

    def make(answers=None, members=4, **how):
        view = view_of(site, vocabulary, answers, members, **how)
        procedure = site.procedure_for(CODES)
        pdf = typeset(form_page(view, site.sources.files, procedure.wording))
        return pdf, texts(pdf)

    return make


def texts(pdf):
    reader = PdfReader(io.BytesIO(pdf.data))
    return [re.sub(r"\s", "", page.extract_text()) for page in reader.pages]


@pytest.fixture(scope="session")
def four(printed):
    return printed(signed=("a", "b"))


def test_a_household_of_four_fits_both_sides_of_one_sheet(four):
    pdf, pages = four
    assert pdf.pages == len(pages) == 2


def test_it_is_headed_and_numbered_as_an_official_form(four):
    _, (first, second) = four
    assert "附件6风险线索入户核查表" in first
    assert "所在村组：乐至县通旅镇光明社区3组" in first
    assert "户编号：5120221150100023" in first
    assert "第1页共2页" in first
    assert "第2页共2页" in second
    assert "附件6风险线索入户核查表（续）户主：张德明" in second


@pytest.mark.parametrize(
    "heading",
    ["一、家庭成员", "二、收入支出", "三、三保障和饮水", "四、突出困难",
     "五、自主应对能力", "六、资产情况", "七、研判结论", "八、签字"],
)  # fmt: skip
def test_every_block_of_the_form_is_there(four, heading):
    assert heading in "".join(four[1])


@pytest.mark.parametrize(
    "said",
    [
        pytest.param("工资性收入18600.00元", id="an amount with two decimals"),
        pytest.param("核查日期2023年5月20日", id="a day in Chinese style"),
        pytest.param("☑县级部门推送", id="a ticked choice"),
        pytest.param("☐省级推送", id="a choice not taken"),
        pytest.param("饮水是否出现安全问题☑是☐否", id="a flag"),
        pytest.param("风险说明／", id="what is not asked is struck out"),
        pytest.param("☑因病", id="one of several choices"),
        pytest.param("广东省东莞市", id="a member's place of work"),
        pytest.param("长期慢性病、残疾", id="several choices in a row"),
        pytest.param("李长贵（网格员）", id="who visited"),
        pytest.param("已登录确认", id="the second visitor confirmed"),
        pytest.param("系统接收：2023年5月20日14:32", id="when it was received"),
        pytest.param("家庭纯收入31070.50元", id="a computed amount"),
    ],
)
def test_what_was_filled_in_stands_on_paper(four, said):
    assert said in "".join(four[1])


def test_signature_images_stand_in_their_places(four):
    reader = PdfReader(io.BytesIO(four[0].data))
    # the pages of a file share their list of images
    assert len(reader.pages[-1].images) == 2


def test_the_same_filling_gives_the_same_bytes(four, printed):
    assert printed(signed=("a", "b"))[0].data == four[0].data


def test_the_head_of_the_member_table_is_repeated_and_no_member_is_cut(printed):
    pdf, pages = printed(members=14)
    with_members = [page for page in pages if "与户主关系" in page]
    assert len(with_members) == 2
    for page in with_members:
        assert page.count("序号") == 1
        assert page.count("健康状况") == 1
    for number in range(14):
        one = member(number)
        born = f"{1965 + number}年3月12日"
        (page,) = [page for page in with_members if born in page]
        assert one["name"] in page
    assert pdf.pages == 3
    assert no_line_crosses_the_foot(pdf)


def no_line_crosses_the_foot(pdf):
    """Look at the pictures of the pages: the strip above the page number is empty."""
    document = pypdfium2.PdfDocument(pdf.data)
    for page in document:
        picture = page.render(scale=1, grayscale=True).to_pil()
        height = picture.height
        strip = picture.crop((0, height - 41, picture.width, height - 37))
        if strip.getextrema()[0] < 128:
            return False
    return True


def test_an_empty_form_has_blanks_boxes_and_rows_to_write_in(printed):
    pdf, pages = printed(blank=True)
    whole = "".join(pages)
    assert "☑" not in whole
    assert "／" not in whole
    assert "☐新识别" in whole
    assert "年月日" in whole
    first = PdfReader(io.BytesIO(pdf.data)).pages[0].extract_text()
    assert re.findall(r"^\d$", first, re.MULTILINE)[:6] == list("123456")
    assert "填写说明：" in whole
    assert "劳动技能：普通劳动力、技能劳动力" in whole
    assert "镇（乡）" in whole
    assert "监测线7500元" in whole
    assert "系统接收" not in whole


def test_a_form_not_handed_in_is_prefilled_and_leaves_room_for_the_rest(printed):
    _, pages = printed({"verdict": "", "school_hard": ""}, open_=True)
    whole = "".join(pages)
    assert "张德明" in whole
    assert "按已有信息预填，尚未提交" in whole
    assert "／" not in whole, "what is not decided cannot be struck out"
    assert "填写说明：" in whole


def test_the_empty_form_asks_for_everything_the_filled_one_shows(printed, four, site):
    whole = "".join(printed(blank=True)[1])
    form = site.procedure_for(CODES).forms["risk_clue_visit"]
    missing = [one.label for one in form.plain_fields() if one.label not in whole]
    assert missing == []


WORST = {
    "address": "四川省资阳市乐至县通旅镇光明社区易地扶贫搬迁"
    "集中安置区第三期十七栋二单元九零一号",
    "householder": "买买提·吐尔逊江·阿卜杜热合曼",
    "clue_content": "情况说明。" * 150,
    "verdict_reason": "𠀋㐂𪚥" * 12 + "x" * 200,
    "meeting_conclusion": "第一行\n第二行",
}


def test_the_worst_of_data_still_fits(printed):
    pdf, pages = printed(WORST, members=20)
    whole = "".join(pages)
    for said in (WORST["address"], WORST["householder"], "𠀋㐂𪚥", "第二行"):
        assert said in whole
    assert whole.count("情况说明。") == 150
    assert no_line_crosses_the_foot(pdf)
    assert nothing_leaves_the_right_margin(pdf)


def nothing_leaves_the_right_margin(pdf):
    for page in pypdfium2.PdfDocument(pdf.data):
        picture = page.render(scale=1, grayscale=True).to_pil()
        strip = picture.crop((picture.width - 38, 0, picture.width, picture.height))
        if strip.getextrema()[0] < 128:
            return False
    return True


def test_rare_characters_have_a_font(printed):
    pdf, _ = printed({"householder": "𠀀"})
    reader = PdfReader(io.BytesIO(pdf.data))
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert any("HanaMin" in font for font in fonts)


def test_html_in_an_answer_is_text(printed):
    evil = '<b>x</b><script src="file:///etc/passwd"></script>'
    _, pages = printed({"verdict_reason": evil})
    assert evil.replace(" ", "") in "".join(pages)


def test_values_that_are_missing_are_blanks_to_write_in(printed):
    gone = dict.fromkeys(("wage", "meeting_on", "verdict", "householder"), "")
    _, pages = printed(gone)
    whole = "".join(pages)
    assert "工资性收入元" in whole
    assert "村级研判会议日期年月日" in whole
    assert "☐启动识别程序" in whole


def test_a_field_that_a_place_adds_needs_no_template(shipped, vocabulary):
    overlay = """
form: risk_clue_visit
sections:
  - section: income
    fields:
      - {id: tea_income, label: 其中茶叶收入, type: money, unit: 元}
  - section: tea
    label: 茶园情况
    fields:
      - id: tea_kind
        label: 茶园经营方式
        type: choice
        options: [{id: own, label: 自营}, {id: let, label: 流转}]
"""
    path = "config/sichuan_tonglv/forms/risk_clue_visit.yaml"
    files = {**shipped.files, path: overlay}
    loaded = load_site(Sources.of(files), vocabulary)
    assert loaded.site, loaded.problems
    site = loaded.site
    answers = {"tea_income": "1200", "tea_kind": "let"}
    view = view_of(site, vocabulary, answers)
    wording = site.procedure_for(CODES).wording
    whole = "".join(texts(typeset(form_page(view, site.sources.files, wording))))
    assert "其中茶叶收入1200.00元" in whole
    assert "八、茶园情况" in whole
    assert "茶园经营方式☐自营☑流转" in whole


def test_a_masked_answer_stays_masked(site, vocabulary):
    view = view_of(site, vocabulary)
    sections = view.filled.sections
    head = sections[0]
    answers = tuple(
        replace(one, value=None, shown="138****2345", masked="138****2345")
        if one.field.id == "phone"
        else one
        for one in head.answers
    )
    filled = replace(
        view.filled, sections=(replace(head, answers=answers), *sections[1:])
    )
    wording = site.procedure_for(CODES).wording
    page = form_page(replace(view, filled=filled), site.sources.files, wording)
    assert "138****2345" in page.html
    assert "13882012345" not in page.html


def test_a_template_sees_plain_values_only(site, vocabulary):
    from gridflow.printing.forms_on_paper import sheet_of
    from gridflow.printing.sheet import plain

    wording = site.procedure_for(CODES).wording

    def check(value):
        if isinstance(value, dict):
            for one in value.values():
                check(one)
        elif isinstance(value, list):
            for one in value:
                check(one)
        else:
            assert value is None or type(value) in (str, int, float, bool)

    check(plain(sheet_of(view_of(site, vocabulary), wording)))
