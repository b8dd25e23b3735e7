"""One question to the dice, so that made-up people read as sentences."""

from __future__ import annotations

from random import Random


def happens(percent: int, random: Random) -> bool:
    """Tell whether something happens that does so in `percent` of a hundred cases."""
    return random.randrange(100) < percent
