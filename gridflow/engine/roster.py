"""The grid roster: who holds which post, by level, and where nobody does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine


@dataclass(frozen=True, slots=True)
class RosterPerson:
    """Somebody on the roster; the phone is masked."""

    person: int
    post: int
    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class RosterPost:
    """A role at an area with its holders; vacancies is how many are missing."""

    role: str
    role_label: str
    people: tuple[RosterPerson, ...]
    vacancies: int


@dataclass(frozen=True, slots=True)
class RosterArea:
    """An area with its roles; depth counts from the roster's top."""

    code: str
    label: str
    level: str
    level_label: str
    depth: int
    posts: tuple[RosterPost, ...]


@dataclass(frozen=True, slots=True)
class RosterLevel:
    """Sums of one level: areas, people, vacancies."""

    level: str
    label: str
    areas: int
    people: int
    vacancies: int


@dataclass(frozen=True, slots=True)
class RosterPage:
    """What `/roster` shows below one area, in tree order."""

    area_path: tuple[str, ...]
    levels: tuple[RosterLevel, ...]
    areas: tuple[RosterArea, ...]


def grid_roster(engine: Engine, actor: Actor, area: str = "") -> RosterPage:
    """Return the roster below an area code ("" for the own); right `roster: people`."""
    raise NotImplementedError
