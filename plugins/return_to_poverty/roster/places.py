"""The groups that made-up households live in, with the names of what they lie in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gridflow.api import AreaInfo
from plugins.return_to_poverty.sample import areas as made_up

_VILLAGE, _GROUP = "village", "group"
_GROUPS = 8  # of a village that nobody has made up groups for


@dataclass(frozen=True, slots=True)
class Group:
    """A group: its code, and the names from the province down to it by their level."""

    code: str
    names: Mapping[str, str]


def rows_below(
    areas: Sequence[AreaInfo], code: str, suffix: str
) -> list[Mapping[str, str]]:
    """Return the rows of the groups below an area, made up where a village has none.

    `suffix` is what follows the number in the name of a made-up group.
    """
    parents = {one.code: one.parent for one in areas}
    known = [one for one in areas if code in _upwards(one.code, parents)]
    found: list[Mapping[str, str]] = []
    for village in (one.code for one in known if one.level == _VILLAGE):
        own = [_row(one) for one in known if one.parent == village]
        found += own or list(made_up.below({village})) or _numbered(village, suffix)
    return found


def groups_of(
    areas: Sequence[AreaInfo], rows: Sequence[Mapping[str, str]]
) -> list[Group]:
    """Return the groups of these rows with the names of everything above them."""
    by_code = {one.code: one for one in areas}
    parents = {one.code: one.parent for one in areas}
    found = []
    for row in rows:
        above = (by_code[one] for one in _upwards(row["parent"], parents))
        names = {one.level: one.name for one in above}
        found.append(Group(row["code"], {**names, _GROUP: row["name"]}))
    return found


def _upwards(code: str, parents: Mapping[str, str]) -> Iterator[str]:
    while code in parents:
        yield code
        code = parents[code]


def _row(area: AreaInfo) -> Mapping[str, str]:
    return {
        "code": area.code,
        "name": area.name,
        "level": area.level,
        "parent": area.parent,
    }


def _numbered(village: str, suffix: str) -> list[Mapping[str, str]]:
    return [
        {
            "code": f"{village}{number:02d}",
            "name": f"{number}{suffix}",
            "level": _GROUP,
            "parent": village,
        }
        for number in range(1, _GROUPS + 1)
    ]
