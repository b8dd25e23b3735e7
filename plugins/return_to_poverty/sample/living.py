"""How a made-up household lives: land, house, road, water (block C)."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from plugins.return_to_poverty.sample.chance import happens
from plugins.return_to_poverty.sample.work import Member

_NONE = Decimal(0)


def of_an_ordinary_house(random: Random) -> Member:
    """Return the fields on living and production of a village house in order."""
    road = random.choices(("concrete", "gravel", "asphalt"), (85, 10, 5))[0]
    return {
        "farmland": Decimal(random.randrange(10, 80)) / 10,
        "forest": Decimal(random.randrange(0, 50)) / 10,
        "returned_forest": Decimal(random.choice((0, 0, 5, 12, 20))) / 10,
        "orchard": Decimal(random.choice((0, 0, 0, 8, 15))) / 10,
        "pasture": _NONE,
        "water_area": Decimal(random.choice((0, 0, 0, 0, 6))) / 10,
        "house_area": Decimal(random.randrange(60, 180, 5)),
        "dangerous_house": False,
        "house_grade": random.choice(("A", "A", "B")),
        "road_distance": Decimal(random.randrange(0, 30)) / 10,
        "road_type": road,
        "road_hardened": road != "gravel",
        "fuel": random.choices(("clean", "firewood"), (70, 30))[0],
        "safe_water": True,
        "toilet": True,
        "toilet_usable": True,
        "electricity": True,
        "broadcasting": True,
        "cooperative": happens(12, random),
        "led_by_firm": False,
        "led_by_pioneer": happens(3, random),
    }
