"""What is wrong with a definition: a value, never an exception."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from gridflow.spec.place import Place
from gridflow.spec.wording import Wording

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in one place.

    Attributes:
        code: stable word, key of the sentence in config/wording/problems.yaml.
        severity: errors keep a site from being published, warnings do not.
        place: of the key for unknown and duplicate keys, else of the value.
        path: the way to the piece, such as `sections.income.fields.wage.type`.
        params: facts of the sentence; `allowed` and `meant` are told after it.
    """

    code: str
    severity: Severity
    place: Place
    path: str = ""
    params: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))

    def text(self, wording: Wording, language: str = "zh") -> str:
        """Return what is wrong, what is allowed and what was probably meant."""
        if self.code not in wording:  # the wording itself may be what is broken
            return f"{self.code} {dict(self.params)}"
        facts = {
            **self.params,
            "thing": self._told("thing", wording, language),
            "why": self._told("why", wording, language),
        }
        parts = [wording.say(self.code, language, **facts)]
        for part in ("allowed", "meant"):
            value = self.params.get(part)
            if value:
                parts.append(wording.say(f"problem-{part}", language, **{part: value}))
        return (" " if language == "en" else "").join(parts)

    def _told(self, fact: str, wording: Wording, language: str) -> str:
        """Return a fact that is itself a code with words, such as `thing-form`."""
        word = str(self.params.get(fact, ""))
        code = f"{fact}-{word}".replace(" ", "-").replace("_", "-")
        return wording.say(code, language, **self.params) if code in wording else word

    def line(self, wording: Wording, language: str = "zh") -> str:
        """Return the whole clickable line: place, path, sentence, code."""
        path = f"{self.path}: " if self.path else ""
        return f"{self.place}: {path}{self.text(wording, language)} [{self.code}]"
