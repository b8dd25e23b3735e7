"""Monitoring against return to poverty: the rules of this policy, as a plugin.

Income and labour stand in modules of their own and know nothing of gridflow; this
module answers the hooks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

import click

from gridflow.api import FieldKind, Function, Rehearsal, hookimpl
from plugins.return_to_poverty import id_number, income, labour
from plugins.return_to_poverty.sample import areas as made_up_areas
from plugins.return_to_poverty.sample import households, people

RULE_SET = "return_to_poverty/1"


@hookimpl
def field_types() -> list[FieldKind]:
    """Add the field type `id_number`."""
    return [id_number.KIND]


@hookimpl
def expression_functions() -> Mapping[str, Function]:
    """Add what expressions can ask of an ID number, and the age on a day."""
    offered = (
        Function.of("id_birth_date", "number: string", id_number.birth_date),
        Function.of("id_sex", "number: string", id_number.sex),
        Function.of("age_on", "born: date, day: date", id_number.age_on),
    )
    return {one.name: one for one in offered}


@hookimpl
def printable_values(
    values: Mapping[str, object], day: date, parameters: Mapping[str, object]
) -> Mapping[str, object]:
    """Add the assessed income and the household's labour to the paper of a visit."""
    return {
        **income.printed(values, day, parameters),
        **labour.printed(values),
    }


@hookimpl
def commands() -> list[click.Command]:
    """Add `gridflow roster` and `gridflow tour`."""
    # not paid for by who only checks definitions
    from plugins.return_to_poverty.roster.command import roster
    from plugins.return_to_poverty.tour.command import tour

    return [roster, tour]


@hookimpl
def sample_areas(areas: Sequence[Mapping[str, str]]) -> Iterable[Mapping[str, str]]:
    """Make up the groups of the demo's villages."""
    return made_up_areas.below({row["code"] for row in areas})


@hookimpl
def sample_people() -> Iterable[Mapping[str, str]]:
    """Make up the people of the demo town."""
    return people.everybody()


@hookimpl
def sample_records(
    record: str, count: int, seed: int, groups: Sequence[str], day: date
) -> Iterable[Mapping[str, object]] | None:
    """Make up households with their members."""
    if record != "household":
        return None
    return households.make(count, seed, groups, day)


@hookimpl
def sample_work(site: Rehearsal, until: datetime) -> None:
    """Let a few groups of a demo begin their screening."""
    # not paid for by who only checks definitions
    from plugins.return_to_poverty.tour.beginning import begin_work

    begin_work(site, until)


@hookimpl
def rule_set_version() -> str:
    """Name this set of rules; the number rises when a rule decides otherwise."""
    return RULE_SET
