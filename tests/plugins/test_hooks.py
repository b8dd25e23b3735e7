from __future__ import annotations

import inspect
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import click
import pytest

from gridflow import hooks
from gridflow.api import FieldKind, Function, Parsed, hookimpl
from gridflow.spec.formula import Formula

ROOT = Path(__file__).parents[2]
DAY = date(2023, 5, 15)
SHIPPED = "return_to_poverty"


def hook_names():
    manager = hooks.load_plugins([])
    return sorted(name for name in vars(manager.hook) if not name.startswith("_"))


def signature_of(name):
    parameters = inspect.signature(getattr(hooks, name)).parameters
    return f"{name}({', '.join(parameters)})"


def manager_with(**answers):
    """A manager with one plugin that answers hooks by these functions."""
    manager = hooks.load_plugins([])
    marked = {name: hookimpl(answer) for name, answer in answers.items()}
    manager.register(SimpleNamespace(**marked), "made_here")
    manager.check_pending()
    return manager


@pytest.mark.parametrize("name", hook_names())
def test_every_hook_is_documented_with_its_signature(name):
    text = (ROOT / "docs" / "plugins.md").read_text(encoding="utf-8")
    assert f"### {signature_of(name)}\n" in text


@pytest.mark.parametrize("name", hook_names())
def test_every_hook_says_in_one_sentence_what_it_is_for(name):
    first = inspect.getdoc(getattr(hooks, name)).split("\n\n")[0]
    assert first.endswith(".")
    assert "\n" not in first


def test_every_hook_has_a_test():
    written = Path(__file__).read_text(encoding="utf-8")
    missing = [name for name in hook_names() if f"def test_hook_{name}" not in written]
    assert missing == []


def test_documentation_names_no_hook_that_does_not_exist():
    text = (ROOT / "docs" / "plugins.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^### (\w+)\(", text, re.MULTILINE)) == hook_names()


def test_hook_field_types():
    kind = FieldKind(name="post_code", shape="text", widget="text", parse=Parsed)
    manager = manager_with(field_types=lambda: [kind])
    assert hooks.vocabulary_of(manager).field_types["post_code"] is kind


def test_hook_field_types_may_not_replace_one():
    money = FieldKind(name="money", shape="text", widget="text")
    manager = manager_with(field_types=lambda: [money])
    with pytest.raises(hooks.BrokenPluginError, match="money"):
        hooks.vocabulary_of(manager)


def test_hook_expression_functions():
    double = Function.of("double", "one: number", lambda one: one * 2)
    manager = manager_with(expression_functions=lambda: {"double": double})
    functions = hooks.vocabulary_of(manager).functions
    assert Formula("double(21)").evaluate(functions) == 42


def test_hook_printable_values():
    manager = manager_with(printable_values=lambda form_id, day: {form_id: day})
    assert hooks.printable_values_of(manager, "visit", {}, DAY, {}) == {"visit": DAY}


def test_hook_commands():
    command = click.Command("tour")
    manager = manager_with(commands=lambda: [command])
    assert manager.hook.commands() == [[command]]


def test_hook_sample_areas():
    made = {"code": "101", "name": "a", "level": "group", "parent": "1"}
    manager = manager_with(sample_areas=lambda areas: [made] if areas else [])
    assert manager.hook.sample_areas(areas=[{"code": "1"}]) == [[made]]


def test_hook_sample_work():
    told = []

    def sample_work(site, until):
        told.append((site, until))

    manager_with(sample_work=sample_work).hook.sample_work(site="site", until="noon")
    assert told == [("site", "noon")]


def test_hook_sample_people():
    manager = manager_with(sample_people=lambda: [{"login": "a"}])
    assert manager.hook.sample_people() == [[{"login": "a"}]]


def test_hook_sample_records():
    def make(record, count):
        return [{"area": "1"}] * count if record == "house" else None

    manager = manager_with(sample_records=make)
    asked = {"count": 2, "seed": 1, "groups": ["1"], "day": DAY}
    assert manager.hook.sample_records(record="house", **asked) == [[{"area": "1"}] * 2]
    assert manager.hook.sample_records(record="field", **asked) == []


def test_hook_rule_set_version():
    manager = manager_with(rule_set_version=lambda: "made_here/2")
    assert hooks.rule_set_version_of(manager) == "made_here/2"


def test_a_misspelled_hook_is_refused(tmp_path, monkeypatch):
    (tmp_path / "misspelled.py").write_text(
        "from gridflow.api import hookimpl\n"
        "@hookimpl\n"
        "def feld_types():\n"
        "    return []\n"
    )
    import plugins  # its path is lengthened for this test

    monkeypatch.setattr(plugins, "__path__", [*plugins.__path__, str(tmp_path)])
    with pytest.raises(hooks.BrokenPluginError, match="feld_types"):
        hooks.load_plugins(["misspelled"])


def test_an_unknown_plugin_is_refused_by_name():
    with pytest.raises(hooks.UnknownPluginError, match="no_such"):
        hooks.load_plugins(["no_such"])


def test_a_plugin_named_twice_is_loaded_once():
    manager = hooks.load_plugins([SHIPPED, SHIPPED])
    assert len(manager.get_plugins()) == 1


def test_the_shipped_plugin_adds_its_field_type_functions_and_version():
    manager = hooks.load_plugins([SHIPPED])
    vocabulary = hooks.vocabulary_of(manager)
    assert "id_number" in vocabulary.field_types
    assert set(vocabulary.functions) == {"id_birth_date", "id_sex", "age_on"}
    assert hooks.rule_set_version_of(manager) == "return_to_poverty/1"


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        pytest.param("id_birth_date(number)", date(1949, 12, 31), id="birth-date"),
        pytest.param("id_sex(number)", "female", id="sex"),
        pytest.param("id_sex(null)", None, id="sex-of-nothing"),
        pytest.param('age_on(date("2000-05-16"), day)', 22, id="age"),
        pytest.param("age_on(null, day)", None, id="age-of-nobody"),
    ],
)
def test_expressions_may_call_the_shipped_plugins_functions(expression, value):
    functions = hooks.vocabulary_of(hooks.load_plugins([SHIPPED])).functions
    context = {**functions, "number": "11010519491231002X", "day": DAY}
    assert Formula(expression).evaluate(context) == value


def test_the_shipped_plugin_puts_income_and_labour_on_paper():
    figures = dict.fromkeys(
        ("wage", "business", "property", "transfer", "cost"), Decimal(100)
    )
    values = {**figures, "members": [{"labour": "normal"}]}
    manager = hooks.load_plugins([SHIPPED])
    shown = hooks.printable_values_of(manager, "visit", values, DAY, {})
    assert (shown["per_head"], shown["has_labour"]) == (Decimal(300), True)
