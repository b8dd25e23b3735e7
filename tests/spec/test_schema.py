"""The JSON Schemas: valid themselves, and true of everything that is shipped."""

from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from gridflow.spec.catalogue import KINDS, kind_of_path
from gridflow.spec.files import read_sources
from gridflow.spec.node import Entries, Items, Node, Scalar, read_node
from gridflow.spec.scalars import kind_of, number_of
from gridflow.spec.schema import OVERLAID, all_schemas, schema_of
from gridflow.spec.site import shipped_folder
from tests.spec.test_handbook import examples

SHIPPED = {
    path: text
    for path, text in read_sources(shipped_folder()).files.items()
    if kind_of_path(path)
}
ROOT = Path(__file__).parents[2]


def plain(node: Node) -> object:
    """Return what an editor's reader of YAML makes of a node."""
    if isinstance(node, Entries):
        return {one.key.text: plain(one.value) for one in node.entries}
    if isinstance(node, Items):
        return [plain(one) for one in node.items]
    assert isinstance(node, Scalar)
    match kind_of(node):
        case "number":
            number = number_of(node.text)
            assert number is not None
            return int(number) if number == int(number) else float(number)
        case "flag":
            return node.text == "true"
        case "null":
            return None
        case _:
            return node.text


def mistakes(path: str, text: str) -> list[str]:
    placed = kind_of_path(path)
    assert placed is not None
    folder, kind = placed
    node, problems = read_node(path, text)
    assert problems == ()
    assert node is not None
    is_overlay = (
        bool(folder) and kind in OVERLAID and folder not in ("national", "base")
    )
    validator = Draft202012Validator(dict(schema_of(kind, overlay=is_overlay)))
    return [one.message for one in validator.iter_errors(plain(node))]


def test_something_is_shipped() -> None:
    assert {"config/site.yaml", "config/national/procedure.yaml"} <= set(SHIPPED)


@pytest.mark.parametrize("path", SHIPPED)
def test_what_is_shipped_fits_its_schema(path: str) -> None:
    assert mistakes(path, SHIPPED[path]) == []


@pytest.mark.parametrize("path", examples())
def test_the_examples_of_the_handbook_fit_their_schemas(path: str) -> None:
    assert mistakes(path, examples()[path]) == []


@pytest.mark.parametrize("name", all_schemas())
def test_each_schema_is_a_schema(name: str) -> None:
    Draft202012Validator.check_schema(dict(all_schemas()[name]))


WRONG = {
    "unknown-key": ("form", "form: a\nlabel: A\nabout: b\nsectoins: []\n"),
    "missing-key": ("codes", "codes: a\noptions: [{id: a, label: A}]\n"),
    "wrong-type": ("codes", "codes: a\nlabel: A\noptions: {a: A}\n"),
    "unquoted": ("codes", "codes: a\nlabel: A\noptions: [{id: 01, label: 5}]\n"),
    "unknown-verb": ("roles", "roles: {a: {label: A, level: b, may: [{sea: c}]}}"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_schema_finds_what_the_reader_finds(name: str) -> None:
    kind, text = WRONG[name]
    node, _ = read_node("a.yaml", text)
    assert node is not None
    validator = Draft202012Validator(dict(schema_of(kind)))
    assert not validator.is_valid(plain(node))


def test_an_overlay_needs_nothing_but_the_id() -> None:
    overlay = {"form": "a", "sections": [{"section": "b", "remove": True}]}
    assert Draft202012Validator(dict(schema_of("form", overlay=True))).is_valid(overlay)
    assert not Draft202012Validator(dict(schema_of("form"))).is_valid(overlay)


def test_every_kind_of_file_has_a_schema() -> None:
    assert {f"{kind}.schema.json" for kind in KINDS} <= set(all_schemas())
