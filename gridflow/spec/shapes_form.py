"""The shapes of a form: sections, repeats, checks, signatures."""

from __future__ import annotations

from gridflow.spec.forms import Check, Form, Repeat, Section, SignaturePlace
from gridflow.spec.rules import count_in_order
from gridflow.spec.shape import IDENTIFIER, TEXT, Expression, Flag, OneOf, Ref, Whole
from gridflow.spec.shapes_value import FIELD, LABEL, SOURCE
from gridflow.spec.things import Either, Key, ListOf, Thing

CHECK = Thing(
    "check",
    (
        Key("id", IDENTIFIER, "The check's id.", required=True),
        Key("that", Expression(), "True where all is well.", required=True),
        Key("say", TEXT, "What is said where it is not.", required=True),
        Key(
            "severity",
            OneOf(("error", "warning", "info")),
            "An error stops; a warning is answered with a reason; info is only said.",
        ),
        Key("fields", ListOf(Ref("field")), "The fields beside which it is said."),
        SOURCE,
    ),
    Check,
    identity="id",
)
_CHECKS = ListOf(CHECK, ("id",))
_FIELDS = ListOf(FIELD, ("id",))

SECTION = Thing(
    "section",
    (
        Key("section", IDENTIFIER, "The section's id.", required=True, to="id"),
        LABEL,
        Key("note", TEXT, "Help under the heading."),
        Key("relevant", Expression(), "When the section is asked at all."),
        Key("fields", _FIELDS, "The fields in their order.", required=True),
        Key("checks", _CHECKS, "Relations between values."),
        SOURCE,
    ),
    Section,
    identity="section",
)
REPEAT = Thing(
    "repeat",
    (
        Key("repeat", IDENTIFIER, "The rows' id.", required=True, to="id"),
        LABEL,
        Key("note", TEXT, "Help under the heading."),
        Key("relevant", Expression(), "When the rows are asked at all."),
        Key("record", Ref("record"), "The part of the record that a row is."),
        Key("row_title", Ref("row field"), "The field that names a row."),
        Key("at_least", Whole(0, 200), "The fewest rows."),
        Key("at_most", Whole(1, 200), "The most rows."),
        Key("fields", _FIELDS, "The fields of each row.", required=True),
        Key("checks", _CHECKS, "Relations within each row."),
        SOURCE,
    ),
    Repeat,
    identity="repeat",
    rule=count_in_order,
)
SIGNATURE = Thing(
    "signature",
    (
        Key("id", IDENTIFIER, "The signature's id.", required=True),
        Key("who", IDENTIFIER, "Who signs.", required=True),
        LABEL,
        Key("people", Whole(1, 20), "How many sign."),
        Key("relevant", Expression(), "When somebody signs there at all."),
        Key("required", Flag(), "Whether the form needs it."),
        Key("ways", ListOf(OneOf(("drawn", "photo")), least=1), "How one may sign."),
    ),
    SignaturePlace,
    identity="id",
)
FORM = Thing(
    "form",
    (
        Key("form", IDENTIFIER, "The form's id.", required=True, to="id"),
        LABEL,
        Key("about", Ref("record"), "The record it is about.", required=True),
        Key(
            "sections",
            ListOf(Either((SECTION, REPEAT)), ("section", "repeat"), least=1),
            "Sections and repeats in their order.",
            required=True,
        ),
        Key("checks", _CHECKS, "Relations over the whole form."),
        Key("signatures", ListOf(SIGNATURE, ("id",)), "Who signs."),
        Key("printable", Ref("printable"), "The paper it comes out on."),
        Key(
            "layout",
            OneOf(("page", "ledger")),
            "Whether it can also be filled as rows, one for each record.",
        ),
        SOURCE,
    ),
    Form,
    identity="form",
)
