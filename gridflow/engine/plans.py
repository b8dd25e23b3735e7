"""Which values are sealed, found by hash or countable, as the store wants it told."""

from __future__ import annotations

import unicodedata

from gridflow.engine.errors import TooManySlotsError
from gridflow.spec.forms import Form, Section
from gridflow.spec.records import Record
from gridflow.spec.vocabulary import Vocabulary
from gridflow.store.models import DAY_SLOTS, NUMBER_SLOTS, TEXT_SLOTS
from gridflow.store.sealing import SealingPlan
from gridflow.store.slots import SlotMap


def normal_key(value: object) -> str:
    """Return a value as it is compared: NFKC, without spaces, small letters."""
    text = unicodedata.normalize("NFKC", str(value))
    return "".join(text.split()).casefold()


def record_plan(kind: Record) -> SealingPlan:
    """Return how a record's values are kept.

    A sealed field that people search by is found by its hash, and so is a key; an
    open one by where its value begins.
    """
    sealed = frozenset(one.id for one in kind.fields if one.sensitive == "sealed")
    keyed = {
        one.id: normal_key
        for one in kind.fields
        if one.key or (one.search and one.id in sealed)
    }
    unique = frozenset(one.id for one in kind.fields if one.key)
    # a part is found with its whole: by its title, or by a key
    worded = frozenset(
        one.id
        for one in kind.fields
        if one.search and not one.sensitive and one.id != kind.title
    )
    return SealingPlan(
        sealed,
        keyed,
        unique,
        listed=frozenset(kind.filters),
        worded=frozenset() if kind.part_of else worded,
    )


def form_plan(form: Form) -> SealingPlan:
    """Return how a submission's values are kept."""
    paths: set[str] = set()
    for section in form.sections:
        prefix = "" if isinstance(section, Section) else f"{section.id}."
        paths |= {
            prefix + one.id for one in section.fields if one.sensitive == "sealed"
        }
    return SealingPlan(frozenset(paths))


def slot_map(form: Form, vocabulary: Vocabulary) -> SlotMap:
    """Return which indexed field has which slot, in the order of the form.

    TooManySlotsError where a form indexes more fields than there are columns.
    """
    texts: list[str] = []
    numbers: list[str] = []
    days: list[str] = []
    for one in form.plain_fields():
        if one.index:
            shape = vocabulary.field_types[one.type].shape
            {"number": numbers, "date": days}.get(shape, texts).append(one.id)
    for given, slots in (
        (texts, TEXT_SLOTS),
        (numbers, NUMBER_SLOTS),
        (days, DAY_SLOTS),
    ):
        if len(given) > len(slots):
            raise TooManySlotsError(form=form.id, at_most=len(slots))
    return SlotMap(
        dict(zip(texts, TEXT_SLOTS, strict=False)),
        dict(zip(numbers, NUMBER_SLOTS, strict=False)),
        dict(zip(days, DAY_SLOTS, strict=False)),
    )
