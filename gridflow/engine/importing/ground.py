"""What an import works with: its definition, the kinds of record, columns and areas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gridflow.engine.access import procedure_of
from gridflow.engine.importing.cells import FieldReader, readers_of
from gridflow.engine.importing.layout import Layout
from gridflow.engine.importing.places import Places
from gridflow.engine.record_scope import common_scope
from gridflow.engine.surroundings import Surroundings
from gridflow.errors import NotFoundError
from gridflow.spec.imports import CrossCheck, Import
from gridflow.spec.procedure import Procedure
from gridflow.spec.records import Record, RecordField
from gridflow.store import Session, areas

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine


@dataclass(frozen=True, slots=True)
class Ground:
    """A definition made ready for one file.

    Attributes:
        kind: the kind of record it is about.
        part: the kind of part that a row is, None where a row is a record.
        others: further parts of the record, which checks may look at.
        cross: rules over the whole file, those of keys among them.
        common: what all expressions see.
    """

    one: Import
    around: Surroundings
    kind: Record
    part: Record | None
    others: tuple[Record, ...]
    layout: Layout
    places: Places
    cross: tuple[CrossCheck, ...]
    common: Mapping[str, object]
    readers: dict[str, FieldReader] = field(default_factory=dict)

    def field(self, name: str) -> RecordField:
        """Return a field by its name with its record, such as `house.phone`."""
        record, _, own = name.partition(".")
        found = self.around.procedure.records[record].field(own)
        if found is None:
            raise KeyError(name)
        return found

    def in_row(self, name: str) -> bool:
        """Tell whether a field is the part's: each row says it for itself."""
        return self.part is not None and name.startswith(f"{self.part.id}.")

    def place(self, name: str) -> int:
        """Return the number of a field's column, -1 where the file has none."""
        return self.layout.places().get(name, -1)


def definition(engine: Engine, actor: Actor | None, name: str) -> Import:
    """Return the definition of an import; NotFoundError where there is none."""
    found = procedure_for(engine, actor).imports.get(name)
    if found is None:
        raise NotFoundError(**{"import": name})
    return found


def procedure_for(engine: Engine, actor: Actor | None) -> Procedure:
    """Return the definitions in force: the actor's, or of the command line the base."""
    if actor is not None:
        return procedure_of(engine, actor)
    site = engine.library.active()
    return site.procedures[site.base]


def ground_for(
    engine: Engine, session: Session, actor: Actor | None, one: Import, layout: Layout
) -> Ground:
    """Make a definition ready for a file with some columns."""
    procedure = procedure_for(engine, actor)
    around = Surroundings(procedure, engine.library.vocabulary, engine.today())
    records = procedure.records
    kind, part = records[one.about], records.get(one.part)
    others = tuple(
        each
        for each in records.values()
        if each.part_of == one.about and each is not part
    )
    return Ground(
        one=one,
        around=around,
        kind=kind,
        part=part,
        others=others,
        layout=layout,
        places=Places(session, around, actor.area if actor else None),
        cross=(*one.across, *_keys(one, kind, part)),
        common=common_scope(around),
        readers=readers_of(one, around),
    )


def _keys(one: Import, kind: Record, part: Record | None) -> list[CrossCheck]:
    """Return the rules that keys of records keep to, whether written down or not."""
    written = {(check.rule, check.field) for check in one.across}
    found: list[CrossCheck] = []
    for record, inside in ((kind, "one_record"), (part, "unique")):
        if record is kind and one.brings == "parts":
            continue  # it is only looked up, by as many rows as there are
        for own in record.fields if record else ():
            name = f"{record.id if record else ''}.{own.id}"
            if not own.key or name in one.record_key or name not in one.columns_to():
                continue
            for rule in (inside, "not_elsewhere"):
                if (rule, name) not in written:
                    check = CrossCheck(id=own.id, rule=rule, field=name, say="")  # type: ignore[arg-type]  # one of its words
                    found.append(check)
    return found


def top_area(engine: Engine, session: Session, actor: Actor | None) -> int:
    """Return the area that the whole import is noted at."""
    if actor is not None:
        return actor.area
    found = areas.area_by_code(session, engine.library.active().county.area)
    if found is None:
        raise NotFoundError(area=engine.library.active().county.area)
    return found.id
