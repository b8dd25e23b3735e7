"""Areas named by columns: a name or a code of each level, from above down to one."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from gridflow.engine.surroundings import Surroundings
from gridflow.store import Session, areas
from gridflow.store.areas import Area

KEPT_AT_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Named:
    """The area that some texts name; else the code of what is wrong, and where."""

    area: Area | None = None
    code: str = ""
    level: str = ""
    count: int = 0


class Places:
    """All areas of the county on a day, and which of them the actor's post covers."""

    def __init__(self, session: Session, around: Surroundings, top: int | None) -> None:
        """Read the tree; `top` is the area of the post, None for the whole county."""
        self._levels = [one.id for one in around.procedure.levels]
        self._by_id: dict[int, Area] = {}
        self._by_word: dict[tuple[str, str], list[Area]] = {}
        for root in areas.roots(session, around.day):
            for one in areas.descendants(session, root.id, around.day):
                self._by_id[one.id] = one
                for word in {_plain(one.label), _plain(one.code)}:
                    self._by_word.setdefault((one.level, word), []).append(one)
        self._covered = set(self._by_id)
        if top is not None:
            below = areas.descendants(session, top, around.day)
            self._covered = {one.id for one in below}
        self._known: dict[tuple[str, ...], Named] = {}

    def covers(self, area: int) -> bool:
        """Tell whether an area lies at or below that of the post."""
        return area in self._covered

    def is_below(self, area: int, above: int) -> bool:
        """Tell whether an area is another or lies below it."""
        found = self._by_id.get(area)
        return found is not None and self._is_below(found, {above})

    def label(self, area: int) -> str:
        """Return the names from two levels above down to an area, for people."""
        names: list[str] = []
        at = self._by_id.get(area)
        while at is not None and len(names) < 3:  # noqa: PLR2004 - so much tells it
            names.insert(0, at.label)
            at = self._by_id.get(at.parent) if at.parent is not None else None
        return "".join(names)

    def find(self, texts: Mapping[str, str]) -> Named:
        """Return the area that texts name, by level; empty ones name nothing."""
        asked = [(level, texts[level]) for level in self._levels if texts.get(level)]
        key = tuple(word for pair in asked for word in pair)
        if key not in self._known:
            if len(self._known) >= KEPT_AT_MOST:
                self._known.clear()
            self._known[key] = self._find(asked)
        return self._known[key]

    def _find(self, asked: list[tuple[str, str]]) -> Named:
        before: set[int] | None = None
        found: list[Area] = []
        level = ""
        for level, text in asked:
            found = self._by_word.get((level, _plain(text)), [])
            if before is not None:
                found = [one for one in found if self._is_below(one, before)]
            if not found:
                return Named(code="cell_no_area", level=level)
            before = {one.id for one in found}
        if len(found) != 1:
            code = "cell_area_unclear" if found else "cell_no_area"
            return Named(code=code, level=level, count=len(found))
        if not self.covers(found[0].id):
            return Named(code="cell_area_foreign", level=level)
        return Named(area=found[0])

    def _is_below(self, area: Area, above: set[int]) -> bool:
        at: Area | None = area
        while at is not None:
            if at.id in above:
                return True
            at = self._by_id.get(at.parent) if at.parent is not None else None
        return False


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()
