"""What a campaign's classes, forms and rules are called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridflow.engine.campaign_ground import definition_of
from gridflow.errors import NotFoundError
from gridflow.spec.campaigns import Campaign as Definition
from gridflow.spec.procedure import Procedure
from gridflow.store.campaigns import Campaign

if TYPE_CHECKING:
    from gridflow.engine import Engine


@dataclass(frozen=True, slots=True)
class ClassColumn:
    """A class of a campaign; id "" is for what no rule took."""

    id: str
    label: str
    forms: tuple[str, ...]


class Names:
    """What a campaign's classes, forms and rules are called."""

    def __init__(self, procedure: Procedure, definition: Definition) -> None:
        self.procedure = procedure
        self.definition = definition
        codes = procedure.codes[definition.codes]
        self._classes = {one.id: one.label for one in codes.options}
        self._inputs = {one.id: one.label for one in definition.inputs}
        self._rules = {one.id: one for one in definition.rules}

    def class_(self, id_: str) -> str:
        """Return the label of a class."""
        return self._classes.get(id_, id_)

    def form(self, id_: str) -> str:
        """Return the label of a form."""
        found = self.procedure.forms.get(id_)
        return found.label if found else id_

    def why(self, rule: str) -> str:
        """Return the labels of what a rule asks, joined."""
        found = self._rules.get(rule)
        asked = [self._inputs.get(one, one) for one in found.when] if found else []
        return self.procedure.wording.say("value_between").join(asked)

    def ledger(self) -> str | None:
        """Return the first class whose form can be filled as rows, or None."""
        forms = self.procedure.forms
        for rule in self.definition.rules:
            if rule.form in forms and forms[rule.form].layout == "ledger":
                return rule.class_
        return None

    def columns(self, seen: Sequence[str]) -> tuple[ClassColumn, ...]:
        """Return the classes in the order of their code list, then what is seen."""
        forms: dict[str, dict[str, None]] = {}
        for rule in self.definition.rules:
            forms.setdefault(rule.class_, {})[self.form(rule.form)] = None
        known = [one for one in self._classes if one in forms]
        more = [one for one in dict.fromkeys(seen) if one not in known]
        return tuple(
            ClassColumn(one, self.class_(one), tuple(forms.get(one, ())))
            for one in (*known, *more)
        )


def names_of(engine: Engine, found: Campaign) -> Names:
    """Return the names of a campaign; NotFoundError where its definition is gone."""
    definition = definition_of(engine, found)
    if definition is None:
        raise NotFoundError
    site = engine.library.at(found.bundle)
    return Names(site.procedures[found.procedure], definition)
