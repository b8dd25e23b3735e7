"""A mistake of a person in what they typed: a value, reported with all the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake, at one input.

    Attributes:
        path: "wage", "people.<row key>.name", "signatures.<place>",
            "second_visitor", "people" for a whole repeat, "" for the form.
        code: the key of the sentence in the wording (`config/wording/errors.yaml`).
        facts: the values that the sentence mentions.
        severity: an error refuses; a warning wants a reason; an info only tells.
        check: the path of the check that found it ("income.income_high",
            "people.<row>.age_fits"); a reason is given under it. Empty otherwise.
        say: the sentence where the definition wrote it itself; else empty.
    """

    path: str
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
    severity: Severity = "error"
    check: str = ""
    say: str = ""
