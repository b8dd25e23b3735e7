"""Small frozen values that several parts of the store take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class By:
    """Who does something, under which post, and when; a system job has neither."""

    person: int | None
    post: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Scope:
    """All that lies at or below an area on a day."""

    area: int
    day: date


# How many rows a count looks at before it says "that many and more".
COUNT_LIMIT = 1000
