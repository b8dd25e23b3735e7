"""Which values are sealed and found by hash: from the definitions to the store."""

from __future__ import annotations

import unicodedata

from gridflow.spec.forms import Form, Section
from gridflow.spec.records import Record
from gridflow.store.sealing import SealingPlan


def normal_key(value: object) -> str:
    """Return a value as it is compared: NFKC, without spaces, small letters."""
    text = unicodedata.normalize("NFKC", str(value))
    return "".join(text.split()).casefold()


def record_plan(kind: Record) -> SealingPlan:
    """Return how a record's values are kept.

    A sealed field that people search by is found by its hash, and so is a key.
    """
    sealed = frozenset(one.id for one in kind.fields if one.sensitive == "sealed")
    keyed = {
        one.id: normal_key
        for one in kind.fields
        if one.key or (one.search and one.id in sealed)
    }
    unique = frozenset(one.id for one in kind.fields if one.key)
    return SealingPlan(sealed, keyed, unique)


def form_plan(form: Form) -> SealingPlan:
    """Return how a submission's values are kept; they stand under "values"."""
    paths: set[str] = set()
    for section in form.sections:
        prefix = "" if isinstance(section, Section) else f"{section.id}."
        paths |= {
            f"values.{prefix}{one.id}"
            for one in section.fields
            if one.sensitive == "sealed"
        }
    return SealingPlan(frozenset(paths))
