"""An administrator changes attachment 6 for one town and leaves the shipped file."""

from __future__ import annotations

import pytest

from gridflow.spec.site import load_site
from gridflow.spec.sources import Sources

OVERLAY = """\
form: risk_clue_visit
sections:
  - section: coping
    fields:
      - {id: internet, label: 是否通宽带, type: yes_no, after: savings}
      - {id: coping, options: [{id: with_kin, label: 靠亲属应对, after: partly}]}
    checks:
      - {id: savings_high, that: savings <= 100000, say: 存款较多, severity: warning}
  - section: assets
    fields:
      - {id: vehicle, label: 私家车}
"""
PATH = "config/sichuan_tonglv/forms/attachment_6_risk_clue_visit.yaml"


@pytest.fixture
def changed(sources, vocabulary):
    loaded = load_site(Sources.of({**sources.files, PATH: OVERLAY}), vocabulary)
    assert loaded.problems == ()
    return loaded.site


def section_of(procedure, name):
    form = procedure.forms["risk_clue_visit"]
    (section,) = [one for one in form.sections if one.id == name]
    return section


def test_the_town_gets_a_field_a_check_and_a_choice_in_their_places(changed):
    coping = section_of(changed.procedures["sichuan_tonglv"], "coping")
    fields = [field.id for field in coping.fields]
    assert fields[:3] == ["savings", "internet", "relatives_help"]
    (choice,) = [field for field in coping.fields if field.id == "coping"]
    assert [one.id for one in choice.options] == [
        "alone",
        "partly",
        "with_kin",
        "unable",
    ]
    assert [check.id for check in coping.checks] == ["savings_high"]


def test_a_label_is_reworded_and_everything_else_of_the_field_stays(changed):
    assets = section_of(changed.procedures["sichuan_tonglv"], "assets")
    (vehicle,) = [field for field in assets.fields if field.id == "vehicle"]
    assert (vehicle.label, vehicle.type, vehicle.required) == ("私家车", "yes_no", True)


def test_other_towns_keep_the_form_as_it_is_shipped(changed, site):
    shipped = site.procedures["national"].forms["risk_clue_visit"]
    assert changed.procedures["national"].forms["risk_clue_visit"] == shipped


def test_a_wrong_name_in_the_overlay_is_told_at_its_own_line(sources, vocabulary):
    wrong = OVERLAY.replace("savings <=", "saving <=")
    loaded = load_site(Sources.of({**sources.files, PATH: wrong}), vocabulary)
    assert [(one.code, one.place.path, one.place.line) for one in loaded.problems] == [
        ("unknown-name", PATH, 8)
    ]
