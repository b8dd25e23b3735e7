"""The handbook: its commands run, its samples load, its words are on screens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from openpyxl import Workbook

from gridflow.cli.check import check_folder
from gridflow.cli.init import make_site
from gridflow.spec.site import Site
from tests.docs.test_documents import ROOT, blocks, commands, run

HANDBOOK = ROOT / "docs" / "handbook"
PAGES = ["grid_member.md", "ledger.md", "administrator.md", "clerk.md"]
COLUMN = re.compile(r"^\| (\S+) \| (?:是|否) \|", re.MULTILINE)
QUOTED = re.compile("“([^”]+)”")
# said of something on paper or in a workbook, or an example of a person's input
NOT_ON_SCREENS = {"开始日期", "通旅镇/光明社区居民委员会", "All chains are sound."}


def text_of(page: str) -> str:
    return (HANDBOOK / page).read_text("utf-8")


def samples() -> dict[str, str]:
    """Return the administrator's samples by the path that each begins with."""
    found = {}
    for text in blocks(HANDBOOK / "administrator.md", "yaml"):
        first, _, rest = text.partition("\n")
        found[first.removeprefix("# ")] = rest
    return found


def write_samples(site: Path) -> None:
    for path, text in samples().items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(text, "utf-8")


def write_people(path: Path) -> None:
    """Write a workbook with the columns that the handbook names."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(COLUMN.findall(text_of("administrator.md")))
    village = "通旅镇/光明社区居民委员会"
    sheet.append(
        ["李明", "13900000001", "liming", "监测员", village, "2023-01-01", None]
    )
    sheet.append(["王芳", None, None, "镇级管理员", "512022115", None, None])
    book.save(path)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("handbook") / "my_site"
    make_site(folder, "sichuan_tonglv")
    write_samples(folder)
    result = check_folder(folder)
    assert [str(one) for one in result.problems] == []
    assert result.site is not None
    return result.site


def test_the_overlay_brings_a_field_a_choice_a_check_and_a_name(site: Site):
    town = site.procedures["sichuan_tonglv"]
    sections = {one.id: one for one in town.forms["risk_clue_visit"].sections}
    head = [one.id for one in sections["head"].fields]
    assert head[head.index("address") + 1] == "door_plate"
    (coping,) = [one for one in sections["coping"].fields if one.id == "coping"]
    assert [one.label for one in coping.options[:2]] == ["能自主应对", "靠亲友能应对"]
    assert [one.id for one in sections["coping"].checks] == ["savings_told"]
    assert "私家车" in [one.label for one in sections["assets"].fields]
    assert "团委" in [one.label for one in town.codes["department"].options]


def test_the_overlay_leaves_other_places_alone(site: Site):
    head = site.procedures["national"].forms["risk_clue_visit"].sections[0]
    assert "door_plate" not in [one.id for one in head.fields]


@pytest.mark.parametrize("page", ["administrator.md", "clerk.md"])
def test_the_commands_of_a_page_run_in_their_order(page: str, tmp_path: Path):
    write_people(tmp_path / "people.xlsx")
    ran = list(commands(HANDBOOK / page))
    assert ran
    for words in ran:
        done = run(words, tmp_path)
        assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
        if words[1] == "init":
            write_samples(tmp_path / words[2])


@pytest.mark.parametrize("page", PAGES)
def test_words_in_quotation_marks_stand_on_a_screen_or_on_paper(page: str):
    shown = "\n".join(
        path.read_text("utf-8")
        for folder in ("config", "forms", "printables")
        for path in sorted((ROOT / folder).rglob("*.*"))
        if path.suffix in {".yaml", ".html"}
    )
    # a sentence with facts in it is quoted with one of them, or up to the first
    words = set(QUOTED.findall(text_of(page))) - NOT_ON_SCREENS
    missing = [one for one in sorted(words) if not said(one, shown)]
    assert missing == []


def said(words: str, shown: str) -> bool:
    """Tell whether words are shown, where a label or a number may stand for a fact."""
    if words in shown:
        return True
    sentences = re.findall(r"zh: \"?(.+?)\"?, en:", shown)
    patterns = (re.split(r"\{\w+\}", one) for one in sentences if "{" in one)
    return any(
        any(part.strip() for part in parts)
        and re.fullmatch(".{0,12}".join(map(re.escape, parts)), words)
        for parts in patterns
    )


def test_the_index_leads_to_every_page():
    index = text_of("README.md")
    pages = sorted(one.name for one in HANDBOOK.glob("*.md") if one.name != "README.md")
    assert [one for one in pages if f"({one})" not in index] == []
