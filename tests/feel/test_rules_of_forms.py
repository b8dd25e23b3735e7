"""What the kit has almost nothing on: some, every, unary tests, hit policies, check."""

from datetime import date
from decimal import Decimal

import pytest

from gridflow import feel
from gridflow.feel import FeelError, HitPolicy, Rule, Table, check, compile_tests

MEMBERS = {
    "members": [
        {"name": "甲", "age": 70, "labour": "weak"},
        {"name": "乙", "age": 12, "labour": "none"},
        {"name": "丙", "age": None, "labour": "normal"},
    ]
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('some m in members satisfies m.labour = "weak"', True),
        ('some m in members satisfies m.labour = "lost"', False),
        ("some m in members satisfies m.age > 100", None),
        ("some m in members satisfies m.age > 60", True),
        ("every m in members satisfies m.age > 0", None),
        ("every m in members satisfies m.age > 50", False),
        ('every m in members satisfies m.name != ""', True),
        ("some m in [] satisfies m > 1", False),
        ("every m in [] satisfies m > 1", True),
        ("some a in [1, 2], b in [2, 3] satisfies a = b", True),
        ("every a in [1, 2], b in [3, 4] satisfies a < b", True),
        ("some n in 1..3 satisfies n = 3", True),
        ("some m in nothing satisfies m > 1", None),
        ('count(members[labour = "weak"])', Decimal(1)),
        ("count(members[age < 16])", Decimal(1)),
        ('members[name = "乙"].age', [12]),
        ("for m in members return m.name", ["甲", "乙", "丙"]),
        ("sum(for m in members return if m.age = null then 0 else m.age)", Decimal(82)),
        ("0.1 + 0.2 = 0.3", True),
        ("null > 1", None),
        ("null = null", True),
        ("false and null", False),
        ("true and null", None),
        ("true or null", True),
        ("5 in (1, 2, [4..6])", True),
        ("5 between 1 and null", None),
    ],
)
def test_expressions_of_forms(text, expected):
    context = {**MEMBERS, "nothing": None}
    assert feel.evaluate(text, context) == expected


@pytest.mark.parametrize(
    ("tests", "value", "expected"),
    [
        ("-", None, True),
        ("> 5", 6, True),
        ("> 5", 5, False),
        ("> 5", None, None),
        (">= limit", 7500, True),
        ("< limit", 7500, False),
        ("1, 2, 3", 2, True),
        ("1, 2, 3", 4, False),
        ('"a", "b"', "b", True),
        ('not("a", "b")', "b", False),
        ('not("a", "b")', "c", True),
        ("[1..5]", 5, True),
        ("[1..5)", 5, False),
        ("(1..5]", 1, False),
        ("]1..5[", 3, True),
        ("[0..12]", 13, False),
        ("null", None, True),
        ("null", 1, False),
        ("? > 3 and ? < limit", 4, True),
        ("? > 3 and ? < limit", 3, False),
        ("string length(?) = 11", "13900000000", True),
        ("limit", 7500, True),
        ("<= today", date(2023, 5, 15), True),
        ("<= today", date(2023, 5, 16), False),
        ("> 5, < 2", 1, True),
        ("true", True, True),
    ],
)
def test_unary_tests(tests, value, expected):
    context = {"limit": 7500, "today": date(2023, 5, 15)}
    assert compile_tests(tests).matches(value, context) is expected


def table(policy, *rules, together=""):
    return Table(
        inputs=(feel.compile("age"), feel.compile("ill")),
        outputs=("kind",),
        rules=tuple(Rule.of(row[:2], row[2:]) for row in rules),
        hit_policy=policy,
        together=together,
    )


ROWS = [
    (">= 60", "-", "1"),
    ("-", "true", "2"),
    ("< 16", "false", "3"),
]


@pytest.mark.parametrize(
    ("policy", "together", "age", "ill", "expected"),
    [
        (HitPolicy.UNIQUE, "", 70, False, 1),
        (HitPolicy.UNIQUE, "", 70, True, None),
        (HitPolicy.UNIQUE, "", 30, False, None),
        (HitPolicy.FIRST, "", 70, True, 1),
        (HitPolicy.FIRST, "", 10, False, 3),
        (HitPolicy.FIRST, "", 30, False, None),
        (HitPolicy.COLLECT, "", 70, True, [1, 2]),
        (HitPolicy.COLLECT, "", 30, False, []),
        (HitPolicy.COLLECT, "sum", 70, True, 3),
        (HitPolicy.COLLECT, "min", 70, True, 1),
        (HitPolicy.COLLECT, "max", 70, True, 2),
        (HitPolicy.COLLECT, "count", 70, True, 2),
        (HitPolicy.COLLECT, "count", 30, False, 0),
    ],
)
def test_hit_policies(policy, together, age, ill, expected):
    decided = table(policy, *ROWS, together=together).decide({"age": age, "ill": ill})
    assert decided == expected


def test_overlapping_rules_of_a_unique_table_are_named():
    warnings = []
    table(HitPolicy.UNIQUE, *ROWS).decide({"age": 70, "ill": True}, warnings)
    assert [(one.code, one.facts["rules"]) for one in warnings] == [
        ("rules_overlap", (1, 2))
    ]


def test_several_outputs_make_a_context():
    rules = (Rule.of(["> 1"], ['"attachment_6"', "2"]),)
    made = Table((feel.compile("n"),), ("form", "class"), rules)
    assert made.decide({"n": 2}) == {"form": "attachment_6", "class": 2}


SCOPE = {
    "wage": None,
    "members": [{"age": None, "labour": None}],
    "household": {"phone": None, "member": [{"name": None}]},
    "id_sex": None,
}


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("wage + 1", []),
        ("count(members[age < 16])", []),
        ("some m in members satisfies m.age > 3", []),
        ("members.age", []),
        ("members[1].labour", []),
        ("household.member[name = null]", []),
        ("{a: 1, b: a + wage}.b", []),
        ("for m in members return partial", []),
        ("function(x) x + wage", []),
        ("id_sex(wage)", []),
        ("wagee", [("unknown_name", 1, "wagee", "wage")]),
        ("count(members[agee < 16])", [("unknown_name", 15, "agee", "age")]),
        ("household.fone", [("unknown_name", 10, "fone", "phone")]),
        ("coumt(members)", [("unknown_function", 1, "coumt", "count")]),
        ("count()", [("wrong_arguments", 1, "count", None)]),
        (
            "some m in members satisfies m.agee > x",
            [("unknown_name", 31, "agee", "age"), ("unknown_name", 38, "x", None)],
        ),
    ],
)
def test_the_static_check_finds_names_nobody_defines(text, problems):
    found = check(text, SCOPE)
    told = [(one.code, one.name, one.suggestion) for one in found]
    assert told == [(code, name, meant) for code, _, name, meant in problems]
    assert [one.line for one in found] == [1] * len(problems)


def test_a_problem_tells_line_and_column():
    (problem,) = check("1 +\n  wagee", SCOPE)
    assert (problem.line, problem.column) == (2, 3)


def test_the_names_of_an_expression_are_told_with_their_paths():
    text = "clue.found_on + duration(days) < today"
    names = [(one.path, one.position.column) for one in feel.compile(text).names]
    assert names == [
        ("clue.found_on", 1),
        ("duration", 17),
        ("days", 26),
        ("today", 34),
    ]


@pytest.mark.parametrize(
    "text",
    ["(" * 10_000 + "1" + ")" * 10_000, "[" * 10_000, "1 +", "", "'", "-" * 10_000],
    ids=["deep", "deep-lists", "unfinished", "empty", "quote", "signs"],
)
def test_bad_text_is_the_packages_own_error(text):
    with pytest.raises(FeelError):
        feel.compile(text)


@pytest.mark.parametrize(
    "text",
    [
        "for a in 1..1000000000 return a",
        "for a in 1..10000, b in 1..10000 return a",
        "{f: function(x) f(x), y: f(1)}.y",
    ],
    ids=["long-range", "long-product", "recursion"],
)
def test_endless_work_is_ended(text):
    try:
        found = feel.evaluate(text, {})
    except FeelError:
        return
    assert found is None
