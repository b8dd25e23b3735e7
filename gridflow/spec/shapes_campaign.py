"""The shape of a campaign: its days, its flow and its decision table."""

from __future__ import annotations

from gridflow.spec.campaigns import Campaign, Input, Rule
from gridflow.spec.formula import UnaryFormula
from gridflow.spec.rules import days_in_order
from gridflow.spec.shape import IDENTIFIER, Day, Expression, OneOf, Ref
from gridflow.spec.shapes_value import LABEL, SOURCE
from gridflow.spec.things import Key, ListOf, MapOf, Thing

INPUT = Thing(
    "input",
    (
        Key("id", IDENTIFIER, "The word by which rules name it.", required=True),
        LABEL,
        Key("value", Expression(), "What is asked of the record.", required=True),
    ),
    Input,
    identity="id",
)
RULE = Thing(
    "rule",
    (
        Key("rule", IDENTIFIER, "The rule's id.", required=True, to="id"),
        Key(
            "when",
            MapOf(Expression(UnaryFormula), Ref("input")),
            "Tests by the id of an input; none at all: always.",
        ),
        Key("class", Ref("class"), "The class it gives.", True, to="class_"),
        Key("form", Ref("form"), "The form it gives.", required=True),
        SOURCE,
    ),
    Rule,
    identity="rule",
)
CAMPAIGN = Thing(
    "campaign",
    (
        Key("campaign", IDENTIFIER, "The campaign's id.", required=True, to="id"),
        LABEL,
        Key("about", Ref("record"), "The record that it reaches.", required=True),
        Key("flow", Ref("flow"), "The flow of its cases.", required=True),
        Key("from", Day(), "The first day.", required=True, to="from_"),
        Key("to", Day(), "The last day.", required=True),
        Key("codes", Ref("codes"), "The list of its classes.", required=True),
        Key("inputs", ListOf(INPUT, ("id",)), "What its table asks."),
        Key("hit", OneOf(("first", "unique")), "Which of the rules decides."),
        Key(
            "rules",
            ListOf(RULE, ("rule",), least=1),
            "Which record gets which class and form.",
            required=True,
        ),
        SOURCE,
    ),
    Campaign,
    identity="campaign",
    rule=days_in_order,
)
