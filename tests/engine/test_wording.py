"""Every code of a fault or error has its sentence, in Chinese and in English."""

from __future__ import annotations

import ast
from importlib import import_module
from pkgutil import walk_packages

import pytest

import gridflow
from gridflow.errors import GridflowError
from gridflow.spec.site import Sources, load_site, read_sources
from gridflow.spec.vocabulary import Vocabulary
from tests.engine.conftest import ROOT, sources

BELOW_THE_PAGES = ("engine", "store", "errors", "hooks")
ENGINE = ROOT / "gridflow/engine"
# which argument of a call is the code
PLACES = {"Fault": 1, "told": 1, "tell": 2, "_tell": 3}


def codes_in(node):
    """Yield the codes that one piece of source names."""
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args):
            place = PLACES.get(name, len(args))
            yield from args[place : place + 1]
            yield from (
                one.value for one in node.keywords if one.arg in {"why", "fault"}
            )
        case ast.Assign(targets=[ast.Name(id="code" | "fault")], value=value):
            yield value
        case ast.Tuple(elts=[ast.Constant(value=None), code, _]):
            yield code


def written():
    return {
        code.value
        for path in ENGINE.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for code in codes_in(node)
        if isinstance(code, ast.Constant) and isinstance(code.value, str) and code.value
    }


def raised():
    for name in BELOW_THE_PAGES:
        module = import_module(f"gridflow.{name}")
        for found in walk_packages(
            getattr(module, "__path__", []), f"{module.__name__}."
        ):
            import_module(found.name)
    kinds, waiting = set(), [GridflowError]
    while waiting:
        kind = waiting.pop()
        waiting.extend(kind.__subclasses__())
        if kind.__module__.split(".")[1] in BELOW_THE_PAGES:
            kinds.add(kind.code)
    return kinds


@pytest.fixture(scope="module")
def wording():
    site = load_site(sources(), Vocabulary.plain()).site
    assert site is not None
    return site.wording


def test_every_error_has_a_sentence(wording):
    assert gridflow.__doc__
    assert {one for one in raised() if one not in wording} == set()


def test_every_fault_has_a_sentence(wording):
    found = written()
    assert {"required", "not_a_date", "upload_type", "login_locked"} <= found
    assert {one for one in found if one not in wording} == set()


def test_every_sentence_is_chinese_and_english(wording):
    for code, texts in wording.sentences.items():
        assert set(texts) == {"zh", "en"}, code


def test_the_shipped_site_says_them_too():
    shipped = read_sources(ROOT)
    assert isinstance(shipped, Sources)
    assert "config/wording/errors.yaml" in shipped.files
