"""Where the time comes from: a clock is an argument, never a call to the system.

Instants are aware and in UTC; days are those of the legal zone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

LEGAL_ZONE = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """Tells the business time."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class FixedClock:
    """A clock that stands still; tests and `--at` for a single command."""

    at: datetime

    def now(self) -> datetime:
        """Return the instant it was set to."""
        return self.at


@dataclass(frozen=True, slots=True)
class ShiftedClock:
    """A clock that runs with another one, a fixed distance away (`serve --at`)."""

    base: Clock
    distance: timedelta

    @classmethod
    def starting_at(cls, at: datetime, base: Clock) -> ShiftedClock:
        """Return a clock that shows `at` now and runs on from there."""
        return cls(base, at - base.now())

    def now(self) -> datetime:
        """Return the shifted instant, aware, in UTC."""
        return self.base.now() + self.distance


class MovableClock:
    """A clock that stands until it is set forward, for what rehearses many days."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        """Return the instant it was set to last, aware, in UTC."""
        return self._at.astimezone(UTC)

    def move_to(self, at: datetime) -> None:
        """Set it forward; ValueError for an instant that has gone by."""
        if at < self._at:
            raise ValueError(at.isoformat())
        self._at = at


def legal_day(instant: datetime) -> date:
    """Return the calendar day of an aware instant in the legal zone."""
    return instant.astimezone(LEGAL_ZONE).date()


def today(clock: Clock) -> date:
    """Return the clock's day in the legal zone."""
    return legal_day(clock.now())
