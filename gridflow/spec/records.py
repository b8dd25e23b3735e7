"""Records: the things with a file of their own, and their parts."""

from __future__ import annotations

from dataclasses import dataclass

from gridflow.spec.codes import Option
from gridflow.spec.forms import Mask, Sensitive
from gridflow.spec.place import NOWHERE, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordField:
    """One value of a record.

    Attributes:
        key: no two records of the kind share the value (found by keyed hash).
        search: people look records up by it.
    """

    id: str
    label: str
    type: str
    hint: str = ""
    unit: str = ""
    decimals: int | None = None
    options: tuple[Option, ...] = ()
    codes: str | None = None
    sensitive: Sensitive = ""
    mask: Mask | None = None
    at_most: int | None = None
    key: bool = False
    search: bool = False
    source: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Fields that stand together on a record's page: from `begins` to the next's."""

    id: str
    label: str
    begins: str
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Periods:
    """Values that hold for a period each, such as accounts: shown as a row a period.

    Attributes:
        from_: the field with a period's first day; `to` that with its last.
        columns: the fields that are shown of each period.
        line: a parameter shown beside them, as it was on the period's last day.
    """

    label: str
    from_: str
    to: str
    columns: tuple[str, ...]
    line: str | None = None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A kind of record.

    Attributes:
        path: the word in addresses of pages; empty for a part.
        part_of: the record whose rows these are.
        list_name: under which expressions see the rows of a part beside its id.
        title: the field that names one in lists.
        number: the field that holds its official number.
        area_level: the level of the area that one belongs to; empty for a part.
        list_columns: the fields that stand in lists beside the title.
        filters: the fields that lists filter by.
        groups: how its page parts the fields; those before the first stand first.
        periods: the values of which its page shows a row a period.
        monitored_by: the roles whose people over its area watch over it.
    """

    id: str
    label: str
    path: str = ""
    part_of: str | None = None
    list_name: str = ""
    title: str = ""
    number: str | None = None
    area_level: str = ""
    list_columns: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    periods: Periods | None = None
    monitored_by: tuple[str, ...] = ()
    fields: tuple[RecordField, ...] = ()
    source: str = ""
    place: Place = NOWHERE

    def field(self, id: str) -> RecordField | None:  # noqa: A002  # the key of the YAML
        """Return the field with an id, or None."""
        return next((one for one in self.fields if one.id == id), None)
