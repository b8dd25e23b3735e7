"""Which procedure inherits from which: layers in a row, the base at the bottom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gridflow.spec.catalogue import Layer
from gridflow.spec.gathered import child, text_of
from gridflow.spec.node import Entries
from gridflow.spec.place import Place
from gridflow.spec.reading import Reading
from gridflow.spec.shapes_place import PROCEDURE


@dataclass(frozen=True, slots=True)
class Chain:
    """A procedure with the layers that make it up, the shared one first."""

    id: str
    layers: tuple[Layer, ...]
    ancestors: tuple[str, ...]


def chains_of(layers: Mapping[str, Layer], reading: Reading) -> list[Chain]:
    """Return the procedures, each after what it extends; tell of what leads nowhere."""
    places = _procedures(layers, reading)
    chains: dict[str, Chain] = {}
    for id_ in places:
        row = _row(id_, places, layers.values(), reading)
        if row:
            shared = layers[""]
            in_order = (shared, *(places[one][0] for one in reversed(row)))
            chains[id_] = Chain(id_, in_order, tuple(row[1:]))
    return sorted(chains.values(), key=lambda one: len(one.layers))


def _procedures(
    layers: Mapping[str, Layer], reading: Reading
) -> dict[str, tuple[Layer, Entries]]:
    places: dict[str, tuple[Layer, Entries]] = {}
    for folder, layer in layers.items():
        if not folder or "procedure" in layer.unread:
            continue
        nodes = layer.whole.get("procedure")
        if not nodes:
            place = Place(f"{layer.prefix}procedure.yaml", 1, 1)
            reading.tell("folder-without-procedure", place, word=folder)
            continue
        node = nodes[0]
        id_ = text_of(node, "procedure")
        if not isinstance(node, Entries) or not id_:
            PROCEDURE.read(node, "", reading)
            layer.unread.add("procedure")
        elif id_ in places:
            place = (child(node, "procedure") or node).place
            first = str(places[id_][1].place)
            reading.tell(
                "duplicate-definition",
                place,
                "procedure",
                word=id_,
                thing="procedure",
                first=first,
            )
        else:
            places[id_] = (layer, node)
    return places


def _row(
    id_: str,
    places: Mapping[str, tuple[Layer, Entries]],
    layers: Iterable[Layer],
    reading: Reading,
) -> list[str]:
    """Return the procedure and its ancestors; empty where they lead nowhere."""
    row = [id_]
    while True:
        node = places[row[-1]][1]
        above = child(node, "extends")
        parent = text_of(node, "extends")
        if above is None or not parent:
            return row
        if parent in row:
            reading.tell(
                "cycle", above.place, "extends", word=" → ".join([*row, parent])
            )
            return []
        if parent not in places:
            if any("procedure" in layer.unread for layer in layers):
                return []
            known = [one for one in places if one not in row]
            reading.tell_unknown(
                "unknown-reference",
                above.place,
                "extends",
                parent,
                known,
                thing="procedure",
            )
            return []
        row.append(parent)
