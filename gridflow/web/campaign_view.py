"""A campaign's counts as its template wants them: order, links, the drawing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from gridflow.engine.campaign_views import AreaRow, CampaignPage, Count

# the drawing's own units; it is shown as wide as a phone, and no wider than twice that
WIDTH, HEIGHT = 360, 168
LEFT, RIGHT, TOP, BOTTOM = 34, 8, 12, 22
DAYS_AT_MOST = 62
LABELS_AT_MOST = 6


@dataclass(frozen=True, slots=True)
class Point:
    """A day in the drawing; `done` is None on days to come."""

    day: date
    x: float
    y: float
    done: int | None
    labelled: bool


@dataclass(frozen=True, slots=True)
class Pace:
    """How many were done a day, against how many it takes.

    Attributes:
        points: the days of the campaign.
        line: the points up to today, as an SVG polyline has them.
        needed: how many a day it takes from today on, None where nothing is left or
            no day is.
        needed_y: where its line lies.
        planned: how many a day it would have taken from the first day on.
        top: the number at the upper edge.
        today: how many were done today; `yesterday` the day before.
        days_left: today included, 0 after the last day.
        expected: how many would be done by now at an even pace.
    """

    points: tuple[Point, ...]
    line: str
    needed: int | None
    needed_y: float
    planned: int
    top: int
    today: int
    yesterday: int
    days_left: int
    expected: int

    @property
    def width(self) -> int:
        """Return the width of the drawing."""
        return WIDTH

    @property
    def height(self) -> int:
        """Return the height of the drawing."""
        return HEIGHT

    @property
    def left(self) -> int:
        """Return where the days begin."""
        return LEFT

    @property
    def right(self) -> int:
        """Return where the days end."""
        return WIDTH - RIGHT

    @property
    def floor(self) -> int:
        """Return where zero lies."""
        return HEIGHT - BOTTOM

    @property
    def ceiling(self) -> int:
        """Return where the top number lies."""
        return TOP


@dataclass(frozen=True, slots=True)
class Link:
    """Makes the addresses of the lists that a number counts."""

    code: str
    area: str

    def to(self, class_: str | None = None, state: str = "", area: str = "") -> str:
        """Return the address of the subjects of a class and a state in an area."""
        pairs = [("area", area or self.area)]
        if class_ is not None:
            pairs.append(("class", class_ or "-"))
        if state:
            pairs.append(("state", state))
        return f"/campaigns/{self.code}/subjects?{urlencode(pairs)}"


def laggards_first(page: CampaignPage) -> list[AreaRow]:
    """Return the areas with the smallest share done first; empty ones come last."""
    return sorted(page.rows, key=_lag)


def _lag(row: AreaRow) -> tuple[bool, float, int]:
    return (row.all.total == 0, share(row.all), -row.all.open)


def share(count: Count) -> float:
    """Return the part that is done, from 0 to 1."""
    return count.done / count.total if count.total else 0.0


def pace_of(page: CampaignPage, today: date) -> Pace:
    """Return the drawing of a campaign's days as of a day."""
    days = _days(page, today)
    last = min(max(today, page.from_), page.to)
    left = max(0, (page.to - today).days + 1) if today >= page.from_ else len(days)
    all_days = max(1, (page.to - page.from_).days + 1)
    planned = -(-page.all.total // all_days)
    needed = -(-page.all.open // left) if left and page.all.open else None
    gone = min(max((today - page.from_).days, 0), all_days)
    top = _round_up(max([planned, needed or 0, *page.days.values(), 1]))
    points = tuple(_points(days, page.days, today, top))
    shown = [one for one in points if one.done is not None]
    return Pace(
        points=points,
        line=" ".join(f"{one.x:.1f},{one.y:.1f}" for one in shown),
        needed=needed,
        needed_y=_y(needed or 0, top),
        planned=planned,
        top=top,
        today=page.days.get(last, 0) if last == today else 0,
        yesterday=page.days.get(today - timedelta(days=1), 0),
        days_left=left,
        expected=page.all.total * gone // all_days,
    )


def _days(page: CampaignPage, today: date) -> list[date]:
    """Return the days of the drawing: those of the plan, longer where it is late."""
    done = list(page.days)
    first = min([page.from_, *done])
    last = max([page.to, *done])
    if today > page.to and page.all.open:
        last = max(last, today)
    first = max(first, last - timedelta(days=DAYS_AT_MOST - 1))
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _points(
    days: list[date], done: Mapping[date, int], today: date, top: int
) -> list[Point]:
    step = (WIDTH - LEFT - RIGHT) / max(1, len(days) - 1)
    every = -(-len(days) // LABELS_AT_MOST)
    found = []
    for number, day in enumerate(days):
        count = done.get(day, 0) if day <= today else None
        x = LEFT + step * number
        labelled = number % every == 0
        found.append(Point(day, x, _y(count or 0, top), count, labelled))
    return found


def _y(count: int, top: int) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * count / top


def _round_up(number: int) -> int:
    """Return the next round number, so that the edge can be read."""
    size = int("1" + "0" * (len(str(number)) - 1))
    for factor in (1, 2, 5, 10):
        if number <= factor * size:
            return factor * size
    return number
