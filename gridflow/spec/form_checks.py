"""What a form as a whole keeps to: names, guarded values, what a row holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gridflow.spec.forms import Field, Form, Repeat, SignaturePlace
from gridflow.spec.formulas import CASE
from gridflow.spec.gathered import Gathered, child, keys_of, maps_in
from gridflow.spec.layering import identity_of
from gridflow.spec.node import Entries, Scalar
from gridflow.spec.reading import Reading
from gridflow.spec.records import Record

KEYWORDS = frozenset(
    """and between else every external false for function if in instance item not null
    of or return satisfies some then today true""".split()  # noqa: SIM905  # one word list
)
_GUARD = {"": 0, "masked": 1, "sealed": 2}


def check_form(
    form: Form, gathered: Gathered, records: Mapping[str, Record], reading: Reading
) -> None:
    """Tell of names used twice, names that hide others, and values less guarded."""
    node = gathered.by_id["form"].get(form.id)
    if isinstance(node, Entries):
        _check_names(node, gathered, reading)
    for path, field in _fields(form):
        _check_guard(path, field, records, reading)
    if form.layout == "ledger":
        for path, one in _not_in_a_row(form, reading):
            reading.tell("not-in-a-ledger", one.place, path, word=one.id)


def _check_names(node: Entries, gathered: Gathered, reading: Reading) -> None:
    taken = _taken(node, gathered)
    plain: dict[str, int] = {}
    for section, named in _named(node, "sections", ("section", "repeat")):
        is_repeat = section.get("repeat") is not None
        where = f"sections.{named.text}"
        if is_repeat:
            _check_name(named, where, taken, plain, reading)
        rows: dict[str, int] = {}
        for _, field in _named(section, "fields", ("id",)):
            path = f"{where}.fields.{field.text}"
            _check_name(field, path, taken, rows if is_repeat else plain, reading)


def _check_name(
    named: Scalar,
    path: str,
    taken: Mapping[str, str],
    seen: dict[str, int],
    reading: Reading,
) -> None:
    name, line = named.text, named.place.line
    if name in taken:
        reading.tell("hidden-name", named.place, path, word=name, thing=taken[name])
    if name in seen:
        reading.tell("duplicate-id", named.place, path, word=name, first=seen[name])
    seen.setdefault(name, line)


def _taken(node: Entries, gathered: Gathered) -> dict[str, str]:
    """Return the names that expressions see besides fields, and what they are."""
    about = child(node, "about")
    taken = dict.fromkeys(KEYWORDS, "keyword")
    taken[CASE] = "case"
    parameters = child(gathered.whole.get("procedure"), "parameters")
    taken |= dict.fromkeys(keys_of(parameters), "parameter")
    if isinstance(about, Scalar):
        taken[about.text] = "record"
    return taken


def _named(
    node: Entries, key: str, identities: tuple[str, ...]
) -> Iterator[tuple[Entries, Scalar]]:
    for one in maps_in(node, key):
        named = identity_of(one, identities)
        if named is not None:
            yield one, named


def _fields(form: Form) -> Iterator[tuple[str, Field]]:
    for section in form.sections:
        for field in section.fields:
            yield f"sections.{section.id}.fields.{field.id}", field


def _not_in_a_row(
    form: Form, reading: Reading
) -> Iterator[tuple[str, Repeat | Field | SignaturePlace]]:
    """Yield what no row of a ledger can hold: rows, files, and what must be drawn."""
    for repeat in form.repeats():
        yield f"sections.{repeat.id}", repeat
    known = reading.vocabulary.field_types
    for path, field in _fields(form):
        if field.type in known and known[field.type].shape == "file":
            yield path, field
    for one in form.signatures:
        if one.required:
            yield f"signatures.{one.id}", one


def _check_guard(
    path: str, field: Field, records: Mapping[str, Record], reading: Reading
) -> None:
    """Ask that a form guards a record's value as the record does."""
    if field.from_ is None:
        return
    record, _, name = field.from_.partition(".")
    source = records[record].field(name) if record in records else None
    if source is None or _GUARD[field.sensitive] >= _GUARD[source.sensitive]:
        return
    reading.tell(
        "less-sensitive", field.place, path, word=field.from_, needed=source.sensitive
    )
