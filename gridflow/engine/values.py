"""Values of fields: from typed text, to inputs, to people, to JSON and back.

A value is a str (text, note, phone, month, choice, area), int (integer), Decimal
(number, money), date, bool (yes_no), a tuple of str (choices, upload), or what a
plugin's type makes of the text. None is no value; 0 and False are values.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from gridflow.engine.faults import Fault
from gridflow.engine.reading import READERS, Read, read_choice, read_text, rounded
from gridflow.engine.surroundings import AnyField, Surroundings
from gridflow.spec.forms import Field

Result = tuple[object, Fault | None]

# stars in both widths and bullets; x-like signs occur in real text
MASK_SIGNS = frozenset("*\uff0a\u2022\u25cf")
_HIDDEN = "****"
_HIDDEN = "****"


def parse(of: AnyField, raw: Sequence[str], around: Surroundings, path: str) -> Result:
    """Return the value of what was typed, or None and what is wrong with it.

    Empty input is no value and no fault. In a sensitive field a mask sign is
    refused: somebody typed over a masked value.
    """
    shape = around.kind(of).shape
    if shape == "list":
        return _choices(of, raw, around, path)
    if shape == "file":
        return _files(of, raw, around, path)
    text = unicodedata.normalize("NFC", raw[0]).strip() if raw else ""
    if not text:
        return None, None
    if of.sensitive and not MASK_SIGNS.isdisjoint(text):
        return None, Fault(path, "mask_sign")
    value, code, facts = _single(of, text, around)
    return (value, Fault(path, code, facts)) if code else (value, None)


def _single(of: AnyField, text: str, around: Surroundings) -> Read:
    kind = around.kind(of)
    if kind.parse is None:
        return READERS.get(of.type, read_text)(of, text, around)
    parsed = kind.parse(text)
    return parsed.value, parsed.fault, dict(parsed.facts)


def _choices(
    of: AnyField, raw: Sequence[str], around: Surroundings, path: str
) -> Result:
    taken: set[str] = set()
    for text in raw:
        if text.strip():
            value, code, facts = read_choice(of, text.strip(), around)
            if code:
                return None, Fault(path, code, facts)
            taken.add(str(value))
    if of.at_most is not None and len(taken) > of.at_most:
        return None, Fault(path, "too_many_choices", {"at_most": of.at_most})
    order = (one.id for one in around.all_options(of))
    return tuple(one for one in order if one in taken) or None, None


def _files(of: AnyField, raw: Sequence[str], around: Surroundings, path: str) -> Result:
    ids = tuple(dict.fromkeys(text.strip() for text in raw if text.strip()))
    if any(one not in around.uploads for one in ids):
        return None, Fault(path, "unknown_upload")
    if of.at_most is not None and len(ids) > of.at_most:
        return None, Fault(path, "too_many_uploads", {"at_most": of.at_most})
    return ids or None, None


def computed(of: Field, value: object, path: str) -> Result:
    """Return a calculation's result as it is stored; a fault for a wrong kind."""
    if value is None:
        return None, None
    if of.type in {"integer", "number", "money"}:
        stored = _computed_number(of, value)
    elif of.type == "choices" and isinstance(value, list | tuple):
        stored = tuple(str(one) for one in value)
    else:
        wanted: type = {"date": date, "yes_no": bool}.get(of.type, str)
        stored = value if isinstance(value, wanted) else None
    if stored is None:
        return None, Fault(path, "calculation_failed")
    return stored, None


def _computed_number(of: Field, value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        return None
    try:
        exact = rounded(of, Decimal(value))
    except InvalidOperation:
        return None
    if not exact.is_finite():
        return None
    if of.type == "integer":
        return int(exact.to_integral_value(ROUND_HALF_UP))
    return exact


def to_texts(value: object) -> tuple[str, ...]:
    """Return what the field's inputs show: one text, or the chosen ids."""
    if value is None:
        return ()
    if isinstance(value, tuple | list):
        return tuple(str(one) for one in value)
    return (to_text(value),)


def to_text(value: object) -> str:
    """Return what a single input shows; parsing it gives the value again."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)


def show(of: AnyField, value: object, around: Surroundings) -> str:
    """Return a value for people, unmasked and without its unit; "" for none."""
    if value is None:
        return ""
    kind = around.kind(of)
    if kind.show is not None:
        return kind.show(value)
    if of.type in {"choice", "choices"}:
        return _shown_choices(of, value, around)
    if of.type == "area":
        return around.areas.get(str(value), str(value))
    if isinstance(value, bool):
        return around.procedure.wording.say("value_yes" if value else "value_no")
    return _shown_plain(of, value)


def _shown_choices(of: AnyField, value: object, around: Surroundings) -> str:
    ids = value if isinstance(value, tuple | list) else (value,)
    labels = {one.id: one.label for one in around.all_options(of)}
    between = around.procedure.wording.say("value_between")
    return between.join(labels.get(str(one), str(one)) for one in ids)


def _shown_plain(of: AnyField, value: object) -> str:
    if isinstance(value, Decimal):
        text = f"{value:,.2f}" if of.type == "money" else f"{value:,f}"
        return text.removesuffix(".00") if of.type == "money" else text
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, tuple | list):
        return str(len(value))
    return to_text(value)


def mask(of: AnyField, text: str) -> str:
    """Return a shown text with its middle hidden; "" stays empty."""
    if not text or not of.sensitive:
        return text
    if of.mask is None or of.mask.first + of.mask.last >= len(text):
        return _HIDDEN
    first, last = of.mask.first, of.mask.last
    hidden = "*" * (len(text) - first - last)
    return text[:first] + hidden + (text[-last:] if last else "")


def to_json(value: object) -> object:
    """Return a value as the store's JSON takes it: numbers stay exact."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [to_json(one) for one in value]
    return value


def from_json(of: AnyField, stored: object, around: Surroundings) -> object:
    """Return the value that was stored as JSON; None for what does not fit."""
    if stored is None:
        return None
    shape = around.kind(of).shape
    if shape == "date":
        return date.fromisoformat(str(stored))
    if shape in {"list", "file"}:
        return tuple(str(one) for one in stored) if isinstance(stored, list) else None
    if shape == "number" and isinstance(stored, int | Decimal):
        return int(stored) if of.type == "integer" else Decimal(stored)
    return stored
