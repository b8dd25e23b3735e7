"""How an overlay is laid on what it extends: nodes on nodes, each keeping its place.

In a list of things with ids, and in a map of things, an item of the overlay changes
the one of the same id, or is new. It may say where it belongs (`before: id`,
`after: id`), or that the inherited one goes (`remove: true`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from gridflow.spec.node import Entries, Entry, Items, Node, Scalar
from gridflow.spec.place import Place
from gridflow.spec.reading import Reading, below
from gridflow.spec.shape import Flag, Shape

CONTROL_KEYS: Mapping[str, Mapping[str, object]] = MappingProxyType(
    {
        "before": {"type": "string", "description": "Stands before the item."},
        "after": {"type": "string", "description": "Stands after the item."},
        "remove": {"type": "boolean", "description": "The inherited item goes."},
    }
)


@dataclass(frozen=True, slots=True)
class _Piece:
    """An item of a list or an entry of a map."""

    name: str
    place: Place
    node: Node
    key: Scalar | None = None


def identity_of(node: Node, identities: tuple[str, ...]) -> Scalar | None:
    """Return the scalar that names an item of a list, or None."""
    if not isinstance(node, Entries):
        return None
    for identity in identities:
        named = node.get(identity)
        if isinstance(named, Scalar) and named.text:
            return named
    return None


def lay_keys(
    base: Node,
    over: Node,
    path: str,
    reading: Reading,
    shape_of: Callable[[str], Shape | None],
) -> Node:
    """Return a thing with the keys of both; where both have one, merged by shape."""
    if not isinstance(base, Entries) or not isinstance(over, Entries):
        return over
    laid = {entry.key.text: entry for entry in base.entries}
    for entry in over.entries:
        name = entry.key.text
        below_it = laid.get(name)
        shape = shape_of(name)
        value = entry.value
        if below_it is not None and shape is not None:
            value = shape.merge(below_it.value, value, below(path, name), reading)
        laid[name] = Entry(entry.key, value)
    return Entries(tuple(laid.values()), base.place)


def lay_items(
    base: Node,
    over: Node,
    path: str,
    reading: Reading,
    of: Shape,
    identities: tuple[str, ...],
) -> Node:
    """Return the list with the items of both, those of one id merged."""
    if not isinstance(base, Items) or not isinstance(over, Items):
        return over
    laid = _Laid(path, reading, of, [])
    for item in base.items:
        named = identity_of(item, identities)
        laid.pieces.append(_Piece(named.text if named else "", item.place, item))
    for item in over.items:
        named = identity_of(item, identities)
        name, place = (named.text, named.place) if named else ("", item.place)
        laid.lay(_Piece(name, place, item))
    return Items(tuple(piece.node for piece in laid.pieces), over.place)


def lay_map(base: Node, over: Node, path: str, reading: Reading, of: Shape) -> Node:
    """Return the map with the entries of both, those of one key merged."""
    if not isinstance(base, Entries) or not isinstance(over, Entries):
        return over
    laid = _Laid(path, reading, of, [_piece(entry) for entry in base.entries])
    for entry in over.entries:
        laid.lay(_piece(entry))
    entries = tuple(Entry(one.key, one.node) for one in laid.pieces if one.key)
    return Entries(entries, base.place)


def _piece(entry: Entry) -> _Piece:
    return _Piece(entry.key.text, entry.key.place, entry.value, entry.key)


@dataclass(slots=True)
class _Laid:
    """The pieces of the base while those of an overlay are laid on them."""

    path: str
    reading: Reading
    of: Shape
    pieces: list[_Piece]

    def lay(self, piece: _Piece) -> None:
        """Change, add, move or remove what the piece names."""
        path = below(self.path, piece.name)
        node, control = _without_control(piece.node)
        piece = _Piece(piece.name, piece.place, node, piece.key)
        index = self._index(piece.name)
        asked = control.get("remove")
        if asked and Flag().read(asked, f"{path}.remove", self.reading) is True:
            self._remove(piece, index, path)
            return
        if index is not None:
            below_it = self.pieces[index]
            merged = self.of.merge(below_it.node, node, path, self.reading)
            piece = _Piece(piece.name, piece.place, merged, piece.key)
        self._put(piece, index, control, path)

    def _index(self, name: str) -> int | None:
        if name:
            for index, one in enumerate(self.pieces):
                if one.name == name:
                    return index
        return None

    def _names(self) -> list[str]:
        return [one.name for one in self.pieces if one.name]

    def _remove(self, piece: _Piece, index: int | None, path: str) -> None:
        if index is None:
            self.reading.tell_unknown(
                "nothing-to-remove", piece.place, path, piece.name, self._names()
            )
        else:
            del self.pieces[index]

    def _put(
        self,
        piece: _Piece,
        index: int | None,
        control: Mapping[str, Node],
        path: str,
    ) -> None:
        for word, offset in (("before", 0), ("after", 1)):
            anchor = control.get(word)
            if anchor is None:
                continue
            name = anchor.text if isinstance(anchor, Scalar) else ""
            others = [one for one in self._names() if one != piece.name]
            if name in others:
                if index is not None:
                    del self.pieces[index]
                self.pieces.insert((self._index(name) or 0) + offset, piece)
                return
            where = f"{path}.{word}"
            self.reading.tell_unknown(
                "unknown-anchor", anchor.place, where, name, others
            )
        if index is None:
            self.pieces.append(piece)
        else:
            self.pieces[index] = piece


def _without_control(node: Node) -> tuple[Node, Mapping[str, Node]]:
    if not isinstance(node, Entries):
        return node, {}
    control = {
        one.key.text: one.value for one in node.entries if one.key.text in CONTROL_KEYS
    }
    if not control:
        return node, control
    rest = tuple(one for one in node.entries if one.key.text not in CONTROL_KEYS)
    return Entries(rest, node.place), control
