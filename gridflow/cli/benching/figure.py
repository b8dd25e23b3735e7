"""A measured figure beside its budget, and the ways to measure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the bench: what was measured, how much, and the budget.

    Attributes:
        at_least: the budget is a lower bound.
    """

    name: str
    value: float
    unit: str
    budget: float
    at_least: bool = False

    @property
    def kept(self) -> bool:
        """Whether the budget is kept."""
        if self.at_least:
            return self.value >= self.budget
        return self.value <= self.budget

    def line(self) -> str:
        """Return the line for people: figure, budget, and whether it is kept."""
        bound = "≥" if self.at_least else "≤"
        word = "kept" if self.kept else "OVER"
        return (
            f"{self.name:<44}{self.value:>10.3g} {self.unit:<5}"
            f"budget {bound} {self.budget:g} {self.unit:<5} {word}"
        )


def seconds_of(act: Callable[[], object]) -> float:
    """Return how long one run takes."""
    begun = perf_counter()
    act()
    return perf_counter() - begun


def best_of(times: int, act: Callable[[], object]) -> float:
    """Return the shortest of some runs, in seconds."""
    return min(seconds_of(act) for _ in range(times))


def median_of(times: int, act: Callable[[], object]) -> float:
    """Return the median of some runs, in seconds."""
    return median(seconds_of(act) for _ in range(times))
