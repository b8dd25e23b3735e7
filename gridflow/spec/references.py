"""Whether everything that definitions mention is defined."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from gridflow.spec.gathered import (
    FormNames,
    Gathered,
    child,
    fields_in,
    form_names,
    keys_of,
    maps_in,
    text_of,
)
from gridflow.spec.reading import Reading, Reference
from gridflow.spec.vocabulary import Vocabulary

GENERIC_OBJECTS = (
    "people",
    "posts",
    "areas",
    "codes",
    "definitions",
    "tasks",
    "campaigns",
)
"""What rights can be about besides records, flows, campaigns and imports."""

# The kinds of files that define what a reference of a kind names.
_DEFINED_IN: Mapping[str, tuple[str, ...]] = {
    "role": ("roles",),
    "level": ("areas",),
    "object": ("record", "flow", "campaign", "import"),
    "class": ("codes",),
    "record value": ("record",),
    "import field": ("record",),
    "found field": ("record",),
    "parameter": ("procedure",),
}


def check_references(gathered: Gathered, reading: Reading) -> None:
    """Tell of every mention of something that nobody defines.

    A kind of which a file could not be read is passed over: what is missing may
    stand there.
    """
    # an import names hundreds of fields, which all may be the same ones
    of_imports: dict[tuple[str, tuple[str, str]], list[str] | None] = {}
    for reference in reading.references:
        files = _DEFINED_IN.get(reference.kind, (reference.kind,))
        if gathered.unread.intersection(files):
            continue
        asked = reference.kind, reference.owner
        if asked in of_imports:
            known = of_imports[asked]
        else:
            known = _known(reference, gathered, reading.vocabulary)
        if reference.owner[0] == "import":
            of_imports[asked] = known
        if known is not None and reference.name not in known:
            reading.tell_unknown(
                "unknown-reference",
                reference.place,
                reference.path,
                reference.name,
                known,
                thing=reference.kind,
            )


def _known(
    reference: Reference, gathered: Gathered, vocabulary: Vocabulary
) -> list[str] | None:
    global_names: Mapping[str, Callable[[], Iterable[str]]] = {
        "role": lambda: gathered.keys_under("roles", "roles"),
        "level": lambda: level_ids(gathered),
        "parameter": lambda: keys_of(
            child(gathered.whole.get("procedure"), "parameters")
        ),
        "object": lambda: (
            *gathered.ids("record"),
            *gathered.ids("flow"),
            *gathered.ids("campaign"),
            *gathered.ids("import"),
            *GENERIC_OBJECTS,
        ),
    }
    if reference.kind in gathered.by_id:
        return gathered.ids(reference.kind)
    if reference.kind in global_names:
        return list(global_names[reference.kind]())
    if reference.owner[0] == "campaign":
        return _known_in_campaign(reference, gathered)
    if reference.owner[0] == "import":
        return _known_in_import(reference, gathered)
    return _known_locally(reference, gathered, vocabulary)


def _known_locally(
    reference: Reference, gathered: Gathered, vocabulary: Vocabulary
) -> list[str] | None:
    """Return the names that the reference's own definition offers.

    None where it is not the place of this question, or where names may be hidden in
    a broken piece.
    """
    kind, id_ = reference.owner
    node = gathered.by_id.get(kind, {}).get(id_)
    if reference.kind == "procedure":
        return None  # chains ask that
    if reference.kind in ("own field", "step"):
        is_step = reference.kind == "step"
        return keys_of(child(node, "steps")) if is_step else list(fields_in(node))
    names = form_names(node, vocabulary)
    repeat = reference.path.split(".")[1] if "." in reference.path else ""
    if reference.kind == "row field":
        return list(names.rows.get(repeat, ()))
    if reference.kind == "record value":
        return _values(names, repeat, gathered)
    if not names.whole:
        return None
    inside = (name for row in names.rows.values() for name in row)
    return [*names.plain, *names.rows, *inside]


def _known_in_campaign(reference: Reference, gathered: Gathered) -> list[str] | None:
    """Return the inputs of a campaign, or the classes of its code list."""
    node = gathered.by_id["campaign"].get(reference.owner[1])
    if reference.kind == "input":
        return [text_of(one, "id") for one in maps_in(node, "inputs")]
    codes = gathered.by_id["codes"].get(text_of(node, "codes"))
    if codes is None:
        return None
    return [text_of(one, "id") for one in maps_in(codes, "options")]


def _known_in_import(reference: Reference, gathered: Gathered) -> list[str] | None:
    """Return the fields of the record and of the part that a row is, or of any part."""
    node = gathered.by_id["import"].get(reference.owner[1])
    about = text_of(node, "about")
    own = [text_of(node, "part")]
    parts = gathered.parts_of(about) if reference.kind == "found field" else own
    known = [
        f"{record}.{name}"
        for record in (about, *parts)
        for name in fields_in(gathered.by_id["record"].get(record))
    ]
    return known or None


def _values(names: FormNames, repeat: str, gathered: Gathered) -> list[str] | None:
    records = [names.about, names.row_records.get(repeat, "")]
    known = [
        f"{record}.{name}"
        for record in records
        for name in fields_in(gathered.by_id["record"].get(record))
    ]
    return known or None


def level_ids(gathered: Gathered) -> list[str]:
    """Return the ids of the levels from the top down."""
    return [
        text_of(one, "id") for one in maps_in(gathered.whole.get("areas"), "levels")
    ]
