"""The bounds within which FEEL text and its evaluation stay.

They are generous for rules that people write and small enough that no text can
hold a process for long. `docs/feel.md` lists them.
"""

from __future__ import annotations

from typing import Final

TEXT_LENGTH: Final = 20_000
"""Characters of one expression."""

DEPTH: Final = 60
"""Brackets, calls and keyword expressions inside one another."""

STEPS: Final = 250_000
"""Work of one evaluation: elements visited, times an eighth of what is done to each."""

LIST_LENGTH: Final = 100_000
"""Elements of one list."""

STRING_LENGTH: Final = 1_000_000
"""Characters of one string that an expression builds."""

WARNINGS: Final = 200
"""Warnings that one evaluation notes; a loop may find the same thing often."""

CALLS: Final = 50
"""Invocations of functions defined in FEEL inside one another."""

PATTERN_LENGTH: Final = 500
"""Characters of a regular expression."""

SUBJECT_LENGTH: Final = 100_000
"""Characters that a regular expression reads at most."""

PATTERN_WORK: Final = 200_000_000
"""Attempts a regular expression may need: the more open it is, the less it reads."""

COMPARISONS: Final = 1_000_000
"""Pairs of values that one list function or deep equality compares."""
