"""The hooks of gridflow: what it asks of its plugins, and how plugins are loaded.

A plugin is a module; it answers a hook by a function of the hook's name under
`gridflow.api.hookimpl`, which may take any subset of the hook's parameters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from importlib import import_module
from importlib.metadata import entry_points
from typing import ClassVar

import click
import pluggy

from gridflow.errors import GridflowError
from gridflow.feel.functions import Function
from gridflow.spec.vocabulary import FieldKind, Vocabulary

ENTRY_POINT_GROUP = "gridflow.plugins"

hookspec = pluggy.HookspecMarker("gridflow")


class UnknownPluginError(GridflowError):
    """A definition names a plugin that is not installed."""

    code: ClassVar[str] = "unknown_plugin"


class BrokenPluginError(GridflowError):
    """A plugin answers a hook that does not exist, or adds a name twice."""

    code: ClassVar[str] = "broken_plugin"


@hookspec
def field_types() -> Iterable[FieldKind]:  # type: ignore[empty-body]  # only a signature
    """Return the field types that forms and records may name behind `type:`."""


@hookspec
def expression_functions() -> Mapping[str, Function]:  # type: ignore[empty-body]  # only a signature
    """Return functions that expressions may call on the server, by their name."""


@hookspec
def printable_values(  # type: ignore[empty-body]  # only a signature
    form_id: str,
    values: Mapping[str, object],
    day: date,
    parameters: Mapping[str, object],
) -> Mapping[str, object]:
    """Return further values for the paper of a filled form, worked out for a day."""


@hookspec
def commands() -> Iterable[click.Command]:  # type: ignore[empty-body]  # only a signature
    """Return further commands of the command line."""


@hookspec
def sample_areas(areas: Sequence[Mapping[str, str]]) -> Iterable[Mapping[str, str]]:  # type: ignore[empty-body]  # only a signature
    """Return made-up areas below the given ones, rows of an area table, for a demo."""


@hookspec
def sample_people() -> Iterable[Mapping[str, str]]:  # type: ignore[empty-body]  # only a signature
    """Return made-up people with their posts, a row for each post, for a demo."""


@hookspec
def sample_records(
    record: str, count: int, seed: int, groups: Sequence[str], day: date
) -> Iterable[Mapping[str, object]] | None:
    """Return made-up records as they are on a day, spread over areas; None if no kind.

    Each is a mapping of field id -> value; `area` is the code of its area, and the id
    of a part (such as the rows of a family) holds a list of mappings.
    """


@hookspec
def sample_work(site: object, until: datetime) -> None:
    """Let made-up people work in a demo's open campaigns before an instant.

    `site` is an `api.Rehearsal` whose clock stands at the first day.
    """


@hookspec
def rule_set_version() -> str:  # type: ignore[empty-body]  # only a signature
    """Return the name and version of the plugin's rules, kept with what they decide."""


def load_plugins(names: Iterable[str]) -> pluggy.PluginManager:
    """Load plugins by name: installed ones first, then the package `plugins`.

    Raises UnknownPluginError for a name nobody provides, and BrokenPluginError for a
    plugin that answers a hook which does not exist.
    """
    manager = pluggy.PluginManager("gridflow")
    manager.add_hookspecs(import_module(__name__))
    for name in names:
        if manager.has_plugin(name):
            continue
        try:
            manager.register(_module_of(name), name)
            manager.check_pending()
        except pluggy.PluginValidationError as mistake:
            raise BrokenPluginError(plugin=name, mistake=str(mistake)) from mistake
    return manager


def _module_of(name: str) -> object:
    for entry in entry_points(group=ENTRY_POINT_GROUP, name=name):
        return entry.load()
    module = f"plugins.{name}"
    try:
        return import_module(module)
    except ModuleNotFoundError as missing:
        if missing.name not in ("plugins", module):
            raise
        raise UnknownPluginError(plugin=name) from missing


def vocabulary_of(manager: pluggy.PluginManager) -> Vocabulary:
    """Return the engine's vocabulary with everything that the plugins add to it.

    Raises BrokenPluginError where a name is added that already stands.
    """
    vocabulary = Vocabulary.plain()
    for kinds in reversed(manager.hook.field_types()):
        added = {kind.name: kind for kind in kinds}
        _refuse_twice(vocabulary.field_types, added)
        vocabulary = vocabulary.with_more(added, {})
    for functions in reversed(manager.hook.expression_functions()):
        _refuse_twice(vocabulary.functions, functions)
        vocabulary = vocabulary.with_more({}, functions)
    return vocabulary


def _refuse_twice(known: Iterable[str], added: Iterable[str]) -> None:
    twice = sorted(set(known) & set(added))
    if twice:
        raise BrokenPluginError(mistake=f"added twice: {', '.join(twice)}")


def printable_values_of(
    manager: pluggy.PluginManager,
    form_id: str,
    values: Mapping[str, object],
    day: date,
    parameters: Mapping[str, object],
) -> Mapping[str, object]:
    """Return what all plugins add to the paper of a filled form, as one mapping."""
    answers = manager.hook.printable_values(
        form_id=form_id, values=values, day=day, parameters=parameters
    )
    merged: dict[str, object] = {}
    for answer in reversed(answers):
        merged.update(answer)
    return merged


def rule_set_version_of(manager: pluggy.PluginManager) -> str:
    """Return the versions of all plugins' rules, sorted, separated by spaces."""
    return " ".join(sorted(manager.hook.rule_set_version()))
