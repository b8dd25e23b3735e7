"""A signature drawn with a finger, as a picture; the smallest there can be."""

from __future__ import annotations

import struct
import zlib
from random import Random

_WIDTH, _HEIGHT = 120, 40


def signature(seed: int) -> bytes:
    """Return a PNG of one wavering line, the same for the same seed."""
    random = Random(seed)  # noqa: S311  # made-up data has to be the same every time
    rows = [bytearray(b"\xff" * _WIDTH) for _ in range(_HEIGHT)]
    y = _HEIGHT // 2
    for x in range(8, _WIDTH - 8):
        y = min(max(y + random.randint(-2, 2), 3), _HEIGHT - 4)
        for thick in (-1, 0, 1):
            rows[y + thick][x] = 0
    data = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows))
    head = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*one) for one in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(name + data))
    return struct.pack(">I", len(data)) + name + data + check
