"""How many households each group of a made-up town has."""

from __future__ import annotations

from random import Random

_SMALLEST, _LARGEST = 65, 100  # the weights of groups: none is far from the mean


def sizes(count: int, groups: int, random: Random) -> list[int]:
    """Return the number of households of each group; they add up to `count`.

    No group is empty while there are enough for all.
    """
    weights = [random.randint(_SMALLEST, _LARGEST) for _ in range(groups)]
    whole = sum(weights)
    found = [count * weight // whole for weight in weights]
    missing = count - sum(found)
    by_need = sorted(
        range(groups), key=lambda n: (found[n] > 0, -(count * weights[n] % whole), n)
    )
    for nth in by_need[:missing]:
        found[nth] += 1
    return found
