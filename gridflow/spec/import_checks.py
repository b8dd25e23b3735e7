"""What an import as a whole keeps to: headings, keys, ways, levels in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gridflow.spec.gathered import Gathered, child, maps_in, text_of
from gridflow.spec.imports import Import
from gridflow.spec.node import Node
from gridflow.spec.place import Place
from gridflow.spec.reading import Reading
from gridflow.spec.records import Record


def check_import(
    one: Import,
    records: Mapping[str, Record],
    gathered: Gathered,
    reading: Reading,
) -> None:
    """Tell of headings and fields named twice, and of rows that nothing places."""
    node = gathered.by_id["import"].get(one.id)
    reading.owner = ("import", one.id)
    part = records.get(one.part)
    if part is not None and part.part_of != one.about:
        place = _place(node, "part", one.place)
        reading.tell("part-of-another", place, "part", word=part.id, needed=one.about)
    _twice(one, node, reading)
    for key in _keys_wanted(one):
        reading.tell("missing-key", one.place, key=key, thing="import")
    level = records[one.about].area_level if one.about in records else ""
    levels = {column.area for column in one.columns}
    if one.brings == "records" and level and level not in levels:
        place = _place(node, "columns", one.place)
        reading.tell("no-area-column", place, "columns", word=level)
    _check_ways(one, records, reading)


def _keys_wanted(one: Import) -> Iterator[str]:
    """Yield the keys that this kind of import must have and lacks."""
    if one.brings == "records":
        if not one.record_key:
            yield "record_key"
    else:
        if not one.find:
            yield "find"
        if not one.part:
            yield "part"
    if one.part and not one.part_key:
        yield "part_key"


def _twice(one: Import, node: Node | None, reading: Reading) -> None:
    """Tell of a heading that two columns have, and of a field that two fill."""
    written = {text_of(item, "heading"): item for item in maps_in(node, "columns")}
    headings: dict[str, int] = {}
    fields: dict[str, int] = {}
    for column in one.columns:
        path = f"columns.{column.heading}"
        line = column.place.line
        if column.to and column.area:
            reading.tell("to-and-area", column.place, path, word=column.heading)
        for word in (column.heading, *column.also):
            plain = "".join(word.split())
            if plain in headings:
                reading.tell(
                    "heading-twice",
                    column.place,
                    path,
                    word=word,
                    first=headings[plain],
                )
            headings.setdefault(plain, line)
        if column.to:
            place = _place(written.get(column.heading), "to", column.place)
            _filled(column.to, place, f"{path}.to", fields, reading)
    for value in one.values:
        _filled(value.to, value.place, f"values.{value.to}", fields, reading)


def _filled(
    name: str, place: Place, path: str, fields: dict[str, int], reading: Reading
) -> None:
    if name in fields:
        reading.tell("filled-twice", place, path, word=name, first=fields[name])
    fields.setdefault(name, place.line)


def _check_ways(one: Import, records: Mapping[str, Record], reading: Reading) -> None:
    for way in one.find:
        kind, _, name = way.by.partition(".")
        record = records.get(kind)
        field = record.field(name) if record else None
        if record is None or field is None:
            continue
        hashed = field.key or (field.search and field.sensitive == "sealed")
        if not hashed and record.title != name:
            reading.tell("not-findable", way.place, "find", word=way.by)


def _place(node: Node | None, key: str, otherwise: Place) -> Place:
    written = child(node, key)
    return written.place if written else otherwise
