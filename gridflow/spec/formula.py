"""FEEL expressions in definitions: text with a place, compiled at first use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gridflow.spec.place import NOWHERE, Place

if TYPE_CHECKING:
    from gridflow import feel


@dataclass(frozen=True, slots=True)
class Formula:
    """An expression that gives a value."""

    text: str
    place: Place = NOWHERE
    names: tuple[str, ...] = field(default=(), compare=False)
    _compiled: feel.Expression | None = field(
        default=None, init=False, repr=False, compare=False
    )

    def compiled(self) -> feel.Expression:
        """Return the compiled expression; FeelError where the text is none."""
        if self._compiled is None:
            from gridflow import feel  # not paid for by who only reads

            made = feel.compile(self.text, self.names)
            object.__setattr__(self, "_compiled", made)
            return made
        return self._compiled

    def evaluate(
        self,
        context: Mapping[str, object],
        warnings: list[feel.FeelWarning] | None = None,
    ) -> object:
        """Return the value in a context; None (and a warning) where it fails."""
        return self.compiled().evaluate(context, warnings)


@dataclass(frozen=True, slots=True)
class UnaryFormula:
    """Unary tests over one value, such as `>= 0` or `"a", "b"`."""

    text: str
    place: Place = NOWHERE
    names: tuple[str, ...] = field(default=(), compare=False)
    _compiled: feel.UnaryTests | None = field(
        default=None, init=False, repr=False, compare=False
    )

    def compiled(self) -> feel.UnaryTests:
        """Return the compiled tests; FeelError where the text is none."""
        if self._compiled is None:
            from gridflow import feel  # not paid for by who only reads

            made = feel.compile_tests(self.text, self.names)
            object.__setattr__(self, "_compiled", made)
            return made
        return self._compiled

    def matches(self, value: object, context: Mapping[str, object]) -> bool | None:
        """Tell whether a value passes; None where that is not decided."""
        return self.compiled().matches(value, context)
