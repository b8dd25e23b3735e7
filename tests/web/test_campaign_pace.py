"""The drawing of a campaign's days: what it takes from today on, and which days."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from gridflow.engine.campaign_pages import CampaignPage, Count
from gridflow.web.campaign_view import pace_of

FIRST, LAST = date(2023, 5, 13), date(2023, 5, 29)


def page(total: int, days: dict[date, int]) -> CampaignPage:
    return CampaignPage(
        code="C",
        definition="d",
        label="",
        record_path="r",
        state="open",
        from_=FIRST,
        to=LAST,
        opened_at=datetime(2023, 5, 13, tzinfo=UTC),
        closed_at=None,
        area_code="",
        area_path=("",),
        above=(),
        classes=(),
        all=Count(total=total, done=sum(days.values())),
        by_class={},
        rows=(),
        days=days,
        proposals=(),
        waiting=0,
        ledger=None,
        may=frozenset(),
    )


@pytest.mark.parametrize(
    ("today", "done", "needed", "left"),
    [
        pytest.param(date(2023, 5, 13), 0, 10, 17, id="on-the-first-day"),
        pytest.param(date(2023, 5, 1), 0, 10, 17, id="before-it-begins"),
        pytest.param(date(2023, 5, 28), 150, 10, 2, id="two-days-are-left"),
        pytest.param(date(2023, 5, 28), 151, 10, 2, id="rounded-up"),
        pytest.param(LAST, 160, 10, 1, id="the-last-day-counts"),
        pytest.param(date(2023, 5, 30), 160, None, 0, id="no-day-is-left"),
        pytest.param(date(2023, 5, 20), 170, None, 10, id="nothing-is-left"),
    ],
)
def test_what_it_takes_a_day(today, done, needed, left):
    pace = pace_of(page(170, {FIRST: done} if done else {}), today)
    assert (pace.needed, pace.days_left) == (needed, left)
    assert pace.planned == 10


def test_days_to_come_have_no_figure_and_the_line_ends_today():
    today = date(2023, 5, 15)
    pace = pace_of(page(170, {FIRST: 4, today: 7}), today)
    told = [(one.day, one.done) for one in pace.points if one.done is not None]
    assert told == [(FIRST, 4), (date(2023, 5, 14), 0), (today, 7)]
    assert len(pace.line.split()) == 3
    assert (pace.today, pace.yesterday) == (7, 0)
    assert pace.points[-1].day == LAST


def test_who_is_late_sees_the_days_since():
    today = date(2023, 6, 2)
    pace = pace_of(page(170, {FIRST: 4}), today)
    assert pace.points[-1].day == today
    assert pace.expected == 170


def test_a_campaign_that_drags_on_shows_its_last_days():
    today = date(2024, 5, 2)
    pace = pace_of(page(170, {FIRST: 4}), today)
    assert pace.points[-1].day == today
    assert len(pace.points) == 62


@pytest.mark.parametrize("done", [0, 1, 9, 10, 11, 4999, 120_000], ids=str)
def test_every_point_lies_inside_the_drawing(done: int):
    pace = pace_of(page(300_000, {FIRST: done} if done else {}), FIRST)
    assert pace.top >= done
    for one in pace.points:
        assert pace.left <= one.x <= pace.right
        assert pace.ceiling <= one.y <= pace.floor
    assert pace.ceiling <= pace.needed_y <= pace.floor


def test_an_empty_area_divides_by_nothing():
    pace = pace_of(replace(page(0, {})), FIRST)
    assert (pace.needed, pace.expected) == (None, 0)
