"""Values that are encrypted at rest, found again by keyed hash; and the key file.

A sealed value is {"sealed": base64 of nonce + AES-GCM text}; the row and the field
it belongs to are authenticated with it, so a sealed value that is moved to another
row or field does not open. Sealed fields are named by path: "phone", or
"members.id_number" for a field of every row in the list "members".
"""

from __future__ import annotations

import hmac
import json
import os
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gridflow.store.canonical import dump_json, load_json
from gridflow.store.errors import KeyFileError, UnsealError

KEY_BYTES = 32
NONCE_BYTES = 12
_NAMES = ("encryption", "hashing", "cookie")


@dataclass(frozen=True, slots=True)
class Sealed:
    """What stands in place of a sealed value until it is opened on purpose."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SealingPlan:
    """Which fields of a document are sealed, and which it is found by.

    Attributes:
        sealed: paths of fields that are encrypted.
        keyed: fields found by exact value, with what normalises the value.
        unique: keyed fields whose value only one record of the kind may have.
        listed: fields that lists filter by; never sealed ones.
        worded: fields found by where their value begins; never sealed ones.
    """

    sealed: frozenset[str] = frozenset()
    keyed: Mapping[str, Callable[[object], str]] = field(default_factory=dict)
    unique: frozenset[str] = frozenset()
    listed: frozenset[str] = frozenset()
    worded: frozenset[str] = frozenset()


PLAIN = SealingPlan()


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The secrets of a site; never in the database, never printed."""

    encryption: bytes = field(repr=False)
    hashing: bytes = field(repr=False)
    cookie: bytes = field(repr=False)

    @classmethod
    def create(cls, path: Path) -> KeyRing:
        """Draw new keys into a new file of mode 0600; KeyFileError if there is one."""
        drawn = {name: os.urandom(KEY_BYTES) for name in _NAMES}
        text = json.dumps(
            {name: b64encode(key).decode() for name, key in drawn.items()}
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise KeyFileError(path=str(path), why=error.strerror) from error
        with os.fdopen(handle, "w") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        return cls(**drawn)

    @classmethod
    def open(cls, path: Path) -> KeyRing:
        """Read the key file; KeyFileError if it is missing or broken."""
        try:
            stored = json.loads(path.read_text())
            keys = {name: b64decode(stored[name], validate=True) for name in _NAMES}
        except OSError as error:
            raise KeyFileError(path=str(path), why=error.strerror) from error
        except (ValueError, KeyError, TypeError) as error:
            raise KeyFileError(path=str(path), why="not a key file") from error
        if any(len(key) != KEY_BYTES for key in keys.values()):
            raise KeyFileError(path=str(path), why="not a key file")
        return cls(**keys)

    @classmethod
    def open_or_create(cls, path: Path) -> KeyRing:
        """Read the key file, or draw the keys at the first start."""
        return cls.open(path) if path.exists() else cls.create(path)

    def keyed_hash(self, purpose: str, text: str) -> str:
        """Return the hash of a text that only the key's holder can compute."""
        message = dump_json([purpose, text]).encode()
        return hmac.new(self.hashing, message, sha256).hexdigest()

    def seal(self, owner: str, path: str, value: object) -> dict[str, str]:
        """Return the stored form of a value, bound to its owner and path."""
        # A nonce is the one draw that must never be told from outside.
        nonce = os.urandom(NONCE_BYTES)
        body = AESGCM(self.encryption).encrypt(
            nonce, dump_json(value).encode(), f"{owner}/{path}".encode()
        )
        return {"sealed": b64encode(nonce + body).decode()}

    def unseal(self, owner: str, path: str, sealed: Sealed) -> Any:  # noqa: ANN401
        """Return the value behind a placeholder; UnsealError if it does not open."""
        try:
            raw = b64decode(sealed.text, validate=True)
            body = AESGCM(self.encryption).decrypt(
                raw[:NONCE_BYTES], raw[NONCE_BYTES:], f"{owner}/{path}".encode()
            )
        except (InvalidTag, ValueError) as error:
            raise UnsealError(owner=owner, path=path) from error
        return load_json(body.decode())


_SEALED_KEYS = {"sealed"}
_WALKED_INTO = (Sealed, Mapping, list, tuple)


def _is_sealed(stored: object) -> bool:
    return isinstance(stored, Mapping) and set(stored) == {"sealed"}


def _walk(
    value: object, path: str, place: str, visit: Callable[[object, str, str], object]
) -> object:
    """Return plain data with every value replaced by what `visit` makes of it.

    `path` names the field, `place` also the row in each list on the way. A value
    that `visit` returns unchanged is walked into.
    """
    made = visit(value, path, place)
    if made is not value:
        return made
    if isinstance(value, Mapping):
        dot = "." if path else ""
        return {
            name: _walk(item, f"{path}{dot}{name}", f"{place}{dot}{name}", visit)
            for name, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [
            _walk(item, path, f"{place}.{row}", visit) for row, item in enumerate(value)
        ]
    return value


def seal_values(
    keys: KeyRing, plan: SealingPlan, owner: str, values: Mapping[str, object]
) -> dict[str, Any]:
    """Return a document with the plan's fields sealed; None and placeholders stay.

    Raises TypeError where a plain value looks like a sealed one.
    """

    def visit(value: object, path: str, place: str) -> object:
        if _is_sealed(value):
            raise TypeError(path)
        if isinstance(value, Sealed):
            return {"sealed": value.text}
        if value is None or path not in plan.sealed:
            return value
        return keys.seal(owner, place, value)

    made = _walk(values, "", "", visit)
    return made if isinstance(made, dict) else {}


def placeholders(stored: Mapping[str, object]) -> dict[str, Any]:
    """Return a stored document with a placeholder for every sealed value."""
    # Every row that is read comes through here, so it names no paths on the way.
    return {name: _with_placeholders(value) for name, value in stored.items()}


def _with_placeholders(value: object) -> object:
    if isinstance(value, dict):
        if value.keys() == _SEALED_KEYS:
            return Sealed(str(value["sealed"]))
        return {name: _with_placeholders(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_with_placeholders(item) for item in value]
    return value


def stored_form(values: Mapping[str, object]) -> dict[str, Any]:
    """Return a document with placeholders as it is stored."""

    def visit(value: object, _path: str, _place: str) -> object:
        return {"sealed": value.text} if isinstance(value, Sealed) else value

    made = _walk(values, "", "", visit)
    return made if isinstance(made, dict) else {}


def open_values(
    keys: KeyRing, owner: str, values: Mapping[str, object]
) -> dict[str, Any]:
    """Return a document with every placeholder opened; UnsealError if one is not."""

    def visit(value: object, _path: str, place: str) -> object:
        if isinstance(value, Sealed):
            return keys.unseal(owner, place, value)
        return value

    # most values are plain and stand at the top: only the others are walked into
    return {
        name: _walk(value, name, name, visit)
        if isinstance(value, _WALKED_INTO)
        else value
        for name, value in values.items()
    }


def key_hash(
    keys: KeyRing, plan: SealingPlan, kind: str, field_id: str, value: object
) -> str:
    """Return the keyed hash under which a field's value is found."""
    return keys.keyed_hash(f"{kind}.{field_id}", plan.keyed[field_id](value))
