"""One token for every request that changes something; without it the answer is 400.

The token of a session is masked anew in each page, so that compressed pages do not
tell it by their length.
"""

from __future__ import annotations

import secrets
from hmac import compare_digest

from flask import Flask, request, session
from markupsafe import Markup

from gridflow.errors import GridflowError

FIELD = "csrf_token"
HEADER = "X-CSRF-Token"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_BYTES = 16


class PageExpiredError(GridflowError):
    """A request that changes something came without the session's token."""

    code = "page_expired"
    status = 400


def guard(app: Flask) -> None:
    """Check every unsafe request of the application, whatever view answers it."""
    app.before_request(_check)


def token() -> str:
    """Return the session's token under a fresh mask; makes one where there is none."""
    if "csrf" not in session:
        session["csrf"] = secrets.token_hex(_BYTES)
    mask = secrets.token_bytes(_BYTES)
    return (mask + _mixed(mask, bytes.fromhex(session["csrf"]))).hex()


def token_input() -> Markup:
    """Return the hidden input that carries the token."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, token())


def renew() -> None:
    """Forget the token; the next page makes a new one (after log-in and log-out)."""
    session.pop("csrf", None)


def _check() -> None:
    if request.method in _SAFE:
        return
    sent = request.headers.get(HEADER) or request.form.get(FIELD, "")
    if not _is_ours(sent, session.get("csrf", "")):
        raise PageExpiredError


def _is_ours(sent: str, kept: str) -> bool:
    try:
        masked = bytes.fromhex(sent)
    except ValueError:
        return False
    if not kept or len(masked) != 2 * _BYTES:
        return False
    found = _mixed(masked[:_BYTES], masked[_BYTES:])
    return compare_digest(found, bytes.fromhex(kept))


def _mixed(one: bytes, other: bytes) -> bytes:
    return bytes(left ^ right for left, right in zip(one, other, strict=True))
