"""Shapes of single values: each reads a node and describes itself as JSON Schema.

A reading and the published schema come from the same declaration, so that an editor
and `gridflow check` cannot disagree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gridflow.spec.formula import Formula, UnaryFormula
from gridflow.spec.node import Broken, Items, Node, Scalar
from gridflow.spec.reading import ABSENT, Absent, Reading
from gridflow.spec.scalars import day_of, kind_of, number_of

Json = Mapping[str, object]
MAX_TEXT = 2_000
MAX_ID = 60


class Shape:
    """What may stand at a place, how it is read, merged and described."""

    def read(self, node: Node, path: str, reading: Reading) -> object | Absent:
        """Return the value of a node, or ABSENT after telling the problem."""
        raise NotImplementedError

    def schema(self, *, overlay: bool) -> Json:
        """Return the JSON Schema; of overlays nothing but the identity is required."""
        raise NotImplementedError

    def merge(self, base: Node, over: Node, path: str, reading: Reading) -> Node:
        """Return what holds when `over` is laid on `base`: here, `over`."""
        del base, path, reading
        return over


class ScalarShape(Shape):
    """A shape that a single value has; anything else is told by `code`."""

    code = "needs-text"

    def read(self, node: Node, path: str, reading: Reading) -> object | Absent:
        """Return the value of a scalar, or ABSENT after telling the problem."""
        if isinstance(node, Broken):
            return ABSENT
        if not isinstance(node, Scalar):
            written = "[…]" if isinstance(node, Items) else "{…}"
            reading.tell(self.code, node.place, path, word=written)
            return ABSENT
        return self.read_scalar(node, path, reading)

    def read_scalar(self, node: Scalar, path: str, reading: Reading) -> object | Absent:
        """Return the value of a scalar, or ABSENT after telling the problem."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Text(ScalarShape):
    """Text; what YAML would take for something else must be quoted."""

    pattern: str = ""
    broken_code: str = "bad-id"
    longest: int = MAX_TEXT
    keeps_blanks: bool = False

    def read_scalar(self, node: Scalar, path: str, reading: Reading) -> object | Absent:
        """Return the text, as a rule without blanks around it."""
        text = node.text if self.keeps_blanks else node.text.strip()
        if kind_of(node) not in ("text", "null"):
            reading.tell("needs-quotes", node.place, path, word=text)
        elif not text or node.is_null:
            reading.tell("empty-text", node.place, path)
        elif len(text) > self.longest:
            reading.tell("too-long", node.place, path, limit=self.longest)
        elif self.pattern and not re.fullmatch(self.pattern, text):
            reading.tell(self.broken_code, node.place, path, word=text)
        else:
            return text
        return ABSENT

    def schema(self, *, overlay: bool) -> Json:
        """Return the JSON Schema."""
        del overlay
        described: dict[str, object] = {"type": "string", "maxLength": self.longest}
        if self.pattern:
            described["pattern"] = f"^(?:{self.pattern})$"
        return described


NAME = r"[A-Za-z_\u4e00-\u9fff][A-Za-z0-9_\u4e00-\u9fff]*"
IDENTIFIER = Text(NAME, "bad-id", MAX_ID)
"""An id that expressions can name."""
CODE = Text(r"[A-Za-z0-9_.\-\u4e00-\u9fff]+", "bad-code", MAX_ID)
"""The id of a choice: figures may lead, then it needs quotes."""
TEXT = Text()


@dataclass(frozen=True, slots=True)
class OneOf(ScalarShape):
    """One of some words."""

    words: tuple[str, ...]

    def read_scalar(self, node: Scalar, path: str, reading: Reading) -> object | Absent:
        """Return the word."""
        if node.text in self.words:
            return node.text
        reading.tell_unknown("unknown-word", node.place, path, node.text, self.words)
        return ABSENT

    def schema(self, *, overlay: bool) -> Json:
        """Return the JSON Schema."""
        del overlay
        return {"enum": list(self.words)}


@dataclass(frozen=True, slots=True)
class Whole(ScalarShape):
    """A whole number within bounds."""

    least: int = 0
    most: int = 1_000_000
    code = "needs-whole-number"

    def read_scalar(self, node: Scalar, path: str, reading: Reading) -> object | Absent:
        """Return the int."""
        number = number_of(node.text) if kind_of(node) == "number" else None
        if number is None or number != int(number):
            reading.tell(self.code, node.place, path, word=node.text)
        elif not self.least <= number <= self.most:
            reading.tell(
                "out-of-range",
                node.place,
                path,
                word=node.text,
                least=self.least,
                most=self.most,
            )
        else:
            return int(number)
        return ABSENT

    def schema(self, *, overlay: bool) -> Json:
        """Return the JSON Schema."""
        del overlay
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


class Flag(ScalarShape):
    """`true` or `false`, and no other word for them."""

    code = "needs-flag"

    def read_scalar(self, node: Scalar, path: str, reading: Reading) -> object | Absent:
        """Return the bool."""
        if not node.style and node.text in ("true", "false"):
            return node.text == "true"
        reading.tell(self.code, node.place, path, word=node.text, meant=_flag(node))
        return ABSENT

    def schema(self, *, overlay: bool) -> Json:
        """Return the JSON Schema."""
        del overlay
        return {"type": "boolean"}


def _flag(node: Scalar) -> str:
    word = node.text.lower()
    if word in ("yes", "on", "true"):
        return "true"
    return "false" if word in ("no", "off", "false") else ""


class Day(ScalarShape):
    """A day such as 2023-01-31."""

    code = "needs-day"

    def read_scalar(self, node: Scalar, path: str, reading: Reading) -> object | Absent:
        """Return the date."""
        day = day_of(node.text)
        if day is None:
            reading.tell(self.code, node.place, path, word=node.text)
            return ABSENT
        return day

    def schema(self, *, overlay: bool) -> Json:
        """Return the JSON Schema."""
        del overlay
        return {"type": "string", "format": "date"}


@dataclass(frozen=True, slots=True)
class Ref(ScalarShape):
    """The id of something defined elsewhere; resolved when everything is read."""

    kind: str

    def read_scalar(self, node: Scalar, path: str, reading: Reading) -> object | Absent:
        """Return the id and note the mention."""
        name = TEXT.read_scalar(node, path, reading)
        if isinstance(name, str):
            reading.refer(self.kind, name, node.place, path)
        return name

    def schema(self, *, overlay: bool) -> Json:
        """Return the JSON Schema."""
        return TEXT.schema(overlay=overlay)


@dataclass(frozen=True, slots=True)
class Expression(ScalarShape):
    """FEEL: an expression, or tests over one value."""

    make: Callable[..., Formula | UnaryFormula] = Formula

    def read_scalar(self, node: Scalar, path: str, reading: Reading) -> object | Absent:
        """Return the formula; it is checked when all names are known."""
        if not node.text.strip():
            reading.tell("empty-text", node.place, path)
            return ABSENT
        formula = self.make(node.text, node.place, reading.spaced_names)
        reading.use(formula, node, path)
        return formula

    def schema(self, *, overlay: bool) -> Json:
        """Return the JSON Schema."""
        del overlay
        return {"type": ["string", "number", "boolean"]}


class FlagOrExpression(ScalarShape):
    """`true`, `false`, or an expression that says when."""

    def read_scalar(self, node: Scalar, path: str, reading: Reading) -> object | Absent:
        """Return a bool or a formula."""
        shape = Flag() if kind_of(node) == "flag" else Expression()
        return shape.read_scalar(node, path, reading)

    def schema(self, *, overlay: bool) -> Json:
        """Return the JSON Schema."""
        return Expression().schema(overlay=overlay)


class AnyValue(ScalarShape):
    """A number, a day, true or false, or text."""

    def read_scalar(self, node: Scalar, path: str, reading: Reading) -> object | Absent:
        """Return a Decimal, date, bool or str by what was written."""
        kind = kind_of(node)
        if kind == "number":
            return number_of(node.text)
        if kind == "day":
            return day_of(node.text)
        shape = Flag() if kind == "flag" else TEXT
        return shape.read_scalar(node, path, reading)

    def schema(self, *, overlay: bool) -> Json:
        """Return the JSON Schema."""
        del overlay
        return {"type": ["string", "number", "boolean"]}
