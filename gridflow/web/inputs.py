"""One WTForms field for each answer; field names never stand on a class.

WTForms only draws here: parsing and validation are the engine's. The kind of input
follows from the field's type, its widget word and its `appearance`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import (
    BooleanField,
    Field,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.form import BaseForm
from wtforms.widgets import CheckboxInput, ListWidget

from gridflow.engine.filled import Answer, FilledForm
from gridflow.spec.vocabulary import FieldKind

# so many choices are all shown at once; more are folded into a list
BUTTONS_AT_MOST = 5
# the key of the row that is the template for new ones
BLANK = "__new__"
# an amount of the record without cents is shown without them
_ROUND = re.compile(r"-?\d+\.0+")

TEXT_INPUTS: Mapping[str, dict[str, str]] = {
    "integer": {"inputmode": "numeric"},
    "number": {"inputmode": "decimal"},
    "money": {"inputmode": "decimal"},
    "date": {"type": "date"},
    "month": {"type": "month"},
    "phone": {"type": "tel"},
    "id_number": {"autocapitalize": "characters", "spellcheck": "false"},
}


def kind_of(answer: Answer, kinds: Mapping[str, FieldKind]) -> str:
    """Return the word by which templates choose, such as buttons or select."""
    widget = kinds[answer.field.type].widget
    if widget == "yes_no":
        return "buttons"
    if widget == "choice":
        few = len(answer.options) <= BUTTONS_AT_MOST
        return "buttons" if few or answer.field.appearance == "buttons" else "select"
    return {"choices": "checks", "long_text": "note"}.get(widget, widget)


class Inputs:
    """The inputs of a form by path; `inputs[path]` draws itself when called."""

    def __init__(
        self,
        filled: FilledForm,
        kinds: Mapping[str, FieldKind],
        words: Mapping[str, str],
    ) -> None:
        self.kinds = kinds
        self.words = words
        answers = {one.path: one for one in answers_of(filled) if not one.read_only}
        self._form = BaseForm([(path, self._field(a)) for path, a in answers.items()])
        shown = {path: input_value(a) for path, a in answers.items()}
        self._form.process(None, data=shown)
        for path in answers:
            drawn = self._form[path]
            drawn.name = drawn.id = f"f.{path}"

    def __getitem__(self, path: str) -> Field:
        return self._form[path]

    def kind(self, answer: Answer) -> str:
        """Return the word by which the templates choose a drawing."""
        return kind_of(answer, self.kinds)

    def _field(self, answer: Answer) -> Any:  # noqa: ANN401 - an unbound field
        label = answer.field.label
        kind = self.kind(answer)
        if kind == "note":
            return TextAreaField(label)
        if kind in {"buttons", "select"}:
            cls = RadioField if kind == "buttons" else SelectField
            choices = self._choices(answer, empty=kind == "select")
            return cls(label, choices=choices, validate_choice=False)
        if kind == "checks":
            return SelectMultipleField(
                label,
                choices=self._choices(answer, empty=False),
                validate_choice=False,
                widget=ListWidget(prefix_label=False),
                option_widget=CheckboxInput(),
            )
        if kind == "upload":
            return BooleanField(label)
        return StringField(label)

    def _choices(self, answer: Answer, *, empty: bool) -> list[SelectChoice]:
        if answer.field.type == "yes_no":
            return [SelectChoice(one, self.words[one]) for one in ("yes", "no")]
        chosen = [SelectChoice(one.id, one.label) for one in answer.options]
        return [SelectChoice("", self.words["choose"]), *chosen] if empty else chosen

    def attributes(self, answer: Answer) -> dict[str, str]:
        """Return what a plain input carries besides its name and value."""
        widget = self.kinds[answer.field.type].widget
        found = {"autocomplete": "off", **TEXT_INPUTS.get(widget, {})}
        if answer.masked:
            found["placeholder"] = answer.masked
        if answer.required:
            found["aria-required"] = "true"
        if answer.faults:
            found["aria-invalid"] = "true"
            found["aria-describedby"] = f"e-{answer.path}"
        return found


def asked(answer: Answer) -> bool:
    """Tell whether an answer is required; in a blank row only what always is."""
    blank = f".{BLANK}." in answer.path
    return answer.required or (blank and answer.field.required is True)


def input_value(answer: Answer) -> object:
    """Return what an answer's input shows: a text, or the chosen ones."""
    if answer.field.type in {"choices", "upload"}:
        return list(answer.texts)
    if answer.field.type in {"money", "number"} and _ROUND.fullmatch(answer.text):
        return answer.text.partition(".")[0]
    return answer.text


def answers_of(filled: FilledForm) -> Iterable[Answer]:
    """Yield every answer of a form, those of rows and of blank rows too."""
    for section in filled.sections:
        yield from section.answers
        for row in section.rows:
            yield from row.answers
        if section.blank_row is not None:
            yield from section.blank_row.answers
