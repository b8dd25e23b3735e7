"""Dates, times and durations: Python's types where they fit, our own where not."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridflow import feel
from gridflow.feel import gregorian
from gridflow.feel.moments import (
    MonthsDuration,
    WideDate,
    WideDuration,
    WideMoment,
    WideTime,
)
from gridflow.feel.temporal import temporal_from_text
from gridflow.feel.values import text_of

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2023-05-15", date(2023, 5, 15)),
        ("10:30:00", time(10, 30)),
        ("10:30:00Z", time(10, 30, tzinfo=UTC)),
        ("10:30:00@Asia/Shanghai", time(10, 30, tzinfo=SHANGHAI)),
        ("2023-05-15T10:30:00Z", datetime(2023, 5, 15, 10, 30, tzinfo=UTC)),
        ("P1DT2H", timedelta(days=1, hours=2)),
        ("-PT0.5S", timedelta(seconds=-0.5)),
        ("P1Y6M", MonthsDuration(18)),
        ("-P1M", MonthsDuration(-1)),
    ],
)
def test_values_are_of_pythons_types_where_these_fit(text, value):
    found = temporal_from_text(text)
    assert found == value
    assert type(found) is type(value)
    assert text_of(found) == text


@pytest.mark.parametrize(
    ("text", "python_type"),
    [
        ("-0044-03-15", WideDate),
        ("12023-05-15", WideDate),
        ("10:30:00.123456789", WideTime),
        ("2023-05-15T10:30:00.123456789Z", WideMoment),
        ("-0044-03-15T12:00:00@Europe/Paris", WideMoment),
        ("PT0.000000001S", WideDuration),
        ("P999999999999D", WideDuration),
    ],
)
def test_what_python_cannot_hold_has_types_of_its_own(text, python_type):
    found = temporal_from_text(text)
    assert type(found) is python_type
    assert str(found) == text == text_of(found)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2023-5-1",
        "2023-02-30",
        "02023-01-01",
        "+2023-01-01",
        "1000000000-01-01",
        "7:00:00",
        "24:00:01",
        "10:60:00",
        "10:00:60",
        "10:00:00+19:00",
        "10:00:00@Nowhere/Land",
        "10:00:00@../../etc/passwd",
        "10:00:00Z@Asia/Shanghai",
        "2023-05-15T",
        "2023-05-15T10:00",
        "P",
        "PT",
        "P1Y1D",
        "P1H",
        "1Y",
    ],
)
def test_what_is_no_moment_is_none(text):
    assert temporal_from_text(text) is None


@given(st.dates(), st.integers(-4_000_000, 4_000_000))
def test_days_are_counted_as_python_counts_them(day, more):
    number = gregorian.day_number(day.year, day.month, day.day)
    assert gregorian.day_of(number) == (day.year, day.month, day.day)
    assert gregorian.day_number(*gregorian.day_of(number + more)) == number + more


@given(st.dates(), st.timedeltas())
def test_adding_and_subtracting_a_duration_of_whole_days_is_undone(day, length):
    context = {"day": day, "length": timedelta(days=length.days)}
    assert feel.evaluate("day + length - length = day", context) is True


@given(st.datetimes(), st.timedeltas())
def test_the_difference_of_moments_is_what_was_added(moment, length):
    context = {"moment": moment, "length": length}
    assert feel.evaluate("moment + length - moment = length", context) is True


@given(st.dates(max_value=date(9000, 1, 1)), st.integers(0, 4_000))
def test_months_between_undo_added_months_but_for_the_ends_of_months(day, months):
    context = {"day": day.replace(day=min(day.day, 28)), "m": MonthsDuration(months)}
    text = "years and months duration(day, day + m) = m"
    assert feel.evaluate(text, context) is True


@given(st.timedeltas())
def test_durations_are_read_as_they_are_written(length):
    assert temporal_from_text(text_of(length)) == length


@given(st.datetimes(timezones=st.just(SHANGHAI)))
def test_moments_are_read_as_they_are_written(moment):
    assert temporal_from_text(text_of(moment)) == moment
