r"""Translates XPath's regular expressions into Python's, and weighs them.

What differs: classes may be subtracted (`[a-z-[aeiou]]`), `\p{...}` names
categories and blocks of Unicode, `$` stands only at the very end, `\i` and `\c`
are the signs of XML names. What Python knows and XPath does not is an error.
"""

from __future__ import annotations

import functools
import re
import sys
import unicodedata
from dataclasses import dataclass
from typing import NoReturn

from gridflow.feel.errors import Fault

_MANY = 50
_MOST_BRANCHINGS = 10_000
_MOST_NESTED = 30
_PLAIN_ESCAPES = frozenset("\\|.-^?*+{}()[]$")
# an atom that is one sign: escaped or plain, or alone in brackets
_SIGN = re.compile(r"\\?([^\\^$.\[(])|\[\\?(.)\]")
_CONTROLS = {"n": r"\n", "r": r"\r", "t": r"\t"}
_NAME_START = (
    r"_:A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff"
)
_NAME_START += r"\u200c\u200d\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf"
_NAME_PART = _NAME_START + r"\-.0-9\u00b7\u0300-\u036f\u203f\u2040"
# inside brackets, and what a negated class is made of
_CLASSES = {"s": r" \t\n\r", "d": r"\d", "w": r"\w", "i": _NAME_START, "c": _NAME_PART}
_BLOCKS = {
    "BasicLatin": (0x0, 0x7F),
    "Latin-1Supplement": (0x80, 0xFF),
    "LatinExtended-A": (0x100, 0x17F),
    "LatinExtended-B": (0x180, 0x24F),
    "Greek": (0x370, 0x3FF),
    "GreekandCoptic": (0x370, 0x3FF),
    "Cyrillic": (0x400, 0x4FF),
    "Hebrew": (0x590, 0x5FF),
    "Arabic": (0x600, 0x6FF),
    "GeneralPunctuation": (0x2000, 0x206F),
    "CJKSymbolsandPunctuation": (0x3000, 0x303F),
    "Hiragana": (0x3040, 0x309F),
    "Katakana": (0x30A0, 0x30FF),
    "HangulSyllables": (0xAC00, 0xD7A3),
    "CJKUnifiedIdeographs": (0x4E00, 0x9FFF),
    "HalfwidthandFullwidthForms": (0xFF00, 0xFFEF),
}


@dataclass(slots=True)
class Translated:
    """A pattern in Python's words, and how ambiguous it is.

    `open_ends` counts quantifiers without a narrow upper bound, `branchings`
    multiplies the choices of all others.
    """

    text: str
    flags: int
    open_ends: int
    branchings: int


@dataclass(slots=True)
class _Weight:
    """What a part of a pattern may do.

    `delimited`: it begins with a sign that nothing else in it matches, and only one
    part varies, so that a text can be cut into repetitions of it in one way only.
    """

    open_ends: int = 0
    branchings: int = 1
    variable: bool = False
    ambiguous: bool = False
    delimited: bool = False

    def join(self, other: _Weight) -> None:
        self.open_ends += other.open_ends
        self.branchings = min(self.branchings * other.branchings, _MOST_BRANCHINGS + 1)
        self.variable = self.variable or other.variable
        self.ambiguous = self.ambiguous or other.ambiguous


@functools.lru_cache(maxsize=1)
def _categories() -> dict[str, str]:
    """Give the members of each general category as ranges for brackets."""
    spans: dict[str, list[tuple[int, int]]] = {}
    start, current = 0, unicodedata.category("\0")
    for code in range(1, sys.maxunicode + 2):
        known = code <= sys.maxunicode
        found = unicodedata.category(chr(code)) if known else ""
        if found != current:
            for name in (current, current[0]):
                spans.setdefault(name, []).append((start, code - 1))
            start, current = code, found
    return {
        name: "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in found)
        for name, found in spans.items()
    }


class _Translator:
    def __init__(self, pattern: str, flags: str) -> None:
        self.pattern = pattern
        self.flags = flags
        self.at = 0
        self.groups = 0
        self.closed: set[int] = set()
        self.nested = 0

    def fail(self) -> NoReturn:
        raise Fault("wrong_pattern", pattern=self.pattern)

    def peek(self) -> str:
        """Give the next sign; with the flag x, blanks do not count."""
        if "x" in self.flags:
            while self.pattern[self.at : self.at + 1] in {" ", "\t", "\n", "\r"}:
                self.at += 1
        return self.pattern[self.at : self.at + 1]

    def take(self) -> str:
        sign = self.peek()
        self.at += 1
        return sign

    def alternatives(self) -> tuple[str, _Weight]:
        """Translate branches joined by `|`."""
        branches, weight = [], _Weight()
        starts: list[str] = []
        while True:
            starts.append(self.peek())
            text, found = self.branch()
            branches.append(text)
            weight.join(found)
            if self.peek() != "|":
                break
            self.take()
        weight.delimited = found.delimited and len(branches) == 1
        if len(branches) > 1:
            plain = all(re.fullmatch(r"\w", start) for start in starts)
            folded = {start.casefold() for start in starts}
            weight.ambiguous |= not plain or len(folded) < len(starts)
            weight.branchings = min(
                weight.branchings * len(branches), _MOST_BRANCHINGS + 1
            )
        return "|".join(branches), weight

    def branch(self) -> tuple[str, _Weight]:
        parts, weight = [], _Weight()
        atoms: list[str] = []
        variable = 0
        while self.peek() not in {"", "|", ")"}:
            is_group = self.peek() == "("
            atom, text, found = self.piece()
            parts.append(text)
            atoms.append("" if is_group else atom)
            weight.join(found)
            variable += found.variable
        if (
            variable == 1
            and atoms[0] == parts[0]
            and (sign := _SIGN.fullmatch(atoms[0]))
        ):
            delimiter = sign[1] or sign[2]
            weight.delimited = all(
                atom and not re.fullmatch(atom, delimiter, re.IGNORECASE)
                for atom in atoms[1:]
            )
        return "".join(parts), weight

    def piece(self) -> tuple[str, str, _Weight]:
        """Translate an atom with its quantifier; give both without and with it."""
        atom, weight = self.atom()
        sign = self.peek()
        if sign not in {"?", "*", "+", "{"} or sign == "":
            return atom, atom, weight
        least, most, text = self.quantifier()
        if self.peek() == "?":
            self.take()
            text += "?"
        if atom in {"^", "$", r"\A", r"\Z"}:
            self.fail()
        return atom, f"{atom}{text}", self._repeated(weight, least, most)

    def _repeated(self, weight: _Weight, least: int, most: int | None) -> _Weight:
        if most is None or most > _MANY:
            unclear = weight.variable or weight.ambiguous or weight.open_ends
            if unclear and not weight.delimited:
                raise Fault("pattern_too_ambiguous", pattern=self.pattern)
            return _Weight(weight.open_ends + 1, weight.branchings, variable=True)
        choices = weight.branchings ** max(most, 1) * (most - least + 1)
        return _Weight(
            weight.open_ends * max(most, 1),
            min(choices, _MOST_BRANCHINGS + 1),
            variable=weight.variable or most != least,
            ambiguous=weight.ambiguous,
        )

    def quantifier(self) -> tuple[int, int | None, str]:
        sign = self.take()
        if sign != "{":
            least = 1 if sign == "+" else 0
            return least, 1 if sign == "?" else None, sign
        found = re.compile(r"(\d{1,4})(,(\d{1,4})?)?\}").match(self.pattern, self.at)
        if found is None:
            self.fail()
        self.at = found.end()
        least = int(found[1])
        most = least if not found[2] else int(found[3]) if found[3] else None
        if most is not None and most < least:
            self.fail()
        return least, most, "{" + found.group()

    def atom(self) -> tuple[str, _Weight]:
        """Translate one sign, class or group."""
        sign = self.take()
        if sign == "(":
            return self.group()
        if sign == "[":
            return self.brackets(), _Weight()
        if sign == "\\":
            return self.escape(), _Weight()
        if sign == ".":
            return (r"[\s\S]" if "s" in self.flags else r"[^\n\r]"), _Weight()
        if sign == "^":
            return ("^" if "m" in self.flags else r"\A"), _Weight()
        if sign == "$":
            return ("$" if "m" in self.flags else r"\Z"), _Weight()
        if sign in {"?", "*", "+", "{", "}", "]", ")"}:
            self.fail()
        return re.escape(sign), _Weight()

    def group(self) -> tuple[str, _Weight]:
        self.nested += 1
        if self.nested > _MOST_NESTED:
            self.fail()
        opening, number = "(", 0
        if self.peek() == "?":
            self.take()
            if self.take() != ":":
                self.fail()
            opening = "(?:"
        else:
            self.groups += 1
            number = self.groups
        text, weight = self.alternatives()
        if self.take() != ")":
            self.fail()
        self.closed.add(number)
        self.nested -= 1
        return f"{opening}{text})", weight

    def escape(self) -> str:
        """Translate what follows a backslash outside brackets."""
        sign = self.take()
        if sign and sign in "123456789":
            number = sign
            while self.peek().isdecimal() and int(number + self.peek()) in self.closed:
                number += self.take()
            if int(number) not in self.closed:
                self.fail()
            return f"(?:\\{number})"
        negated, members = self.members(sign)
        return f"[{'^' if negated else ''}{members}]"

    def members(self, sign: str) -> tuple[bool, str]:
        """Give what an escaped sign stands for, as the inside of brackets."""
        if sign in _CONTROLS:
            return False, _CONTROLS[sign]
        if sign in _PLAIN_ESCAPES and sign:
            return False, "\\" + sign
        if sign.lower() in _CLASSES and sign:
            return sign.isupper(), _CLASSES[sign.lower()]
        if sign in {"p", "P"}:
            return sign == "P", self.category()
        return self.fail()

    def category(self) -> str:
        end = self.pattern.find("}", self.at)
        if self.take() != "{" or end < 0:
            self.fail()
        name = self.pattern[self.at : end]
        if "x" in self.flags:
            name = "".join(name.split())
        self.at = end + 1
        if name.startswith("Is") and name[2:] in _BLOCKS:
            first, last = _BLOCKS[name[2:]]
            return f"\\U{first:08x}-\\U{last:08x}"
        if not re.fullmatch(r"[LMNPZSC][a-z]?", name) or name not in _categories():
            self.fail()
        return _categories()[name]

    def brackets(self) -> str:
        """Translate a class; subtraction becomes a look-ahead."""
        self.nested += 1
        if self.nested > _MOST_NESTED:
            self.fail()
        negated = self.pattern[self.at : self.at + 1] == "^"
        self.at += negated
        members: list[str] = []
        refused: list[str] = []
        without = ""
        while (sign := self.pattern[self.at : self.at + 1]) != "]" or not (
            members or refused
        ):
            if sign == "-" and self.pattern[self.at + 1 : self.at + 2] == "[":
                self.at += 2
                without = self.brackets()
                break
            one_refused, text = self.member(sign)
            (refused if one_refused else members).append(text)
        if self.pattern[self.at : self.at + 1] != "]" or not (members or refused):
            self.fail()
        self.at += 1
        self.nested -= 1
        return _class_text(members, refused, without, negated=negated)

    def member(self, sign: str) -> tuple[bool, str]:
        """Translate one sign, range or escape inside brackets."""
        self.at += 1
        if sign in {"", "[", "]"}:
            self.fail()
        if sign == "\\":
            escaped = self.pattern[self.at : self.at + 1]
            self.at += 1
            negated, text = self.members(escaped)
            if negated or len(text) > 2:  # noqa: PLR2004 - a backslash and a sign
                return negated, text
        else:
            text = re.escape(sign)
        ahead = self.pattern[self.at : self.at + 2]
        if len(ahead) > 1 and ahead[0] == "-" and ahead[1] not in "[]":
            self.at += 1
            last = self.pattern[self.at]
            self.at += 1
            end = re.escape(last)
            if last == "\\":
                _, end = self.members(self.pattern[self.at : self.at + 1])
                self.at += 1
            text = f"{text}-{end}"
        return False, text


def _class_text(
    members: list[str], refused: list[str], without: str, *, negated: bool
) -> str:
    """Write a class: any of the members, or none of a refused set."""
    either = [f"[{''.join(members)}]"] if members else []
    either += [f"[^{text}]" for text in refused]
    if negated:
        text = "".join(f"(?!{one})" for one in either) + r"[\s\S]"
        if not refused:
            text = f"[^{''.join(members)}]"
    else:
        text = either[0] if len(either) == 1 else f"(?:{'|'.join(either)})"
    return f"(?:(?!{without}){text})" if without else f"(?:{text})"


def translate(pattern: str, flags: str) -> Translated:
    """Translate a pattern; a Fault where it is wrong or too ambiguous."""
    python_flags = re.IGNORECASE if "i" in flags else 0
    if "q" in flags:
        return Translated(re.escape(pattern), python_flags, 0, 1)
    translator = _Translator(pattern, flags)
    text, weight = translator.alternatives()
    if translator.at < len(pattern):
        translator.fail()
    if weight.branchings > _MOST_BRANCHINGS:
        raise Fault("pattern_too_ambiguous", pattern=pattern)
    if "m" in flags:
        python_flags |= re.MULTILINE
    return Translated(text, python_flags, weight.open_ends, weight.branchings)
