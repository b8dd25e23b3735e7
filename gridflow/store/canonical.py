"""JSON text in the one form that is stored and hashed.

Keys sorted, text in NFC, no escapes, no spaces; a Decimal is written as the number
it is, digit for digit, and read back as a Decimal. Whole numbers stay int.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from typing import Any

_ENCODE_TEXT = json.encoder.encode_basestring


def _text(value: str) -> str:
    if not value.isascii():
        value = unicodedata.normalize("NFC", value)
    return _ENCODE_TEXT(value)


def _number(value: Decimal) -> str:
    if not value.is_finite():
        raise ValueError(value)
    text = str(value)
    # 1 would come back as an int, so a whole Decimal keeps a mark of what it is.
    return text if "." in text or "E" in text else f"{text}.0"


def _mapping(value: Mapping[str, object]) -> str:
    normal: dict[str, object] = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise TypeError(key)
        normal[unicodedata.normalize("NFC", key)] = item
    if len(normal) != len(value):
        raise ValueError(sorted(value))
    inner = (f"{_ENCODE_TEXT(key)}:{dump_json(normal[key])}" for key in sorted(normal))
    return "{" + ",".join(inner) + "}"


def dump_json(value: object) -> str:  # noqa: PLR0911 - one return a kind of value
    """Return the canonical text of plain data; TypeError for anything else.

    Plain data: mappings with text keys, sequences, text, Decimal, int, bool, None.
    Binary floats are refused: nobody knows which number was meant.
    """
    if value is None:
        return "null"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, Mapping):
        return _mapping(value)
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return "[" + ",".join(map(dump_json, value)) + "]"
    raise TypeError(value)


def load_json(text: str) -> Any:  # noqa: ANN401 - JSON is any plain data
    """Return the plain data of a JSON text; fractions come as Decimal."""
    return json.loads(text, parse_float=Decimal)


def digest(value: object) -> str:
    """Return the sha256 of the canonical text, in hexadecimal."""
    return sha256(dump_json(value).encode()).hexdigest()
