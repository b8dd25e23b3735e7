"""Values of fields: typed, shown, masked, stored."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridflow.engine.filled import UploadView
from gridflow.engine.surroundings import Surroundings
from gridflow.engine.values import from_json, mask, parse, show, to_json, to_text
from gridflow.spec.codes import CodeList, Option
from gridflow.spec.forms import Field, Mask
from gridflow.spec.procedure import Procedure
from gridflow.spec.vocabulary import ENGINE_KINDS, FieldKind, Parsed, Vocabulary
from gridflow.spec.wording import Wording
from gridflow.store.canonical import dump_json, load_json

WORDS = Wording(
    {
        "value_yes": {"zh": "是"},
        "value_no": {"zh": "否"},
        "value_between": {"zh": "、"},
    }
)
LABOUR = CodeList(
    id="labour",
    label="劳动力",
    options=(
        Option(id="weak", label="弱劳动力"),
        Option(id="none", label="无劳动力"),
        Option(id="old", label="旧码", to=date(2022, 12, 31)),
    ),
)
UPPER = FieldKind(
    name="upper",
    shape="text",
    widget="text",
    parse=lambda text: (
        Parsed(text.upper())
        if text.isalpha()
        else Parsed(None, "not_upper", {"text": text})
    ),
)
AROUND = Surroundings(
    Procedure(id="base", label="", codes={"labour": LABOUR}, wording=WORDS),
    Vocabulary({**ENGINE_KINDS, "upper": UPPER}),
    date(2023, 5, 15),
    areas={"10010101": "一组"},
    uploads={"U1": UploadView("U1", "a.jpg", "image/jpeg", 3, "00")},
)


def field(kind: str, **more) -> Field:
    return Field(id="f", label="F", type=kind, **more)


def typed(kind: str, *raw: str, **more) -> object:
    value, fault = parse(field(kind, **more), raw, AROUND, "f")
    return fault.code if fault else value


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        pytest.param("text", " 王一 ", "王一", id="text-is-trimmed"),
        pytest.param("text", "e\u0301", "\u00e9", id="text-is-composed"),
        pytest.param("text", "１２", "１２", id="text-keeps-full-width-digits"),
        pytest.param("note", "a\r\nb", "a\nb", id="note-keeps-lines"),
        pytest.param("integer", "3", 3, id="whole"),
        pytest.param("integer", "３", 3, id="whole-full-width"),
        pytest.param("integer", "3.0", 3, id="whole-with-point"),
        pytest.param("integer", "0", 0, id="nought"),
        pytest.param("money", "1,234.5", Decimal("1234.50"), id="grouped"),
        pytest.param("money", "１，２３４．５", Decimal("1234.50"), id="grouped-wide"),
        pytest.param("money", "0.005", Decimal("0.01"), id="half-up"),
        pytest.param("money", "-0.005", Decimal("-0.01"), id="half-up-below-zero"),
        pytest.param("money", "-0", Decimal(0), id="no-minus-nought"),
        pytest.param("number", "1.25", Decimal("1.25"), id="number"),
        pytest.param("date", "2023-05-15", date(2023, 5, 15), id="iso"),
        pytest.param("date", "2023.5.15", date(2023, 5, 15), id="points"),
        pytest.param("date", "2023年5月15日", date(2023, 5, 15), id="chinese"),
        pytest.param("date", "２０２３年５月１５日", date(2023, 5, 15), id="wide"),
        pytest.param("date", "20230515", date(2023, 5, 15), id="digits"),
        pytest.param("date", "2023/5/15", date(2023, 5, 15), id="slashes"),
        pytest.param("month", "2023年5月", "2023-05", id="month-chinese"),
        pytest.param("month", "202305", "2023-05", id="month-digits"),
        pytest.param("yes_no", "yes", True, id="yes"),
        pytest.param("yes_no", "no", False, id="no"),
        pytest.param("yes_no", "否", False, id="no-as-shown"),
        pytest.param("phone", "138 1234 5678", "13812345678", id="mobile"),
        pytest.param("phone", "+86-13812345678", "13812345678", id="mobile-abroad"),
        pytest.param("phone", "028-12345678", "02812345678", id="landline"),
        pytest.param("area", "10010101", "10010101", id="area"),
        pytest.param("upper", "ab", "AB", id="type-of-a-plugin"),
    ],
)
def test_typed_text_becomes_a_value(kind, raw, value):
    found = typed(kind, raw)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("kind", "raw", "code"),
    [
        pytest.param("text", "x" * 201, "text_too_long", id="long"),
        pytest.param("text", "a\x00b", "text_has_control", id="nul"),
        pytest.param("integer", "3.5", "not_a_whole_number", id="fraction"),
        pytest.param("integer", "1e3", "not_a_number", id="exponent"),
        pytest.param("money", "NaN", "not_a_number", id="nan"),
        pytest.param("money", "Infinity", "not_a_number", id="infinity"),
        pytest.param("money", "1,23", "not_a_number", id="odd-group"),
        pytest.param("money", "9" * 16, "number_too_large", id="large"),
        pytest.param("number", "٣", "not_a_number", id="arabic-digit"),
        pytest.param("date", "2023-02-29", "not_a_date", id="no-such-day"),
        pytest.param("date", "0023-02-01", "not_a_date", id="no-such-year"),
        pytest.param("month", "2023-13", "not_a_month", id="no-such-month"),
        pytest.param("yes_no", "maybe", "not_yes_no", id="maybe"),
        pytest.param("phone", "12812345678", "not_a_phone", id="no-mobile"),
        pytest.param("area", "99", "not_an_area", id="foreign-area"),
        pytest.param("upload", "U2", "unknown_upload", id="foreign-upload"),
        pytest.param("upper", "1", "not_upper", id="fault-of-a-plugin"),
    ],
)
def test_what_is_no_value_is_told_with_its_code(kind, raw, code):
    assert typed(kind, raw) == code


def test_only_listed_choices_that_hold_on_the_day_are_taken():
    assert typed("choice", "weak", codes="labour") == "weak"
    assert typed("choice", "弱劳动力", codes="labour") == "weak"
    assert typed("choice", "strong", codes="labour") == "not_a_choice"
    assert typed("choice", "old", codes="labour") == "choice_not_on_day"


def test_choices_come_once_and_in_the_order_of_the_list():
    assert typed("choices", "none", "weak", "none", codes="labour") == ("weak", "none")
    assert typed("choices", "weak", "none", codes="labour", at_most=1) == (
        "too_many_choices"
    )
    assert typed("choices", "", codes="labour") is None


@pytest.mark.parametrize(
    "kind", ["text", "money", "date", "phone", "choices", "upload"]
)
def test_empty_input_is_no_value_and_no_fault(kind):
    assert parse(field(kind), ["  "], AROUND, "f") == (None, None)
    assert parse(field(kind), [], AROUND, "f") == (None, None)


@pytest.mark.parametrize("sign", ["*", "＊", "•", "●"])
def test_a_mask_sign_is_refused_in_a_sensitive_field(sign):
    raw = f"138{sign * 4}5678"
    assert typed("text", raw, sensitive="sealed") == "mask_sign"
    assert typed("text", raw) == raw


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("13812345678", "138****5678", id="phone"),
        pytest.param("1234567", "****", id="nothing-would-be-hidden"),
        pytest.param("", "", id="empty"),
    ],
)
def test_a_mask_shows_the_ends_only(text, shown):
    assert mask(
        field("text", sensitive="sealed", mask=Mask(first=3, last=4)), text
    ) == (shown)


def test_a_mask_without_ends_hides_the_length_too():
    assert mask(field("choice", sensitive="masked"), "患有大病") == "****"


MONEY = st.decimals(
    allow_nan=False,
    allow_infinity=False,
    places=2,
    min_value=-(10**12),
    max_value=10**12,
)
PLAIN = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=50
)
VALUES = st.one_of(
    st.tuples(st.just("money"), MONEY),
    st.tuples(st.just("number"), MONEY),
    st.tuples(st.just("integer"), st.integers(-(10**12), 10**12)),
    st.tuples(st.just("date"), st.dates(date(1850, 1, 1), date(2200, 12, 31))),
    st.tuples(
        st.just("month"),
        st.dates(date(1850, 1, 1), date(2200, 12, 31)).map(lambda d: f"{d:%Y-%m}"),
    ),
    st.tuples(st.just("yes_no"), st.booleans()),
    st.tuples(st.just("choice"), st.sampled_from(["weak", "none"])),
    st.tuples(st.just("text"), PLAIN),
)


@given(VALUES)
def test_what_is_shown_or_offered_reads_back_as_the_same_value(case):
    kind, given_value = case
    of = field(kind, codes="labour")
    value, fault = parse(of, [to_text(given_value)], AROUND, "f")
    assert fault is None
    assert parse(of, [show(of, value, AROUND)], AROUND, "f") == (value, None)
    assert parse(of, [to_text(value)], AROUND, "f") == (value, None)


@given(VALUES)
def test_what_is_stored_reads_back_as_the_same_value(case):
    kind, given_value = case
    of = field(kind, codes="labour")
    value, _ = parse(of, [to_text(given_value)], AROUND, "f")
    stored = load_json(dump_json({"f": to_json(value)}))["f"]
    assert from_json(of, stored, AROUND) == value


@given(
    st.sampled_from(sorted(ENGINE_KINDS)), st.lists(st.text(max_size=40), max_size=3)
)
def test_no_text_breaks_the_reading(kind, raw):
    value, fault = parse(field(kind, codes="labour"), raw, AROUND, "f")
    assert value is None or fault is None
