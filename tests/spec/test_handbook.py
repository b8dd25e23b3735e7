"""The handbook's examples: together a site without a problem, with every key in use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from gridflow.spec.catalogue import KINDS
from gridflow.spec.layering import CONTROL_KEYS
from gridflow.spec.node import Entries, Items, Node, read_node
from gridflow.spec.shape import Shape
from gridflow.spec.shapes_place import DATED, LABELLED, PERIOD, ParameterShape
from gridflow.spec.site import Site, Sources, Vocabulary, load_site
from gridflow.spec.things import Either, ListOf, MapOf, Thing
from tests.spec.small_site import lines_of

HANDBOOK = Path(__file__).parents[2] / "docs" / "handbook" / "definitions.md"
_BLOCK = re.compile(r"^```yaml\n# (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PAPER = {
    "printables/visit_sheet/page.html": "<p></p>",
    "printables/visit_sheet/page.css": "",
}


def examples() -> dict[str, str]:
    blocks = _BLOCK.findall(HANDBOOK.read_text("utf-8"))
    assert len(blocks) == len(dict(blocks))
    return dict(blocks)


@cache
def example_site() -> Site:
    sources = Sources.of({**examples(), **PAPER})
    result = load_site(sources, Vocabulary.plain())
    assert lines_of(result) == []
    assert result.site is not None
    return result.site


def test_the_examples_together_are_a_site_without_a_problem() -> None:
    assert list(example_site().procedures) == ["base", "example_town"]


def test_the_overlay_of_the_handbook_does_what_it_says() -> None:
    town = example_site().procedures["example_town"]
    head, _, income = town.forms["visit"].sections
    assert [one.id for one in head.fields] == [
        "householder",
        "visited_on",
        "phone",
        "dialect",
        "risks",
    ]
    assert "bills" not in {one.id for one in income.fields}
    assert [one.id for one in town.codes["risk"].options] == ["R01", "R12", "R02"]


def test_every_key_is_used_in_an_example_and_named_in_the_text() -> None:
    written: set[str] = set(CONTROL_KEYS)
    for path, text in examples().items():
        node, _ = read_node(path, text)
        assert node is not None
        written |= set(_keys(node))
    asked = {key for shape in KINDS.values() for key in _shape_keys(shape)}
    assert asked - written == set()
    text = HANDBOOK.read_text("utf-8")
    assert [key for key in sorted(asked) if f"`{key}`" not in text] == []


def _keys(node: Node) -> Iterator[str]:
    if isinstance(node, Entries):
        for entry in node.entries:
            yield entry.key.text
            yield from _keys(entry.value)
    if isinstance(node, Items):
        for item in node.items:
            yield from _keys(item)


def _shape_keys(shape: Shape) -> Iterator[str]:
    if isinstance(shape, Thing):
        for key in shape.keys:
            yield key.name
            yield from _shape_keys(key.shape)
    elif isinstance(shape, Either):
        for thing in shape.things:
            yield from _shape_keys(thing)
    elif isinstance(shape, ListOf | MapOf):
        yield from _shape_keys(shape.of)
    elif isinstance(shape, ParameterShape):
        for thing in (DATED, PERIOD, LABELLED):
            yield from _shape_keys(thing)
