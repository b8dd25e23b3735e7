"""Ids and codes: county x 10**10 + running number, and how people see them.

Running numbers are taken from the database in batches. A batch taken in a
transaction that was undone is dropped with it; gaps mean nothing.
"""

from __future__ import annotations

from threading import Lock

RUNNING = 10**10
LARGEST_COUNTY = 2**53 // RUNNING - 1
BATCH = 64

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUE = {letter: value for value, letter in enumerate(_ALPHABET)}
_BITS = 35
_SPACE = 1 << _BITS
# An odd factor has an inverse modulo a power of two, so the scramble is reversible:
# neighbours in time do not look like neighbours, and no column has to be stored.
_FACTOR = 0x4C9_35B7_A2D
_INVERSE = pow(_FACTOR, -1, _SPACE)
_MASK = 0x2_9E37_79B1
_CODE_LENGTH = 8


def _check(value: int) -> str:
    total = 0
    for place in range(0, _BITS, 5):
        # odd factors, so that a single wrong character always shows
        total += (value >> place & 31) * (2 * (place // 5) + 3)
    return _ALPHABET[total % 32]


def code_of(row_id: int) -> str:
    """Return the code that people see for a row: seven characters and a check."""
    value = (row_id % RUNNING * _FACTOR ^ _MASK) % _SPACE
    letters = (_ALPHABET[value >> place & 31] for place in range(_BITS - 5, -1, -5))
    return "".join(letters) + _check(value)


def id_of_code(county: int, code: str) -> int | None:
    """Return the id behind a code, or None where it is no code of ours."""
    text = code.strip().upper()
    if len(text) != _CODE_LENGTH or any(letter not in _VALUE for letter in text):
        return None
    value = 0
    for letter in text[:-1]:
        value = value << 5 | _VALUE[letter]
    number = (value ^ _MASK) * _INVERSE % _SPACE
    if _check(value) != text[-1] or not 0 < number < RUNNING:
        return None
    return county * RUNNING + number


class SpareNumbers:
    """Running numbers left over from batches that are safely in the database."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._spare: list[range] = []

    def borrow(self) -> range:
        """Return left-over numbers for one transaction; empty where there are none."""
        with self._lock:
            return self._spare.pop() if self._spare else range(0)

    def give_back(self, numbers: range) -> None:
        """Keep numbers that the next transaction may use."""
        if numbers:
            with self._lock:
                self._spare.append(numbers)
