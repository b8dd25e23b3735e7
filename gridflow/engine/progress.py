"""How far long work has come: what does the work calls it, whoever waits reads it."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called now and then by work that takes long, outside of a transaction.

    As a job it also tells that the worker is alive, so that nobody else is given the
    work. It raises where somebody was: then the work stops.
    """

    def __call__(self, done: int, total: int | None = None, said: str = "") -> None:
        """Tell that `done` of `total` is done; `said` is a code of the wording."""
        ...


def untold(done: int, total: int | None = None, said: str = "") -> None:
    """Tell nobody: for work that is waited for where it is done."""
    del done, total, said
