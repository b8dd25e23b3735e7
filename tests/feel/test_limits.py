"""No text and no value holds the process for long, and a limit has its place."""

from decimal import Decimal

import pytest

from gridflow import feel
from gridflow.feel import FeelError, limits

OPENINGS = [
    "(",
    "[",
    "{a: ",
    "-",
    "not(",
    "if ",
    "f(",
    "a[",
    "]",
    "1 + (",
    "x in (",
    "x in ]",
    "for x in ",
    "some x in ",
    "function(x) ",
    "[1 in ",
    "1 in < ",
]


@pytest.mark.parametrize("opening", OPENINGS)
def test_what_nests_without_end_is_refused_where_it_gets_too_deep(opening):
    with pytest.raises(FeelError) as refused:
        feel.compile(opening * 1_000)
    assert refused.value.code == "too_deep"
    assert refused.value.line == 1
    assert 1 < refused.value.column < 1_000


@pytest.mark.parametrize("brackets", ["()", "[]"])
def test_ten_thousand_brackets_are_refused(brackets):
    with pytest.raises(FeelError):
        feel.compile(brackets[0] * 10_000 + "1" + brackets[1] * 10_000)


@pytest.mark.parametrize("part", [".a", "()", "[1]", " = 1", " instance of Any"])
def test_chains_that_nest_are_refused(part):
    with pytest.raises(FeelError, match="too_deep"):
        feel.compile("a" + part * 1_000)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1" + " + 1" * 4_000, 4_001),
        ("false" + " or false" * 1_500, False),
        ("if a then 1 else " * 1_000 + "2", 2),
    ],
    ids=["sum", "or", "else-if"],
)
def test_long_chains_do_not_nest(text, value):
    assert feel.evaluate(text, {"a": False}) == value


def test_text_has_a_longest():
    with pytest.raises(FeelError, match="text_too_long"):
        feel.compile(" " * limits.TEXT_LENGTH + "1")


PAIRS = "for i in 1..60 return if i = 1 then [1] else [partial[-1], partial[-1]]"
LOOPS = {
    "long range": ("for x in 1..1000000000 return x", "list_too_long"),
    "product": ("for x in 1..9999, y in 1..9999 return 1", "list_too_long"),
    "some": ("some x in 1..9999, y in 1..9999 satisfies x < 0", "too_many_steps"),
    "heavy body": (
        f"for i in 1..90000 return {' + '.join(['1'] * 500)}",
        "too_many_steps",
    ),
    "function in a loop": (
        "{l: for i in 1..90000 return i, r: for i in l return sum(l)}.r",
        "too_many_steps",
    ),
    "list compared in a loop": (
        "{a: for i in 1..9000 return i, b: append(a), r: for i in a return a = b}.r",
        "too_many_steps",
    ),
    "doubled text": (
        'for i in 1..99 return if i = 1 then "x" else partial[-1] + partial[-1]',
        "string_too_long",
    ),
    "doubled list": (
        "for i in 1..99 return if i < 2 then [1] else flatten([partial, partial])",
        "list_too_long",
    ),
    "shared parts written": (f"string(({PAIRS})[-1])", "string_too_long"),
    "shared parts compared": (
        f"({PAIRS})[-1] = ({PAIRS})[-1]",
        "too_many_comparisons",
    ),
    "shared parts flattened": (f"flatten(({PAIRS})[-1])", "too_many_steps"),
    "recursion": ("{f: function(n) f(n + 1), r: f(1)}.r", "too_many_calls"),
    "functions of themselves": (
        "(function(f) f(f))(function(f) f(f))",
        "too_many_calls",
    ),
    "tree of calls": (
        "{f: function(n) if n < 2 then n else f(n - 1) + f(n - 2), r: f(40)}.r",
        "too_many_steps",
    ),
    "sorting": (
        "sort(for i in 1..50000 return modulo(i * 7919, 1000), function(a, b) a < b)",
        "too_many_steps",
    ),
    "deep value": (
        "string((for i in 1..3000 return if i = 1 then [1] else [partial[-1]])[-1])",
        "too_deep",
    ),
    "pattern in a loop": (
        'for i in 1..90000 return matches("aaaaaaaaaaaaaaaaaaaaaaaa", "a*a*a*a*b")',
        "too_many_steps",
    ),
}


@pytest.mark.parametrize(("text", "code"), LOOPS.values(), ids=LOOPS)
def test_work_has_an_end(text, code):
    with pytest.raises(FeelError) as ended:
        feel.evaluate(text, {})
    assert ended.value.code == code


def test_a_limit_tells_its_place():
    with pytest.raises(FeelError) as ended:
        feel.evaluate("1 +\n count(for x in 1..999999 return x)", {})
    assert (ended.value.line, ended.value.column) == (2, 17)


@pytest.mark.parametrize(
    "text",
    [
        "9 ** 9 ** 9 ** 9 ** 9",
        "exp(99999999999)",
        "1e6000 * 1e6000",
        "1e7000",
        "[1][1e6000]",
        'substring("abc", 1e6000)',
        "date(1e20, 1, 1)",
        '@"P1D" * 1e60',
        '@"2023-05-15" + duration("P999999999Y")',
    ],
)
def test_what_grows_out_of_bounds_is_null_with_a_warning(text):
    warnings = []
    assert feel.evaluate(text, {}, warnings=warnings) is None
    assert len(warnings) == 1


@pytest.mark.parametrize("number", [Decimal("NaN"), Decimal("sNaN"), Decimal("inf")])
@pytest.mark.parametrize(
    "text",
    [
        "a + 1",
        "a < 1",
        "a = 1",
        "[1][a]",
        "floor(a)",
        "for i in 1..a return i",
        "string(a)",
        "a in [1..2]",
        "max(a, 1)",
    ],
)
def test_numbers_that_are_none_raise_nothing_else(text, number):
    try:
        feel.evaluate(text, {"a": number})
    except FeelError as error:
        assert error.code == "not_a_number"  # noqa: PT017  # or no error at all


def test_a_float_is_no_number():
    assert feel.evaluate("a + 1", {"a": 1.5}) is None


def test_a_loop_does_not_flood_the_warnings():
    warnings = []
    feel.evaluate('for i in 1..9999 return i + "a"', {}, warnings=warnings)
    assert len(warnings) == limits.WARNINGS
