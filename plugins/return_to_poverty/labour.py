"""A household's ability to work (CQ-3.1b, CQ-3.1c, SC-1.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

ABLE = frozenset({"normal", "skilled", "weak"})
UNABLE = frozenset({"lost", "none"})


@dataclass(frozen=True, slots=True)
class HouseholdLabour:
    """How many members can work, cannot, and of how many nothing is known."""

    able: int
    unable: int
    unknown: int

    @property
    def has_labour(self) -> bool | None:
        """Tell whether anybody can work, weak and half labour included (CQ-3.1b).

        None where nobody surely can and somebody is unknown.
        """
        if self.able:
            return True
        return None if self.unknown else False

    @property
    def wholly_without_labour(self) -> bool | None:
        """Tell whether there are members and none can work (SC-1.4); None: unknown."""
        has_labour = self.has_labour
        if has_labour is None:
            return None
        return not has_labour and self.unable > 0


def labour_of(members: Iterable[Mapping[str, object]]) -> HouseholdLabour:
    """Count the members of a household by their value of `labour`."""
    states = [member.get("labour") for member in members]
    able = sum(state in ABLE for state in states)
    unable = sum(state in UNABLE for state in states)
    return HouseholdLabour(able, unable, len(states) - able - unable)


def printed(values: Mapping[str, object]) -> Mapping[str, object]:
    """Return the household's labour for the paper of a filled form, or nothing."""
    members = values.get("members")
    if not isinstance(members, Sequence) or isinstance(members, str):
        return {}
    labour = labour_of(row for row in members if isinstance(row, Mapping))
    return {
        "labour_able": labour.able,
        "has_labour": labour.has_labour,
        "wholly_without_labour": labour.wholly_without_labour,
    }
