"""A site: its procedures, and the calls that read them from source text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from gridflow.spec.place import NOWHERE, Place
from gridflow.spec.problem import Problem
from gridflow.spec.procedure import Procedure
from gridflow.spec.sources import Sources
from gridflow.spec.vocabulary import Vocabulary
from gridflow.spec.wording import Wording

__all__ = ["County", "LoadResult", "Site", "Sources", "Vocabulary"]


@dataclass(frozen=True, slots=True, kw_only=True)
class County:
    """The county a site serves; its number is given once and never changes."""

    number: int
    area: str
    label: str
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Everything that the definitions of a site say.

    Attributes:
        area_files: paths of the area tables, relative to the site folder.
        base: the id of the procedure that extends nothing.
        vocabulary: the field types and functions it was checked with.
    """

    label: str
    county: County
    area_files: tuple[str, ...]
    procedures: Mapping[str, Procedure]
    base: str
    plugins: tuple[str, ...] = ()
    wording: Wording = field(default_factory=Wording)
    vocabulary: Vocabulary = field(default_factory=Vocabulary.plain)
    digest: str = ""
    sources: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    place: Place = NOWHERE

    def procedure_for(self, area_codes: Sequence[str]) -> Procedure:
        """Return the procedure of the nearest area, else the base.

        The codes run from the area itself up to the root.
        """
        chains = {one.area: one for one in self.procedures.values() if one.area}
        for code in area_codes:
            if code in chains:
                return chains[code]
        return self.procedures[self.base]


@dataclass(frozen=True, slots=True)
class LoadResult:
    """A site, or None where an error stands in the way; and every problem."""

    site: Site | None
    problems: tuple[Problem, ...] = ()
