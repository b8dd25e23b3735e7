"""What people answer: the prefilled values stand, the rest comes from a table.

Answers are plausible and mostly quiet; which ones, the dice decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from gridflow.api import AnswerInfo, FaultInfo, Sheet, Typed
from plugins.return_to_poverty.sample import tables
from plugins.return_to_poverty.sample.chance import happens

_WRONG = "-5"
_NUMBERS = frozenset({"money", "integer", "number"})


@dataclass(frozen=True, slots=True)
class Words:
    """The sentences that people always have at hand."""

    reason: str
    note: str
    dispute: str


@dataclass(frozen=True, slots=True)
class Pen:
    """Fills forms: with dice, with the words people use, on a day."""

    random: Random
    words: Words
    day: date

    def fill(self, sheet: Sheet, fixed: Mapping[str, str]) -> Typed:
        """Return answers to everything that is empty; `fixed` ones are given."""
        answers, choices = dict(fixed), dict[str, tuple[str, ...]]()
        for path, one in sheet.answers.items():
            if path in fixed or one.read_only or one.texts or one.masked:
                continue
            text = self._text(sheet, one)
            if text and one.type == "choices":
                choices[path] = (text,)
            elif text:
                answers[path] = text
        return Typed(answers=answers, choices=choices)

    def _text(self, sheet: Sheet, one: AnswerInfo) -> str:
        name = one.path.rpartition(".")[2]
        rows = tables.answers(sheet.form, name)
        if rows:
            texts, weights = zip(*rows, strict=True)
            return str(self.random.choices(texts, weights)[0])
        return self._plain(one) if one.required and one.relevant else ""

    def _plain(self, one: AnswerInfo) -> str:
        """Return an answer that a quiet household would give to a question."""
        if one.type == "yes_no":
            return "no"
        if one.type in _NUMBERS:
            return "0"
        if one.type == "date":
            return self.day.isoformat()
        if one.type in ("choice", "choices"):
            return one.options[0] if one.options else ""
        return self.words.note if one.type in ("text", "note") else ""

    def spoil(self, sheet: Sheet, typed: Typed) -> Typed:
        """Return the answers with a mistake: one left out, or an amount below zero."""
        asked = [
            one
            for path, one in sheet.answers.items()
            if one.required and one.relevant and typed.answers.get(path)
        ]
        amounts = [one for one in asked if one.type in _NUMBERS]
        if amounts and happens(40, self.random):
            wrong = self.random.choice(amounts)
            return replace(typed, answers={**typed.answers, wrong.path: _WRONG})
        if not asked:
            return typed
        left = self.random.choice(asked)
        return replace(typed, answers={**typed.answers, left.path: ""})

    def mend(self, sheet: Sheet, typed: Typed, faults: Iterable[FaultInfo]) -> Typed:
        """Return answers without what was wrong: reasons given, gaps filled."""
        answers, reasons = dict(typed.answers), dict(typed.reasons)
        for one in faults:
            asked = sheet.answers.get(one.path)
            if one.warning:
                reasons[one.path] = self.words.reason
            elif asked is not None:
                answers[one.path] = self._text(sheet, asked) or self._plain(asked)
        return replace(typed, answers=answers, reasons=reasons)
