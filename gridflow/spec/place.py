"""Where a piece of a definition was written."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a file of the site; line and column count from 1.

    Attributes:
        path: relative to the site folder, with forward slashes.
        line: 0 where the whole file is meant.
        column: 0 where the whole file is meant.
    """

    path: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


NOWHERE = Place()
