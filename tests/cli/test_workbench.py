"""What plugins' commands get: definitions to read, and a site to try out in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from gridflow.api import LEGAL_ZONE, Rehearsal
from gridflow.cli.workbench import BrokenDefinitionsError, CommandWorkbench
from gridflow.errors import NotFoundError
from plugins.return_to_poverty.sample import areas, households, people

START = datetime(2023, 5, 13, 8, 0, tzinfo=LEGAL_ZONE)
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def town() -> Iterator[Rehearsal]:
    with CommandWorkbench().rehearsal(START) as rehearsal:
        codes = {one.code for one in rehearsal.definitions.areas()}
        groups = list(areas.below(codes))
        rehearsal.load_areas(groups)
        rehearsal.load_people(people.everybody())
        places = [one["code"] for one in groups]
        rows = households.make(4, 7, places[:2], START.date())
        rehearsal.load_records("household", rows)
        yield rehearsal


def test_definitions_of_the_checkout_tell_areas_options_fields_and_parameters():
    found = CommandWorkbench().definitions(ROOT)

    assert ("512022115", "512022") in {(one.code, one.parent) for one in found.areas()}
    assert [one.id for one in found.options("sex")] == ["male", "female"]
    sex = next(one for one in found.fields("member") if one.id == "sex")
    assert (sex.label, sex.type) == ("性别", "choice")
    assert [one.label for one in sex.options] == ["男", "女"]
    assert found.parameter("income_line", date(2023, 5, 15)) == 7500
    assert found.parameter("income_line", date(2022, 5, 15)) is None
    assert found.say("print_yes") == "是"


@pytest.mark.parametrize("ask", ["options", "fields"])
def test_what_no_definition_names_is_not_found(ask: str):
    with pytest.raises(NotFoundError):
        getattr(CommandWorkbench().definitions(ROOT), ask)("nothing_of_the_kind")


def test_definitions_with_errors_are_refused(tmp_path: Path):
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "site.yaml").write_text("label: [")
    with pytest.raises(BrokenDefinitionsError):
        CommandWorkbench().definitions(tmp_path)


def test_the_folder_of_a_rehearsal_is_gone_afterwards():
    with CommandWorkbench().rehearsal(START) as rehearsal:
        folder = rehearsal.site.settings.site_folder
        assert folder.is_dir()
    assert not folder.exists()


def test_the_clock_of_a_rehearsal_moves_forward_only(town: Rehearsal):
    later = town.now() + timedelta(minutes=5)
    town.move_to(later)
    assert town.now() == later
    with pytest.raises(ValueError, match="2023-05-13"):
        town.move_to(later - timedelta(seconds=1))


def test_a_person_of_two_posts_acts_under_the_one_over_an_area(town: Rehearsal):
    both = {"51202211500102", "51202211500103"}
    assert {town.person("cun01yuan02", one).actor.area_code for one in both} == both
    assert town.person("cun01yuan02").actor.area_code in both
