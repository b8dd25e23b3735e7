"""From published definitions and plain values to a page of HTML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from gridflow.printing.files import readable_files
from gridflow.printing.forms_on_paper import sheet_of
from gridflow.printing.page import Page
from gridflow.printing.sheet import plain
from gridflow.printing.templates import Templates
from gridflow.spec.printables import Printable
from gridflow.spec.wording import Wording

if TYPE_CHECKING:
    from gridflow.engine.printing_data import PrintView


def page_of(
    printable: Printable,
    values: Mapping[str, object],
    sources: Mapping[str, str],
    wording: Wording,
    images: Mapping[str, bytes] | None = None,
) -> Page:
    """Return a printable filled with values; PrintingFailedError where it cannot be.

    The values reach the template as mappings, lists, text and numbers; beside them
    stand `printable` (id, label, orientation) and `stylesheets` (addresses).
    """
    files = readable_files(printable, sources)
    given = {str(name): plain(value) for name, value in values.items()}
    given["printable"] = {
        "id": printable.id,
        "label": printable.label,
        "orientation": printable.orientation,
    }
    given["stylesheets"] = [f"/{path}" for path in printable.stylesheets]
    html = Templates(files, wording).render(printable.page_template, given)
    return Page(html, printable.page_template, files, images or {})


def form_page(view: PrintView, sources: Mapping[str, str], wording: Wording) -> Page:
    """Return a filling, or an empty form, on its printable."""
    images = {name: data for name, (_type, data) in view.signature_images.items()}
    sheet = {"sheet": sheet_of(view, wording)}
    return page_of(view.printable, sheet, sources, wording, images)
