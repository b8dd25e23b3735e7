"""YAML's traps: each gives a problem, and what is quoted means what it says."""

from __future__ import annotations

import pytest

from gridflow.spec.node import Scalar, read_node
from gridflow.spec.place import Place
from gridflow.spec.scalars import kind_of, place_inside
from tests.spec.small_site import load_small, site_of

PLACE = Place("a.yaml", 1, 1)

KINDS = {
    "010": "odd",
    "007": "odd",
    "0123": "odd",
    "1_000": "odd",
    "12:30": "odd",
    "0x1F": "odd",
    "0b11": "odd",
    "0o17": "odd",
    "1e3": "odd",
    ".5": "odd",
    "1.": "odd",
    ".inf": "odd",
    ".NaN": "odd",
    "511022197001011234": "odd",
    "2024-02-30": "odd",
    "2024-01-01T10:00:00": "odd",
    "2024-1-1": "odd",
    "=": "odd",
    "NO": "flag",
    "on": "flag",
    "Yes": "flag",
    "true": "flag",
    "2024-01-01": "day",
    "7500": "number",
    "-12.50": "number",
    "0": "number",
    "": "null",
    "~": "null",
    "null": "null",
    "阿": "text",
    "SC-2.3c": "text",
    "R01": "text",
    "nobody": "text",
    "12:99x": "text",
    "１２３": "text",
}


@pytest.mark.parametrize("text", KINDS)
def test_a_plain_scalar_is_what_other_readers_of_yaml_take_it_for(text: str) -> None:
    assert kind_of(Scalar(text, "", PLACE)) == KINDS[text]


@pytest.mark.parametrize("text", [one for one in KINDS if one])
def test_a_quoted_scalar_is_always_text(text: str) -> None:
    assert kind_of(Scalar(text, '"', PLACE)) == "text"


LABELS = {
    "octal": "010",
    "norway": "NO",
    "base-60": "12:30",
    "id-number": "511022197001011234",
    "code-with-zero": "0123",
    "date": "2023-01-01",
    "underscores": "1_000",
    "float": "3.10",
}


@pytest.mark.parametrize("label", LABELS.values(), ids=LABELS)
def test_text_that_yaml_would_change_must_be_quoted(label: str) -> None:
    def kind(written: str) -> str:
        return f"codes: kind\nlabel: K\noptions:\n  - {{id: a, label: {written}}}\n"

    told = load_small({"config/codes/kind.yaml": kind(label)}).problems
    assert [(one.code, one.place.line, one.place.column) for one in told] == [
        ("needs-quotes", 4, 20)
    ]
    site = site_of({"config/codes/kind.yaml": kind(f'"{label}"')})
    assert site.procedures["base"].codes["kind"].options[0].label == label


def test_text_is_brought_into_one_normal_form() -> None:
    node, problems = read_node("a.yaml", "e\u0301")
    assert problems == ()
    assert isinstance(node, Scalar)
    assert node.text == "\u00e9"


UNREADABLE = {
    "surrogate": ("a: \ud800", "control-character"),
    "null-character": ("a: \x00", "control-character"),
    "escape-character": ("a: \x1b[0m", "control-character"),
    "mark-in-the-middle": ("a: b\ufeffc", "control-character"),
    "nested-lists": ("[" * 10_000, "too-deep"),
    "nested-maps": ("{a: " * 10_000, "too-deep"),
    "nested-blocks": ("- " * 10_000 + "a", "too-deep"),
    "nested-keys": ("? " * 10_000 + "a", "too-deep"),
    "only-comments": ("# a\n# b\n", "empty-file"),
    "nothing": ("", "empty-file"),
    "null": ("~", "empty-file"),
    "open-quote": ("a: 'b", "syntax"),
    "bad-escape": (r'a: "\q"', "syntax"),
    "unknown-directive": ("%YAML 9.9\n---\na: b", "syntax"),
    "undefined-tag-handle": ("a: !x!y b", "syntax"),
    "alias-of-nothing": ("a: *b", "alias"),
    "billion-laughs": ("a: &a [x]\nb: [*a, *a]", "anchor"),
    "python-tag": ("a: !!python/object/apply:os.system [ls]", "tag"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_no_plain_yaml_gives_a_problem_and_no_traceback(name: str) -> None:
    text, code = UNREADABLE[name]
    _, problems = read_node("a.yaml", text)
    assert problems[0].code == code


def test_the_place_of_a_control_character_counts_characters() -> None:
    _, problems = read_node("a.yaml", "甲: 乙\n丙: 丁\x07")
    assert problems[0].place == Place("a.yaml", 2, 5)


INSIDE = {
    "plain": ("a: wage + cost", 8, (1, 11)),
    "single-quoted": ("a: 'wage + cost'", 8, (1, 12)),
    "doubled-quote": ("a: 'it''s + cost'", 8, (1, 13)),
    "double-quoted": ('a: "wage + cost"', 8, (1, 12)),
    "escaped-quote": (r'a: "\"x\" + cost"', 7, (1, 13)),
    "unicode-escape": (r'a: "\u7532 + cost"', 5, (1, 14)),
    "chinese": ("a: 工资 + cost", 6, (1, 9)),
    "folded-block": ("a: >-\n  wage +\n  cost", 8, (1, 4)),
    "several-lines": ("a: wage +\n  cost", 8, (1, 4)),
}


@pytest.mark.parametrize("name", INSIDE)
def test_a_position_inside_a_scalar_is_found_in_the_file(name: str) -> None:
    text, column, expected = INSIDE[name]
    node, _ = read_node("a.yaml", text)
    value = node.get("a")  # type: ignore[union-attr]
    place = place_inside(value, 1, column)  # type: ignore[arg-type]
    assert (place.line, place.column) == expected
