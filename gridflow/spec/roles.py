"""Roles, what they may do, and the levels of areas over which they are held."""

from __future__ import annotations

from dataclasses import dataclass

from gridflow.spec.place import NOWHERE, Place

VERBS = (
    "see",
    "reveal",
    "print",
    "export",
    "share",
    "open",
    "reclass",
    "transfer",
    "roster",
    "manage",
    "import",
    "publish",
    "audit",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A level of the area tree; order 0 is the top."""

    id: str
    label: str
    order: int
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """A verb (one of VERBS) and the kind of thing it is allowed on."""

    verb: str
    object: str
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Staffing:
    """How many people should hold the role in each area of its level."""

    at_least: int = 0
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role held over one area of `level` and everything below."""

    id: str
    label: str
    level: str
    staffing: Staffing = Staffing()
    stands_in_for: tuple[str, ...] = ()
    may: tuple[Right, ...] = ()
    source: str = ""
    place: Place = NOWHERE

    def allows(self, verb: str, object: str) -> bool:  # noqa: A002  # the contract's word
        """Tell whether a right is listed."""
        return any(one.verb == verb and one.object == object for one in self.may)
