"""What the built-in functions give, null included."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from gridflow import feel
from gridflow.feel.lexer import MULTIWORD
from gridflow.feel.library import FUNCTIONS
from tests.feel.tables import rows, written

TABLE = rows(
    r"""
    string(1.50) -> "1.5"
    string(-0.0) -> "0"
    string(1e3) -> "1000"
    string(null) -> null
    string(@"P1DT2H") -> "P1DT2H"
    string([1, "a", {b: null}]) -> "[1, "a", {b: null}]"
    string([1..3)) -> "[1..3)"
    string((>= 5)) -> "(>= 5)"
    number("1,000.5", ",", ".") -> 1000.5
    number("1 000,5", " ", ",") -> 1000.5
    number("1.5") -> 1.5
    number("1,5", ".", ",") -> 1.5
    number("1,000", ",", ",") -> null
    number("one") -> null
    decimal(1.115, 2) -> 1.12
    decimal(1.125, 2) -> 1.12
    floor(-1.5) -> -2
    ceiling(1.21, 1) -> 1.3
    round up(-5.01, 0) -> -6
    round down(5.99, 0) -> 5
    round half up(-2.5, 0) -> -3
    round half down(2.5, 0) -> 2
    round up(125, -1) -> 130
    abs(-5) -> 5
    abs(@"-PT5H") -> PT5H
    modulo(10, -4) -> -2
    modulo(-10.1, 4.5) -> 3.4
    modulo(1, 0) -> null
    sqrt(16) -> 4
    sqrt(-1) -> null
    log(1) -> 0
    log(0) -> null
    exp(0) -> 1
    even(4) -> true
    even(2.5) -> false
    odd(-3) -> true
    sum([1, 2, 3]) -> 6
    sum(1, 2, 3) -> 6
    sum([]) -> null
    sum([1, null]) -> null
    sum(0.1, 0.2) -> 0.3
    product([2, 3]) -> 6
    mean([1, 2]) -> 1.5
    median([3, 1, 2]) -> 2
    median(1, 2) -> 1.5
    mode([1, 2, 2, 1]) -> [1, 2]
    mode([]) -> []
    stddev([2, 4, 7, 5]) -> 2.081665999466132735282297706979931
    stddev([1]) -> null
    min([3, 1, 2]) -> 1
    max("a", "c", "b") -> "c"
    min([@"2020-01-02", @"2020-01-01"]) -> 2020-01-01
    min([1, "a"]) -> null
    max([]) -> null
    count([1, null]) -> 2
    count([]) -> 0
    count(null) -> null
    all([true, null]) -> null
    all([true, null, false]) -> false
    any([false, null]) -> null
    any([]) -> false
    all([1]) -> null
    not(true) -> false
    not(null) -> null
    not("a") -> null
    list contains([1, null], null) -> true
    list contains([[1]], [1]) -> true
    sublist([1, 2, 3], -2) -> [2, 3]
    sublist([1, 2, 3], 2, 1) -> [2]
    sublist([1, 2, 3], 4) -> null
    append([1], 2, 3) -> [1, 2, 3]
    concatenate([1], [2, 3]) -> [1, 2, 3]
    insert before([1, 2], 2, 9) -> [1, 9, 2]
    insert before([1, 2], 3, 9) -> null
    remove([1, 2], -1) -> [1]
    reverse([1, 2]) -> [2, 1]
    index of([1, 2, 1], 1) -> [1, 3]
    union([1, 2], [2.0, 3]) -> [1, 2, 3]
    distinct values([1, 1.0, "1", true, null, null]) -> [1, "1", true, null]
    distinct values([[1], [1.0], {a: 1}, {a: 1}]) -> [[1], {a: 1}]
    distinct values([@"2020-01-01", @"2020-01-01"]) -> [2020-01-01]
    distinct values([@"P1D", @"PT24H"]) -> [P1D]
    flatten([[1, [2]], [[]], 3]) -> [1, 2, 3]
    sort([3, 1, 2]) -> [1, 2, 3]
    sort([3, 1, 2], function(a, b) a > b) -> [3, 2, 1]
    sort([1, "a"]) -> null
    sort([1, 2], function(a, b) 1) -> null
    list replace([1, 2, 3], 2, 9) -> [1, 9, 3]
    list replace([1, 2, 3], function(item, newItem) item < newItem, 3) -> [3, 3, 3]
    substring("foobar", 3) -> "obar"
    substring("foobar", -2) -> "ar"
    substring("foobar", 0) -> null
    substring("马驹桥", 2, 1) -> "驹"
    string length("马𠮷") -> 2
    upper case("aé") -> "AÉ"
    lower case("ABC") -> "abc"
    substring before("a-b", "-") -> "a"
    substring after("a-b", "-") -> "b"
    substring after("a-b", "x") -> ""
    contains("foobar", "oba") -> true
    starts with("foobar", "foo") -> true
    ends with("foobar", "bar") -> true
    string join(["a", null, "b"], ", ") -> "a, b"
    string join(["a", 1]) -> null
    date("2024-02-29") -> 2024-02-29
    date("2023-02-29") -> null
    date(2023, 12, 31) -> 2023-12-31
    date(@"2023-05-15T10:00:00") -> 2023-05-15
    time("10:30:00+08:00") -> 10:30:00+08:00
    time(10, 30, 15.5) -> 10:30:15.5
    time(10, 30, 0, @"PT8H") -> 10:30:00+08:00
    time(24, 0, 0) -> null
    date and time("2023-05-15T24:00:00") -> 2023-05-16T00:00:00
    date and time(@"2023-05-15", @"10:00:00") -> 2023-05-15T10:00:00
    date and time(@"2023-05-15T02:00:00Z", "Etc/UTC") -> 2023-05-15T02:00:00@Etc/UTC
    duration("P1Y6M") -> P1Y6M
    duration("P1Y6D") -> null
    years and months duration(@"2011-12-22", @"2013-08-24") -> P1Y8M
    years and months duration(@"2013-08-24", @"2011-12-22") -> -P1Y8M
    day of year(@"2024-12-31") -> 366
    day of week(@"2023-05-15") -> "Monday"
    month of year(@"2023-05-15") -> "May"
    week of year(@"2005-01-01") -> 53
    last day of month(@"2024-02-10") -> 29
    get value({a: 1}, "a") -> 1
    get value({a: {b: 1}}, ["a", "b"]) -> 1
    get value({}, "a") -> null
    get entries({a: 1}) -> [{key: "a", value: 1}]
    context([{key: "a", value: 1}]) -> {a: 1}
    context([{key: "a", value: 1}, {key: "a", value: 2}]) -> null
    context put({a: 1}, "b", 2) -> {a: 1, b: 2}
    context put({a: {b: 1}}, ["a", "b"], 2) -> {a: {b: 2}}
    context merge([{a: 1, b: 1}, {b: 2}]) -> {a: 1, b: 2}
    is(1, 1.0) -> true
    is(@"10:00:00Z", @"10:00:00@Etc/UTC") -> false
    is(null, null) -> true
    before(1, 10) -> true
    before([1..5), 5) -> true
    before([1..5], 5) -> false
    after([6..7], [1..5]) -> true
    meets([1..5], [5..9]) -> true
    meets([1..5), [5..9]) -> false
    met by([5..9], [1..5]) -> true
    overlaps([1..5], [5..9]) -> true
    overlaps([1..5), [5..9]) -> false
    overlaps before([1..5], [3..9]) -> true
    overlaps after([3..9], [1..5]) -> true
    finishes(9, [1..9]) -> true
    finished by([1..9], [5..9]) -> true
    includes([1..9], 5) -> true
    includes((1..9), [1..5]) -> false
    during([2..3], [1..9]) -> true
    starts(1, [1..9]) -> true
    started by([1..9], [1..5]) -> true
    coincides([1..9], [1..9]) -> true
    coincides(1, 2) -> false
    before(1, "a") -> null
    range("[1..3)") -> [1..3)
    range("[1..x]") -> null
    range("[3..1]") -> null
"""
)


@pytest.mark.parametrize(("text", "value"), TABLE, ids=[text for text, _ in TABLE])
def test_the_built_in_functions_give(text, value):
    assert written(feel.evaluate(text, {})) == value


def test_every_built_in_name_of_several_words_is_known_to_the_lexer():
    assert {name for name in FUNCTIONS if " " in name} <= set(MULTIWORD)


def test_now_and_today_answer_with_the_moment_of_the_evaluation():
    moment = datetime(2023, 5, 15, 10, tzinfo=UTC)
    rule = feel.compile("[now(), today()]")
    assert rule.evaluate({}, now=moment) == [moment, date(2023, 5, 15)]


def test_now_is_the_same_throughout_an_evaluation():
    assert feel.evaluate("now() = now() and is(now(), now())", {}) is True


def test_counts_are_decimals_like_all_numbers():
    texts = ["count([1])", 'string length("a")', 'day of year(@"2023-01-01")']
    assert [type(feel.evaluate(text, {})) for text in texts] == [Decimal] * 3


def test_a_function_of_python_is_called_like_a_built_in():
    double = feel.Function.of(
        "double", "n: number, times?: number", lambda n, times: n * (times or 2)
    )
    context = {"double": double}
    assert feel.evaluate("double(4)", context) == 8
    assert feel.evaluate("double(n: 4, times: 3)", context) == 12
    assert feel.evaluate("double([4])", context) == 8
    assert feel.evaluate('double("4")', context) is None
    assert feel.evaluate("double()", context) is None


def test_a_function_of_the_context_goes_before_a_built_in_but_a_value_does_not():
    own = feel.Function.of("count", "list", lambda _: "own")
    assert feel.evaluate("count([1])", {"count": own}) == "own"
    assert feel.evaluate("count([1])", {"count": 7}) == 1
