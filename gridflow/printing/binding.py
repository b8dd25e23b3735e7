"""Binding: pages that were typeset apart become one file with one run of numbers.

A typeset page takes megabytes until it is written, so a volume is typeset section by
section without page numbers; these are typeset alone, on pages of the same kinds, and
laid over the others.
"""

from __future__ import annotations

import gc
import io
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from pypdf import PdfReader, PdfWriter

from gridflow.engine.progress import Progress
from gridflow.printing.files import SHARED_FOLDER
from gridflow.printing.page import Page
from gridflow.printing.pdf import Pdf, typeset
from gridflow.spec.printables import Printable

_PAPER = f"{SHARED_FOLDER}/paper.css"
_NO_NUMBER = "@page { @bottom-center { content: none !important } }"
_HEAD = Markup(
    '<!doctype html>\n<html lang="zh-CN">\n<head><meta charset="utf-8">'
    "<title>{}</title>{}{}</head>\n<body>\n"
)
_STYLES = Markup('<link rel="stylesheet" href="/{}">')
_RULE = Markup("<style>{}</style>")
_EMPTY = Markup('<div class="leaf {} {}"><div class="empty"></div></div>\n')
_TAIL = "</body>\n</html>\n"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A form, or a ledger, on its way into a volume: the inside of a page of HTML."""

    page: Page
    printable: Printable


@dataclass(frozen=True, slots=True)
class Section:
    """Leaves of one printable that are typeset at once."""

    leaves: tuple[Leaf, ...]

    @property
    def printable(self) -> Printable:
        """Return the printable of all leaves."""
        return self.leaves[0].printable


def bind(sections: Sequence[Section], title: str, progress: Progress, said: str) -> Pdf:
    """Typeset sections and return them as one file, its pages numbered throughout."""
    writer = PdfWriter()
    counts: list[int] = []
    for done, section in enumerate(sections):
        progress(done, len(sections), said)
        made = typeset(_inside(section, title))
        writer.append(io.BytesIO(made.data), import_outline=False)
        counts.append(made.pages)
        # boxes and pages refer to each other: without this they pile up
        gc.collect()
    progress(len(sections), len(sections), said)
    numbers = PdfReader(io.BytesIO(typeset(_numbers(sections, counts)).data))
    for page, number in zip(writer.pages, numbers.pages, strict=True):
        page.merge_page(number)
        page.compress_content_streams()
    writer.add_metadata({"/Title": title})
    writer.compress_identical_objects()
    written = io.BytesIO()
    writer.write(written)
    return Pdf(written.getvalue(), sum(counts))


def _inside(section: Section, title: str) -> Page:
    """Return the leaves of a section as one page of HTML, without page numbers."""
    files: dict[str, str] = {}
    images: dict[str, bytes] = {}
    for leaf in section.leaves:
        files |= leaf.page.files
        images |= leaf.page.images
    head = _head(title, section.printable.stylesheets, _NO_NUMBER)
    html = "".join((head, *(one.page.html for one in section.leaves), _TAIL))
    return Page(html, section.leaves[0].page.path, files, images)


def _numbers(sections: Sequence[Section], counts: Sequence[int]) -> Page:
    """Return as many pages as there are, of the same kinds, with nothing on them."""
    files: dict[str, str] = {}
    styles: dict[str, None] = {}
    leaves: list[str] = []
    for section, count in zip(sections, counts, strict=True):
        printable = section.printable
        files |= section.leaves[0].page.files
        styles |= dict.fromkeys(printable.stylesheets)
        leaves += [_EMPTY.format(printable.orientation, printable.id)] * count
    html = "".join((_head("", tuple(styles), ""), *leaves, _TAIL))
    return Page(html, _PAPER, files, {})


def _head(title: str, stylesheets: Sequence[str], rule: str) -> str:
    links = Markup("").join(_STYLES.format(one) for one in (_PAPER, *stylesheets))
    return _HEAD.format(title, links, _RULE.format(rule) if rule else "")
