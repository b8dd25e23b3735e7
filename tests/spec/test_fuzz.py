"""No text crashes the reader, whatever it is and wherever it stands."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridflow.spec.node import read_node
from gridflow.spec.schema import all_schemas
from tests.spec.small_site import SMALL_SITE, lines_of, load_small

ANY = st.text(st.characters(codec=None), max_size=200)
WORDS = st.sampled_from(
    [
        "form",
        "section",
        "sections",
        "repeat",
        "fields",
        "id",
        "label",
        "type",
        "options",
        "codes",
        "remove",
        "before",
        "after",
        "then",
        "go",
        "close",
        "if",
        "may",
        "see",
        "roles",
        "levels",
        "values",
        "from",
        "to",
        "value",
        "010",
        "NO",
        "12:30",
        "~",
        "[",
        "]",
        "{",
        "}",
        ":",
        "-",
        ",",
        "&",
        "*",
        "!",
        "|",
        ">",
        "'",
        '"',
        "#",
        "%",
    ]
)
LIKE_YAML = st.lists(
    st.tuples(WORDS, st.sampled_from([" ", "\n", "\n  ", ": ", "\n- ", ""])),
    max_size=40,
).map(lambda pairs: "".join(word + gap for word, gap in pairs))


@given(ANY | LIKE_YAML)
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_node_or_has_a_problem(text: str) -> None:
    node, problems = read_node("a.yaml", text)
    assert node is not None or problems
    for problem in problems:
        assert problem.place.line >= 1
        assert problem.place.column >= 1


@pytest.mark.parametrize("path", SMALL_SITE)
@given(text=ANY | LIKE_YAML)
@settings(max_examples=30, deadline=None)
def test_any_text_in_place_of_a_file_is_told_with_sentences(
    path: str, text: str
) -> None:
    lines_of(load_small({path: text}))


VALUES = st.recursive(
    st.sampled_from(
        ["a", "010", "true", "''", "~", "2023-01-01", "5", "visit", "house"]
    ),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | st.dictionaries(
            st.sampled_from(
                ["id", "section", "repeat", "fields", "label", "type", "from", "may"]
            ),
            inner,
            max_size=3,
        ).map(lambda one: "{" + ", ".join(f"{k}: {v}" for k, v in one.items()) + "}")
    ),
    max_leaves=8,
)


@pytest.mark.parametrize("path", SMALL_SITE)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_any_value_under_any_key_is_told_with_sentences(
    path: str, data: st.DataObject
) -> None:
    lines = SMALL_SITE[path].splitlines()
    keys = [number for number, line in enumerate(lines) if ": " in line]
    number = data.draw(st.sampled_from(keys))
    start = lines[number].split(": ", 1)[0]
    closing = "" if "{" not in start else "}"
    lines[number] = f"{start}: {data.draw(VALUES)}{closing}"
    lines_of(load_small({path: "\n".join(lines)}))


def test_every_schema_is_made() -> None:
    assert len(all_schemas()) > 10


def test_thousands_of_mistakes_are_told_in_a_moment() -> None:
    lines = "".join(f"  - {{id: a{n}, lable: L, formm: x}}\n" for n in range(5_000))
    text = f"codes: kind\nlabel: K\noptions:\n{lines}"
    start = time.process_time()
    problems = load_small({"config/codes/kind.yaml": text}).problems
    assert len(problems) == 15_000
    assert time.process_time() - start < 5
