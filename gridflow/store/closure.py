"""Computing the dated closure of a tree from its dated links; no database here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from gridflow.store.errors import TreeError
from gridflow.store.fields import FOREVER

ONE_DAY = timedelta(days=1)


class Link(NamedTuple):
    """An area hangs under a parent from a day to a day, both included."""

    area: int
    parent: int
    valid_from: date
    valid_to: date


class Path(NamedTuple):
    """An ancestor of an area, so many steps up, from a day to a day."""

    ancestor: int
    area: int
    depth: int
    valid_from: date
    valid_to: date


@dataclass(frozen=True, slots=True)
class StoredLink:
    """A link as read from the database."""

    area: int
    parent: int
    valid_from: date
    valid_to: date | None

    def link(self) -> Link:
        """Return the link with its last day."""
        return Link(self.area, self.parent, self.valid_from, self.valid_to or FOREVER)


@dataclass(frozen=True, slots=True)
class StoredSpan:
    """The days of an area as read from the database."""

    id: int
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class StoredPath:
    """A closure row as read from the database."""

    ancestor: int
    area: int
    depth: int
    valid_from: date
    valid_to: date | None

    def path(self) -> Path:
        """Return the path with its last day."""
        return Path(
            self.ancestor,
            self.area,
            self.depth,
            self.valid_from,
            self.valid_to or FOREVER,
        )


def paths(
    area: int,
    links: Mapping[int, Sequence[Link]],
    spans: Mapping[int, tuple[date, date]],
) -> list[Path]:
    """Return the closure rows of an area: itself, and each ancestor with its days.

    Raises TreeError for a cycle, and for a parent that is not in force on a day on
    which something hangs under it.
    """

    def climb(
        node: int, depth: int, span: tuple[date, date], trail: tuple[int, ...]
    ) -> Iterator[Path]:
        if node in trail:
            raise TreeError(why="cycle", area=area)
        begin, end = spans[node]
        if begin > span[0] or end < span[1]:
            raise TreeError(why="orphan", area=area)
        yield Path(node, area, depth, *span)
        for link in links.get(node, ()):
            both = max(span[0], link.valid_from), min(span[1], link.valid_to)
            if both[0] <= both[1]:
                yield from climb(link.parent, depth + 1, both, (*trail, node))

    return _joined(sorted(climb(area, 0, spans[area], ())))


def _joined(rows: Sequence[Path]) -> list[Path]:
    """Join neighbouring days of the same ancestor at the same distance."""
    joined: list[Path] = []
    for row in rows:
        last = joined[-1] if joined else None
        if (
            last is not None
            and (last.ancestor, last.depth) == (row.ancestor, row.depth)
            and last.valid_to + ONE_DAY == row.valid_from
        ):
            joined[-1] = last._replace(valid_to=row.valid_to)
        else:
            joined.append(row)
    return joined
