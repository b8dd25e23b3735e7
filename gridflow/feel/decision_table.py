"""Decision tables: rules of unary tests with outputs, and three hit policies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from gridflow.feel.errors import START, Fault, FeelWarning
from gridflow.feel.expression import Expression, compile_expression
from gridflow.feel.library import FUNCTIONS
from gridflow.feel.run import Run
from gridflow.feel.unary import UnaryTests, compile_tests
from gridflow.feel.values import Value


class HitPolicy(StrEnum):
    """Which of the rules that match decide."""

    UNIQUE = "unique"
    FIRST = "first"
    COLLECT = "collect"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: a unary test for each input, an expression for each output."""

    tests: tuple[UnaryTests, ...]
    outputs: tuple[Expression, ...]

    @classmethod
    def of(cls, tests: Sequence[str], outputs: Sequence[str]) -> Rule:
        """Compile a row; FeelError where a cell is no FEEL."""
        return cls(
            tuple(compile_tests(text) for text in tests),
            tuple(compile_expression(text) for text in outputs),
        )


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table.

    With one output a rule's result is its value, with several a context by name.

    Attributes:
        inputs: the expressions whose values are tested, a column each.
        outputs: names of the output columns.
        rules: rows in order.
        hit_policy: which matching rows decide.
        together: for COLLECT: "" for the list, or sum, min, max, count.
    """

    inputs: tuple[Expression, ...]
    outputs: tuple[str, ...]
    rules: tuple[Rule, ...]
    hit_policy: HitPolicy = HitPolicy.UNIQUE
    together: str = ""

    def decide(
        self, context: Mapping[str, Value], warnings: list[FeelWarning] | None = None
    ) -> Value:
        """Return the decision; None where no rule matches or UNIQUE is not kept."""
        values = [column.evaluate(context, warnings) for column in self.inputs]
        hits = [
            number
            for number, rule in enumerate(self.rules, 1)
            if _matches(rule, values, context, warnings)
        ]
        if self.hit_policy is HitPolicy.COLLECT:
            found = [self._output(number, context, warnings) for number in hits]
            if self.together:
                return self._sum_up(found, warnings)
            return found
        if not hits:
            return None
        if self.hit_policy is HitPolicy.UNIQUE and len(hits) > 1:
            if warnings is not None:
                facts = {"rules": tuple(hits)}
                warnings.append(FeelWarning(START, "rules_overlap", facts))
            return None
        return self._output(hits[0], context, warnings)

    def _sum_up(self, found: list[Value], warnings: list[FeelWarning] | None) -> Value:
        run = Run(warnings)
        try:
            return FUNCTIONS[self.together].call(run, [found])
        except Fault as fault:
            return run.fault(fault, START)

    def _output(
        self,
        number: int,
        context: Mapping[str, Value],
        warnings: list[FeelWarning] | None,
    ) -> Value:
        rule = self.rules[number - 1]
        found = [cell.evaluate(context, warnings) for cell in rule.outputs]
        return (
            found[0] if len(found) == 1 else dict(zip(self.outputs, found, strict=True))
        )


def _matches(
    rule: Rule,
    values: Sequence[Value],
    context: Mapping[str, Value],
    warnings: list[FeelWarning] | None,
) -> bool:
    return all(
        test.matches(value, context, warnings) is True
        for test, value in zip(rule.tests, values, strict=True)
    )
