"""A page as a tree that a person types into: sent to node, or to the server."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "path", "use", "circle"})
BLANK = "__new__"


@dataclass
class Tag:
    """An element: its name, its attributes, and elements and text in it."""

    name: str
    attributes: dict[str, str]
    children: list[Tag | str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Tag]:
        """Go through everything in the document; templates are no part of it."""
        if self.name == "template":
            return
        for one in self.children:
            if isinstance(one, Tag):
                yield one
                yield from one

    def as_json(self) -> list[object]:
        inside = [
            one if isinstance(one, str) else one.as_json() for one in self.children
        ]
        return [self.name, self.attributes, inside]

    def text(self) -> str:
        return "".join(
            one if isinstance(one, str) else one.text() for one in self.children
        )

    def find(self, attribute: str, value: str) -> Tag:
        return next(one for one in self if one.attributes.get(attribute) == value)


class _Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.open = [Tag("page", {})]
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Tag(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(made)
        if tag not in VOID:
            self.open.append(made)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Tag(tag, {n: v or "" for n, v in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if any(one.name == tag for one in self.open[1:]):
            while self.open.pop().name != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


class TypedPage:
    """The page of a form with what somebody typed into it."""

    def __init__(self, html: str) -> None:
        self.root = _Reader(html).open[0]
        self.form = self.root.find("id", "form")

    def inputs(self, name: str) -> list[Tag]:
        return [one for one in self.form if one.attributes.get("name") == name]

    def type(self, path: str, *texts: str) -> None:
        """Type into an input, or choose; no text empties it."""
        found = [
            one
            for one in self.inputs(f"f.{path}")
            if one.attributes.get("type") != "file"
        ]
        assert found, f"nothing to type into at {path}"
        for one in found:
            self._put(one, texts)

    def _put(self, one: Tag, texts: tuple[str, ...]) -> None:
        if one.name == "select":
            options = [inner for inner in one if inner.name == "option"]
            _mark(options, "selected", texts)
        elif one.name == "textarea":
            one.children = list(texts)
        elif one.attributes.get("type") in {"radio", "checkbox"}:
            _mark([one], "checked", texts)
        else:
            one.attributes["value"] = "".join(texts)

    def rows(self, repeat: str) -> list[str]:
        cards = self.form.find("data-repeat", repeat).children
        return [one.attributes["data-row"] for one in cards if isinstance(one, Tag)]

    def add_row(self, repeat: str, key: str) -> None:
        """Add a card as the page's script does: the template with a key of its own."""
        template = next(
            one for one in self.form if one.attributes.get("data-blank") == repeat
        )
        (blank,) = (one for one in template.children if isinstance(one, Tag))
        card = deepcopy(blank)
        for one in (card, *card):
            one.attributes = {
                name: value.replace(BLANK, key)
                for name, value in one.attributes.items()
            }
        self.form.find("data-repeat", repeat).children.append(card)

    def drop_row(self, repeat: str, key: str) -> None:
        cards = self.form.find("data-repeat", repeat)
        card = cards.find("data-row", key)
        cards.children = [one for one in cards.children if one is not card]

    def sent(self) -> dict[str, list[str]]:
        """Return what a browser sends; files and buttons apart."""
        found: dict[str, list[str]] = {}
        for one in self.form:
            name = one.attributes.get("name")
            value = _value(one)
            if name and value is not None:
                found.setdefault(name, []).append(value)
        return found


def _mark(boxes: list[Tag], attribute: str, values: tuple[str, ...]) -> None:
    for box in boxes:
        box.attributes.pop(attribute, None)
        if box.attributes.get("value", "") in values:
            box.attributes[attribute] = ""


def _value(one: Tag) -> str | None:
    if one.name == "textarea":
        return one.text().removeprefix("\n")
    if one.name == "select":
        options = [inner for inner in one if inner.name == "option"]
        chosen = [inner for inner in options if "selected" in inner.attributes]
        return (chosen or options)[0].attributes.get("value", "")
    kind = one.attributes.get("type", "text")
    if one.name != "input" or kind == "file":
        return None
    box = kind in {"radio", "checkbox"}
    if box and "checked" not in one.attributes:
        return None
    return one.attributes.get("value", "")
