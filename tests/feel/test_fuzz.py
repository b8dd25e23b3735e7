"""Whatever is written, only the package's own error comes out."""

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from gridflow import feel

PIECES = st.sampled_from(
    [
        *"+-*/()[]{}.,:<>=?\"' \n",
        "..",
        "**",
        "!=",
        "1",
        "2.5",
        "a",
        "年龄",
        '"x"',
        "if",
        "then",
        "else",
        "for",
        "in",
        "return",
        "some",
        "every",
        "satisfies",
        "and",
        "or",
        "not",
        "between",
        "instance of",
        "function",
        "null",
        "true",
        "count",
        "date",
        "duration",
        "@",
        '@"2023-05-15"',
        "date and time",
    ]
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=25).map(" ".join))
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-9, 9), st.text(max_size=3), st.dates()
)


@settings(max_examples=400, deadline=None)
@given(TEXTS, VALUES)
def test_no_text_raises_anything_but_the_packages_own_error(text, value):
    for run in (
        lambda: feel.evaluate(text, {"a": value, "年龄": [value]}),
        lambda: feel.compile_tests(text).matches(value, {"a": value}),
        lambda: feel.check(text, {"a": None}),
    ):
        with suppress(feel.FeelError):
            run()


@settings(max_examples=200, deadline=None)
@given(st.decimals(-(10**9), 10**9, places=4), st.decimals(-(10**9), 10**9, places=4))
def test_sums_are_exact(left, right):
    assert feel.evaluate("a + b - b = a", {"a": left, "b": right}) is True


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(st.none(), st.booleans()), min_size=1, max_size=4))
def test_and_or_are_dual(values):
    names = [f"v{number}" for number in range(len(values))]
    context = dict(zip(names, values, strict=True))
    both = feel.evaluate(" and ".join(names), context)
    dual = feel.evaluate(
        "not(" + " or ".join(f"not({name})" for name in names) + ")", context
    )
    assert both is dual
