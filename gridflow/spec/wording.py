"""Sentences for people, found by a stable code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import ClassVar

from gridflow.errors import GridflowError

_FACT = re.compile(r"\{([^\W\d]\w*)\}")
_BETWEEN = {"zh": "、", "en": ", "}


class UnknownWordingError(GridflowError):
    """No wording file holds a sentence for the code, or a fact of it is missing."""

    code: ClassVar[str] = "unknown_wording"


@dataclass(frozen=True, slots=True)
class Wording:
    """The sentences of a procedure: code -> language -> text with {facts}."""

    sentences: Mapping[str, Mapping[str, str]] = field(
        default_factory=lambda: MappingProxyType({})
    )

    def __contains__(self, code: object) -> bool:
        return code in self.sentences

    def say(self, code: str, language: str = "zh", /, **facts: object) -> str:
        """Return the sentence of a code with its facts filled in.

        A language without a text falls back to the first one written. Raises
        UnknownWordingError where code or fact is unknown.
        """
        texts = self.sentences.get(code)
        if not texts:
            raise UnknownWordingError(wording=code)
        text = texts.get(language) or next(iter(texts.values()))

        def fill(match: re.Match[str]) -> str:
            name = match.group(1)
            if name not in facts:
                raise UnknownWordingError(wording=code, fact=name)
            return _told(facts[name], language)

        return _FACT.sub(fill, text)

    def with_more(self, more: Wording) -> Wording:
        """Return a wording in which the sentences of `more` win, text by text."""
        merged = {code: dict(texts) for code, texts in self.sentences.items()}
        for code, texts in more.sentences.items():
            merged.setdefault(code, {}).update(texts)
        return Wording(MappingProxyType(merged))


def _told(value: object, language: str) -> str:
    if isinstance(value, (tuple, list)):
        return _BETWEEN.get(language, ", ").join(str(one) for one in value)
    return str(value)
