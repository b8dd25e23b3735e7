"""What the operators, filters, loops, paths and types of FEEL give."""

import pytest

from gridflow import feel
from tests.feel.tables import rows, written

TABLE = rows(
    r"""
    -5 ** 2 -> 25
    2 ** 3 ** 2 -> 64
    2 ** -1 -> 0.5
    10 - 2 - 3 -> 5
    2 + 3 * 4 -> 14
    10 / 4 -> 2.5
    1 / 3 -> 0.3333333333333333333333333333333333
    1 / 0 -> null
    "a" + "b" -> "ab"
    "a" + 1 -> null
    null + 1 -> null
    1 < 2 -> true
    "a" < "b" -> true
    true < false -> null
    1 = "1" -> null
    null = null -> true
    1 != null -> true
    [1, [2]] = [1, [2.0]] -> true
    [1, 2] = [1, "2"] -> false
    {a: 1, b: 2} = {b: 2, a: 1} -> true
    [1] = 1 -> null
    (< 5) = (< 5) -> true
    [1..5] = [1..5) -> false
    5 in [1..5) -> false
    5 in (1, [5..9]) -> true
    5 in > 3 -> true
    5 in (< 3, > 4) -> true
    "b" in ["a".."c"] -> true
    [1] in [[1], [2]] -> true
    null in (null) -> true
    5 in [1..null] -> null
    1 between 0 and 2 and true -> true
    3 between 1 and 2 -> false
    true and null -> null
    false and null -> false
    null or true -> true
    1 and true -> null
    if null then 1 else 2 -> 2
    if true then 1 else if true then 2 else 3 -> 1
    for i in 1..3 return i * i -> [1, 4, 9]
    for i in 3..1 return i -> [3, 2, 1]
    for i in (1..4) return i -> [2, 3]
    for i in [1, 2], j in [i, 10] return j -> [1, 10, 2, 10]
    for i in 1..4 return if i = 1 then 1 else sum(partial) -> [1, 1, 2, 4]
    for i in @"2023-02-28"..@"2023-03-01" return i -> [2023-02-28, 2023-03-01]
    for i in 7 return i -> [7]
    for i in null return i -> null
    for i in 1.5..3 return i -> null
    for loop variable in [1] return loop variable + 1 -> [2]
    some x in [1, null] satisfies x > 0 -> true
    every x in [1, null] satisfies x > 0 -> null
    [1, 2, 3][item > 1] -> [2, 3]
    [1, 2, 3][-1] -> 3
    [1, 2, 3][4] -> null
    [1, 2, 3][true] -> [1, 2, 3]
    [1, 2, 3][null] -> []
    [1, 2]["a"] -> null
    [][1] -> null
    [][item > 1] -> []
    5[1] -> 5
    null[1] -> null
    [{a: 1}, {a: 2}][a > 1] -> [{a: 2}]
    [{a: 1}, {a: 2}][a > 1].a -> [2]
    [{a: 1}, {b: 2}].a -> [1, null]
    [{item: 1}, {item: 2}][item > 1] -> [{item: 2}]
    [{a: [1, 2]}, {a: [3]}].a -> [[1, 2], [3]]
    {a: 1, b: a + 1}.b -> 2
    {a: 1, a: 2} -> null
    {"a key": 1}.a key -> 1
    {foo+bar: 1, baz: foo+bar + 1}.baz -> 2
    {}.a -> null
    (function(a, b) a - b)(1, 2) -> -1
    (function(a, b) a - b)(b: 1, a: 2) -> 1
    (function(a) a)(1, 2) -> null
    (function(a: number) a)("x") -> null
    (function(a: list<number>) a)(1) -> [1]
    {f: function(n) if n < 2 then 1 else n * f(n - 1), r: f(5)}.r -> 120
    {f: abs}.f(-1) -> 1
    "abs"(-1) -> null
    abs(m: -1) -> null
    [1..3].end -> 3
    (1..3].start included -> false
    (<= 3).end -> 3
    (<= 3).start -> null
    @"2023-05-15".weekday -> 1
    @"2023-05-15T10:20:30".minute -> 20
    @"2023-05-15T10:20:30+08:00".time offset -> PT8H
    @"2023-05-15T10:20:30@Asia/Shanghai".timezone -> "Asia/Shanghai"
    @"10:20:30".time offset -> null
    @"P1Y6M".months -> 6
    @"-P1DT2H".hours -> -2
    @"P1D".months -> null
    @"2023-01-31" + @"P1M" -> 2023-02-28
    @"2024-02-29" - @"P1Y" -> 2023-02-28
    @"2023-05-15" - @"2023-05-01" -> P14D
    @"2023-05-15" + @"PT36H" -> 2023-05-16
    @"2023-05-15" + 1 -> null
    @"23:30:00" + @"PT1H" -> 00:30:00
    @"10:00:00" - @"08:30:00" -> PT1H30M
    @"10:00:00Z" - @"10:00:00" -> null
    @"2023-05-15T10:00:00@Asia/Shanghai" - @"2023-05-15T02:00:00Z" -> PT0S
    @"2023-05-15T10:00:00@Asia/Shanghai" + @"PT15H" -> 2023-05-16T01:00:00@Asia/Shanghai
    @"2021-03-28T01:30:00@Europe/Paris" + @"PT1H" -> 2021-03-28T03:30:00@Europe/Paris
    @"2021-03-27T02:30:00@Europe/Paris" + @"P1M" -> 2021-04-27T02:30:00@Europe/Paris
    @"P1Y" + @"P2M" -> P1Y2M
    @"P1D" - @"PT1H" -> PT23H
    @"P1Y" + @"P1D" -> null
    @"P1Y" * 1.5 -> P1Y6M
    @"P1D" / 2 -> PT12H
    @"P1D" / @"PT1H" -> 24
    @"P1D" / 0 -> null
    -@"P1M" -> -P1M
    @"P1Y" > @"P11M" -> true
    @"P1Y" > @"P1D" -> null
    @"2023-05-15T10:00:00" < @"2023-05-15T10:00:00Z" -> null
    @"2023-05-15T10:00:00+08:00" = @"2023-05-15T02:00:00Z" -> true
    @"2023-02-30" -> null
    1 instance of number -> true
    1 instance of string -> false
    null instance of Any -> false
    [1, 2] instance of list<number> -> true
    [1, "2"] instance of list<number> -> false
    {a: 1} instance of context<a: number> -> true
    {} instance of context<a: number> -> false
    [1..2] instance of range<number> -> true
    abs instance of function<number>->number -> true
    @"P1D" instance of days and time duration -> true
    @"P1M" instance of years and months duration -> true
    1 instance of unheard -> false
    "a\"b\u4e2d\U01F600" -> "a"b中😀"
    "\d" -> "\d"
    string length("\ud83d\ude00") -> 1
    1 /* one */ + 2 // two -> 3
"""
)


@pytest.mark.parametrize(("text", "value"), TABLE, ids=[text for text, _ in TABLE])
def test_the_language_gives(text, value):
    assert written(feel.evaluate(text, {})) == value
