"""A page of HTML on its way to paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """A page of HTML with everything that it may ask for while it is typeset.

    Attributes:
        html: the page.
        path: of its template in the site folder; addresses are relative to it.
        files: path -> text, what the printable may read.
        images: bytes by the name behind `upload:`.
    """

    html: str
    path: str
    files: Mapping[str, str]
    images: Mapping[str, bytes]
