"""What a kind of record as a whole keeps to: what lists and periods may be made of."""

from __future__ import annotations

from collections.abc import Sequence

from gridflow.spec.gathered import Gathered, child
from gridflow.spec.node import Items
from gridflow.spec.place import Place
from gridflow.spec.reading import Reading
from gridflow.spec.records import Record, RecordField

FILTERED = ("choice", "choices", "yes_no")
DATED = ("date",)


def check_record(record: Record, gathered: Gathered, reading: Reading) -> None:
    """Tell of filters and periods of fields that are not fit for it."""
    node = gathered.by_id["record"].get(record.id)
    written = child(node, "filters")
    items = written.items if isinstance(written, Items) else ()
    places = {getattr(one, "text", ""): one.place for one in items}
    reading.owner = ("record", record.id)
    for name in record.filters:
        place = places.get(name, record.place)
        _check(record.field(name), FILTERED, "filters", place, reading)
        if record.part_of:
            reading.tell("filter-of-part", place, f"filters.{name}", word=name)
    periods = record.periods
    if periods is not None:
        for key, name in (("from", periods.from_), ("to", periods.to)):
            path = f"periods.{key}"
            _check(record.field(name), DATED, path, periods.place, reading)


def _check(
    field: RecordField | None,
    allowed: Sequence[str],
    path: str,
    place: Place,
    reading: Reading,
) -> None:
    """Ask that a field is of some type and open to everybody who sees the record."""
    if field is None:
        return
    if field.type not in allowed or field.sensitive:
        reading.tell("unfit-field", place, path, word=field.id, allowed=allowed)
