"""Files by the digest of their content, under one folder of the site."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class UploadFolder:
    """Keeps bytes under their SHA-256; the same bytes are kept once."""

    folder: Path

    def write(self, data: bytes) -> str:
        """Store bytes durably; returns their digest in hexadecimal."""
        raise NotImplementedError

    def read(self, sha256: str) -> bytes:
        """Return the bytes of a digest; NotFoundError where there are none."""
        raise NotImplementedError
