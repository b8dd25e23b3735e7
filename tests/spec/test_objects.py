"""What the objects answer: options and parameters on a day, rights, sentences."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from gridflow.spec.codes import CodeList, Option
from gridflow.spec.wording import UnknownWordingError, Wording
from tests.spec.small_site import site_of

NEW_YEAR = date(2023, 1, 1)


def option(from_: date | None, to: date | None) -> Option:
    return Option(id="a", label="A", from_=from_, to=to)


HOLDING = {
    "open": (None, None, True),
    "first-day": (NEW_YEAR, None, True),
    "last-day": (None, NEW_YEAR, True),
    "not-yet": (date(2023, 1, 2), None, False),
    "no-more": (None, date(2022, 12, 31), False),
}


@pytest.mark.parametrize("name", HOLDING)
def test_an_option_holds_from_its_first_to_its_last_day(name: str) -> None:
    from_, to, holds = HOLDING[name]
    codes = CodeList(id="c", label="C", options=(option(from_, to),))
    assert bool(codes.on(NEW_YEAR)) is holds
    assert codes.option("a") is not None
    assert codes.option("b") is None


PARAMETERS = """\
procedure: base
label: Base
parameters:
  line:
    label: Line
    values:
      - {from: 2023-01-01, to: 2023-12-31, value: 7500, unit: yuan, source: SC-2.4}
      - {from: 2024-01-01, value: 8000.50}
  window: {from: 2022-06-01, to: 2023-05-31}
  until: [{value: 2023-05-29}]
  word: [{value: "010"}]
  flag: [{value: true}]
  nothing: []
"""


def test_a_parameter_has_the_value_of_the_day() -> None:
    site = site_of({"config/base/procedure.yaml": PARAMETERS})
    known = site.procedures["base"].parameters
    assert known["line"].label == "Line"
    assert known["line"].on(date(2022, 12, 31)) is None
    assert known["line"].on(NEW_YEAR) == Decimal(7500)
    assert known["line"].on(date(2025, 1, 1)) == Decimal("8000.50")
    dated = known["line"].dated_on(NEW_YEAR)
    assert dated is not None
    assert (dated.unit, dated.source) == ("yuan", "SC-2.4")
    period = {"from": date(2022, 6, 1), "to": date(2023, 5, 31)}
    assert known["window"].on(NEW_YEAR) == period
    assert known["until"].on(NEW_YEAR) == date(2023, 5, 29)
    assert known["word"].on(NEW_YEAR) == "010"
    assert known["flag"].on(NEW_YEAR) is True
    assert known["nothing"].on(NEW_YEAR) is None


def test_levels_are_numbered_from_the_top() -> None:
    levels = site_of({}).procedures["base"].levels
    assert [(one.id, one.order) for one in levels] == [("county", 0), ("group", 1)]


def test_a_role_allows_what_is_listed_and_nothing_else() -> None:
    role = site_of({}).procedures["base"].roles["visitor"]
    assert role.allows("see", "house")
    assert not role.allows("print", "house")
    assert not role.allows("see", "person")


def test_a_printable_takes_its_files_from_the_nearest_folder() -> None:
    files = {
        "printables/p/printable.yaml": "printable: sheet\nlabel: S\n",
        "printables/p/page.html": "base",
        "printables/p/page.css": "",
        "config/place/procedure.yaml": "procedure: place\nlabel: P\nextends: base\n",
        "config/place/printables/p/page.html": "place",
    }
    site = site_of(files)
    made = site.procedures["place"].printables["sheet"]
    assert made.page_template == "config/place/printables/p/page.html"
    assert made.stylesheets == ("printables/p/page.css",)
    base = site.procedures["base"].printables["sheet"]
    assert base.page_template == "printables/p/page.html"
    assert (base.folder, base.orientation) == ("printables/p", "portrait")


def test_every_object_knows_where_it_was_written() -> None:
    procedure = site_of({}).procedures["base"]
    form = procedure.forms["visit"]
    assert str(form.place) == "forms/visit.yaml:1:1"
    assert str(form.sections[0].place) == "forms/visit.yaml:5:5"
    assert str(form.sections[0].fields[1].place) == "forms/visit.yaml:9:9"
    assert str(procedure.roles["visitor"].place) == "config/base/roles.yaml:2:12"


SAID = Wording(
    {"hello": {"zh": "你好，{name}", "en": "Hello {name}"}, "a": {"zh": "甲"}}
)


def test_a_sentence_is_said_with_its_facts() -> None:
    assert SAID.say("hello", name="王") == "你好，王"
    assert SAID.say("hello", "en", name=("a", "b")) == "Hello a, b"
    assert SAID.say("hello", name=("甲", "乙")) == "你好，甲、乙"


def test_a_language_without_a_text_falls_back() -> None:
    assert SAID.say("a", "en") == "甲"


@pytest.mark.parametrize("code", ["nothing", "hello"], ids=["code", "fact"])
def test_an_unknown_code_or_a_missing_fact_is_refused(code: str) -> None:
    with pytest.raises(UnknownWordingError):
        SAID.say(code)


def test_facts_cannot_reach_into_objects() -> None:
    wording = Wording({"a": {"zh": "{x.__class__} {0} {x}"}})
    assert wording.say("a", x=1) == "{x.__class__} {0} 1"
