"""The names under which expressions see the parts of a record as lists."""

from __future__ import annotations

from collections.abc import Mapping

from gridflow.spec.gathered import Gathered, child, fields_in
from gridflow.spec.reading import Reading
from gridflow.spec.records import Record


def check_lists(
    records: Mapping[str, Record], gathered: Gathered, reading: Reading
) -> None:
    """Tell of a list of what is no part, and of a name that the whole has already."""
    seen: dict[tuple[str, str], str] = {
        (record.part_of, record.id): "record"
        for record in records.values()
        if record.part_of
    }
    for record in records.values():
        if not record.list_name:
            continue
        node = gathered.by_id["record"].get(record.id)
        written = child(node, "list")
        place = written.place if written else record.place
        if record.part_of is None:
            reading.tell("list-of-no-part", place, "list", key="list")
            continue
        whole = gathered.by_id["record"].get(record.part_of)
        name = (record.part_of, record.list_name)
        if record.list_name in fields_in(whole):
            seen.setdefault(name, "field")
        if name in seen:
            word, thing = record.list_name, seen[name]
            reading.tell("hidden-name", place, "list", word=word, thing=thing)
        seen[name] = "list"
