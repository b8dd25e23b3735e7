"""A procedure: the whole set of definitions that holds in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from gridflow.spec.campaigns import Campaign
from gridflow.spec.codes import CodeList
from gridflow.spec.flows import Flow
from gridflow.spec.forms import Form
from gridflow.spec.imports import Import
from gridflow.spec.place import NOWHERE, Place
from gridflow.spec.printables import Printable
from gridflow.spec.records import Record
from gridflow.spec.roles import Level, Role
from gridflow.spec.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A parameter's value from its first to its last day; None is open.

    The value is a Decimal, text, a date, a bool, or a period: a mapping with the
    dates `from` and `to`.
    """

    value: object
    from_: date | None = None
    to: date | None = None
    unit: str = ""
    source: str = ""
    place: Place = NOWHERE

    def holds_on(self, day: date) -> bool:
        """Tell whether the value is in force on a day."""
        after_start = self.from_ is None or self.from_ <= day
        return after_start and (self.to is None or day <= self.to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A figure of the procedure with its dated values."""

    id: str
    label: str
    values: tuple[Dated, ...] = ()
    place: Place = NOWHERE

    def dated_on(self, day: date) -> Dated | None:
        """Return the entry in force on a day, the last one written wins; or None."""
        holding = (one for one in reversed(self.values) if one.holds_on(day))
        return next(holding, None)

    def on(self, day: date) -> object:
        """Return the value in force on a day, or None."""
        dated = self.dated_on(day)
        return None if dated is None else dated.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """The definitions in force in an area, those inherited included.

    Attributes:
        extends: the procedure this one inherits from; None for a base.
        area: the code of the area it holds for; None for a base.
        attachments: official number of a form -> form id.
    """

    id: str
    label: str
    extends: str | None = None
    area: str | None = None
    plugins: tuple[str, ...] = ()
    attachments: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    parameters: Mapping[str, Parameter] = field(
        default_factory=lambda: MappingProxyType({})
    )
    roles: Mapping[str, Role] = field(default_factory=lambda: MappingProxyType({}))
    levels: tuple[Level, ...] = ()
    records: Mapping[str, Record] = field(default_factory=lambda: MappingProxyType({}))
    codes: Mapping[str, CodeList] = field(default_factory=lambda: MappingProxyType({}))
    forms: Mapping[str, Form] = field(default_factory=lambda: MappingProxyType({}))
    flows: Mapping[str, Flow] = field(default_factory=lambda: MappingProxyType({}))
    campaigns: Mapping[str, Campaign] = field(
        default_factory=lambda: MappingProxyType({})
    )
    imports: Mapping[str, Import] = field(default_factory=lambda: MappingProxyType({}))
    printables: Mapping[str, Printable] = field(
        default_factory=lambda: MappingProxyType({})
    )
    wording: Wording = field(default_factory=Wording)
    source: str = ""
    place: Place = NOWHERE
