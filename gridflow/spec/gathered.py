"""The nodes in force for one procedure, and the names that they define.

Names are taken from nodes, not from objects: a piece that is broken elsewhere is
still known by its id, so that one mistake is told once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gridflow.spec.catalogue import BY_ID, KINDS, Layer
from gridflow.spec.layering import identity_of
from gridflow.spec.node import Entries, Entry, Items, Node, Scalar
from gridflow.spec.reading import Reading
from gridflow.spec.vocabulary import Vocabulary

_OWN_KEYS = ("procedure", "extends", "area", "source")
_SECTION = ("section", "repeat")


@dataclass(slots=True)
class Gathered:
    """Everything of a chain of layers, those above laid on those below.

    Attributes:
        by_id: kind -> id -> merged node.
        whole: merged nodes of the kinds that stand in one file a place.
        unread: kinds of which some file could not be read.
    """

    layers: tuple[Layer, ...]
    by_id: dict[str, dict[str, Node]] = field(default_factory=dict)
    whole: dict[str, Node] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)

    def ids(self, kind: str) -> list[str]:
        """Return the ids that are defined of a kind."""
        return list(self.by_id.get(kind, ()))

    def keys_under(self, kind: str, key: str) -> list[str]:
        """Return the keys of a map, such as those of `roles`."""
        return keys_of(child(self.whole.get(kind), key))

    def record_fields(self, record: str) -> list[Entries]:
        """Return the field nodes of a record; none where it is unknown."""
        return list(maps_in(self.by_id.get("record", {}).get(record), "fields"))

    def parts_of(self, record: str) -> Iterator[str]:
        """Yield the ids of the records that are parts of one."""
        for id_, node in self.by_id.get("record", {}).items():
            if text_of(node, "part_of") == record:
                yield id_


def gather(layers: Sequence[Layer], reading: Reading) -> Gathered:
    """Lay the layers on one another, the first at the bottom."""
    gathered = Gathered(tuple(layers))
    for layer in layers:
        gathered.unread |= layer.unread
        for kind in BY_ID:
            known = gathered.by_id.setdefault(kind, {})
            for id_, one in layer.by_id.get(kind, {}).items():
                known[id_] = _laid(kind, known.get(id_), one, reading)
        for kind, nodes in layer.whole.items():
            for node in nodes:
                base = gathered.whole.get(kind)
                if kind == "procedure":
                    base = _inherited(base, node)
                gathered.whole[kind] = _laid(kind, base, node, reading)
    return gathered


def _laid(kind: str, base: Node | None, node: Node, reading: Reading) -> Node:
    shape = KINDS[kind]
    return node if base is None else shape.merge(base, node, "", reading)


def _inherited(base: Node | None, node: Node) -> Node | None:
    """Return what a procedure takes over from the one it extends, as if its own."""
    if not isinstance(base, Entries):
        return None
    kept = tuple(one for one in base.entries if one.key.text not in _OWN_KEYS)
    return Entries(kept, node.place)


@dataclass(frozen=True, slots=True)
class FormNames:
    """The names of a form: plain fields with their nodes, rows with theirs.

    Attributes:
        whole: False where a broken piece may hide further names.
    """

    about: str
    plain: Mapping[str, Entries]
    rows: Mapping[str, Mapping[str, Entries]]
    row_records: Mapping[str, str]
    whole: bool

    def repeat_of(self, path: str) -> str:
        """Return the repeat in whose rows a path lies, or an empty text.

        Of a repeat only fields and checks lie in its rows, not its own keys.
        """
        parts = path.split(".")
        in_rows = len(parts) > 3 and parts[0] == "sections" and parts[1] in self.rows  # noqa: PLR2004  # sections, id, fields, …
        return parts[1] if in_rows and parts[2] in ("fields", "checks") else ""


def form_names(node: Node | None, vocabulary: Vocabulary) -> FormNames:
    """Return the names that a form defines."""
    plain: dict[str, Entries] = {}
    rows: dict[str, Mapping[str, Entries]] = {}
    row_records: dict[str, str] = {}
    for section in maps_in(node, "sections"):
        named = identity_of(section, _SECTION)
        fields = fields_in(section)
        if named is not None and section.get("repeat") is not None:
            rows[named.text] = fields
            row_records[named.text] = text_of(section, "record")
        else:
            plain.update(
                {name: one for name, one in fields.items() if name not in plain}
            )
    sections = child(node, "sections")
    whole = isinstance(sections, Items) and all(
        identity_of(one, _SECTION) and has_whole_fields(one, vocabulary)
        for one in sections.items
    )
    return FormNames(text_of(node, "about"), plain, rows, row_records, whole)


def has_whole_fields(node: Node | None, vocabulary: Vocabulary) -> bool:
    """Tell whether each field below has an id and a known type."""
    fields = child(node, "fields")
    return isinstance(fields, Items) and all(
        identity_of(one, ("id",)) and text_of(one, "type") in vocabulary.field_types
        for one in fields.items
    )


def fields_in(node: Node | None) -> dict[str, Entries]:
    """Return the field nodes below a section, a repeat or a record, by id."""
    fields: dict[str, Entries] = {}
    for one in maps_in(node, "fields"):
        named = identity_of(one, ("id",))
        if named is not None:
            fields.setdefault(named.text, one)
    return fields


def names_seen(fields: Mapping[str, Entries], vocabulary: Vocabulary) -> list[str]:
    """Return what expressions see of fields: their ids and what types derive."""
    names = []
    for id_, node in fields.items():
        names.append(id_)
        kind = vocabulary.field_types.get(text_of(node, "type"))
        if kind is not None:
            names.extend(f"{id_}_{derived}" for derived in kind.derived)
    return names


def child(node: Node | None, key: str) -> Node | None:
    """Return the value under a key of a map, or None."""
    return node.get(key) if isinstance(node, Entries) else None


def entries_of(node: Node | None) -> tuple[Entry, ...]:
    """Return the entries of a map, none where it is no map."""
    return node.entries if isinstance(node, Entries) else ()


def keys_of(node: Node | None) -> list[str]:
    """Return the keys of a map, none where it is no map."""
    return [one.key.text for one in entries_of(node)]


def maps_in(node: Node | None, key: str) -> Iterator[Entries]:
    """Yield the maps of the list under a key."""
    items = child(node, key)
    if isinstance(items, Items):
        yield from (one for one in items.items if isinstance(one, Entries))


def text_of(node: Node | None, key: str) -> str:
    """Return the text under a key of a map, empty where there is none."""
    value = child(node, key)
    return value.text.strip() if isinstance(value, Scalar) else ""
