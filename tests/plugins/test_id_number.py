from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.return_to_poverty import id_number

GOOD = "990011198804027618"
CERTIFICATE = GOOD + "42"


def number_of(born: date, order: int) -> str:
    first = f"990011{born:%Y%m%d}{order:03d}"
    return first + id_number.check_character(first)


@pytest.mark.parametrize(
    ("first_17", "expected"),
    [
        # the example of the national standard GB 11643
        pytest.param("11010519491231002", "X", id="standard-x"),
        pytest.param("44052418800101001", "4", id="standard-digit"),
    ],
)
def test_check_character_is_that_of_the_standard(first_17, expected):
    assert id_number.check_character(first_17) == expected


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("11010519491231002X", "11010519491231002X", id="plain"),
        pytest.param("11010519491231002x", "11010519491231002X", id="lower-case-x"),
        pytest.param(
            "１１０１０５１９４９１２３１００２Ｘ",
            "11010519491231002X",
            id="full-width",
        ),
        pytest.param("110105 19491231 002X", "11010519491231002X", id="spaces"),
        pytest.param(CERTIFICATE, CERTIFICATE, id="certificate-20"),
        pytest.param(CERTIFICATE + "B1", CERTIFICATE + "B1", id="certificate-22"),
    ],
)
def test_good_numbers_are_kept_in_one_spelling(typed, kept):
    assert id_number.parse(typed) == id_number.Parsed(kept)


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        pytest.param("1101051949123100", "id_number_length", id="16-characters"),
        pytest.param(GOOD + "4", "id_number_length", id="19-characters"),
        pytest.param("11010519491231002Y", "id_number_characters", id="letter-y"),
        pytest.param("X10105194912310020", "id_number_characters", id="x-in-front"),
        pytest.param("110105194913310020", "id_number_birth_date", id="month-13"),
        pytest.param("110105189912310020", "id_number_birth_date", id="before-1900"),
        pytest.param("110105194912310021", "id_number_check_character", id="check"),
        pytest.param(GOOD + "82", "id_number_certificate", id="category-8"),
        pytest.param(GOOD + "45", "id_number_certificate", id="grade-5"),
        pytest.param(GOOD + "42AB", "id_number_certificate", id="end"),
    ],
)
def test_wrong_numbers_have_a_fault_and_no_value(typed, fault):
    parsed = id_number.parse(typed)
    assert (parsed.value, parsed.fault) == (None, fault)


def test_the_fault_of_a_wrong_length_tells_the_length():
    assert id_number.parse("123").facts == {"length": 3}


@given(
    born=st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    order=st.integers(0, 999),
)
def test_a_made_number_is_good_and_tells_birth_date_and_sex(born, order):
    number = number_of(born, order)
    assert id_number.parse(number).value == number
    assert id_number.birth_date(number) == born
    assert id_number.sex(number) == ("male" if order % 2 else "female")


@given(
    born=st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    order=st.integers(0, 999),
    place=st.integers(0, 16),
    more=st.integers(1, 9),
)
def test_one_wrong_digit_is_always_found(born, order, place, more):
    number = number_of(born, order)
    digit = (int(number[place]) + more) % 10
    assert id_number.parse(f"{number[:place]}{digit}{number[place + 1 :]}").fault


@given(born=st.dates(date(1900, 1, 1), date(2099, 12, 31)), order=st.integers(0, 999))
def test_neighbouring_digits_may_not_change_places(born, order):
    number = number_of(born, order)
    swapped = number[:15] + number[16] + number[15] + number[17]
    assert bool(id_number.parse(swapped).fault) == (swapped != number)


@given(text=st.text(max_size=30))
def test_any_text_gives_either_a_value_or_a_fault(text):
    parsed = id_number.parse(text)
    assert (parsed.value is None) == bool(parsed.fault)


def test_a_certificate_tells_category_and_grade():
    assert id_number.disability_category(CERTIFICATE) == "limb"
    assert id_number.disability_grade(CERTIFICATE) == "grade_2"


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(None, id="nothing"),
        pytest.param(Decimal(1), id="a-number"),
        pytest.param("990011", id="too-short"),
        pytest.param("110105194912310021", id="wrong-check"),
    ],
)
def test_nothing_is_derived_from_what_is_no_good_number(value):
    assert [derive(value) for derive in id_number.KIND.derived.values()] == [None] * 4


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        pytest.param(date(2000, 5, 15), date(2023, 5, 14), 22, id="eve"),
        pytest.param(date(2000, 5, 15), date(2023, 5, 15), 23, id="birthday"),
        pytest.param(date(2000, 2, 29), date(2023, 2, 28), 22, id="leap-eve"),
        pytest.param(date(2000, 2, 29), date(2023, 3, 1), 23, id="leap-day-after"),
        pytest.param(None, date(2023, 5, 15), None, id="unknown"),
    ],
)
def test_age_is_in_completed_years(born, day, age):
    assert id_number.age_on(born, day) == age


@given(born=st.dates(date(1900, 1, 1), date(2020, 1, 1)), days=st.integers(0, 30000))
def test_nobody_grows_younger(born, days):
    day = born + timedelta(days=days)
    assert id_number.age_on(born, day) <= id_number.age_on(born, day + timedelta(1))
