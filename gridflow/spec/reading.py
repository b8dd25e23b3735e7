"""What one reading of definitions gathers: problems, references, expressions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final

from gridflow.spec.formula import Formula, UnaryFormula
from gridflow.spec.node import Scalar
from gridflow.spec.place import Place
from gridflow.spec.problem import Problem, Severity
from gridflow.spec.vocabulary import Vocabulary

_MOST_TOLD: Final = 12
_MOST_GUESSED: Final = 200
_LONGEST_GUESSED: Final = 60


Owner = tuple[str, str]
"""The kind and the id of the definition that something stands in."""


class Absent:
    """Stands for a value whose problem was told already."""


ABSENT: Final = Absent()


@dataclass(frozen=True, slots=True)
class Reference:
    """The mention of something defined elsewhere, to be resolved at the end."""

    kind: str
    name: str
    place: Place
    path: str
    owner: Owner


@dataclass(frozen=True, slots=True)
class Use:
    """An expression with its scalar, to be checked when all names are known."""

    formula: Formula | UnaryFormula
    scalar: Scalar
    path: str
    owner: Owner


@dataclass(slots=True)
class Reading:
    """The state of reading one procedure's definitions.

    Attributes:
        problems: shared by the readings of all procedures of a site.
        owner: the definition that is being read.
    """

    vocabulary: Vocabulary
    problems: dict[tuple[object, ...], Problem] = field(default_factory=dict)
    references: list[Reference] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)
    owner: Owner = ("", "")

    @property
    def spaced_names(self) -> tuple[str, ...]:
        """Return the functions whose names the expression parser must be told."""
        return tuple(name for name in self.vocabulary.functions if " " in name)

    def tell(
        self,
        code: str,
        place: Place,
        path: str = "",
        severity: Severity = "error",
        **params: object,
    ) -> None:
        """Add a problem; the same one at the same place is told once."""
        problem = Problem(code, severity, place, path, MappingProxyType(params))
        self.add((problem,))

    def refer(self, kind: str, name: str, place: Place, path: str) -> None:
        """Note that something defined elsewhere is mentioned."""
        self.references.append(Reference(kind, name, place, path, self.owner))

    def use(self, formula: Formula | UnaryFormula, scalar: Scalar, path: str) -> None:
        """Note an expression, to be checked when all names are known."""
        self.uses.append(Use(formula, scalar, path, self.owner))

    def tell_unknown(
        self,
        code: str,
        place: Place,
        path: str,
        word: str,
        known: Iterable[str],
        **params: object,
    ) -> None:
        """Add the problem of a word that is none of the known ones."""
        words = list(known)
        meant = near(word, words) if len(self.problems) < _MOST_GUESSED else ""
        facts = {"word": word, "allowed": _some(words), "meant": meant}
        problem = Problem(
            code, "error", place, path, MappingProxyType({**params, **facts})
        )
        self.add((problem,))

    def add(self, problems: Iterable[Problem]) -> None:
        """Add problems; one about the same word at the same place is told once."""
        for one in problems:
            about = one.params.get("word", one.params.get("key"))
            key = (one.code, one.place, about)
            self.problems.setdefault(key, one)


def near(word: str, known: Iterable[str]) -> str:
    """Return the known word that was probably meant, or an empty text."""
    if len(word) > _LONGEST_GUESSED:
        return ""
    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return close[0] if close else ""


def _some(words: list[str]) -> tuple[str, ...]:
    ordered = sorted(words)
    if len(ordered) > _MOST_TOLD:
        return (*ordered[:_MOST_TOLD], "…")
    return tuple(ordered)


def below(path: str, name: str) -> str:
    """Return the path of a piece inside another."""
    return f"{path}.{name}" if path else name
