from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridflow.store.canonical import digest, dump_json, load_json


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param({"b": 1, "a": None}, '{"a":null,"b":1}', id="keys-sorted"),
        pytest.param("黄世友", '"黄世友"', id="no-escapes"),
        pytest.param("e\u0301", '"\u00e9"', id="nfc"),
        pytest.param(Decimal("1234567890.12"), "1234567890.12", id="decimal"),
        pytest.param(Decimal("1.50"), "1.50", id="decimal-keeps-its-digits"),
        pytest.param(Decimal(3), "3.0", id="whole-decimal-stays-one"),
        pytest.param([True, 1, (2,)], "[true,1,[2]]", id="list"),
        pytest.param('"\\\n', '"\\"\\\\\\n"', id="quotes"),
    ],
)
def test_there_is_one_text_for_a_value(value, text):
    assert dump_json(value) == text


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(1.5, id="binary-float"),
        pytest.param(b"x", id="bytes"),
        pytest.param({1: 2}, id="number-as-key"),
        pytest.param(object(), id="object"),
    ],
)
def test_what_is_not_plain_data_is_refused(value):
    with pytest.raises(TypeError):
        dump_json(value)


@pytest.mark.parametrize("text", ["NaN", "Infinity"], ids=["nan", "infinity"])
def test_a_number_that_is_none_is_refused(text):
    with pytest.raises(ValueError, match=text):
        dump_json(Decimal(text))


def test_two_keys_that_are_one_in_nfc_are_refused():
    with pytest.raises(ValueError, match="\u00e9"):
        dump_json({"\u00e9": 1, "e\u0301": 2})


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.text(alphabet=st.characters(codec="utf-8", categories=["L", "N", "P"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from("abcd"), inner),
    max_leaves=20,
)


@given(PLAIN)
def test_writing_what_was_read_gives_the_same_text(value):
    text = dump_json(value)
    assert dump_json(load_json(text)) == text


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_a_decimal_comes_back_as_the_number_it_was(value):
    again = load_json(dump_json(value))
    assert isinstance(again, Decimal)
    assert again == value


def test_the_digest_does_not_depend_on_the_order_of_keys():
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
