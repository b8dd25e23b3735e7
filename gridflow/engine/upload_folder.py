"""Files by the digest of their content, under one folder of the site."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from typing import BinaryIO

from gridflow.errors import NotFoundError

_DIGEST = re.compile(r"[0-9a-f]{64}")


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

    def take(self, source: Path) -> str:
        """Store a file's content durably, piece by piece; returns its digest."""
        with source.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
            path = self._path(digest)
            if path.exists():
                return digest
            path.parent.mkdir(parents=True, exist_ok=True)
            half = path.with_name(f"{digest}.{os.getpid()}.{id(file):x}")
            file.seek(0)
            with half.open("wb") as copy:
                shutil.copyfileobj(file, copy)
                copy.flush()
                os.fsync(copy.fileno())
        half.replace(path)
        return digest

    def open(self, sha256_hex: str) -> BinaryIO:
        """Return the open file of a digest; NotFoundError where there is none."""
        if not _DIGEST.fullmatch(sha256_hex):
            raise NotFoundError
        try:
            return self._path(sha256_hex).open("rb")
        except FileNotFoundError as missing:
            raise NotFoundError from missing

    def read(self, sha256_hex: str) -> bytes:
        """Return the bytes of a digest; NotFoundError where there are none."""
        if not _DIGEST.fullmatch(sha256_hex):
            raise NotFoundError
        try:
            return self._path(sha256_hex).read_bytes()
        except FileNotFoundError as missing:
            raise NotFoundError from missing
