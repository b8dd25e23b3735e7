"""What the plugins of a site add while it runs, as the engine calls it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from gridflow.spec.vocabulary import Vocabulary


def _nothing(
    form_id: str,
    values: Mapping[str, object],
    day: date,
    parameters: Mapping[str, object],
) -> Mapping[str, object]:
    del form_id, values, day, parameters
    return {}


@dataclass(frozen=True, slots=True)
class Plugins:
    """Hooks as plain callables, so that the engine does not know the manager.

    Attributes:
        vocabulary: field types and functions.
        printable_values: extra values for a printable.
        rule_set_version: versions of the plugins' rules, stored with a submission.
    """

    vocabulary: Vocabulary = field(default_factory=Vocabulary.plain)
    printable_values: Callable[
        [str, Mapping[str, object], date, Mapping[str, object]], Mapping[str, object]
    ] = _nothing
    rule_set_version: str = ""
