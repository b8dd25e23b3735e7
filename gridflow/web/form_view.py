"""A filled form as its template wants it: sentences, marks, places of checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gridflow.engine.faults import Fault
from gridflow.engine.filled import (
    Answer,
    CheckResult,
    FilledForm,
    FilledSection,
    Row,
)
from gridflow.spec.forms import Repeat
from gridflow.spec.vocabulary import FieldKind
from gridflow.web.desk import Desk
from gridflow.web.inputs import Inputs, asked

STICKY_AT_MOST = 4
# said only after somebody tried to hand in: until then they are simply not done yet
_NOT_YET = frozenset(
    {"required", "signature_missing", "too_few_rows", "second_missing"}
)


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence about a mistake, and where to go to mend it."""

    text: str
    severity: str
    path: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class SectionMark:
    """A tab: its name and how far it is.

    Attributes:
        missing: required answers that are still empty.
        wrong: other errors.
        asks: warnings that want a reason.
    """

    id: str
    label: str
    relevant: bool
    missing: int
    wrong: int
    asks: int = 0

    @property
    def state(self) -> str:
        """Return "wrong", "asks", "missing" or "done"."""
        if self.wrong:
            return "wrong"
        if self.asks:
            return "asks"
        return "missing" if self.missing else "done"

    @property
    def count(self) -> int:
        """Return how many there are of what the state names."""
        return {"wrong": self.wrong, "asks": self.asks}.get(self.state, self.missing)


@dataclass(frozen=True, slots=True)
class FormView:
    """What the form's template reads.

    Attributes:
        tried: somebody wanted to hand in, so what is missing is told as an error.
        inputs: the inputs by path.
        marks: one for each section, then signatures.
        summary: errors and open warnings, in the form's order.
        checks: checks that did not hold, by the path they are shown at.
        sticky: computed answers that stay in sight.
        reach: path of a mistake -> words for its place.
    """

    filled: FilledForm
    desk: Desk
    inputs: Inputs
    tried: bool
    marks: tuple[SectionMark, ...]
    summary: tuple[Told, ...]
    checks: Mapping[str, tuple[CheckResult, ...]]
    sticky: tuple[Answer, ...]
    reach: Mapping[str, str] = field(default_factory=dict)

    def told(self, faults: tuple[Fault, ...]) -> list[Told]:
        """Return the sentences to stand at an input; checks stand elsewhere."""
        return [
            Told(self.desk.told(one), one.severity, one.path)
            for one in faults
            if not one.check and (self.tried or one.code not in _NOT_YET)
        ]

    def at(self, path: str) -> tuple[CheckResult, ...]:
        """Return the checks to show at a path."""
        return self.checks.get(path, ())

    def mark(self, section: str) -> SectionMark:
        """Return the tab of a section."""
        return next(one for one in self.marks if one.id == section)

    def row_state(self, row: Row) -> tuple[int, int]:
        """Return how many answers of a row are missing, and how many are wrong."""
        faults = [one for answer in row.answers for one in answer.faults]
        wrong = _errors([*faults, *row.faults])
        return _counts(_missing(row.answers), wrong, tried=self.tried)

    def opens(self, row: Row) -> bool:
        """Tell whether a row's card is unfolded: new ones, and those to mend."""
        missing, wrong = self.row_state(row)
        prefix = row.answers[0].path.rpartition(".")[0] if row.answers else ""
        asks = any(path.startswith(f"{prefix}.") for path in self.checks)
        return bool(wrong or asks or (missing and (self.tried or not row.record)))


def form_view(
    filled: FilledForm,
    desk: Desk,
    kinds: Mapping[str, FieldKind],
    *,
    people: int,
    tried: bool,
) -> FormView:
    """Arrange a filled form for its template; `people` visitors are wanted."""
    words = {
        "yes": desk.say("value_yes"),
        "no": desk.say("value_no"),
        "choose": desk.say("choose"),
    }
    reach = _places(filled)
    checks = _placed(filled, reach)
    return FormView(
        filled=filled,
        desk=desk,
        inputs=Inputs(filled, kinds, words),
        tried=tried,
        marks=_marks(filled, desk, people=people, tried=tried),
        summary=_summary(filled, desk, reach, tried=tried),
        checks=checks,
        sticky=_sticky(filled),
        reach=reach,
    )


def _errors(faults: Iterable[Fault]) -> int:
    """Count mistakes; a check that points at several inputs is still one."""
    found = {
        (one.check or one.path, one.code)
        for one in faults
        if one.severity == "error" and one.code not in _NOT_YET
    }
    return len(found)


def _missing(answers: Iterable[Answer]) -> int:
    return sum(
        asked(one) and one.relevant and not (one.texts or one.masked or one.shown)
        for one in answers
    )


def _counts(missing: int, wrong: int, *, tried: bool) -> tuple[int, int]:
    """Return missing and wrong; once somebody tried, what is missing is wrong."""
    return (0, wrong + missing) if tried else (missing, wrong)


def _of_section(section: FilledSection, *, tried: bool) -> tuple[int, int, int]:
    answers = [*section.answers, *(a for row in section.rows for a in row.answers)]
    faults = [one for answer in answers for one in answer.faults]
    faults += [one for row in section.rows for one in row.faults]
    rows = sum(one.code in _NOT_YET for one in section.faults)
    every = [*faults, *section.faults]
    missing, wrong = _counts(_missing(answers) + rows, _errors(every), tried=tried)
    return (
        missing,
        wrong,
        len({one.check for one in every if one.severity == "warning"}),
    )


def _marks(
    filled: FilledForm, desk: Desk, *, people: int, tried: bool
) -> tuple[SectionMark, ...]:
    marks = [
        SectionMark(
            one.section.id,
            one.section.label,
            one.relevant,
            *_of_section(one, tried=tried),
        )
        for one in filled.sections
    ]
    if filled.form.signatures or people > 1:
        rest = [one for one in filled.faults if one.path.startswith("signatures.")]
        missing = sum(
            one.relevant and one.place.required and not one.uploads
            for one in filled.signatures
        )
        missing += people > 1 and not filled.second_visitor
        more = [one for one in filled.faults if one.path == "second_visitor"]
        counts = _counts(missing, _errors([*rest, *more]), tried=tried)
        marks.append(SectionMark("signatures", desk.say("signing"), True, *counts))
    return tuple(marks)


def _places(filled: FilledForm) -> dict[str, str]:
    """Return words for the place of every path: section, row, field."""
    found: dict[str, str] = {}
    for section in filled.sections:
        label = section.section.label
        found[section.section.id] = label
        for answer in section.answers:
            found[answer.path] = f"{label} › {answer.field.label}"
        for number, row in enumerate(section.rows, 1):
            named = f"{label} › {row.title or number}"
            found[f"{section.section.id}.{row.key}"] = named
            for answer in row.answers:
                found[answer.path] = f"{named} › {answer.field.label}"
    for signature in filled.signatures:
        found[f"signatures.{signature.place.id}"] = signature.place.label
    return found


def _placed(
    filled: FilledForm, reach: Mapping[str, str]
) -> dict[str, tuple[CheckResult, ...]]:
    found: dict[str, tuple[CheckResult, ...]] = {}
    for check in filled.checks:
        path = next((one for one in check.fields if one in reach), "")
        found[path] = (*found.get(path, ()), check)
    return found


def _summary(
    filled: FilledForm, desk: Desk, reach: Mapping[str, str], *, tried: bool
) -> tuple[Told, ...]:
    order = {path: number for number, path in enumerate(reach)}
    found = [
        Told(desk.told(one), one.severity, one.path, reach.get(one.path, ""))
        for one in filled.faults
        if one.severity != "info" and (tried or one.code not in _NOT_YET)
    ]
    return tuple(sorted(found, key=lambda one: order.get(one.path, len(order))))


def _sticky(filled: FilledForm) -> tuple[Answer, ...]:
    computed = [
        answer
        for section in filled.sections
        if not isinstance(section.section, Repeat)
        for answer in section.answers
        if answer.field.calculation is not None
    ]
    chosen = [one for one in computed if one.field.appearance == "sticky"]
    indexed = [one for one in computed if one.field.index]
    return tuple((chosen or indexed)[:STICKY_AT_MOST])
