"""Names: with spaces and signs, Chinese, known from the context or the text."""

import pytest

from gridflow import feel
from gridflow.feel import FeelError


@pytest.mark.parametrize(
    ("text", "context", "value"),
    [
        ("人均纯收入 + 1", {"人均纯收入": 2}, 3),
        ("成员[年龄 < 16].姓名", {"成员": [{"年龄": 7, "姓名": "甲"}]}, ["甲"]),
        ("人均 收入 * 2", {"人均 收入": 2}, 4),
        ("税后收入（元） / 2", {"税后收入（元）": 4}, 2),
        ("3岁以下 + 1", {"3岁以下": 2}, 3),
        ("base-rate + 1", {"base-rate": 2}, 3),
        ("a - b", {"a": 3, "b": 1}, 2),
        ("a-b", {"a": 3, "b": 1, "a-b": 9}, 9),
        ("people[full name = 1].full name", {"people": [{"full name": 1}]}, [1]),
        ("for each one in [1] return each one", {}, [1]),
        ("(function(first one) first one)(2)", {}, 2),
        ("{two words: 2, next: two words * 2}.next", {}, 4),
        ("date and time", {"date": True, "time": False}, False),
        ("🐎 + 1", {"🐎": 2}, 3),
        ("3 - 1", {"-": 9, "1": 9}, 2),
        ("for i in [1] return i", {"in [1]": 9, "return i": 8}, [1]),
        ("length", {"length": 5}, 5),
        ("count", {"count": 5}, 5),
    ],
)
def test_a_name_is_the_longest_that_is_known(text, context, value):
    assert feel.evaluate(text, context) == value


def test_names_with_spaces_are_told_when_compiling():
    rule = feel.compile("net income + 1", ["net income"])
    assert rule.evaluate({"net income": 2}) == 3
    with pytest.raises(FeelError):
        feel.compile("net income + 1")


def test_unary_tests_know_them_too():
    assert feel.compile_tests("> net income", ["net income"]).matches(
        3, {"net income": 2}
    )
    assert feel.matches("> net income", 3, {"net income": 2})


def test_the_check_takes_them_from_every_depth_of_the_scope():
    scope = {"people": [{"full name": None}]}
    assert feel.check('people[full name = "a"].full name', scope) == []


@pytest.mark.parametrize(
    ("text", "sign", "meant"), [("a ，b", "，", ","), ("“a”", "“", '"')]
)
def test_full_width_signs_are_told_with_what_was_meant(text, sign, meant):
    with pytest.raises(FeelError) as refused:
        feel.compile(text)
    assert refused.value.code == "full_width_sign"
    assert refused.value.facts == {"found": sign, "meant": meant}


@pytest.mark.parametrize(
    ("text", "line", "column", "code"),
    [
        ("1 +", 1, 4, "unexpected"),
        ("1 +\n  * 2", 2, 3, "unexpected"),
        ('a = "open', 1, 5, "open_string"),
        ("a # b", 1, 3, "bad_character"),
        ("if a then 1", 1, 12, "unexpected"),
        ("f(a: 1, 2)", 1, 9, "mixed_arguments"),
        ("[1, 2", 1, 6, "unexpected"),
        ("{a 1}", 1, 2, "unexpected"),
        ("a b", 1, 3, "unexpected"),
    ],
)
def test_a_syntax_error_tells_line_and_column(text, line, column, code):
    with pytest.raises(FeelError) as refused:
        feel.compile(text)
    error = refused.value
    assert (error.code, error.line, error.column) == (code, line, column)


@pytest.mark.parametrize(
    ("text", "context", "told"),
    [
        ("1 + a", {}, [("unknown_name", 1, 5), ("wrong_operands", 1, 3)]),
        ("a.b", {"a": {}}, [("no_such_entry", 1, 3)]),
        ("1 +\n f(2)", {"f": 1}, [("no_function", 2, 2), ("wrong_operands", 1, 3)]),
        ("abs()", {}, [("wrong_arguments", 1, 1)]),
        ('abs("x")', {}, [("wrong_argument", 1, 1)]),
        ('1 < "x"', {}, [("not_comparable", 1, 3)]),
        ("1 and true", {}, [("not_boolean", 1, 1)]),
        ("if 1 then 2 else 3", {}, [("not_boolean", 1, 1)]),
        ('[1]["x"]', {}, [("not_a_condition", 1, 4)]),
        ('@"2023-02-30"', {}, [("no_such_moment", 1, 1)]),
        ("[][a > 1]", {}, []),
        ("null.a", {}, []),
        ("1 instance of t", {}, [("unknown_type", 1, 3)]),
    ],
)
def test_a_warning_tells_why_and_where_something_is_null(text, context, told):
    warnings = []
    feel.evaluate(text, context, warnings=warnings)
    assert [(one.code, *one.position) for one in warnings] == told
