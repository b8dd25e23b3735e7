"""Passwords: hashing with bounded memory, rules, first passwords.

argon2 with 19 MiB, two passes, one lane; at most two hash at once, so that a morning
of log-ins costs 38 MiB and not hundreds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from random import Random
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from gridflow.engine.faults import Fault

AT_LEAST = 8
AT_MOST = 128
AT_ONCE = 2
# "aaaaaaaa" and "12121212" have so few different letters
ALIKE = 2
# without letters and digits that are mistaken for each other on paper
_LETTERS = "abcdefghjkmnpqrstuvwxyz"
_DIGITS = "23456789"


def _hasher() -> PasswordHasher:
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@dataclass(frozen=True, slots=True)
class Passwords:
    """Hashes and verifies, never more than two at once."""

    hasher: PasswordHasher = field(default_factory=_hasher)
    gate: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(AT_ONCE))

    def hash(self, password: str) -> str:
        """Return the encoded hash of a password."""
        with self.gate:
            return self.hasher.hash(password)

    def verify(self, encoded: str, password: str) -> bool:
        """Tell whether the password belongs to the encoded hash."""
        with self.gate:
            try:
                return self.hasher.verify(encoded, password)
            except (VerificationError, InvalidHashError):
                return False

    def waste(self, password: str) -> None:
        """Take as long as a verification, for a log-in that nobody has."""
        self.hash(password)


@cache
def _common() -> frozenset[str]:
    text = files("gridflow.engine").joinpath("common_passwords.txt")
    return frozenset(text.read_text("utf-8").split())


def password_faults(password: str, *, login: str, phone: str) -> tuple[Fault, ...]:
    """Tell everything that is wrong with a new password."""
    faults: list[Fault] = []
    if len(password) < AT_LEAST:
        faults.append(Fault("new", "password_too_short", {"at_least": AT_LEAST}))
    if len(password) > AT_MOST:
        faults.append(Fault("new", "password_too_long", {"at_most": AT_MOST}))
    plain = password.casefold()
    if plain in {login.casefold(), phone.casefold()} - {""}:
        faults.append(Fault("new", "password_is_login"))
    if plain in _common() or len(set(plain)) <= ALIKE:
        faults.append(Fault("new", "password_too_common"))
    return tuple(faults)


def first_password(random: Random) -> str:
    """Return a password to hand over on paper: three groups, easily read aloud."""
    letters = "".join(random.choice(_LETTERS) for _ in range(4))
    digits = "".join(random.choice(_DIGITS) for _ in range(4))
    more = "".join(random.choice(_LETTERS) for _ in range(4))
    return f"{letters}-{digits}-{more}"
