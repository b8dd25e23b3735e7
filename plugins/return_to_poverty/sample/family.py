"""Who lives in a made-up household: relations, sexes and ages that fit together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from plugins.return_to_poverty.sample.chance import happens

_OTHER = {"male": "female", "female": "male"}


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a family, before it has a name; age in completed years."""

    relation: str
    sex: str
    age: int


def draw(random: Random) -> tuple[Place, ...]:
    """Draw a family, the head first, the way such villages are made up."""
    shapes: tuple[tuple[Callable[[Random], tuple[Place, ...]], int], ...] = (
        (_alone, 12),
        (_couple, 22),
        (_with_children, 36),
        (_three_generations, 18),
        (_with_grandchildren, 12),
    )
    shape = random.choices([one for one, _ in shapes], [many for _, many in shapes])[0]
    return shape(random)


def _head(random: Random, youngest: int, oldest: int, men: int = 85) -> Place:
    sex = "male" if happens(men, random) else "female"
    return Place("head", sex, random.randint(youngest, oldest))


def _spouse_of(head: Place, random: Random) -> Place:
    age = max(22, head.age + random.randint(-5, 3))
    return Place("spouse", _OTHER[head.sex], age)


def _alone(random: Random) -> tuple[Place, ...]:
    return (_head(random, 60, 86, men=60),)


def _couple(random: Random) -> tuple[Place, ...]:
    head = _head(random, 52, 80)
    return (head, _spouse_of(head, random))


def _with_children(random: Random) -> tuple[Place, ...]:
    head = _head(random, 28, 50)
    spouse = (_spouse_of(head, random),) if happens(90, random) else ()
    return (head, *spouse, *_children(head, random, random.choice((1, 1, 2, 2, 2, 3))))


def _children(head: Place, random: Random, count: int) -> tuple[Place, ...]:
    oldest = head.age - random.randint(22, 26)
    ages = sorted({max(0, oldest - 3 * nth) for nth in range(count)}, reverse=True)
    sexes = [random.choice(("male", "female")) for _ in ages]
    return tuple(
        Place("son" if sex == "male" else "daughter", sex, age)
        for sex, age in zip(sexes, ages, strict=True)
    )


def _three_generations(random: Random) -> tuple[Place, ...]:
    head = _head(random, 36, 56)
    parents = [
        Place(relation, sex, head.age + random.randint(22, 28))
        for relation, sex in (("father", "male"), ("mother", "female"))
        if happens(70, random)
    ]
    children = _children(head, random, random.choice((1, 1, 2)))
    return (head, _spouse_of(head, random), *children, *parents)


def _with_grandchildren(random: Random) -> tuple[Place, ...]:
    head = _head(random, 55, 76)
    son = Place("son", "male", head.age - random.randint(23, 28))
    wife = Place("daughter_in_law", "female", max(22, son.age - random.randint(0, 4)))
    grandchildren = tuple(
        Place("grandson" if child.sex == "male" else "granddaughter", *_same(child))
        for child in _children(son, random, random.choice((1, 1, 2)))
    )
    return (head, _spouse_of(head, random), son, wife, *grandchildren)


def _same(child: Place) -> tuple[str, int]:
    return child.sex, child.age
