"""From published definitions and plain values to a page of HTML."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from gridflow.printing.files import readable_files
from gridflow.printing.forms_on_paper import sheet_of
from gridflow.printing.page import Page
from gridflow.printing.sheet import Rows, plain
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
    *,
    embedded: bool = False,
) -> Page:
    """Return a printable filled with values; PrintingFailedError where it cannot be.

    The values reach the template as mappings, lists, text and numbers; beside them
    stand `printable` (id, label, orientation, embedded: among others in a volume) and
    `stylesheets` (addresses).
    """
    files = readable_files(printable, sources)
    given = {str(name): plain(value) for name, value in values.items()}
    given["printable"] = {
        "id": printable.id,
        "label": printable.label,
        "orientation": printable.orientation,
        "embedded": embedded,
    }
    given["stylesheets"] = [f"/{path}" for path in printable.stylesheets]
    templates = _templates(tuple(sorted(files.items())), _Same(wording))
    html = templates.render(printable.page_template, given)
    return Page(html, printable.page_template, files, images or {})


def form_page(
    view: PrintView,
    sources: Mapping[str, str],
    wording: Wording,
    *,
    embedded: bool = False,
) -> Page:
    """Return a filling, or an empty form, on its printable; a ledger's is one row."""
    images = {name: data for name, (_type, data) in view.signature_images.items()}
    sheet = sheet_of(view, wording)
    values: Mapping[str, object] = (
        {"groups": [Rows(sheet.area_path, (sheet,))]}
        if view.form.layout == "ledger"
        else {"sheet": sheet}
    )
    return page_of(view.printable, values, sources, wording, images, embedded=embedded)


class _Same:
    """A wording that equals itself only: it cannot be hashed, and need not be."""

    __slots__ = ("wording",)

    def __init__(self, wording: Wording) -> None:
        self.wording = wording

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.wording is self.wording

    def __hash__(self) -> int:
        return id(self.wording)


@lru_cache(maxsize=16)
def _templates(files: tuple[tuple[str, str], ...], wording: _Same) -> Templates:
    """Compile a printable's templates once for all pages of a worker."""
    return Templates(dict(files), wording.wording)
