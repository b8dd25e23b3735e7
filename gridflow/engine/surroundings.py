"""What a filling sees beside the form: day, definitions, the record before, files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from gridflow.engine.filled import UploadView
from gridflow.spec.codes import Option
from gridflow.spec.forms import Field
from gridflow.spec.procedure import Procedure
from gridflow.spec.records import RecordField
from gridflow.spec.vocabulary import FieldKind, Vocabulary

AnyField = Field | RecordField


@dataclass(frozen=True, slots=True)
class PartBefore:
    """A part of the record as it was: its code and its values by field id."""

    code: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Everything that parsing and expressions may look at; no rows, no connection.

    Attributes:
        procedure: definitions that hold.
        vocabulary: field types and functions.
        day: the day of the filling.
        record: values of the record before, by field id.
        parts: the record's parts before, by part record id.
        case: what expressions see of the case, by name.
        kept: values of masked inputs that a draft holds, by path.
        areas: code and label of the areas that may be chosen.
        uploads: files handed in for the task, by id.
        frozen: show what was handed in: computed and read-only values are those of
            `kept` and nothing is worked out anew.
    """

    procedure: Procedure
    vocabulary: Vocabulary
    day: date
    record: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    parts: Mapping[str, tuple[PartBefore, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    case: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    kept: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    areas: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    uploads: Mapping[str, UploadView] = field(
        default_factory=lambda: MappingProxyType({})
    )
    frozen: bool = False

    def kind(self, of: AnyField) -> FieldKind:
        """Return the field's type."""
        return self.vocabulary.field_types[of.type]

    def all_options(self, of: AnyField) -> tuple[Option, ...]:
        """Return every choice of a field, those of other days too."""
        if of.options or of.codes is None:
            return of.options
        return self.procedure.codes[of.codes].options

    def parameters(self) -> dict[str, object]:
        """Return the value of each parameter on the day."""
        known = self.procedure.parameters
        return {name: one.on(self.day) for name, one in known.items()}
