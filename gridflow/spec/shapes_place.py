"""The shapes of what a place says of itself: site, procedure, levels, roles, flows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gridflow.spec.flows import Flow, Outcome, Step
from gridflow.spec.node import Broken, Entries, Entry, Items, Node, Scalar
from gridflow.spec.place import NOWHERE, Place
from gridflow.spec.procedure import Dated, Parameter
from gridflow.spec.reading import ABSENT, Absent, Reading, below
from gridflow.spec.roles import VERBS, Level, Right, Role, Staffing
from gridflow.spec.rules import days_in_order, one_way_on
from gridflow.spec.shape import (
    IDENTIFIER,
    TEXT,
    AnyValue,
    Day,
    Expression,
    Flag,
    Json,
    OneOf,
    Ref,
    Shape,
    Text,
    Whole,
)
from gridflow.spec.shapes_value import LABEL, SOURCE
from gridflow.spec.things import Key, ListOf, MapOf, Thing

AREA = Text(r"[0-9A-Za-z_-]+", "bad-code", 60)
PATH = Text(r"(?!/)(?!.*\.\.)[^\\:]+", "bad-path", 200)
FILE_NAME = Text(r"[A-Za-z0-9_][A-Za-z0-9_.-]*", "bad-path", 100)
MOST_COUNTIES = 900_000
"""Times ten to the tenth it stays below two to the 53rd, exact in JSON."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The keys of a thing as read, for whoever builds the object later."""

    values: Mapping[str, Any]
    place: Place


def keep(place: Place, **values: object) -> Kept:
    """Keep what was read."""
    return Kept(values, place)


@dataclass(frozen=True, slots=True)
class RightShape(Shape):
    """A verb and what it is allowed on, such as `{see: household}`."""

    def read(self, node: Node, path: str, reading: Reading) -> object | Absent:
        """Return the right."""
        if isinstance(node, Broken):
            return ABSENT
        if not isinstance(node, Entries) or len(node.entries) != 1:
            reading.tell("bad-right", node.place, path, allowed=VERBS)
            return ABSENT
        verb = node.entries[0].key
        if verb.text not in VERBS:
            reading.tell_unknown("unknown-verb", verb.place, path, verb.text, VERBS)
            return ABSENT
        shape = Ref("object")
        allowed_on = shape.read(node.entries[0].value, below(path, verb.text), reading)
        if not isinstance(allowed_on, str):
            return ABSENT
        return Right(verb=verb.text, object=allowed_on, place=node.place)

    def schema(self, *, overlay: bool) -> Json:
        """Return the JSON Schema."""
        return {
            "type": "object",
            "properties": {verb: TEXT.schema(overlay=overlay) for verb in VERBS},
            "additionalProperties": False,
            "minProperties": 1,
            "maxProperties": 1,
        }


_PERIOD_KEYS = (
    Key("from", Day(), "The first day.", required=True),
    Key("to", Day(), "The last day.", required=True),
)


def _dated_value(place: Place, **values: Any) -> Dated:  # noqa: ANN401  # Dated's own keys
    return Dated(place=place, **values)


DATED = Thing(
    "dated value",
    (
        Key("from", Day(), "The first day on which it is in force.", to="from_"),
        Key("to", Day(), "The last day on which it is in force."),
        Key("value", AnyValue(), "A number, a day, a text, true or false.", True),
        Key("unit", TEXT, "The unit of the value."),
        SOURCE,
    ),
    _dated_value,
    rule=days_in_order,
)
PERIOD = Thing(
    "period",
    (*_PERIOD_KEYS, Key("label", TEXT, "What people read."), SOURCE),
    keep,
)
LABELLED = Thing(
    "parameter",
    (LABEL, Key("values", ListOf(DATED), "The dated values.", required=True)),
    keep,
)


@dataclass(frozen=True, slots=True)
class ParameterShape(Shape):
    """Dated values, with a label before them or not; or one period."""

    def read(self, node: Node, path: str, reading: Reading) -> object | Absent:
        """Return the parameter; its id is the last word of the path."""
        id_ = path.rsplit(".", 1)[-1]
        if isinstance(node, Entries) and node.get("values") is None:
            return self._period(id_, node, path, reading)
        if isinstance(node, Entries):
            read = LABELLED.read(node, path, reading)
            if isinstance(read, Kept):
                return Parameter(id=id_, place=node.place, **read.values)
            return ABSENT
        dated = ListOf(DATED).read(node, path, reading)
        if isinstance(dated, tuple):
            return Parameter(id=id_, label=id_, values=dated, place=node.place)
        return ABSENT

    def _period(
        self, id_: str, node: Entries, path: str, reading: Reading
    ) -> object | Absent:
        read = PERIOD.read(node, path, reading)
        if not isinstance(read, Kept):
            return ABSENT
        start, end = read.values["from"], read.values["to"]
        ordered = {"from_": start, "to": end}
        days_in_order(ordered, node, path, reading)
        dated = Dated(
            value={"from": start, "to": end},
            source=read.values.get("source", ""),
            place=node.place,
        )
        label = str(read.values.get("label", id_))
        return Parameter(id=id_, label=label, values=(dated,), place=node.place)

    def merge(self, base: Node, over: Node, path: str, reading: Reading) -> Node:
        """Return the overlay's values under the label of the base."""
        del path, reading
        if not isinstance(base, Entries) or isinstance(over, Scalar | Broken):
            return over
        label = [one for one in base.entries if one.key.text == "label"]
        if isinstance(over, Items) and label:
            values = Entry(Scalar("values", "", over.place), over)
            return Entries((*label, values), over.place)
        if isinstance(over, Entries) and label and over.get("label") is None:
            return Entries((*label, *over.entries), over.place)
        return over

    def schema(self, *, overlay: bool) -> Json:
        """Return the JSON Schema."""
        shapes = (ListOf(DATED), PERIOD, LABELLED)
        return {"anyOf": [one.schema(overlay=overlay) for one in shapes]}


COUNTY = Thing(
    "county",
    (
        Key("number", Whole(1, MOST_COUNTIES), "Given once, never changed.", True),
        Key("area", AREA, "The code of its area.", required=True),
        LABEL,
    ),
    keep,
)
SITE = Thing(
    "site",
    (
        LABEL,
        Key("county", COUNTY, "The county that is served.", required=True),
        Key("areas", ListOf(PATH), "The tables of areas.", required=True),
    ),
    keep,
)
BASE = Thing(
    "base",
    (Key("version", TEXT, "The version of the shipped base.", required=True),),
    keep,
)
SITE_BASE = Thing(
    "site base",
    (Key("base", BASE, "The shipped definitions beneath the site's.", True),),
    keep,
)
PROCEDURE = Thing(
    "procedure",
    (
        Key("procedure", IDENTIFIER, "The procedure's id.", required=True),
        LABEL,
        Key("extends", Ref("procedure"), "The procedure it inherits from."),
        Key("area", AREA, "The code of the area it holds for."),
        Key("plugins", ListOf(IDENTIFIER), "The plugins it needs."),
        Key(
            "attachments",
            MapOf(Ref("form"), Whole(1, 999)),
            "The official number of a form.",
        ),
        Key("parameters", MapOf(ParameterShape()), "Figures with their dates."),
        SOURCE,
    ),
    keep,
    identity="procedure",
)
ROLE = Thing(
    "role",
    (
        LABEL,
        Key("level", Ref("level"), "The level over which it is held.", required=True),
        Key(
            "staffing",
            Thing("staffing", (Key("at_least", Whole(0, 99), "People."),), Staffing),
            "How many should hold it in each area.",
        ),
        Key("stands_in_for", ListOf(Ref("role")), "Roles whose tasks it sees."),
        Key("may", ListOf(RightShape()), "All that it is allowed."),
        SOURCE,
    ),
    Role,
)
ROLES = Thing(
    "roles", (Key("roles", MapOf(ROLE), "The roles by id.", required=True),), keep
)


def _level(place: Place = NOWHERE, **values: Any) -> Level:  # noqa: ANN401  # Level's own keys
    return Level(place=place, order=0, **values)


LEVEL = Thing(
    "level",
    (Key("id", IDENTIFIER, "The level's id.", required=True), LABEL),
    _level,
    identity="id",
)
LEVELS = Thing(
    "levels",
    (
        Key(
            "levels",
            ListOf(LEVEL, ("id",), least=1),
            "From the top of the tree down.",
            required=True,
        ),
    ),
    keep,
)
OUTCOME = Thing(
    "outcome",
    (
        Key("if", Expression(), "When; the first that holds is taken.", to="if_"),
        Key("go", Ref("step"), "The step that follows."),
        Key("close", IDENTIFIER, "The word under which the case closes."),
    ),
    Outcome,
    rule=one_way_on,
)
STEP = Thing(
    "step",
    (
        LABEL,
        Key("role", Ref("role"), "Who does it.", required=True),
        Key("form", Ref("form"), "What is filled in."),
        Key("people", Whole(1, 9), "How many do it together."),
        Key("due", Expression(), "The last day, a date."),
        Key("then", ListOf(OUTCOME, least=1), "Where it leads.", required=True),
        SOURCE,
    ),
    Step,
)


def _flow(place: Place, steps: Mapping[str, Step], **values: Any) -> Flow:  # noqa: ANN401  # Flow's own keys
    return Flow(place=place, steps=tuple(steps.values()), **values)


FLOW = Thing(
    "flow",
    (
        Key("flow", IDENTIFIER, "The flow's id.", required=True, to="id"),
        LABEL,
        Key("about", Ref("record"), "The record a case is about.", required=True),
        Key("steps", MapOf(STEP), "The steps; the first opens.", required=True),
        SOURCE,
    ),
    _flow,
    identity="flow",
)
PRINTABLE = Thing(
    "printable",
    (
        Key("printable", IDENTIFIER, "The printable's id.", required=True, to="id"),
        LABEL,
        Key("form", Ref("form"), "The form that it prints."),
        Key("page", FILE_NAME, "The page's template, page.html if not said."),
        Key("stylesheets", ListOf(FILE_NAME), "Style sheets, page.css if not said."),
        Key("orientation", OneOf(("portrait", "landscape")), "How the paper lies."),
        Key("blank", Flag(), "Whether it is also printed empty."),
        SOURCE,
    ),
    keep,
    identity="printable",
)
WORDING = MapOf(
    MapOf(Text(keeps_blanks=True), OneOf(("zh", "en"))),
    Text(r"[a-z][a-z0-9_.-]*", "bad-id", 80),
)
