"""Files by the digest of their content, under one folder of the site."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from gridflow.errors import NotFoundError

_DIGEST = re.compile(r"[0-9a-f]{64}")
_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class UploadFolder:
    """Keeps bytes under their SHA-256; the same bytes are kept once."""

    folder: Path

    def _path(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest

    def write(self, data: bytes) -> str:
        """Store bytes durably; returns their digest in hexadecimal."""
        digest = sha256(data).hexdigest()
        path = self._path(digest)
        if path.exists():
            return digest
        path.parent.mkdir(parents=True, exist_ok=True)
        # two writers of the same bytes each have a file of their own until renamed
        half = path.with_name(f"{digest}.{os.getpid()}.{id(data):x}")
        with half.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
        return digest

    def take(self, stream: BinaryIO, at_most: int) -> str | None:
        """Store a stream durably, piece by piece; returns its digest.

        None where it is longer than `at_most` bytes: no more than that is read.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        half = self.folder / f"half.{os.getpid()}.{id(stream):x}"
        found, size = sha256(), 0
        try:
            with half.open("wb") as file:
                while piece := stream.read(_PIECE):
                    size += len(piece)
                    if size > at_most:
                        return None
                    found.update(piece)
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            path = self._path(found.hexdigest())
            path.parent.mkdir(parents=True, exist_ok=True)
            half.replace(path)
        finally:
            half.unlink(missing_ok=True)
        return found.hexdigest()

    def path(self, sha256_hex: str) -> Path:
        """Return where a digest's bytes lie; NotFoundError where there are none."""
        path = self._path(sha256_hex) if _DIGEST.fullmatch(sha256_hex) else None
        if path is None or not path.is_file():
            raise NotFoundError
        return path

    def read(self, sha256_hex: str) -> bytes:
        """Return the bytes of a digest; NotFoundError where there are none."""
        if not _DIGEST.fullmatch(sha256_hex):
            raise NotFoundError
        try:
            return self._path(sha256_hex).read_bytes()
        except FileNotFoundError as missing:
            raise NotFoundError from missing
