"""The shapes of values: choices, masks, and the fields of forms and records."""

from __future__ import annotations

from dataclasses import dataclass

from gridflow.spec.codes import CodeList, Option
from gridflow.spec.forms import Field, Mask
from gridflow.spec.formula import UnaryFormula
from gridflow.spec.node import Scalar
from gridflow.spec.reading import ABSENT, Absent, Reading
from gridflow.spec.records import Group, Periods, Record, RecordField
from gridflow.spec.rules import days_in_order, field_in_order, value_in_order
from gridflow.spec.shape import (
    CODE,
    IDENTIFIER,
    TEXT,
    Day,
    Expression,
    Flag,
    FlagOrExpression,
    Json,
    OneOf,
    Ref,
    ScalarShape,
    Text,
    Whole,
)
from gridflow.spec.things import Key, ListOf, Thing

SOURCE = Key("source", TEXT, "The clause it comes from.")
LABEL = Key("label", TEXT, "What people read.", required=True)
FLAG = Flag()


@dataclass(frozen=True, slots=True)
class FieldType(ScalarShape):
    """The name of a field type of the engine or of a plugin."""

    def read_scalar(self, node: Scalar, path: str, reading: Reading) -> object | Absent:
        """Return the name."""
        known = reading.vocabulary.field_types
        if node.text in known:
            return node.text
        reading.tell_unknown("unknown-field-type", node.place, path, node.text, known)
        return ABSENT

    def schema(self, *, overlay: bool) -> Json:
        """Return the JSON Schema: plugins add words, so any word."""
        return IDENTIFIER.schema(overlay=overlay)


OPTION = Thing(
    "option",
    (
        Key("id", CODE, "The word that is stored.", required=True),
        LABEL,
        Key("from", Day(), "The first day on which it may be chosen.", to="from_"),
        Key("to", Day(), "The last day on which it may be chosen."),
        SOURCE,
    ),
    Option,
    identity="id",
    rule=days_in_order,
)
OPTIONS = ListOf(OPTION, ("id",), least=1)

CODES = Thing(
    "code list",
    (
        Key("codes", IDENTIFIER, "The list's id.", required=True, to="id"),
        LABEL,
        Key("options", OPTIONS, "The choices in their order.", required=True),
        SOURCE,
    ),
    CodeList,
    identity="codes",
)

MASK = Thing(
    "mask",
    (
        Key("first", Whole(0, 30), "Characters that stay readable at the start."),
        Key("last", Whole(0, 30), "Characters that stay readable at the end."),
    ),
    Mask,
)

_VALUE_KEYS = (
    Key("id", IDENTIFIER, "The name that expressions use.", required=True),
    LABEL,
    Key("type", FieldType(), "What kind of value it is.", required=True),
    Key("hint", TEXT, "Help beside the input."),
    Key("unit", TEXT, "The unit shown behind the value."),
    Key("decimals", Whole(0, 10), "Decimal places of a number."),
    Key("options", OPTIONS, "The choices, if they are written here."),
    Key("codes", Ref("codes"), "The code list that holds the choices."),
    Key("sensitive", OneOf(("masked", "sealed")), "How the value is protected."),
    Key("mask", MASK, "What of a protected value stays readable."),
    Key("at_most", Whole(1, 100), "The most choices or uploads."),
)

FIELD = Thing(
    "field",
    (
        *_VALUE_KEYS,
        Key("required", FlagOrExpression(), "Whether, or when, it must be filled in."),
        Key("relevant", Expression(), "When it is asked at all."),
        Key("constraint", Expression(UnaryFormula), "Tests that the value must pass."),
        Key("constraint_message", TEXT, "What is said where it does not pass."),
        Key("calculation", Expression(), "How the value is computed."),
        Key("default", Expression(), "The value at first."),
        Key("read_only", FLAG, "Shown, not asked."),
        Key("index", FLAG, "Lists and counters may use it."),
        Key("from", Ref("record value"), "The record's value at first.", to="from_"),
        Key("write", FLAG, "The submitted value goes back into the record."),
        Key("appearance", Text(r"[a-z_]+", "bad-id", 30), "How the input looks."),
        SOURCE,
    ),
    Field,
    identity="id",
    rule=field_in_order,
)

RECORD_FIELD = Thing(
    "record field",
    (
        *_VALUE_KEYS,
        Key("key", FLAG, "No two records share the value."),
        Key("search", FLAG, "Records are looked up by it."),
        SOURCE,
    ),
    RecordField,
    identity="id",
    rule=value_in_order,
)

_OWN_FIELDS = ListOf(Ref("own field"))

GROUP = Thing(
    "group",
    (
        Key("group", IDENTIFIER, "The group's id.", required=True, to="id"),
        LABEL,
        Key("begins", Ref("own field"), "Its first field.", required=True),
    ),
    Group,
    identity="group",
)

PERIODS = Thing(
    "periods",
    (
        LABEL,
        Key("from", Ref("own field"), "The first day's field.", True, to="from_"),
        Key("to", Ref("own field"), "The last day's field.", required=True),
        Key("columns", _OWN_FIELDS, "What is shown of each.", required=True),
        Key("line", Ref("parameter"), "A parameter of each one's last day."),
    ),
    Periods,
)

RECORD = Thing(
    "record",
    (
        Key("record", IDENTIFIER, "The record's id.", required=True, to="id"),
        LABEL,
        Key("path", Text(r"[a-z][a-z0-9_-]*", "bad-id", 60), "Its word in addresses."),
        Key("part_of", Ref("record"), "The record whose rows these are."),
        Key("list", IDENTIFIER, "The name of its rows as a list.", to="list_name"),
        Key("title", Ref("own field"), "The field that names one.", required=True),
        Key("number", Ref("own field"), "The field with its official number."),
        Key("area_level", Ref("level"), "The level of area that one belongs to."),
        Key("list_columns", _OWN_FIELDS, "Fields that stand in lists."),
        Key("filters", _OWN_FIELDS, "Fields that lists filter by."),
        Key("groups", ListOf(GROUP, ("group",)), "How its page parts the fields."),
        Key("periods", PERIODS, "Values shown as a row a period."),
        Key("monitored_by", ListOf(Ref("role")), "Whose people watch over it."),
        Key(
            "fields",
            ListOf(RECORD_FIELD, ("id",), least=1),
            "What is known of one.",
            required=True,
        ),
        SOURCE,
    ),
    Record,
    identity="record",
)
