"""The only reader of YAML: text becomes nodes that know where they were written.

Every scalar stays the text that its author wrote, with the style of its quotes;
what it means is decided by the key it stands under. The parser's events are walked
one by one with a bound on depth, so that no file can exhaust the stack.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Protocol

import yaml

from gridflow.spec.place import Place
from gridflow.spec.problem import Problem

MAX_DEPTH: Final = 40
"""Lists and maps inside one another; forms need less than ten."""

_UNPRINTABLE = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_ONE_LINERS = ("", "'", '"')


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value.

    Attributes:
        text: in NFC, quotes and escapes undone.
        style: empty for a plain scalar, else the character that opens it.
        raw: as written, where it stands on one line; empty for others.
    """

    text: str
    style: str
    place: Place
    raw: str = ""

    @property
    def is_null(self) -> bool:
        """Tell whether nothing was written, or `null`."""
        return not self.style and self.text in ("", "~", "null", "Null", "NULL")


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of a map with its value."""

    key: Scalar
    value: Node


@dataclass(frozen=True, slots=True)
class Entries:
    """A map in the order of the file; no key occurs twice."""

    entries: tuple[Entry, ...]
    place: Place

    def get(self, key: str) -> Node | None:
        """Return the value under a key, or None."""
        for one in self.entries:
            if one.key.text == key:
                return one.value
        return None


@dataclass(frozen=True, slots=True)
class Broken:
    """A piece whose problem was told already; whoever meets it says nothing."""

    place: Place


Node = Scalar | Items | Entries | Broken


def read_node(path: str, text: str) -> tuple[Node | None, tuple[Problem, ...]]:
    """Parse one YAML document; None where the file as a whole cannot be read."""
    builder = _Builder(path)
    if text.startswith("\ufeff"):
        builder.tell("byte-order-mark", Place(path, 1, 1))
        text = text[1:]
    bad = _UNPRINTABLE.search(text)
    if bad is not None:
        builder.tell(
            "control-character",
            _place_of_index(path, text, bad.start()),
            character=f"U+{ord(bad.group()):04X}",
        )
        return None, tuple(builder.problems)
    try:
        builder.build(text)
    except yaml.MarkedYAMLError as mistake:
        builder.tell_syntax(mistake, text)
    except yaml.YAMLError as mistake:
        builder.tell("syntax", Place(path, 1, 1), mistake=str(mistake))
    return builder.result(), tuple(builder.problems)


def _place_of_index(path: str, text: str, index: int) -> Place:
    before = text[:index]
    return Place(path, before.count("\n") + 1, index - before.rfind("\n"))


class _Mark(Protocol):
    """The parser's own position; counts from 0."""

    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...
    @property
    def index(self) -> int: ...


@dataclass(slots=True)
class _Frame:
    """A list or map that is still open; of a map the last key without its value."""

    place: Place
    is_map: bool
    items: list[Node] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    key: Scalar | None = None
    awaits_value: bool = False

    def close(self) -> Node:
        if self.is_map:
            return Entries(tuple(self.entries.values()), self.place)
        return Items(tuple(self.items), self.place)


@dataclass(slots=True)
class _Builder:
    path: str
    problems: list[Problem] = field(default_factory=list)
    frames: list[_Frame] = field(default_factory=list)
    root: Node | None = None
    documents: int = 0
    failed: bool = False

    def tell(self, code: str, place: Place, **params: object) -> None:
        self.problems.append(Problem(code, "error", place, "", params))

    def tell_syntax(self, mistake: yaml.MarkedYAMLError, text: str) -> None:
        """Add the problem of text that is no YAML."""
        self.failed = True
        mark = mistake.problem_mark or mistake.context_mark
        if mark is None:
            self.tell("syntax", Place(self.path, 1, 1), mistake=str(mistake))
            return
        lines = text.splitlines()
        line = lines[mark.line] if mark.line < len(lines) else ""
        tab = "\t" in line[: len(line) - len(line.lstrip())] or (
            line[mark.column : mark.column + 1] == "\t"
        )
        told = str(mistake.problem or "")
        self.tell("tab" if tab else "syntax", self.place(mark), mistake=told)

    def result(self) -> Node | None:
        if self.failed:
            return None
        empty = self.root is None or (
            isinstance(self.root, Scalar) and self.root.is_null
        )
        if empty and not self.problems:
            self.tell("empty-file", Place(self.path, 1, 1))
        return None if empty else self.root

    def place(self, mark: _Mark | None) -> Place:
        if mark is None:
            return Place(self.path, 1, 1)
        return Place(self.path, mark.line + 1, mark.column + 1)

    def build(self, text: str) -> None:
        for event in _events(text):
            if isinstance(event, yaml.DocumentStartEvent):
                self.documents += 1
                if self.documents > 1:
                    self.tell("several-documents", self.place(event.start_mark))
                    return
            elif isinstance(event, yaml.NodeEvent):
                self._take(event, text)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._add(self.frames.pop().close())
            if len(self.frames) > MAX_DEPTH:
                place = self.place(event.start_mark)
                self.tell("too-deep", place, limit=MAX_DEPTH)
                self.failed = True
                return

    def _take(self, event: yaml.NodeEvent, text: str) -> None:
        place = self.place(event.start_mark)
        if isinstance(event, yaml.AliasEvent):
            self.tell("alias", place, name=event.anchor)
            self._add(Broken(place))
            return
        if event.anchor is not None:
            self.tell("anchor", place, name=event.anchor)
        tag = getattr(event, "tag", None)
        if tag is not None:
            self.tell("tag", place, tag=tag)
        if isinstance(event, yaml.ScalarEvent):
            self._add(_scalar(event, place, text))
        else:
            is_map = isinstance(event, yaml.MappingStartEvent)
            self.frames.append(_Frame(place, is_map))

    def _add(self, node: Node) -> None:
        if not self.frames:
            self.root = node
            return
        frame = self.frames[-1]
        if not frame.is_map:
            frame.items.append(node)
        elif frame.awaits_value:
            self._add_entry(frame, node)
        else:
            self._take_key(frame, node)

    def _take_key(self, frame: _Frame, node: Node) -> None:
        frame.awaits_value = True
        frame.key = None
        if not isinstance(node, Scalar):
            if not isinstance(node, Broken):
                self.tell("complex-key", node.place)
        elif node.text == "<<" and not node.style:
            self.tell("merge-key", node.place)
        elif node.text in frame.entries:
            first = frame.entries[node.text].key.place.line
            self.tell("duplicate-key", node.place, key=node.text, first=first)
        else:
            frame.key = node

    def _add_entry(self, frame: _Frame, node: Node) -> None:
        frame.awaits_value = False
        if frame.key is not None:
            frame.entries[frame.key.text] = Entry(frame.key, node)


def _events(text: str) -> Iterator[yaml.Event]:
    return iter(yaml.parse(text, Loader=yaml.CSafeLoader))


def _scalar(event: yaml.ScalarEvent, place: Place, text: str) -> Scalar:
    style = event.style or ""
    raw = ""
    start: _Mark | None = event.start_mark
    end: _Mark | None = event.end_mark
    if start and end and start.line == end.line and style in _ONE_LINERS:
        raw = text[start.index : end.index]
    return Scalar(unicodedata.normalize("NFC", event.value), style, place, raw)
