"""Whether expressions can be understood, and name only what there is.

The scope written down here is the one that a filling provides when it runs: fields,
rows, parameters, the record as it was before, the day, and functions of plugins.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from gridflow.spec.formula import Formula, UnaryFormula
from gridflow.spec.gathered import (
    FormNames,
    Gathered,
    child,
    entries_of,
    fields_in,
    form_names,
    has_whole_fields,
    keys_of,
    names_seen,
    text_of,
)
from gridflow.spec.node import Entries, Node
from gridflow.spec.problem import Problem
from gridflow.spec.reading import Reading, Use
from gridflow.spec.scalars import place_inside
from gridflow.spec.vocabulary import Vocabulary

if TYPE_CHECKING:
    from gridflow import feel

Scope = Mapping[str, object]

# What the checker of expressions calls a problem -> the code told here.
_CODES = {
    "unknown_name": "unknown-name",
    "unknown_function": "unknown-function",
}


def check_uses(gathered: Gathered, reading: Reading) -> None:
    """Tell of every expression that is no FEEL or names what nobody defines."""
    scopes = _Scopes(gathered, reading.vocabulary)
    for use in reading.uses:
        _check(use, scopes, reading)


def free_names(formula: Formula | UnaryFormula) -> set[str]:
    """Return the names that an expression takes from outside; none if it is broken."""
    from gridflow import feel  # not paid for by who only imports the shapes

    try:
        return {one.name for one in formula.compiled().names}
    except feel.FeelError:
        return set()


def _check(use: Use, scopes: _Scopes, reading: Reading) -> None:
    from gridflow import feel  # not paid for by who only imports the shapes

    try:
        use.formula.compiled()
        checker = feel.check_tests if _is_tests(use) else feel.check
        problems = checker(use.formula.text, scopes.scope_of(use))
    except feel.FeelError as mistake:
        place = place_inside(use.scalar, mistake.line, mistake.column)
        facts = {name: _shown(fact) for name, fact in mistake.facts.items()}
        params = {**facts, "why": mistake.code}
        reading.add((Problem("bad-expression", "error", place, use.path, params),))
        return
    for problem in problems:
        if problem.code != "unknown_name" or scopes.is_whole(use):
            _tell(problem, use, reading)


def _is_tests(use: Use) -> bool:
    return isinstance(use.formula, UnaryFormula)


def _tell(problem: feel.FeelProblem, use: Use, reading: Reading) -> None:
    place = place_inside(use.scalar, problem.line, problem.column)
    code = _CODES.get(problem.code, "bad-call")
    meant = problem.suggestion or ""
    reading.tell(code, place, use.path, word=problem.name, meant=meant)


def _shown(fact: object) -> str:
    """Return what was found, or a sign for the end of the text."""
    return str(fact) or "∎"


class _Scopes:
    """The scopes of one procedure's expressions, each built once."""

    def __init__(self, gathered: Gathered, vocabulary: Vocabulary) -> None:
        self.gathered = gathered
        self.vocabulary = vocabulary
        self.common: Scope = {
            **vocabulary.functions,
            **self._parameters(),
            "today": None,
        }
        # what a case was opened for; a campaign decides before there is one
        self.of_case: Scope = {**self.common, CASE: dict.fromkeys(CASE_NAMES)}
        self.built: dict[tuple[str, str, str], Scope] = {}
        self.forms: dict[str, FormNames] = {}

    def scope_of(self, use: Use) -> Scope:
        """Return what the names of an expression may be."""
        kind, id_ = use.owner
        node = self.gathered.by_id.get(kind, {}).get(id_)
        if kind == "flow":
            step = use.path.split(".")[1]
            return self._once((kind, id_, step), lambda: self._flow(node, step))
        if kind == "campaign":
            return self._once((kind, id_, ""), lambda: self._campaign(node))
        if kind == "import":
            row = _in_row(use.path, text_of(node, "part"))
            return self._once((kind, id_, row), lambda: self._import(node, row))
        names = self._names(id_, node)
        repeat = names.repeat_of(use.path)
        return self._once((kind, id_, repeat), lambda: self._form(names, repeat))

    def is_whole(self, use: Use) -> bool:
        """Tell whether all names are known, none hidden in something broken."""
        kind, id_ = use.owner
        node = self.gathered.by_id.get(kind, {}).get(id_)
        if self.gathered.unread & {"record", "procedure", "form"}:
            return False
        form = "" if kind in ("campaign", "import") else id_
        if kind == "flow":
            form = text_of(child(child(node, "steps"), use.path.split(".")[1]), "form")
        form_node = self.gathered.by_id["form"].get(form)
        records = self.gathered.by_id["record"]
        about = text_of(node, "about")
        return (not form or self._names(form, form_node).whole) and all(
            has_whole_fields(records.get(one), self.vocabulary)
            for one in (about, *self.gathered.parts_of(about))
        )

    def _once(self, key: tuple[str, str, str], make: Callable[[], Scope]) -> Scope:
        if key not in self.built:
            self.built[key] = make()
        return self.built[key]

    def _names(self, form: str, node: Node | None) -> FormNames:
        if form not in self.forms:
            self.forms[form] = form_names(node, self.vocabulary)
        return self.forms[form]

    def _form(self, names: FormNames, repeat: str) -> Scope:
        scope = {**self.of_case, **self._record(names.about), **self._values(names)}
        return {**scope, **self._seen(names.rows[repeat])} if repeat else scope

    def _flow(self, node: Node | None, step: str) -> Scope:
        """Return what a step's expressions see: also the values of its form."""
        form = text_of(child(child(node, "steps"), step), "form")
        form_node = self.gathered.by_id["form"].get(form)
        names = self._names(form, form_node)
        about = self._record(text_of(node, "about"))
        return {**self.of_case, **about, **self._values(names)}

    def _campaign(self, node: Node | None) -> Scope:
        return {**self.common, **self._record(text_of(node, "about"))}

    def _import(self, node: Node | None, row: str) -> Scope:
        """Return what an import's expressions see: the record, in a row its part."""
        scope = self._campaign(node)
        if not row:
            return scope
        fields = fields_in(self.gathered.by_id["record"].get(row))
        return {**scope, row: self._seen(fields)}

    def _values(self, names: FormNames) -> Scope:
        rows = {id_: [self._seen(fields)] for id_, fields in names.rows.items()}
        return {**self._seen(names.plain), **rows}

    def _seen(self, fields: Mapping[str, Entries]) -> Scope:
        return dict.fromkeys(names_seen(fields, self.vocabulary))

    def _record(self, id_: str) -> Scope:
        """Return the record as it was before, its parts as lists."""
        if not id_:
            return {}
        return self._once(("record", id_, ""), lambda: self._whole_record(id_))

    def _whole_record(self, id_: str) -> Scope:
        known = self.gathered.by_id["record"]
        seen: dict[str, object] = {**self._seen(fields_in(known.get(id_)))}
        for part in self.gathered.parts_of(id_):
            rows = [self._seen(fields_in(known[part]))]
            seen[part] = rows
            named = text_of(known[part], "list")
            if named:
                seen[named] = rows
        return {id_: seen}

    def _parameters(self) -> Scope:
        parameters = child(self.gathered.whole.get("procedure"), "parameters")
        return {
            one.key.text: _PERIOD if "from" in keys_of(one.value) else None
            for one in entries_of(parameters)
        }


def _in_row(path: str, part: str) -> str:
    """Return the part whose row an expression of an import looks at, or none."""
    about_part = path.startswith(f"values.{part}.")
    in_row = path.startswith("row_checks.") or path.endswith(".rows") or about_part
    return part if in_row else ""


CASE = "case"
CASE_NAMES = ("class", "opened_on")
"""What expressions of forms and flows see of the case: why it was opened, and when."""

_PERIOD = {"from": None, "to": None}
