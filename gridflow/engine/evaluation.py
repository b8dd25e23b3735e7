"""The values of one filling: typed, relevance repeated here, calculations recomputed.

What is hidden counts as empty for every expression and is not handed on; computed and
read-only values never come from the request. Relevance and calculations may depend on
each other, so they are repeated until nothing changes.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field

from gridflow.engine.faults import Fault
from gridflow.engine.raw_form import RawForm
from gridflow.engine.record_scope import for_expressions, record_scope
from gridflow.engine.surroundings import PartBefore, Surroundings
from gridflow.engine.values import computed, parse
from gridflow.spec.forms import Field, Form, Repeat, Section
from gridflow.spec.formula import Formula

PASSES_AT_MOST = 12
BLANK_ROW = "__new__"
Scope = MutableMapping[str, object]


@dataclass(slots=True)
class RowState:
    """The values of one row while they are worked out.

    Attributes:
        key: the row's key.
        before: the part of the record it came from, None for a new row.
        typed: what was parsed or computed, by field id, hidden ones too.
        seen: what expressions see of it; the same object stands in the list.
        scope: the row's names before those of the form.
        hidden: ids of fields that are not asked.
    """

    key: str
    before: PartBefore | None
    typed: dict[str, object]
    seen: dict[str, object]
    scope: Scope
    hidden: set[str] = field(default_factory=set)


@dataclass(slots=True)
class State:
    """The values of a whole form while they are worked out; paths as in faults."""

    form: Form
    raw: RawForm
    around: Surroundings
    scope: dict[str, object] = field(default_factory=dict)
    typed: dict[str, object] = field(default_factory=dict)
    rows: dict[str, list[RowState]] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    hidden_sections: set[str] = field(default_factory=set)
    faults: dict[str, Fault] = field(default_factory=dict)

    def previous(self, of: Field, row: RowState | None = None) -> object:
        """Return the record's value before, for a field that names one."""
        if of.from_ is None:
            return None
        record, _, name = of.from_.partition(".")
        if record == self.form.about:
            return self.around.record.get(name)
        return row.before.values.get(name) if row and row.before else None


def evaluate(form: Form, raw: RawForm, around: Surroundings) -> State:
    """Parse what was typed and work out everything that follows from it."""
    state = State(form, raw, around, record_scope(around, form.about))
    for section in form.sections:
        if isinstance(section, Repeat):
            _take_rows(state, section)
        else:
            for one in section.fields:
                state.typed[one.id] = take(state, one, one.id)
                _put(state, one, state.scope, state.typed[one.id])
    _settle(state)
    return state


def take(state: State, of: Field, path: str, row: RowState | None = None) -> object:
    """Return a field's value from what was typed; notes the fault where it is bad."""
    if state.around.frozen and (of.calculation is not None or of.read_only):
        return state.around.kept.get(path)
    if of.calculation is not None:
        return None
    if of.read_only:
        before = state.previous(of, row)
        if before is None and of.default is not None:
            return default(of, row.scope if row else state.scope)
        return before
    texts = state.raw.values.get(path, ())
    if of.sensitive and not any(text.strip() for text in texts):
        kept = state.around.kept.get(path)
        return state.previous(of, row) if kept is None else kept
    value, fault = parse(of, texts, state.around, path)
    if fault is not None:
        state.faults[path] = fault
    return value


def default(of: Field, scope: Mapping[str, object]) -> object:
    """Return a field's default as a value, None where it has none that fits."""
    if of.default is None:
        return None
    return computed(of, of.default.evaluate(scope), of.id)[0]


def new_row(state: State, repeat: Repeat, key: str) -> RowState:
    """Return a row without values; one with the key of a part is that part's."""
    parts = state.around.parts.get(repeat.record or "", ())
    before = next((part for part in parts if part.code == key), None)
    seen: dict[str, object] = {}
    return RowState(key, before, {}, seen, ChainMap(seen, state.scope))


def _take_rows(state: State, repeat: Repeat) -> None:
    rows: list[RowState] = []
    for key in state.raw.rows.get(repeat.id, ()):
        row = new_row(state, repeat, key)
        for one in repeat.fields:
            row.typed[one.id] = take(state, one, f"{repeat.id}.{key}.{one.id}", row)
            _put(state, one, row.seen, row.typed[one.id])
        rows.append(row)
    state.rows[repeat.id] = rows
    state.scope[repeat.id] = [row.seen for row in rows]


def _put(state: State, of: Field, seen: Scope, value: object) -> None:
    seen[of.id] = for_expressions(value)
    for name, derive in state.around.kind(of).derived.items():
        found = None if value is None else derive(value)
        seen[f"{of.id}_{name}"] = for_expressions(found)


def _settle(state: State) -> None:
    order = () if state.around.frozen else _calculations(state.form)
    for _ in range(PASSES_AT_MOST):
        moved = _relevance(state)
        for repeat, of in order:
            if repeat is None:
                moved |= _calculate(state, of, of.id, None)
                continue
            for row in state.rows[repeat.id]:
                path = f"{repeat.id}.{row.key}.{of.id}"
                moved |= _calculate(state, of, path, row)
        if not moved:
            return


def _calculations(form: Form) -> Sequence[tuple[Repeat | None, Field]]:
    found: dict[str, tuple[Repeat | None, Field]] = {}
    for section in form.sections:
        repeat = section if isinstance(section, Repeat) else None
        for one in section.fields:
            if one.calculation is not None:
                path = f"{repeat.id}.{one.id}" if repeat else one.id
                found[path] = (repeat, one)
    order = [path for path in form.calculations if path in found]
    return [found[path] for path in dict.fromkeys([*order, *found])]


def _calculate(state: State, of: Field, path: str, row: RowState | None) -> bool:
    typed = row.typed if row else state.typed
    scope = row.scope if row else state.scope
    hidden = row.hidden if row else state.hidden
    formula = of.calculation
    if formula is None or of.id in hidden:
        return False
    value, fault = computed(of, formula.evaluate(scope), path)
    if fault is None:
        state.faults.pop(path, None)
    else:
        state.faults[path] = fault
    if typed.get(of.id) == value:
        return False
    typed[of.id] = value
    _put(state, of, row.seen if row else state.scope, value)
    return True


def holds(formula: Formula | None, scope: Mapping[str, object]) -> bool:
    """Tell whether a condition is true; none at all is, an undecided one is not."""
    return formula is None or formula.evaluate(scope) is True


def _relevance(state: State) -> bool:
    moved = False
    for section in state.form.sections:
        shown = holds(section.relevant, state.scope)
        if (section.id in state.hidden_sections) == shown:
            state.hidden_sections ^= {section.id}
            moved = True
        if isinstance(section, Repeat):
            rows = state.rows[section.id]
            state.scope[section.id] = [row.seen for row in rows] if shown else []
            for row in rows:
                moved |= _hide(state, section, shown=shown, row=row)
        else:
            moved |= _hide(state, section, shown=shown, row=None)
    return moved


def _hide(
    state: State, section: Section | Repeat, *, shown: bool, row: RowState | None
) -> bool:
    hidden = row.hidden if row else state.hidden
    scope = row.scope if row else state.scope
    seen = row.seen if row else state.scope
    typed = row.typed if row else state.typed
    moved = False
    for of in section.fields:
        asked = shown and holds(of.relevant, scope)
        if (of.id in hidden) != asked:
            continue
        moved = True
        hidden ^= {of.id}
        _put(state, of, seen, typed.get(of.id) if asked else None)
    return moved
