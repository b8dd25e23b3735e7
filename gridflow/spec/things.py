"""Shapes of maps and lists: things with keys, lists of things, maps by id.

Overlays are laid on here, node on node and before anything is read: maps merge by
key, lists of things by id, every other list is replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from gridflow.spec.layering import (
    CONTROL_KEYS,
    identity_of,
    lay_items,
    lay_keys,
    lay_map,
)
from gridflow.spec.node import Broken, Entries, Entry, Items, Node, Scalar
from gridflow.spec.reading import ABSENT, Absent, Reading, below
from gridflow.spec.shape import IDENTIFIER, Json, ScalarShape, Shape, Text

Rule = Callable[[Mapping[str, object], Entries, str, Reading], None]


def _nothing(
    values: Mapping[str, object], node: Entries, path: str, reading: Reading
) -> None:
    """Ask nothing of the keys together."""
    del values, node, path, reading


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a thing.

    Attributes:
        about: what it says, one sentence for editors.
        to: the attribute it becomes, if not of the same name.
    """

    name: str
    shape: Shape
    about: str
    required: bool = False
    to: str = ""


@dataclass(frozen=True, slots=True)
class Thing(Shape):
    """A map with known keys that becomes an object.

    Attributes:
        identity: the key that names it among others in a list.
        rule: what the keys together must keep to; told only if each is sound.
    """

    name: str
    keys: tuple[Key, ...]
    build: Callable[..., object]
    identity: str = ""
    rule: Rule = _nothing
    by_name: Mapping[str, Key] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_name = MappingProxyType({key.name: key for key in self.keys})
        object.__setattr__(self, "by_name", by_name)

    def read(self, node: Node, path: str, reading: Reading) -> object | Absent:
        """Return the object, or ABSENT where a required key is missing or broken."""
        return self.read_with(node, path, reading, {})

    def read_with(
        self, node: Node, path: str, reading: Reading, given: Mapping[str, object]
    ) -> object | Absent:
        """Return the object; `given` are attributes that stand elsewhere."""
        if not isinstance(node, Entries):
            if not isinstance(node, Broken):
                reading.tell("needs-map", node.place, path, thing=self.name)
            return ABSENT
        values: dict[str, object] = {}
        sound = True
        for entry in node.entries:
            sound &= self._read_entry(entry, path, reading, values)
        whole = self._has_required(node, path, reading, values)
        if sound and whole:
            self.rule(values, node, path, reading)
        if not whole:
            return ABSENT
        return self.build(place=node.place, **given, **values)

    def _read_entry(
        self, entry: Entry, path: str, reading: Reading, values: dict[str, object]
    ) -> bool:
        name = entry.key.text
        key = self.by_name.get(name)
        if key is None:
            self._tell_unknown(entry.key, path, reading)
            return False
        if isinstance(entry.value, Scalar) and entry.value.is_null:
            return True
        value = key.shape.read(entry.value, below(path, name), reading)
        if value is ABSENT:
            return False
        values[key.to or name] = value
        return True

    def _tell_unknown(self, key: Scalar, path: str, reading: Reading) -> None:
        if key.text in CONTROL_KEYS:
            reading.tell("only-in-overlay", key.place, path, word=key.text)
        else:
            known = tuple(self.by_name)
            reading.tell_unknown(
                "unknown-key", key.place, path, key.text, known, thing=self.name
            )

    def _has_required(
        self, node: Entries, path: str, reading: Reading, values: dict[str, object]
    ) -> bool:
        whole = True
        for key in self.keys:
            if not key.required or (key.to or key.name) in values:
                continue
            whole = False
            written = node.get(key.name)
            if written is None or (isinstance(written, Scalar) and written.is_null):
                place = node.place if written is None else written.place
                reading.tell("missing-key", place, path, key=key.name, thing=self.name)
        return whole

    def merge(self, base: Node, over: Node, path: str, reading: Reading) -> Node:
        """Return the map with the keys of both, those of `over` laid on."""
        shapes = {key.name: key.shape for key in self.keys}
        return lay_keys(base, over, path, reading, shapes.get)

    def schema(self, *, overlay: bool) -> Json:
        """Return the JSON Schema."""
        properties: dict[str, object] = {}
        for key in self.keys:
            shape = {"description": key.about, **key.shape.schema(overlay=overlay)}
            properties[key.name] = shape
        if overlay and self.identity:
            properties |= CONTROL_KEYS
        required = [
            key.name
            for key in self.keys
            if key.required and (not overlay or key.name == self.identity)
        ]
        return {
            "type": "object",
            "title": self.name,
            "properties": properties,
            "required": required,
            "additionalProperties": False,
        }


@dataclass(frozen=True, slots=True)
class Either(Shape):
    """One of several things, told apart by the key that names it."""

    things: tuple[Thing, ...]

    @property
    def identities(self) -> tuple[str, ...]:
        """Return the keys that tell the things apart."""
        return tuple(thing.identity for thing in self.things)

    def thing_of(self, node: Node) -> Thing | None:
        """Return the thing that a node is, or None."""
        if not isinstance(node, Entries):
            return None
        return next((one for one in self.things if node.get(one.identity)), None)

    def read(self, node: Node, path: str, reading: Reading) -> object | Absent:
        """Return the object of the thing whose naming key is there."""
        thing = self.thing_of(node)
        if thing is not None:
            return thing.read(node, path, reading)
        if isinstance(node, Entries):
            reading.tell("needs-one-of", node.place, path, allowed=self.identities)
            return ABSENT
        return self.things[0].read(node, path, reading)

    def merge(self, base: Node, over: Node, path: str, reading: Reading) -> Node:
        """Return the merged map; what it is cannot be changed by an overlay."""
        thing = self.thing_of(base)
        return over if thing is None else thing.merge(base, over, path, reading)

    def schema(self, *, overlay: bool) -> Json:
        """Return the JSON Schema."""
        return {"oneOf": [one.schema(overlay=overlay) for one in self.things]}


@dataclass(frozen=True, slots=True)
class ListOf(Shape):
    """A list; of things with an identity it merges by it."""

    of: Shape
    identities: tuple[str, ...] = ()
    least: int = 0

    def read(self, node: Node, path: str, reading: Reading) -> object | Absent:
        """Return the tuple of the sound items, or ABSENT if it is no list."""
        if not isinstance(node, Items):
            if not isinstance(node, Broken):
                reading.tell("needs-list", node.place, path)
            return ABSENT
        if len(node.items) < self.least:
            reading.tell("too-few", node.place, path, least=self.least)
        seen: dict[str, int] = {}
        read = []
        for number, item in enumerate(node.items, 1):
            named = identity_of(item, self.identities)
            name = named.text if named else str(number)
            where = below(path, name)
            if named is not None:
                first = seen.get(name)
                if first is not None:
                    reading.tell(
                        "duplicate-id", named.place, where, word=name, first=first
                    )
                    continue
                seen[name] = named.place.line
            value = self.of.read(item, where, reading)
            if value is not ABSENT:
                read.append(value)
        return tuple(read)

    def merge(self, base: Node, over: Node, path: str, reading: Reading) -> Node:
        """Return the items of both by identity, or `over` where they have none."""
        if not self.identities:
            return over
        return lay_items(base, over, path, reading, self.of, self.identities)

    def schema(self, *, overlay: bool) -> Json:
        """Return the JSON Schema."""
        described: dict[str, object] = {
            "type": "array",
            "items": self.of.schema(overlay=overlay and bool(self.identities)),
        }
        if self.least:
            described["minItems"] = self.least
        return described


@dataclass(frozen=True, slots=True)
class MapOf(Shape):
    """A map by id; of things, each of which takes its id from its key."""

    of: Shape
    key: ScalarShape = IDENTIFIER

    def read(self, node: Node, path: str, reading: Reading) -> object | Absent:
        """Return the mapping of the sound entries, or ABSENT if it is no map."""
        if not isinstance(node, Entries):
            if not isinstance(node, Broken):
                reading.tell("needs-map", node.place, path, thing="")
            return ABSENT
        read: dict[object, object] = {}
        for entry in node.entries:
            where = below(path, entry.key.text)
            id_ = self.key.read(entry.key, where, reading)
            if isinstance(entry.value, Scalar) and entry.value.is_null:
                continue
            if isinstance(self.of, Thing):
                value = self.of.read_with(entry.value, where, reading, {"id": id_})
            else:
                value = self.of.read(entry.value, where, reading)
            if value is not ABSENT and id_ is not ABSENT:
                read[id_] = value
        return MappingProxyType(read)

    def merge(self, base: Node, over: Node, path: str, reading: Reading) -> Node:
        """Return the entries of both by key."""
        return lay_map(base, over, path, reading, self.of)

    def schema(self, *, overlay: bool) -> Json:
        """Return the JSON Schema."""
        value = dict(self.of.schema(overlay=overlay))
        if overlay and isinstance(self.of, Thing):
            properties = value["properties"]
            value["properties"] = {**properties, **CONTROL_KEYS}  # type: ignore[dict-item]  # a dict, made just above
        described: dict[str, object] = {
            "type": "object",
            "additionalProperties": value,
        }
        if isinstance(self.key, Text) and self.key.pattern:
            described["propertyNames"] = self.key.schema(overlay=overlay)
        return described
