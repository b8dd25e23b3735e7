"""Headers of every answer: content policy with a nonce, no framing, compression."""

from __future__ import annotations

import gzip
import secrets
from urllib.parse import urlsplit

from flask import Flask, Response, g, request

_PACKED_TYPES = ("text/html", "application/json")
_WORTH_PACKING = 1000
_POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; "
    "img-src 'self' blob: data:; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
# a browser's own PDF viewer styles the page it shows the file in
PDF_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; "
    "frame-ancestors 'none'"
)
FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
_FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def secure(app: Flask) -> None:
    """Give every answer its headers and compress what is worth it."""
    app.after_request(_headers)
    app.after_request(_pack)


def nonce() -> str:
    """Return this request's nonce for scripts."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def local_path(text: str) -> str:
    """Return a path of this site, "" for anything that could lead elsewhere."""
    parts = urlsplit(text)
    plain = text.isprintable() and "\\" not in text
    local = text.startswith("/") and not text.startswith("//")
    return text if plain and local and not parts.scheme and not parts.netloc else ""


def _headers(response: Response) -> Response:
    for name, value in _FIXED.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault(
        "Content-Security-Policy", _POLICY.format(nonce=nonce())
    )
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    # pages hold personal data: nothing of them stays on a shared machine
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _pack(response: Response) -> Response:
    if (
        response.direct_passthrough
        or "Content-Encoding" in response.headers
        or response.mimetype not in _PACKED_TYPES
        or "gzip" not in request.headers.get("Accept-Encoding", "")
    ):
        return response
    plain = response.get_data()
    if len(plain) >= _WORTH_PACKING:
        response.set_data(gzip.compress(plain, 5, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    response.headers.add("Vary", "Accept-Encoding")
    return response
