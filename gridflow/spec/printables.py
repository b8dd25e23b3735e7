"""Printables: folders with a page template that put data on paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gridflow.spec.place import NOWHERE, Place

Orientation = Literal["portrait", "landscape"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Printable:
    """One kind of paper.

    Attributes:
        folder: where its files are, relative to the site folder.
        page_template: path of the page's template, relative to the site folder.
        stylesheets: paths of its style sheets, relative to the site folder.
        blank: may be printed empty, to be filled in by hand.
    """

    id: str
    label: str
    folder: str
    page_template: str
    stylesheets: tuple[str, ...] = ()
    form: str | None = None
    orientation: Orientation = "portrait"
    blank: bool = False
    source: str = ""
    place: Place = NOWHERE
