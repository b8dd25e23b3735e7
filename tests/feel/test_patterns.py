"""Regular expressions: XPath's words, and patterns that cannot hang."""

import pytest

from gridflow import feel


def found(text, pattern, flags=""):
    warnings = []
    context = {"text": text, "pattern": pattern, "flags": flags}
    call = "matches(text, pattern, flags)"
    value = feel.evaluate(call, context, warnings=warnings)
    return value if not warnings else warnings[0].code


@pytest.mark.parametrize(
    ("text", "pattern", "flags", "value"),
    [
        ("13912345678", r"^1[3-9]\d{9}$", "", True),
        ("abc\n", "^abc$", "", False),
        ("a\nb", "^b$", "", False),
        ("a\nb", "^b$", "m", True),
        ("a\nb", "a.b", "", False),
        ("a\nb", "a.b", "s", True),
        ("ABC", "b", "", False),
        ("ABC", "b", "i", True),
        ("ab", "a b", "x", True),
        ("a.b", "a.b", "q", True),
        ("axb", "a.b", "q", False),
        ("中", r"^\p{IsCJKUnifiedIdeographs}$", "", True),
        ("é", r"^\p{Ll}$", "", True),
        ("e", r"^\P{Lu}$", "", True),
        ("u", "[a-z-[aeiou]]", "", False),
        ("x", "[a-z-[aeiou]]", "", True),
        ("a-b:c", r"^\i[\c]*$", "", True),
        ("aa", r"(a)\1", "", True),
        ("1,22,3", r"^\d+(,\d+)*$", "", True),
        ("cdab", "^(ab|cd)*$", "", True),
        ("a]", r"[\]]$", "", True),
        ("a", "(a", "", "wrong_pattern"),
        ("a", "[", "", "wrong_pattern"),
        ("a", r"\1", "", "wrong_pattern"),
        ("a", "(?i)A", "", "wrong_pattern"),
        ("a", "a{2,1}", "", "wrong_pattern"),
        ("a", r"\p{Nothing}", "", "wrong_pattern"),
        ("a", "a", "y", "wrong_flags"),
        ("a", "a" * 501, "", "pattern_too_long"),
    ],
)
def test_patterns_are_those_of_xpath(text, pattern, flags, value):
    assert found(text, pattern, flags) == value


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+$",
        "(a*)*b",
        "(a|a)*b",
        "(a|ab)*c",
        "(aa?)*c",
        "(a?){30}a{30}",
        "(a|b|ab){20}c",
        "(,a*a*)*b",
        "((a*)b)*c",
        "(,.*)*b",
    ],
)
def test_patterns_of_exponential_time_are_refused(pattern):
    assert found("a" * 30, pattern) == "pattern_too_ambiguous"


@pytest.mark.parametrize(
    ("pattern", "length"), [("a*a*a*b", 5_000), ("a*b", 50_000), ("a", 200_000)]
)
def test_the_more_open_a_pattern_the_shorter_what_it_reads(pattern, length):
    assert found("a" * length, pattern) == "text_too_long"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r'replace("2023-05-15", "(\d+)-(\d+)-(\d+)", "$3.$2.$1")', "15.05.2023"),
        (r'replace("a$b", "\$", "\$\$")', "a$$b"),
        ('replace("abc", "b", "$0$0")', "abbc"),
        ('replace("abc", "b", "$9")', "ac"),
        ('replace("a.c", ".", "$", "q")', "a$c"),
        ('replace("abc", "b", "$")', None),
        ('replace("abc", "x*", "-")', None),
        ('split("a1b22c", "[0-9]+")', ["a", "b", "c"]),
        ('split("a;b;;", ";")', ["a", "b", "", ""]),
        ('split("abc", "(b)")', ["a", "c"]),
        ('split("abc", "")', None),
    ],
)
def test_replacing_and_splitting(text, value):
    assert feel.evaluate(text, {}) == value
