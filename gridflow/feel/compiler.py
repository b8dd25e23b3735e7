"""Puts the compiler together: which code each kind of node becomes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gridflow.feel import compile_compare as comparing
from gridflow.feel import compile_logic as logic
from gridflow.feel import compile_values as values
from gridflow.feel import nodes
from gridflow.feel.lexer import Lexer
from gridflow.feel.library import FUNCTIONS
from gridflow.feel.scope import Compiler, Handler, compile_name

HANDLERS: Mapping[type[nodes.Node], Handler] = MappingProxyType(
    {
        nodes.Literal: values.compile_literal,
        nodes.Broken: values.compile_broken,
        nodes.Name: compile_name,
        nodes.Path: values.compile_path,
        nodes.Filter: logic.compile_filter,
        nodes.Call: values.compile_call,
        nodes.Negate: values.compile_negate,
        nodes.Arithmetic: values.compile_arithmetic,
        nodes.Compare: comparing.compile_compare,
        nodes.Between: comparing.compile_between,
        nodes.In: comparing.compile_in,
        nodes.InstanceOf: comparing.compile_instance_of,
        nodes.And: logic.compile_and,
        nodes.Or: logic.compile_or,
        nodes.If: logic.compile_if,
        nodes.Span: comparing.compile_span,
        nodes.For: logic.compile_for,
        nodes.Quantified: logic.compile_quantified,
        nodes.Interval: comparing.compile_interval,
        nodes.HalfLine: comparing.compile_half_line,
        nodes.ListOf: values.compile_list,
        nodes.ContextOf: values.compile_context,
        nodes.FunctionOf: values.compile_function,
    }
)


def make_compiler(lexer: Lexer) -> Compiler:
    """Make a compiler for the text of this lexer."""
    return Compiler(lexer, HANDLERS, FUNCTIONS)
