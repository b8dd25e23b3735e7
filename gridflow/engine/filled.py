"""A form with its answers: what the page shows, what paper prints, what is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gridflow.engine.faults import Fault
from gridflow.spec.codes import Option
from gridflow.spec.forms import Check, Field, Form, Repeat, Section, SignaturePlace


@dataclass(frozen=True, slots=True)
class UploadView:
    """A file that was handed in.

    Attributes:
        id: the opaque identifier that inputs carry and `/uploads/<id>` serves.
        filename: as the person's device called it.
        media_type: found from the content: image/jpeg, image/png or application/pdf.
        size: bytes as stored.
        sha256: hexadecimal digest of the stored bytes.
        way: "drawn" or "photo" for signatures, "" otherwise.
    """

    id: str
    filename: str
    media_type: str
    size: int
    sha256: str
    way: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One field with its value in this filling.

    Attributes:
        field: the definition.
        path: "wage" or "people.<row>.name"; the input is named `f.<path>`.
        value: the typed value, None where there is none or it did not parse.
        text: what the input shows ("" for a masked input).
        texts: the same for choices and uploads: the chosen option or upload ids.
        shown: the value for people, unmasked; "" for none.
        masked: the masked value to show beside an empty input; "" when the field is
            not masked or has no value.
        options: the choices that hold on the day, with the chosen old one if any.
        uploads: the files of an upload field.
        relevant: whether the field is asked now.
        required: whether it must be answered now.
        read_only: computed or fixed; its input is never read.
        previous: the record's value before, shown (masked where the field is); "".
        faults: what is wrong with it.
    """

    field: Field
    path: str
    value: object
    text: str
    texts: tuple[str, ...]
    shown: str
    masked: str
    options: tuple[Option, ...]
    uploads: tuple[UploadView, ...]
    relevant: bool
    required: bool
    read_only: bool
    previous: str
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a repeat; `record` is the code of the child record, "" for a new one.

    Attributes:
        key: the row's key in input names and paths.
        title: the value of the repeat's row title, "" while unnamed.
        record: the code of the record the row came from, "" for a new row.
        answers: one for each field of the repeat.
        faults: mistakes of the row as a whole.
    """

    key: str
    title: str
    record: str
    answers: tuple[Answer, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class FilledSection:
    """A section with its answers, or a repeat with its rows.

    Attributes:
        section: the definition, a Section or a Repeat.
        relevant: whether it is asked now.
        answers: of a plain section; empty for a repeat.
        rows: of a repeat; empty for a plain section.
        blank_row: a row without values, the template for a new one (key "__new__").
        faults: mistakes of the section as a whole (row counts, checks of no field).
        fault_count: errors in here, rows and answers included.
    """

    section: Section | Repeat
    relevant: bool
    answers: tuple[Answer, ...]
    rows: tuple[Row, ...]
    blank_row: Row | None
    faults: tuple[Fault, ...]
    fault_count: int


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A check that did not hold.

    Attributes:
        path: under which a reason is given: `why.<path>`.
        check: the definition.
        reason: the reason given, "" for none.
        answered: a warning with a reason, or an info.
        fields: paths of the inputs it points at.
    """

    path: str
    check: Check
    reason: str
    answered: bool
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SignatureAnswer:
    """A signature place with what was signed; where not relevant, nobody signs."""

    place: SignaturePlace
    uploads: tuple[UploadView, ...]
    faults: tuple[Fault, ...]
    relevant: bool


@dataclass(frozen=True, slots=True)
class FilledForm:
    """The server's truth about one filling.

    Attributes:
        form: the definition it was filled with.
        sections: in the form's order, hidden ones too (relevant is False).
        checks: those that did not hold, errors, warnings and infos.
        signatures: one for each place of the form.
        faults: every fault, fields, rows, checks, signatures, second visitor.
        reasons: reasons given for warnings that still stand, by check path.
        values: typed values of what is asked, by field id; a repeat is a tuple of
            mappings in row order; hidden fields are absent.
        row_keys: row keys of each repeat, in the order of `values`.
        second_visitor: the named person's id as text, "".
        complete: no error, and every warning answered.
    """

    form: Form
    sections: tuple[FilledSection, ...]
    checks: tuple[CheckResult, ...]
    signatures: tuple[SignatureAnswer, ...]
    faults: tuple[Fault, ...]
    reasons: Mapping[str, str]
    values: Mapping[str, object]
    row_keys: Mapping[str, tuple[str, ...]]
    second_visitor: str
    complete: bool

    def answer(self, path: str) -> Answer | None:
        """Return the answer at a path, or None."""
        for section in self.sections:
            for answer in section.answers:
                if answer.path == path:
                    return answer
            for row in section.rows:
                for answer in row.answers:
                    if answer.path == path:
                        return answer
        return None
