"""Code lists: choices with the days on which they hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gridflow.spec.place import NOWHERE, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One choice; `from_` and `to` are its first and last day, None is open."""

    id: str
    label: str
    from_: date | None = None
    to: date | None = None
    source: str = ""
    place: Place = NOWHERE

    def holds_on(self, day: date) -> bool:
        """Tell whether the choice may be taken on a day."""
        after_start = self.from_ is None or self.from_ <= day
        return after_start and (self.to is None or day <= self.to)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeList:
    """A named list of choices."""

    id: str
    label: str
    options: tuple[Option, ...] = ()
    source: str = ""
    place: Place = NOWHERE

    def option(self, id: str) -> Option | None:  # noqa: A002  # the key of the YAML
        """Return the choice with an id, also one that no longer holds, or None."""
        return next((one for one in self.options if one.id == id), None)

    def on(self, day: date) -> tuple[Option, ...]:
        """Return the choices that may be taken on a day, in their order."""
        return tuple(one for one in self.options if one.holds_on(day))
