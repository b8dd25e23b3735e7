"""FEEL, the expression language of OMG DMN: compile, evaluate, test, check.

    evaluate("count(members[age < 16]) > 1", {"members": [...]})

What FEEL calls an error is None plus a warning; bad text and exceeded limits are
FeelError, and nothing else ever leaves the package.
"""

from __future__ import annotations

from gridflow.feel.check import check, check_tests
from gridflow.feel.decision_table import HitPolicy, Rule, Table
from gridflow.feel.errors import FeelError, FeelProblem, FeelWarning, Position
from gridflow.feel.expression import Expression, evaluate
from gridflow.feel.expression import compile_expression as compile  # noqa: A004  # FEEL's own word
from gridflow.feel.functions import Function
from gridflow.feel.unary import UnaryTests, compile_tests, matches

__all__ = [
    "Expression",
    "FeelError",
    "FeelProblem",
    "FeelWarning",
    "Function",
    "HitPolicy",
    "Position",
    "Rule",
    "Table",
    "UnaryTests",
    "check",
    "check_tests",
    "compile",
    "compile_tests",
    "evaluate",
    "matches",
]
