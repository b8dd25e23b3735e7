"""Who of a made-up household receives dibao or is supported as destitute."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from plugins.return_to_poverty.labour import labour_of
from plugins.return_to_poverty.sample.chance import happens
from plugins.return_to_poverty.sample.work import Member, works

_ABLE_AGAIN = 60  # the destitute are older


def give(members: Sequence[Member], ages: Sequence[int], random: Random) -> None:
    """Mark a household without labour, and some in hardship, as secured."""
    without_labour = bool(labour_of(members).wholly_without_labour)
    alone = len(members) == 1 and ages[0] >= _ABLE_AGAIN
    if without_labour and alone and happens(30, random):
        members[0]["destitute_support"] = "rural"
        return
    hard_up = not any(map(works, members)) and any(map(_is_ill, members))
    if without_labour or (hard_up and happens(20, random)):
        for member in members:
            member["rural_dibao"] = "rural"
            member["dibao_grade"] = "full" if without_labour else "lower"


def _is_ill(member: Member) -> bool:
    return member["health"] != ["healthy"]


def is_secured(member: Member) -> bool:
    """Tell whether somebody receives dibao or is supported as destitute."""
    return "rural" in (member["rural_dibao"], member["destitute_support"])
