"""Which file of a site holds what: files become nodes, sorted by layer and kind.

The shared layer is what stands under forms/, printables/, config/codes/ and
config/wording/; each folder config/PLACE/ is a layer of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from gridflow.spec.layering import identity_of
from gridflow.spec.node import Entries, Node, read_node
from gridflow.spec.place import Place
from gridflow.spec.reading import Reading
from gridflow.spec.shape import Shape
from gridflow.spec.shapes_campaign import CAMPAIGN
from gridflow.spec.shapes_form import FORM
from gridflow.spec.shapes_import import IMPORT
from gridflow.spec.shapes_place import (
    FLOW,
    LEVELS,
    PRINTABLE,
    PROCEDURE,
    ROLES,
    SITE,
    SITE_BASE,
    WORDING,
)
from gridflow.spec.shapes_value import CODES, RECORD
from gridflow.spec.things import Thing

KINDS: Mapping[str, Shape] = {
    "form": FORM,
    "record": RECORD,
    "codes": CODES,
    "flow": FLOW,
    "campaign": CAMPAIGN,
    "import": IMPORT,
    "printable": PRINTABLE,
    "procedure": PROCEDURE,
    "roles": ROLES,
    "areas": LEVELS,
    "wording": WORDING,
    "site": SITE,
    "base": SITE_BASE,
}
"""The kinds of definition files and what each file holds."""

BY_ID = ("form", "record", "codes", "flow", "campaign", "import", "printable")
"""The kinds of which each file defines one thing with an id."""

_SHARED = re.compile(
    r"""(?P<form>forms/[^/]+\.yaml)
    |(?P<printable>printables/[^/]+/printable\.yaml)
    |(?P<codes>config/codes/[^/]+\.yaml)
    |(?P<wording>config/wording/[^/]+\.yaml)
    |(?P<site>config/site\.yaml)
    |(?P<base>site\.yaml)""",
    re.VERBOSE,
)
_IN_PLACE = re.compile(
    r"""config/(?P<folder>[^/]+)/(?:
    (?P<form>forms/[^/]+\.yaml)
    |(?P<record>records/[^/]+\.yaml)
    |(?P<flow>flows/[^/]+\.yaml)
    |(?P<campaign>campaigns/[^/]+\.yaml)
    |(?P<import>imports/[^/]+\.yaml)
    |(?P<codes>codes/[^/]+\.yaml)
    |(?P<wording>wording/[^/]+\.yaml)
    |(?P<printable>printables/[^/]+/printable\.yaml)
    |(?P<procedure>procedure\.yaml)
    |(?P<roles>roles\.yaml)
    |(?P<areas>areas\.yaml))""",
    re.VERBOSE,
)
_YAML = (".yaml", ".yml")


@dataclass(slots=True)
class Layer:
    """What one folder says, by kind.

    Attributes:
        folder: the place's folder; empty for the shared layer.
        by_id: kind -> id -> node, for the kinds in BY_ID.
        whole: kind -> nodes of files that are no things with an id.
        unread: kinds of which a file could not be read at all.
    """

    folder: str
    by_id: dict[str, dict[str, Entries]] = field(default_factory=dict)
    whole: dict[str, list[Node]] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)

    @property
    def prefix(self) -> str:
        """Return the start of the paths of its files."""
        return f"config/{self.folder}/" if self.folder else ""


def kind_of_path(path: str) -> tuple[str, str] | None:
    """Return folder and kind of a definition file, or None where it is none."""
    for pattern in (_SHARED, _IN_PLACE):
        match = pattern.fullmatch(path)
        if match is not None:
            found = {key: value for key, value in match.groupdict().items() if value}
            folder = found.pop("folder", "")
            return folder, next(iter(found))
    return None


def read_layers(files: Mapping[str, str], reading: Reading) -> dict[str, Layer]:
    """Parse every definition file of a site into its layer."""
    layers = {"": Layer("")}
    for path, text in sorted(files.items()):
        placed = kind_of_path(path)
        if placed is None:
            if path.endswith(_YAML):
                place = Place(path, 1, 1)
                reading.tell("file-without-use", place, severity="warning")
            continue
        folder, kind = placed
        layer = layers.setdefault(folder, Layer(folder))
        node, problems = read_node(path, text)
        reading.add(problems)
        if node is None:
            layer.unread.add(kind)
        elif kind in BY_ID:
            _add_by_id(layer, kind, node, reading)
        else:
            layer.whole.setdefault(kind, []).append(node)
    for layer in layers.values():
        _check_sentences(layer, reading)
    return layers


def _check_sentences(layer: Layer, reading: Reading) -> None:
    """Ask that of the wording files of one layer no two hold the same code."""
    seen: dict[str, Place] = {}
    for node in layer.whole.get("wording", ()):
        for entry in node.entries if isinstance(node, Entries) else ():
            code, place = entry.key.text, entry.key.place
            if code in seen:
                first = str(seen[code])
                reading.tell(
                    "duplicate-definition",
                    place,
                    code,
                    word=code,
                    thing="wording",
                    first=first,
                )
            seen.setdefault(code, place)


def note_unread(layers: dict[str, Layer], paths: Iterator[str]) -> None:
    """Mark the kinds of files that were not even text."""
    for path in paths:
        placed = kind_of_path(path)
        if placed is not None:
            folder, kind = placed
            layers.setdefault(folder, Layer(folder)).unread.add(kind)


def _add_by_id(layer: Layer, kind: str, node: Node, reading: Reading) -> None:
    thing = KINDS[kind]
    identity = thing.identity if isinstance(thing, Thing) else ""
    named = identity_of(node, (identity,))
    if not isinstance(node, Entries) or named is None:
        layer.unread.add(kind)
        if isinstance(node, Entries):
            reading.tell("missing-key", node.place, key=identity, thing=kind)
        else:
            reading.tell("needs-map", node.place, thing=kind)
        return
    known = layer.by_id.setdefault(kind, {})
    first = known.get(named.text)
    if first is None:
        known[named.text] = node
        return
    reading.tell(
        "duplicate-definition",
        named.place,
        identity,
        word=named.text,
        thing=kind,
        first=str(first.place),
    )
