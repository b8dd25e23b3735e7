"""A ledger as its template wants it: columns, cells, marks, and words for each row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from gridflow.engine.faults import Fault
from gridflow.engine.filled import Answer, CheckResult, FilledForm
from gridflow.engine.ledger_saving import SavedRow, TypedRow
from gridflow.engine.ledgers import LedgerPage, LedgerRow
from gridflow.spec.forms import Field, Form
from gridflow.spec.procedure import Procedure
from gridflow.spec.vocabulary import FieldKind
from gridflow.web.desk import Desk
from gridflow.web.inputs import TEXT_INPUTS, input_value

# said only after somebody tried to hand in: until then they are simply not done yet
NOT_YET = frozenset({"required", "second_missing"})
SECOND = "second_visitor"
_CHOSEN = {"yes_no": "yes_no", "choice": "choice", "choices": "checks"}
_NUMBERS = ("integer", "number", "money")


@dataclass(frozen=True, slots=True)
class Column:
    """A field of the form as a column; `kind` is the word by which cells are drawn."""

    field: Field
    kind: str
    attributes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Cell:
    """One answer in its column.

    Attributes:
        name: the name of its input.
        values: what the input shows: one text, or the chosen ids.
        options: id and label of what can be chosen.
        told: sentences about mistakes.
        checks: those that did not hold and point here.
    """

    column: Column
    answer: Answer | None
    name: str
    values: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    told: tuple[str, ...]
    checks: tuple[CheckResult, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which what was typed is not what stands there."""

    label: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class RowView:
    """One row for the template.

    Attributes:
        state: the row's state, or "wrong" or "conflict" after a save.
        chip: the word for it; `tone`: the class of its colour.
        cells: in the order of the columns, none of a row that is apart.
        told: sentences about the row as a whole.
        checks: those that point at no cell.
        conflict: the sentence of a conflict, "".
        differences: what a conflict is about.
        link: where the row goes on if not here, "".
        taken: ticked to be handed in.
    """

    row: LedgerRow
    state: str
    chip: str
    tone: str
    cells: tuple[Cell, ...]
    told: tuple[str, ...]
    checks: tuple[CheckResult, ...]
    conflict: str
    differences: tuple[Difference, ...]
    link: str
    version: int
    taken: bool

    @property
    def opens(self) -> bool:
        """Tell whether the row's card is unfolded on a phone."""
        return self.state in {"wrong", "conflict"}


@dataclass(frozen=True, slots=True)
class GoneRow:
    """A row that was sent and is none of this ledger any more, with what it said."""

    conflict: str
    typed: tuple[str, ...]
    link: str


@dataclass(frozen=True, slots=True)
class LedgerView:
    """The whole page: columns, rows, what is wrong with the second visitor."""

    page: LedgerPage
    columns: tuple[Column, ...]
    rows: tuple[RowView, ...]
    second_told: tuple[str, ...]
    gone: tuple[GoneRow, ...]


class LedgerWords:
    """Arranges rows for one page or one answer to its script."""

    def __init__(
        self, desk: Desk, procedure: Procedure, kinds: Mapping[str, FieldKind]
    ) -> None:
        self.desk = desk
        self.procedure = procedure
        self.kinds = kinds

    def view(
        self,
        page: LedgerPage,
        saved: Mapping[str, SavedRow],
        sent: Sequence[TypedRow] = (),
    ) -> LedgerView:
        """Return the page with what became of the rows that were sent."""
        columns = self.columns(page.form)
        ticked = {one.task for one in sent if one.hand_in}
        rows = tuple(
            self.row(one, columns, saved.get(one.code), taken=one.code in ticked)
            for one in page.rows
        )
        here = {one.code for one in page.rows}
        gone = tuple(
            self._gone(one, columns, saved[one.task])
            for one in sent
            if one.task in saved and one.task not in here
        )
        return LedgerView(page, columns, rows, self.second(saved.values()), gone)

    def _gone(
        self, row: TypedRow, columns: Sequence[Column], saved: SavedRow
    ) -> GoneRow:
        typed = (
            (one.field.label, row.raw.values.get(one.field.id, ())) for one in columns
        )
        texts = tuple(
            f"{label}: {' '.join(found)}" for label, found in typed if any(found)
        )
        task = saved.facts.get("task")
        return GoneRow(self.conflict(saved), texts, f"/tasks/{task}" if task else "")

    def columns(self, form: Form | None) -> tuple[Column, ...]:
        """Return the columns; what heads the row anyway is none."""
        if form is None:
            return ()
        kind = self.procedure.records.get(form.about)
        heads = f"{form.about}.{kind.title}" if kind else ""
        return tuple(
            self._column(one)
            for one in form.plain_fields()
            if not (one.read_only and one.from_ == heads)
        )

    def _column(self, of: Field) -> Column:
        widget = self.kinds[of.type].widget
        if of.read_only or of.calculation is not None:
            return Column(of, "read", {})
        drawn = _CHOSEN.get(widget, "number" if widget in _NUMBERS else "text")
        if drawn == "text" and widget in {"date", "month"}:
            drawn = widget
        return Column(of, drawn, TEXT_INPUTS.get(widget, {}))

    def row(
        self,
        row: LedgerRow,
        columns: Sequence[Column],
        saved: SavedRow | None,
        *,
        taken: bool = False,
    ) -> RowView:
        """Return one row, as it was sent where it was not handed in."""
        tried = saved is not None and saved.state == "refused"
        sent = saved is not None and saved.filled is not None and saved.state != "done"
        filled = row.filled if saved is None or not sent else saved.filled or row.filled
        if row.state == "done":
            filled = row.filled
        state = _state(row, saved, filled)
        here = {one.id for one in filled.form.plain_fields()}
        cells = tuple(self._cell(row, filled, one, tried=tried) for one in columns)
        return RowView(
            row=row,
            state=state,
            chip=self._chip(row, state, _open_faults(filled, tried=tried)),
            tone=_TONES[state],
            cells=() if row.state == "apart" else cells,
            told=self._told_of_row(filled, here, tried=tried) if row.editable else (),
            checks=_checks_at(filled, ""),
            conflict=self.conflict(saved),
            differences=self._differences(saved),
            link=_link(row, saved),
            version=saved.version if saved and saved.state != "done" else row.version,
            taken=taken and row.editable,
        )

    def second(self, saved: Iterable[SavedRow]) -> tuple[str, ...]:
        """Return what is wrong with the second visitor, said once for all rows."""
        found = {
            self.desk.told(fault)
            for one in saved
            if one.state == "refused" and one.filled is not None
            for fault in one.filled.faults
            if fault.path == SECOND
        }
        return tuple(sorted(found))

    def conflict(self, saved: SavedRow | None) -> str:
        """Return the sentence of a row's conflict, "" where it has none."""
        if saved is None or saved.state != "conflict":
            return ""
        facts = dict(saved.facts)
        if "who" in facts:
            facts["who"] = facts["who"] or self.desk.say("somebody")
        if "when" in facts:
            facts["when"] = _instant(str(facts["when"]))
        return self.desk.say(saved.why, **facts)

    def _cell(
        self, row: LedgerRow, filled: FilledForm, column: Column, *, tried: bool
    ) -> Cell:
        path = column.field.id
        answer = filled.answer(path)
        options: tuple[tuple[str, str], ...] = ()
        if column.kind == "yes_no":
            say = self.desk.say
            options = (("yes", say("value_yes")), ("no", say("value_no")))
        elif answer is not None:
            options = tuple((one.id, one.label) for one in answer.options)
        shown = input_value(answer) if answer else ""
        return Cell(
            column=column,
            answer=answer,
            name=f"r.{row.code}.f.{path}",
            values=tuple(shown) if isinstance(shown, list) else (str(shown),),
            options=options,
            told=self._sentences(answer.faults, tried=tried) if answer else (),
            checks=_checks_at(filled, path),
        )

    def _sentences(self, faults: Iterable[Fault], *, tried: bool) -> tuple[str, ...]:
        return tuple(
            self.desk.told(one)
            for one in faults
            if not one.check and (tried or one.code not in NOT_YET)
        )

    def _told_of_row(
        self, filled: FilledForm, cells: set[str], *, tried: bool
    ) -> tuple[str, ...]:
        rest = (one for one in filled.faults if one.path not in {*cells, SECOND})
        return self._sentences(rest, tried=tried)

    def _chip(self, row: LedgerRow, state: str, faults: Sequence[Fault]) -> str:
        if state == "wrong":
            wrong = sum(one.severity == "error" for one in faults)
            asks = sum(one.severity == "warning" for one in faults)
            code = "ledger_state_wrong" if wrong else "ledger_state_asks"
            return self.desk.say(code, count=wrong or asks)
        return self.desk.say(f"ledger_state_{state}", who=row.who)

    def _differences(self, saved: SavedRow | None) -> tuple[Difference, ...]:
        if saved is None or saved.filled is None or saved.state != "conflict":
            return ()
        return tuple(_differing(saved.filled, saved.theirs))


_TONES = {
    "open": "",
    "begun": "hand",
    "taken": "hand",
    "done": "done",
    "apart": "",
    "wrong": "wrong",
    "conflict": "wrong",
}


def _state(row: LedgerRow, saved: SavedRow | None, filled: FilledForm) -> str:
    if saved is not None and saved.state == "conflict":
        return "conflict"
    if row.state == "done" or saved is None:
        return row.state
    if saved.state == "refused":
        return "wrong"
    faults = _open_faults(filled, tried=False)
    wrong = any(one.severity == "error" for one in faults)
    return "wrong" if wrong and saved.state == "kept" else row.state


def _open_faults(filled: FilledForm, *, tried: bool) -> list[Fault]:
    """Return what is wrong; what is only missing counts once somebody tried."""
    return [one for one in filled.faults if tried or one.code not in NOT_YET]


def _checks_at(filled: FilledForm, path: str) -> tuple[CheckResult, ...]:
    """Return the checks that are shown at a cell; "" for those of the whole row."""
    here = {one.id for one in filled.form.plain_fields()}
    return tuple(
        one
        for one in filled.checks
        if next((field for field in one.fields if field in here), "") == path
    )


def _differing(mine: FilledForm, theirs: FilledForm | None) -> Iterator[Difference]:
    for section in mine.sections:
        for answer in section.answers:
            other = theirs.answer(answer.path) if theirs else None
            there = _shown(other)
            if answer.read_only or (_shown(answer) == there and theirs is not None):
                continue
            if _shown(answer) or there:
                yield Difference(answer.field.label, _shown(answer), there)


def _shown(answer: Answer | None) -> str:
    if answer is None or not answer.relevant:
        return ""
    return answer.shown or answer.text


def _link(row: LedgerRow, saved: SavedRow | None) -> str:
    """Return the page on which a row goes on that cannot be filled in here."""
    if saved is not None and saved.state == "conflict" and saved.facts.get("task"):
        return f"/tasks/{saved.facts['task']}"
    return f"/tasks/{row.code}"


def _instant(text: str) -> str:
    try:
        return f"{datetime.fromisoformat(text):%H:%M}"
    except ValueError:
        return text
