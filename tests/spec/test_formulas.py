"""Expressions in definitions: what they may name, where mistakes are, the order."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from textwrap import dedent

import pytest

from gridflow.feel import Function
from gridflow.spec.formula import Formula, UnaryFormula
from gridflow.spec.vocabulary import ENGINE_KINDS, FieldKind, Vocabulary
from tests.spec.small_site import lines_of, load_small, site_of

FORM = """\
form: visit
label: Visit
about: house
sections:
  - section: main
    label: Main
    fields:
      - {id: owner, label: O, type: text}
      - {id: wage, label: W, type: money}
      - {id: asked, label: A, type: yes_no, %s}
  - repeat: people
    label: People
    record: person
    fields:
      - {id: name, label: N, type: text}
      - {id: age, label: A, type: integer}
      - {id: in_row, label: R, type: yes_no, %s}
"""


def problems(plain: str = "", row: str = "") -> list[tuple[str, int, object]]:
    text = FORM % (plain or "hint: h", row or "hint: h")
    found = load_small({"forms/visit.yaml": text}).problems
    return [(one.code, one.place.line, one.params.get("word")) for one in found]


SEEN = {
    "field": "relevant: wage > 0",
    "rows": "relevant: count(people) > 0",
    "filter": "relevant: 'count(people[age < 16]) > 0'",
    "some": "relevant: some p in people satisfies p.age > 5",
    "parameter": "relevant: wage < line",
    "record": "relevant: house.owner = owner",
    "record-parts": "relevant: count(house.person) > 0",
    "parts-path": "relevant: 'house.person[1].name = owner'",
    "today": "default: 'today > date(2023, 1, 1)'",
    "tests": "constraint: '?'",
    "condition": "required: wage > line",
}


@pytest.mark.parametrize("key", SEEN)
def test_an_expression_sees_fields_rows_parameters_record_and_day(key: str) -> None:
    assert problems(plain=SEEN[key]) == []
    assert problems(row=SEEN[key]) == []


def test_in_a_row_its_own_fields_are_seen_and_outside_not() -> None:
    assert problems(row="relevant: age > 5") == []
    assert problems(plain="relevant: age > 5") == [("unknown-name", 10, "age")]


UNSEEN = {
    "field": ("relevant: waage > 0", "waage"),
    "row-field": ("relevant: some p in people satisfies p.agee > 5", "agee"),
    "record-field": ("relevant: house.ownr = owner", "ownr"),
    "part-field": ("relevant: 'house.person[1].nme = owner'", "nme"),
    "tests": ("constraint: '> lyne'", "lyne"),
    "second-part": ("relevant: wage > 0 and nothing > 1", "nothing"),
}


@pytest.mark.parametrize("key", UNSEEN)
def test_what_nobody_defines_is_a_problem(key: str) -> None:
    written, word = UNSEEN[key]
    assert problems(plain=written) == [("unknown-name", 10, word)]


def test_a_broken_field_is_still_known_by_its_name() -> None:
    text = (FORM % ("relevant: wage > 0", "hint: h")).replace(
        "type: money", "type: mony"
    )
    found = load_small({"forms/visit.yaml": text}).problems
    assert [one.code for one in found] == ["unknown-field-type"]


HIDING = {
    "field-without-id": ("{id: wage, ", "{"),
    "fields-no-list": (
        "    fields:\n      - {id: o",
        "    fields: x\n    a:\n      - {id: o",
    ),
    "unknown-record": ("about: house", "about: huose"),
}


@pytest.mark.parametrize("key", HIDING)
def test_what_a_broken_piece_may_define_is_not_missed(key: str) -> None:
    text = FORM % ("relevant: wage > 0 and house.owner = owner", "hint: h")
    old, new = HIDING[key]
    assert old in text
    found = load_small({"forms/visit.yaml": text.replace(old, new)}).problems
    assert "unknown-name" not in {one.code for one in found}
    assert found


def test_all_mistakes_of_one_expression_are_told() -> None:
    assert problems(plain="relevant: aa > bb") == [
        ("unknown-name", 10, "aa"),
        ("unknown-name", 10, "bb"),
    ]


COLUMNS = {
    "plain": ("relevant: wage > lyne", 62),
    "single-quoted": ("relevant: 'wage > lyne'", 63),
    "double-quoted": ('relevant: "wage > lyne"', 63),
}


@pytest.mark.parametrize("key", COLUMNS)
def test_the_place_is_that_of_the_name_in_the_file(key: str) -> None:
    written, column = COLUMNS[key]
    found = load_small({"forms/visit.yaml": FORM % (written, "hint: h")}).problems
    assert [one.place.column for one in found] == [column]
    assert (FORM % (written, "")).splitlines()[9][column - 1 :].startswith("lyne")


def test_a_step_sees_the_values_of_its_form() -> None:
    def flow(condition: str, due: str) -> dict[str, str | None]:
        return {
            "config/base/flows/visit.yaml": dedent(f"""\
                flow: visit
                label: V
                about: house
                steps:
                  look:
                    label: L
                    role: visitor
                    form: visit
                    due: {due}
                    then: [{{if: {condition}, close: a}}, {{close: b}}]
                """)
        }

    assert lines_of(load_small(flow("wage > line", "today"))) == []
    assert lines_of(load_small(flow("wagge > 0", "todday"))) == [
        (
            "config/base/flows/visit.yaml:9:10: steps.look.due: no form, record or "
            "parameter defines 'todday'. Did you mean 'today'? [unknown-name]"
        ),
        (
            "config/base/flows/visit.yaml:10:17: steps.look.then.1.if: no form, record "
            "or parameter defines 'wagge'. Did you mean 'wage'? [unknown-name]"
        ),
    ]


NUMBERED = Vocabulary.plain().with_more(
    {
        "card": FieldKind(
            name="card", shape="text", widget="text", derived={"born": lambda _: None}
        )
    },
    {"age_on": lambda *_: None},
)


def test_what_plugins_add_can_be_named() -> None:
    text = FORM % ("relevant: age_on(wage) > 0", "relevant: id_born = today")
    text = text.replace(
        "{id: age, label: A, type: integer}", "{id: id, label: I, type: card}"
    )
    assert lines_of(load_small({"forms/visit.yaml": text}, NUMBERED)) == []
    codes = [one.code for one in load_small({"forms/visit.yaml": text}).problems]
    assert codes == ["unknown-function", "unknown-field-type"]
    assert "card" not in ENGINE_KINDS


def test_a_plugins_function_wants_the_arguments_it_declares() -> None:
    on = Function.of("age_on", "birth: date, on: date", lambda *_: None)
    vocabulary = Vocabulary.plain().with_more({}, {"age_on": on})
    text = FORM % ("relevant: age_on(wage) > 0", "hint: h")
    found = load_small({"forms/visit.yaml": text}, vocabulary).problems
    assert [(one.code, one.params["word"]) for one in found] == [("bad-call", "age_on")]


CALCULATIONS = """\
form: visit
label: Visit
about: house
sections:
  - section: main
    label: Main
    fields:
      - {id: per_head, label: P, type: money, calculation: total / size}
      - {id: total, label: T, type: money, calculation: sum(people.income)}
      - {id: size, label: S, type: integer, calculation: count(people)}
      - {id: note, label: N, type: note, relevant: per_head < 100}
      - {id: on, label: "On", type: date}
  - repeat: people
    label: People
    fields:
      - {id: share, label: S, type: money, calculation: income / total}
      - {id: income, label: I, type: money, calculation: wage * months}
      - {id: wage, label: W, type: money, relevant: months > 0}
      - {id: months, label: M, type: integer}
"""


def test_values_are_ordered_after_what_they_depend_on() -> None:
    site = site_of({"forms/visit.yaml": CALCULATIONS.replace("on,", "day,")})
    form = site.procedures["base"].forms["visit"]
    place = {path: number for number, path in enumerate(form.order)}
    assert len(form.order) == 9
    for later, earlier in (
        ("per_head", "total"),
        ("per_head", "size"),
        ("total", "people.income"),
        ("people.income", "people.wage"),
        ("people.wage", "people.months"),
        ("people.share", "total"),
        ("note", "per_head"),
    ):
        assert place[later] > place[earlier]
    assert set(form.calculations) == {
        "per_head",
        "total",
        "size",
        "people.share",
        "people.income",
    }
    assert [one for one in form.order if one in form.calculations] == list(
        form.calculations
    )


CYCLES = {
    "two": ("total / size", "per_head * 2"),
    "through-rows": ("total / size", "sum(people.share)"),
    "itself": ("per_head + 1", "1"),
}


@pytest.mark.parametrize("key", CYCLES)
def test_values_that_wait_for_one_another_are_a_problem(key: str) -> None:
    per_head, total = CYCLES[key]
    text = CALCULATIONS.replace("total / size", per_head, 1).replace(
        "sum(people.income)", total
    )
    text = text.replace("on,", "day,")
    found = load_small({"forms/visit.yaml": text}).problems
    assert [one.code for one in found] == ["cycle"]


def test_a_field_that_decides_on_itself_through_relevance_is_a_problem() -> None:
    assert [one[0] for one in problems(plain="relevant: asked = true")] == ["cycle"]


def test_ids_and_names_may_be_chinese() -> None:
    text = FORM % ("calculation: 收入 > 5", "hint: h")
    text = text.replace("id: wage", "id: 收入")
    form = site_of({"forms/visit.yaml": text}).procedures["base"].forms["visit"]
    assert form.calculations == ("asked",)


def test_a_formula_is_compiled_once_and_gives_values() -> None:
    formula = Formula("wage / 2")
    assert formula.evaluate({"wage": Decimal(5)}) == Decimal("2.5")
    assert formula.compiled() is formula.compiled()
    warnings: list[object] = []
    assert formula.evaluate({}, warnings) is None  # type: ignore[arg-type]
    assert warnings


def test_tests_decide_on_a_value_in_a_context() -> None:
    tests = UnaryFormula("<= today")
    today = {"today": date(2023, 5, 1)}
    assert tests.matches(date(2023, 4, 30), today) is True
    assert tests.matches(date(2023, 5, 2), today) is False
    assert tests.matches(None, today) is None


WHY = {
    "unexpected": ("relevant: wage +", "'∎' cannot stand here"),
    "open-string": ("relevant: 'wage = \"a'", "a quotation mark is not closed"),
    "full-width": ("relevant: wage ＞ 5", "full-width sign, use '>'"),
    "mixed": ("relevant: 'substring(\"a\", start position: 1)'", "either all"),
    "too-deep": ("relevant: " + "(" * 100 + "1" + ")" * 100, "too many brackets"),
}


@pytest.mark.parametrize("key", WHY)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_why_a_text_is_no_expression_is_said(key: str, language: str) -> None:
    written, why = WHY[key]
    result = load_small({"forms/visit.yaml": FORM % (written, "hint: h")})
    lines = lines_of(result, language)
    assert len(lines) == 1
    assert lines[0].endswith("[bad-expression]")
    assert (why in lines[0]) is (language == "en")
