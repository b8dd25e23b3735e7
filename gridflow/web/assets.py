"""Static files: addresses with the hash of the content, compressed once at the start.

A file's address changes with its content, so browsers may keep it for a year; the
compressed bytes are made when the application is built and served from memory.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from flask import Response, request

from gridflow.errors import NotFoundError

MEDIA_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
    "webmanifest": "application/manifest+json",
}
A_YEAR = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """One static file: its bytes, the compressed ones, and what it is."""

    name: str
    digest: str
    media_type: str
    plain: bytes
    packed: bytes


@dataclass(frozen=True, slots=True)
class Assets:
    """All static files of the pages, by name."""

    by_name: Mapping[str, Asset]

    @classmethod
    def load(cls) -> Assets:
        """Read and compress the files shipped beside this module."""
        folder = files("gridflow.web").joinpath("static")
        found = {asset.name: asset for asset in _walk(folder, "")}
        return cls(MappingProxyType(found))

    def url(self, name: str) -> str:
        """Return the address of a file; KeyError for a name nobody shipped."""
        return f"/static/{self.by_name[name].digest}/{name}"

    def answer(self, digest: str, name: str) -> Response:
        """Return a file; an older hash gets the present file, briefly cached."""
        asset = self.by_name.get(name)
        if asset is None:
            raise NotFoundError(file=name)
        packs = "gzip" in request.headers.get("Accept-Encoding", "")
        response = Response(asset.packed if packs else asset.plain)
        response.headers["Content-Type"] = asset.media_type
        if packs:
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
        kept = digest == asset.digest
        response.headers["Cache-Control"] = A_YEAR if kept else "public, max-age=60"
        return response


def _walk(folder: Traversable, prefix: str) -> list[Asset]:
    found: list[Asset] = []
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        name = f"{prefix}{entry.name}"
        if entry.is_dir():
            found.extend(_walk(entry, f"{name}/"))
            continue
        media_type = MEDIA_TYPES.get(entry.name.rpartition(".")[2])
        if media_type is not None:
            found.append(_asset(name, media_type, entry.read_bytes()))
    return found


def _asset(name: str, media_type: str, plain: bytes) -> Asset:
    packed = gzip.compress(plain, 9, mtime=0)
    return Asset(name, sha256(plain).hexdigest()[:12], media_type, plain, packed)
