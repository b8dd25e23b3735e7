"""`matches`, `replace` and `split`: XPath's regular expressions, bounded.

A pattern is translated by `pattern_syntax` and run by Python's engine, which
cannot be interrupted. Therefore patterns that could take exponential time are
refused, and the more open ends a pattern has, the shorter the text it may read.
"""

from __future__ import annotations

import functools
import math
import re
from dataclasses import dataclass

from gridflow.feel.errors import Fault, LimitFault
from gridflow.feel.limits import (
    LIST_LENGTH,
    PATTERN_LENGTH,
    PATTERN_WORK,
    STRING_LENGTH,
    SUBJECT_LENGTH,
)
from gridflow.feel.pattern_syntax import translate
from gridflow.feel.run import Run

_MOST_ENDS = 20


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A compiled pattern; reading n signs may take n ** ends / share attempts."""

    regex: re.Pattern[str]
    ends: int
    share: float

    def attempts(self, length: int) -> float:
        """Tell how many attempts a text of this length might take."""
        return float(length) ** self.ends / self.share


@functools.lru_cache(maxsize=256)
def _compiled(pattern: str, flags: str) -> _Pattern:
    if len(pattern) > PATTERN_LENGTH:
        raise Fault("pattern_too_long", most=PATTERN_LENGTH)
    if not set(flags) <= set("smixq"):
        raise Fault("wrong_flags", flags=flags)
    found = translate(pattern, flags)
    try:
        regex = re.compile(found.text, found.flags)
    except (re.error, OverflowError) as error:
        raise Fault("wrong_pattern", pattern=pattern) from error
    ends = min(found.open_ends + 1, _MOST_ENDS)
    return _Pattern(regex, ends, math.factorial(ends) / found.branchings)


def _prepare(run: Run, text: str, pattern: str, flags: str | None) -> re.Pattern[str]:
    """Compile a pattern and spend what it may need with this text."""
    found = _compiled(pattern, "".join(sorted(set(flags or ""))))
    attempts = found.attempts(len(text))
    if len(text) > SUBJECT_LENGTH or attempts > PATTERN_WORK:
        raise Fault("text_too_long", length=len(text), pattern=pattern)
    run.spend(int(attempts) // 1000)
    return found.regex


def matches(run: Run, text: str, pattern: str, flags: str | None = None) -> bool:
    """Tell whether a pattern is found in a text."""
    return _prepare(run, text, pattern, flags).search(text) is not None


def _replacement(text: str, groups: int) -> list[str | int]:
    """Take a replacement apart into plain text and numbers of groups."""
    parts: list[str | int] = []
    at = 0
    while at < len(text):
        sign, following = text[at], text[at + 1 : at + 2]
        if sign == "\\":
            if not following or following not in "\\$":
                raise Fault("wrong_replacement", replacement=text)
            parts.append(following)
            at += 2
        elif sign == "$":
            digits = re.match(r"[0-9]+", text[at + 1 :])
            if digits is None:
                raise Fault("wrong_replacement", replacement=text)
            number = digits.group()
            while len(number) > 1 and int(number) > groups:
                number = number[:-1]
            parts.append(int(number))
            at += 1 + len(number)
        else:
            parts.append(sign)
            at += 1
    return parts


def replace(
    run: Run, text: str, pattern: str, replacement: str, flags: str | None = None
) -> str:
    """Replace what a pattern finds; `$1` in the replacement is its first group."""
    regex = _prepare(run, text, pattern, flags)
    if regex.search("") is not None:
        raise Fault("empty_match", pattern=pattern)
    parts: list[str | int] = [replacement]
    if "q" not in (flags or ""):
        parts = _replacement(replacement, regex.groups)
    made: list[str] = []
    room = STRING_LENGTH
    last = 0
    for found in regex.finditer(text):
        pieces = [text[last : found.start()]]
        for part in parts:
            if isinstance(part, str):
                pieces.append(part)
            elif part <= regex.groups:
                pieces.append(found.group(part) or "")
        last = found.end()
        room -= sum(map(len, pieces))
        if room < 0:
            raise LimitFault("string_too_long", most=STRING_LENGTH)
        made.extend(pieces)
    made.append(text[last:])
    return "".join(made)


def split(run: Run, text: str, delimiter: str) -> list[str]:
    """Split a text where a pattern is found."""
    regex = _prepare(run, text, delimiter, None)
    if regex.search("") is not None:
        raise Fault("empty_match", pattern=delimiter)
    made = []
    last = 0
    for found in regex.finditer(text):
        made.append(text[last : found.start()])
        last = found.end()
    if len(made) >= LIST_LENGTH:
        raise LimitFault("list_too_long", most=LIST_LENGTH)
    return [*made, text[last:]]
