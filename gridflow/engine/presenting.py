"""From settled values and findings to the form that people see."""

from __future__ import annotations

from gridflow.engine.checking import Findings
from gridflow.engine.evaluation import (
    BLANK_ROW,
    RowState,
    State,
    default,
    holds,
    new_row,
)
from gridflow.engine.faults import Fault
from gridflow.engine.filled import (
    Answer,
    FilledForm,
    FilledSection,
    Row,
    SignatureAnswer,
    UploadView,
)
from gridflow.engine.values import mask, show, to_text, to_texts
from gridflow.spec.codes import Option
from gridflow.spec.forms import Field, Repeat, Section, SignaturePlace


def present(state: State, findings: Findings, *, unmasked: bool) -> FilledForm:
    """Return the filled form; sensitive answers masked unless `unmasked`."""
    seen = _Presenting(state, findings, unmasked=unmasked)
    checks = tuple(findings.checks)
    faults = tuple(findings.faults)
    return FilledForm(
        form=state.form,
        sections=tuple(seen.section(one) for one in state.form.sections),
        checks=checks,
        signatures=tuple(seen.signature(one) for one in state.form.signatures),
        faults=faults,
        reasons={one.path: one.reason for one in checks if one.reason},
        values=_values(state),
        row_keys={
            name: tuple(row.key for row in rows)
            for name, rows in state.rows.items()
            if name not in state.hidden_sections
        },
        second_visitor=state.raw.second_visitor,
        complete=all(one.severity == "info" for one in faults),
    )


def _values(state: State) -> dict[str, object]:
    values: dict[str, object] = {}
    for section in state.form.sections:
        if section.id in state.hidden_sections:
            continue
        if isinstance(section, Repeat):
            rows = state.rows[section.id]
            values[section.id] = tuple(_asked(row.typed, row.hidden) for row in rows)
        else:
            mine = {one.id: state.typed.get(one.id) for one in section.fields}
            values.update(_asked(mine, state.hidden))
    return values


def _asked(typed: dict[str, object], hidden: set[str]) -> dict[str, object]:
    return {
        name: value
        for name, value in typed.items()
        if value is not None and name not in hidden
    }


class _Presenting:
    def __init__(self, state: State, findings: Findings, *, unmasked: bool) -> None:
        self.state = state
        self.around = state.around
        self.required = findings.required
        self.unmasked = unmasked
        self.by_path: dict[str, list[Fault]] = {}
        self.options: dict[str, tuple[Option, ...]] = {}
        pointed = {one.path: one.fields for one in findings.checks}
        for fault in findings.faults:
            for path in pointed.get(fault.check) or (fault.path,):
                self.by_path.setdefault(path, []).append(fault)

    def at(self, path: str) -> tuple[Fault, ...]:
        found = self.by_path.get(path)
        return tuple(found) if found else ()

    def section(self, section: Section | Repeat) -> FilledSection:
        shown = section.id not in self.state.hidden_sections
        answers: tuple[Answer, ...] = ()
        rows: tuple[Row, ...] = ()
        blank: Row | None = None
        if isinstance(section, Repeat):
            rows = tuple(self.row(section, one) for one in self.state.rows[section.id])
            blank = self.blank_row(section)
        else:
            answers = tuple(self.answer(one, one.id, None) for one in section.fields)
        faults = self.at(section.id)
        each = [*answers, *(one for row in rows for one in row.answers)]
        listed = [faults, *(one.faults for one in each)]
        count = sum(one.severity == "error" for group in listed for one in group)
        return FilledSection(section, shown, answers, rows, blank, faults, count)

    def row(self, repeat: Repeat, row: RowState) -> Row:
        path = f"{repeat.id}.{row.key}"
        answers = tuple(
            self.answer(one, f"{path}.{one.id}", row) for one in repeat.fields
        )
        title = row.typed.get(repeat.row_title)
        record = row.before.code if row.before else ""
        return Row(row.key, to_text(title), record, answers, self.at(path))

    def blank_row(self, repeat: Repeat) -> Row:
        row = new_row(self.state, repeat, BLANK_ROW)
        for one in repeat.fields:
            row.typed[one.id] = default(one, self.state.scope)
        return self.row(repeat, row)

    def answer(self, of: Field, path: str, row: RowState | None) -> Answer:
        state, around = self.state, self.around
        value = (row.typed if row else state.typed).get(of.id)
        computed = of.calculation is not None or of.read_only
        shown = show(of, value, around)
        hide = bool(of.sensitive) and not self.unmasked
        masked = mask(of, shown) if of.sensitive else ""
        raw = state.raw.values.get(path)
        if computed or (row is not None and row.key == BLANK_ROW):
            texts = () if hide else to_texts(value)
        else:
            texts = tuple(raw) if raw else ()
        before = state.previous(of, row)
        previous = "" if before is None else show(of, before, around)
        hidden = row.hidden if row else state.hidden
        return Answer(
            field=of,
            path=path,
            value=None if hide else value,
            text=texts[0] if texts else "",
            texts=texts,
            shown=masked if hide else shown,
            masked=masked,
            options=self.choices(of, value),
            uploads=self.uploads(of, value),
            relevant=of.id not in hidden,
            required=path in self.required,
            read_only=computed,
            previous=mask(of, previous),
            faults=self.at(path),
        )

    def choices(self, of: Field, value: object) -> tuple[Option, ...]:
        if of.type not in {"choice", "choices"}:
            return ()
        name = of.codes or f".{id(of)}"
        valid = self.options.get(name)
        every = self.around.all_options(of)
        if valid is None:
            valid = tuple(one for one in every if one.holds_on(self.around.day))
            self.options[name] = valid
        taken = {value} if isinstance(value, str) else set(_strings(value))
        if taken <= {one.id for one in valid}:
            return valid
        return tuple(one for one in every if one in valid or one.id in taken)

    def uploads(self, of: Field, value: object) -> tuple[UploadView, ...]:
        if of.type != "upload":
            return ()
        known = self.around.uploads
        return tuple(known[one] for one in _strings(value) if one in known)

    def signature(self, place: SignaturePlace) -> SignatureAnswer:
        known = self.around.uploads
        ids = self.state.raw.signatures.get(place.id, ())
        signed = tuple(known[one] for one in ids if one in known)
        faults = self.at(f"signatures.{place.id}")
        asked = holds(place.relevant, self.state.scope)
        return SignatureAnswer(place, signed, faults, asked)


def _strings(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, tuple) else ()
