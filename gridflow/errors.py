"""What a broken operation raises: one class per condition, under one parent.

An error carries a stable code and its facts; the sentence that a person reads
stands in the wording files under that code. Mistakes of users in what they type
or write are values (problems, faults), not exceptions.
"""

from __future__ import annotations

from typing import ClassVar


class GridflowError(Exception):
    """A broken operation; subclasses name the condition.

    Attributes:
        code: stable word under which the wording files hold the sentence.
        status: the HTTP status that a page answers with.
        facts: the values that the sentence mentions.
    """

    code: ClassVar[str] = "broken"
    status: ClassVar[int] = 500

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        told = ", ".join(f"{name}={value!r}" for name, value in facts.items())
        super().__init__(f"{self.code}({told})")


class NotFoundError(GridflowError):
    """The object does not exist, or not for this person: the two look alike."""

    code = "not_found"
    status = 404


class DeniedError(GridflowError):
    """The person sees the object but may not do this to it."""

    code = "denied"
    status = 403
