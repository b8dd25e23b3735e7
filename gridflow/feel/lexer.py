"""Turns FEEL text into tokens, one at a time.

FEEL names may hold spaces and signs (`date and time`, `base-rate`), so where a
name ends depends on which names are known: the longest known one wins. Names
become known while parsing (keys of a context, variables of a loop), which is why
the lexer runs only one token ahead of the parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from gridflow.feel.errors import FeelError, Position
from gridflow.feel.limits import TEXT_LENGTH

KEYWORDS: Final = frozenset(
    [
        "and",
        "between",
        "else",
        "every",
        "external",
        "false",
        "for",
        "function",
        "if",
        "in",
        "instance",
        "not",
        "null",
        "or",
        "return",
        "satisfies",
        "some",
        "then",
        "true",
    ]
) - {"not", "external"}

# Signs of the grammar's name ranges that Python does not count as letters.
_EXTRA = "\u2070-\u218f\u2c00-\u2fef\U00010000-\U000effff"
_WORD = re.compile(rf"(?:[^\W\d]|[{_EXTRA}])(?:[\w\u00b7\u203f\u2040]|[{_EXTRA}])*")
_TOKEN = re.compile(
    r"""(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)
    |(?P<string>"(?:[^"\\]|\\.)*")
    |(?P<at>@\s*"(?:[^"\\]|\\.)*")
    |(?P<op>\*\*|\.\.|->|<=|>=|!=|[-+*/=<>()\[\]{},:.?])""",
    re.VERBOSE | re.DOTALL,
)
_BLANK = re.compile(r"(?:[\s\ufeff\u200b]+|//[^\n\r]*|/\*.*?\*/)*", re.DOTALL)
_DECIMAL_DIGITS = re.compile(r"[0-9.eE+-]+")
_ESCAPE = re.compile(
    r"\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})"
    r"|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|([\"'\\nrt]))"
)
_LAST = 0x10FFFF
_HALVES = range(0xD800, 0xE000)
_PLAIN = {"n": "\n", "r": "\r", "t": "\t"}
_FULL_WIDTH = dict(zip("，（）［］｛｝：＝＜＞＋－“”", ',()[]{}:=<>+-""', strict=True))

MULTIWORD: Final = (
    "date and time",
    "years and months duration",
    "days and time duration",
    "string length",
    "string join",
    "upper case",
    "lower case",
    "substring before",
    "substring after",
    "starts with",
    "ends with",
    "list contains",
    "list replace",
    "insert before",
    "index of",
    "distinct values",
    "round up",
    "round down",
    "round half up",
    "round half down",
    "day of year",
    "day of week",
    "month of year",
    "week of year",
    "last day of month",
    "get value",
    "get entries",
    "context put",
    "context merge",
    "met by",
    "overlaps before",
    "overlaps after",
    "finished by",
    "started by",
    "time offset",
    "start included",
    "end included",
)


def _needs_care(name: str) -> bool:
    """Tell whether a name is no plain word, but one that a text could mean.

    A name must start like a name; otherwise a key `-` would swallow every minus.
    """
    parts = name.split()
    if not parts or _WORD.fullmatch(name) or parts[0] in KEYWORDS:
        return False
    first = _WORD.match(parts[0])
    return first is not None or (parts[0][0].isdigit() and not _plain_sum(parts[0]))


def _plain_sum(text: str) -> bool:
    """Tell whether a text that starts with a digit holds no letter at all."""
    return not any(sign.isalpha() for sign in text)


def _group(names: Iterable[str]) -> dict[str, list[tuple[str, ...]]]:
    table: dict[str, list[tuple[str, ...]]] = {}
    for name in names:
        if parts := tuple(name.split()):
            table.setdefault(parts[0][0], []).append(parts)
    for entries in table.values():
        entries.sort(key=lambda parts: len(" ".join(parts)), reverse=True)
    return table


_BUILT_IN = _group(MULTIWORD)
# Only a call: elsewhere it may join two variables of these names.
_MOMENT = ("date", "and", "time")


def unescape(body: str) -> str:
    """Give the text that a string literal's body stands for."""
    if "\\" not in body:
        return body
    return _ESCAPE.sub(_one_escape, body)


def _one_escape(found: re.Match[str]) -> str:
    high, low, short, long, plain = found.groups()
    if plain:
        return _PLAIN.get(plain, plain)
    if high:
        return chr(0x10000 + ((int(high, 16) & 0x3FF) << 10) + (int(low, 16) & 0x3FF))
    code = int(short or long, 16)
    # half of a pair, or no character at all: not storable as text
    return "\ufffd" if code > _LAST or code in _HALVES else chr(code)


class Lexer:
    """The current token of a text, and the way to the next."""

    def __init__(self, text: str, names: Iterable[str] = ()) -> None:
        if len(text) > TEXT_LENGTH:
            raise FeelError(
                "text_too_long", Position(1, 1), length=len(text), most=TEXT_LENGTH
            )
        self.text = text
        self.special = _group(filter(_needs_care, names))
        self.kind = ""
        self.value = ""
        self.start = 0
        self.end = 0
        self.advance()

    def know(self, name: str) -> None:
        """Make a name known to the rest of the text."""
        if _needs_care(name):
            for first, entries in _group((name,)).items():
                known = self.special.setdefault(first, [])
                known.extend(entries)
                known.sort(key=lambda parts: len(" ".join(parts)), reverse=True)

    def place(self, offset: int) -> Position:
        """Give line and column of an offset."""
        line = self.text.count("\n", 0, offset) + 1
        return Position(line, offset - (self.text.rfind("\n", 0, offset) + 1) + 1)

    def fail(self, code: str, offset: int | None = None, **facts: object) -> FeelError:
        """Make an error about an offset (by default the current token)."""
        where = self.start if offset is None else offset
        return FeelError(code, self.place(where), **facts)

    def advance(self) -> None:
        """Move to the next token."""
        text = self.text
        blank = _BLANK.match(text, self.end)
        start = self.start = blank.end() if blank else self.end
        if start >= len(text):
            self.kind, self.value, self.end = "end", "", start
            return
        if self._special(start):
            return
        if word := _WORD.match(text, start):
            self.value, self.end = word.group(), word.end()
            self.kind = "keyword" if self.value in KEYWORDS else "name"
            return
        found = _TOKEN.match(text, start)
        if found is None:
            raise self._bad_character(start)
        self.kind, self.end = found.lastgroup or "", found.end()
        self.value = found.group()
        self._finish()

    def _finish(self) -> None:
        if self.kind == "string":
            self.value = unescape(self.value[1:-1])
        elif self.kind == "at":
            self.value = unescape(self.value[self.value.index('"') + 1 : -1])
        elif self.value == "?":
            self.kind = "name"
        elif self.kind == "number" and not _DECIMAL_DIGITS.fullmatch(self.value):
            raise self._bad_character(self.start)

    def _bad_character(self, start: int) -> FeelError:
        sign = self.text[start]
        if sign in '"@':
            return self.fail("open_string", start)
        if sign in _FULL_WIDTH:
            meant = _FULL_WIDTH[sign]
            return self.fail("full_width_sign", start, found=sign, meant=meant)
        return self.fail("bad_character", start, found=sign)

    def _special(self, start: int) -> bool:
        first = self.text[start]
        for table in (self.special, _BUILT_IN):
            for parts in table.get(first, ()):
                end = self._reach(parts, start)
                if end and (parts != _MOMENT or self.follows("(", end)):
                    self.kind, self.value, self.end = "name", " ".join(parts), end
                    return True
        return False

    def _reach(self, parts: tuple[str, ...], start: int) -> int:
        """Give the end of a name with these parts at this offset, or 0."""
        text, at = self.text, start
        for number, part in enumerate(parts):
            if number:
                after = at
                while at < len(text) and text[at].isspace():
                    at += 1
                if at == after:
                    return 0
            if not text.startswith(part, at):
                return 0
            at += len(part)
        glued = text[at - 1 : at + 1]
        if len(glued) > 1 and _WORD.fullmatch("a" + glued) is not None:
            return 0
        return at

    def follows(self, sign: str, end: int) -> bool:
        """Tell whether the text from this offset goes on with this sign."""
        blank = _BLANK.match(self.text, end)
        return self.text.startswith(sign, blank.end() if blank else end)

    def take_raw(self, pattern: re.Pattern[str]) -> str | None:
        """Match a pattern at the current token; on success give its group 1.

        The token after the match becomes the current one only with `advance`.
        """
        found = pattern.match(self.text, self.start)
        if found is None:
            return None
        self.start, self.end = found.start(), found.end()
        return " ".join(found.group(1).split())
