"""What plugins add to the language of definitions: field types and functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

Shape = Literal["text", "number", "date", "flag", "list", "file"]


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a plugin's field type made of a typed text.

    Attributes:
        value: the value to store; None where nothing or nothing good was typed.
        fault: code of a sentence in the wording files; empty where all is well.
        facts: the values that the sentence mentions.
    """

    value: object
    fault: str = ""
    facts: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldKind:
    """A field type.

    Attributes:
        name: the word behind `type:`.
        shape: what a stored value is in JSON and in expressions.
        widget: the word by which pages choose an input.
        parse: reads typed text, already trimmed and not empty; None: by the shape.
        show: writes a value for people; None: by the shape.
        derived: name -> function of the value; in expressions `FIELD_NAME`
            (`id_number_birth_date` for the name `birth_date`).
    """

    name: str
    shape: Shape
    widget: str
    parse: Callable[[str], Parsed] | None = None
    show: Callable[[object], str] | None = None
    derived: Mapping[str, Callable[[object], object]] = field(
        default_factory=lambda: MappingProxyType({})
    )


def _kind(name: str, shape: Shape, widget: str = "") -> FieldKind:
    return FieldKind(name=name, shape=shape, widget=widget or name)


ENGINE_KINDS: Mapping[str, FieldKind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            _kind("text", "text"),
            _kind("note", "text", "long_text"),
            _kind("integer", "number"),
            _kind("number", "number"),
            _kind("money", "number"),
            _kind("date", "date"),
            _kind("month", "text"),
            _kind("yes_no", "flag"),
            _kind("choice", "text"),
            _kind("choices", "list"),
            _kind("phone", "text"),
            _kind("upload", "file"),
            _kind("area", "text"),
        )
    }
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The field types and functions that definitions may use.

    Attributes:
        field_types: those of the engine and of the plugins, by name.
        functions: what expressions may call besides the built-ins, by name; they
            stand in the context of every expression.
    """

    field_types: Mapping[str, FieldKind]
    functions: Mapping[str, object] = field(
        default_factory=lambda: MappingProxyType({})
    )

    @classmethod
    def plain(cls) -> Vocabulary:
        """Return the engine's own vocabulary, without any plugin."""
        return cls(ENGINE_KINDS)

    def with_more(
        self,
        kinds: Mapping[str, FieldKind],
        functions: Mapping[str, object],
    ) -> Vocabulary:
        """Return a vocabulary with the field types and functions of plugins."""
        return Vocabulary(
            MappingProxyType({**self.field_types, **kinds}),
            MappingProxyType({**self.functions, **functions}),
        )
