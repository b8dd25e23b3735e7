"""The shape of an import: columns, how rows are grouped, and what they keep to."""

from __future__ import annotations

from gridflow.spec.imports import (
    Column,
    CrossCheck,
    Import,
    ImportCheck,
    Way,
    Worked,
)
from gridflow.spec.shape import (
    IDENTIFIER,
    TEXT,
    Expression,
    Flag,
    OneOf,
    Ref,
    Text,
)
from gridflow.spec.shapes_value import LABEL, SOURCE
from gridflow.spec.things import Key, ListOf, MapOf, Thing

FLAG = Flag()
_FIELD = Ref("import field")
_FIELDS = ListOf(_FIELD)
_WORDS = ListOf(TEXT)
# a pattern of a day: its letters, and whatever stands between them
_FORMAT = Text(r"(?=.*YYYY)[YMD\u5e74\u6708\u65e5/.\- ]+", "bad-format", 30)
_FORMATS = ListOf(_FORMAT)
_SEVERITY = Key(
    "severity",
    OneOf(("error", "warning", "info")),
    "An error stops the record; a warning is reported; info is only shown.",
)
_SAY = Key("say", TEXT, "What is said where it is not so.", required=True)
_ID = Key("id", IDENTIFIER, "The check's id.", required=True)

COLUMN = Thing(
    "column",
    (
        Key("heading", TEXT, "What stands over the column.", required=True),
        Key("also", _WORDS, "Other headings that mean the same."),
        Key("to", _FIELD, "The field that it fills."),
        Key("area", Ref("level"), "The level of area that it names."),
        Key("required", FLAG, "No cell of it may be empty."),
        Key("optional", FLAG, "The column may be missing."),
        Key("formats", _FORMATS, "How days are written in it."),
        Key("words", MapOf(TEXT, TEXT), "What is read instead of what stands there."),
        Key("separator", Text("", longest=5), "What parts the choices of a cell."),
        SOURCE,
    ),
    Column,
    identity="heading",
)
WAY = Thing(
    "way",
    (
        Key("by", Ref("found field"), "The field that is compared.", required=True),
        Key("from", _FIELD, "The row's field it is compared with.", True, to="from_"),
        Key("within", FLAG, "Only in the area that the row names."),
    ),
    Way,
)
WORKED = Thing(
    "value",
    (
        Key("to", _FIELD, "The field that gets it.", required=True),
        Key("value", Expression(), "How it is worked out.", required=True),
        SOURCE,
    ),
    Worked,
    identity="to",
)
_CHECK_KEYS = (
    _ID,
    Key("that", Expression(), "True where all is well.", required=True),
    _SAY,
    _SEVERITY,
    Key("fields", _FIELDS, "Whose cells it is told at."),
)
ROW_CHECK = Thing("row check", (*_CHECK_KEYS, SOURCE), ImportCheck, identity="id")
RECORD_CHECK = Thing(
    "record check",
    (*_CHECK_KEYS, Key("rows", Expression(), "At which rows it is told."), SOURCE),
    ImportCheck,
    identity="id",
)
CROSS_CHECK = Thing(
    "cross check",
    (
        _ID,
        Key(
            "rule",
            OneOf(("unique", "one_record", "not_elsewhere")),
            "What the values of a column keep to over the whole file.",
            required=True,
        ),
        Key("field", _FIELD, "The field whose values they are.", required=True),
        _SAY,
        _SEVERITY,
        SOURCE,
    ),
    CrossCheck,
    identity="id",
)
IMPORT = Thing(
    "import",
    (
        Key("import", IDENTIFIER, "The import's id.", required=True, to="id"),
        LABEL,
        Key("hint", TEXT, "What people read before they choose a file."),
        Key("about", Ref("record"), "The record that it is about.", required=True),
        Key("part", Ref("record"), "The part of it that each row is."),
        Key("sheet", TEXT, "The name of the sheet; else the first one."),
        Key(
            "brings",
            OneOf(("records", "parts")),
            "Whether it says what there is, or adds parts to what there is.",
        ),
        Key("record_key", _FIELDS, "What tells which rows are of one record."),
        Key("part_key", _FIELDS, "What tells a part from others of its record."),
        Key("find", ListOf(WAY), "How the record of a row is found, in this order."),
        Key(
            "missing_parts",
            OneOf(("report", "end")),
            "What is done to parts that the file does not have.",
        ),
        Key("empty", _WORDS, "What stands for nothing."),
        Key("formats", _FORMATS, "How days are written, besides the usual ways."),
        Key("yes", _WORDS, "Words for yes."),
        Key("no", _WORDS, "Words for no."),
        Key(
            "columns",
            ListOf(COLUMN, ("heading",), least=1),
            "The columns that the sheet may have.",
            required=True,
        ),
        Key("values", ListOf(WORKED, ("to",)), "Fields that no column fills."),
        Key("row_checks", ListOf(ROW_CHECK, ("id",)), "Relations within each row."),
        Key("checks", ListOf(RECORD_CHECK, ("id",)), "Relations over a whole record."),
        Key("across", ListOf(CROSS_CHECK, ("id",)), "Rules over the whole file."),
        SOURCE,
    ),
    Import,
    identity="import",
)
