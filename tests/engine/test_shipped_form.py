"""Attachment 6 as it is shipped, with four members: works, and fast."""

from __future__ import annotations

from datetime import date

import pytest

from gridflow.engine.filling import fill, prefill
from gridflow.engine.plans import slot_map
from gridflow.engine.surroundings import PartBefore, Surroundings
from gridflow.hooks import load_plugins, vocabulary_of
from gridflow.spec.site import load_site, read_sources
from tests.engine.conftest import ROOT

DAY = date(2023, 5, 15)


@pytest.fixture(scope="module")
def vocabulary():
    return vocabulary_of(load_plugins(["return_to_poverty"]))


@pytest.fixture(scope="module")
def procedure(vocabulary):
    result = load_site(read_sources(ROOT), vocabulary)
    errors = [one for one in result.problems if one.severity == "error"]
    assert result.site is not None, [str(one) for one in errors]
    return result.site.procedures["sichuan_tonglv"]


def test_the_form_fits_its_slots(procedure, vocabulary):
    found = slot_map(procedure.forms["risk_clue_visit"], vocabulary)
    assert found.numbers["per_head"].startswith("n")


def test_a_household_of_four_is_worked_out(procedure, vocabulary):
    form = procedure.forms["risk_clue_visit"]
    member = {
        "name": "王一",
        "relation": "head",
        "document": "resident_id",
        "sex": "male",
        "birth_date": date(1970, 2, 1),
        "health": ("healthy",),
        "labour": "normal",
        "resident_medical_insurance": True,
        "employee_medical_insurance": False,
    }
    parts = tuple(PartBefore(f"P{number}", member) for number in range(4))
    around = Surroundings(
        procedure,
        vocabulary,
        DAY,
        record={"householder": "王一", "phone": "13812345678"},
        parts={"member": parts},
    )
    raw = prefill(form, around)
    income = ("wage", "business", "property", "transfer", "cost")
    raw.values.update({name: ["12000"] for name in income})
    found = fill(form, raw, around)
    assert found.values["population"] == 4
    assert found.answer("per_head").shown == "9,000"
    assert found.answer("below_line").value is False
