"""Campaigns: a case about every record of an area, each with the form it is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from gridflow.spec.formula import Formula, UnaryFormula
from gridflow.spec.place import NOWHERE, Place

if TYPE_CHECKING:
    from gridflow import feel

Hit = Literal["first", "unique"]
RULE = "rule"


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A question that the decision table asks of every record."""

    id: str
    label: str
    value: Formula
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A row of the decision table: who answers like this gets this class and form.

    Attributes:
        when: tests by the id of an input; an input that is not named may be anything.
        class_: the class, an option of the campaign's code list.
    """

    id: str
    class_: str
    form: str
    when: Mapping[str, UnaryFormula] = field(
        default_factory=lambda: MappingProxyType({})
    )
    source: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """A work that reaches every record of an area, from a day to a day.

    Attributes:
        about: the kind of record.
        flow: the flow of the cases; the table overrides the form of its first step.
        codes: the code list that the classes come from.
        hit: whether the first rule that matches decides, or exactly one must match.
    """

    id: str
    label: str
    about: str
    flow: str
    from_: date
    to: date
    codes: str
    inputs: tuple[Input, ...] = ()
    rules: tuple[Rule, ...] = ()
    hit: Hit = "first"
    source: str = ""
    place: Place = NOWHERE
    _table: feel.Table | None = field(
        default=None, init=False, repr=False, compare=False
    )

    def table(self) -> feel.Table:
        """Return the compiled table; its answer is the number of a rule, from 0 on.

        Raises FeelError where a cell is no FEEL, which the check tells before.
        """
        if self._table is None:
            made = self._compiled()
            object.__setattr__(self, "_table", made)
            return made
        return self._table

    def _compiled(self) -> feel.Table:
        from gridflow import feel  # not paid for by who only reads

        anything = feel.compile_tests("-")
        rows = tuple(
            feel.Rule(
                tuple(
                    rule.when[one.id].compiled() if one.id in rule.when else anything
                    for one in self.inputs
                ),
                (feel.compile(str(number)),),
            )
            for number, rule in enumerate(self.rules)
        )
        columns = tuple(one.value.compiled() for one in self.inputs)
        return feel.Table(columns, (RULE,), rows, feel.HitPolicy(self.hit))

    def texts(self) -> tuple[str, ...]:
        """Return the text of every expression, to tell what the table looks at."""
        tests = (one.text for rule in self.rules for one in rule.when.values())
        return (*(one.value.text for one in self.inputs), *tests)
