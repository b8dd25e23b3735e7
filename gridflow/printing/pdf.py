"""From a page of HTML to a PDF; the only module that knows WeasyPrint.

What WeasyPrint only writes to its log, such as a missing picture, is an error here:
a paper that lacks something must not leave the house in silence.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import get_ident
from urllib.parse import unquote, urlsplit

from gridflow.printing.errors import PrintingFailedError, TypesetterMissingError
from gridflow.printing.page import Page

try:
    import weasyprint
    from weasyprint.text.ffi import harfbuzz_subset
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse
except OSError as missing:
    # WeasyPrint loads the system's libraries when it is imported
    raise TypesetterMissingError(what=str(missing).partition(":")[0]) from missing

_TEXT_TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".html": "text/html"}
_IMAGE_STARTS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


@dataclass(frozen=True, slots=True)
class Pdf:
    """A printed file; the same page gives the same bytes."""

    data: bytes
    pages: int


def typeset(page: Page) -> Pdf:
    """Return the PDF of a page; PrintingFailedError where anything is missing."""
    with _errors_of(page.path) as errors:
        fonts = FontConfiguration()
        html = weasyprint.HTML(
            string=page.html,
            base_url=f"file:///{page.path}",
            url_fetcher=_Fetcher(page.files, page.images),
        )
        document = html.render(font_config=fonts)
        data = document.write_pdf()
        if document.metadata.attachments:
            errors.append("attachments are refused")
    if errors:
        raise PrintingFailedError(template=page.path, what="; ".join(errors))
    return Pdf(data, len(document.pages))


class _Fetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint publishes no types
    """Serves what the page was given and nothing else: no disk, no network."""

    def __init__(self, files: Mapping[str, str], images: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=())
        self._files = files
        self._images = images

    def fetch(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,  # noqa: ARG002  # the signature is WeasyPrint's
    ) -> URLFetcherResponse:
        """Return a file of the printable or an image; ValueError for all else."""
        parts = urlsplit(url)
        if parts.scheme == "upload":
            return self._image(url, unquote(parts.path))
        if parts.scheme == "file" and not parts.netloc:
            return self._text(url, unquote(parts.path).removeprefix("/"))
        message = f"refused: {url[:200]}"
        raise ValueError(message)

    def _image(self, url: str, name: str) -> URLFetcherResponse:
        data = self._images.get(name, b"")
        for start, media_type in _IMAGE_STARTS.items():
            if data.startswith(start):
                return URLFetcherResponse(url, data, {"Content-Type": media_type})
        message = f"no such image: {name[:200]}"
        raise ValueError(message)

    def _text(self, url: str, path: str) -> URLFetcherResponse:
        text = self._files.get(path)
        suffix = path[path.rfind(".") :]
        if text is None or suffix not in _TEXT_TYPES:
            message = f"no such file for this printable: {path[:200]}"
            raise ValueError(message)
        kind = f"{_TEXT_TYPES[suffix]}; charset=utf-8"
        return URLFetcherResponse(url, text.encode(), {"Content-Type": kind})


class _Collector(logging.Handler):
    """Keeps the errors that WeasyPrint logs in this thread."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.thread_id = get_ident()
        self.errors: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record's message."""
        if record.thread == self.thread_id:
            self.errors.append(record.getMessage())


@contextmanager
def _errors_of(path: str) -> Iterator[list[str]]:
    """Collect what WeasyPrint logs; its own exceptions become ours."""
    logger = logging.getLogger("weasyprint")
    collector = _Collector()
    logger.addHandler(collector)
    try:
        yield collector.errors
    except Exception as error:
        what = f"{type(error).__name__}: {error}"
        raise PrintingFailedError(template=path, what=what) from error
    finally:
        logger.removeHandler(collector)


@dataclass(frozen=True, slots=True)
class PaperFault:
    """Something that this machine lacks for good paper; `code` is a wording's key."""

    code: str
    name: str


# Where the shared style sheet needs a family, and a text that only it can set.
FONTS = {
    "Noto Serif CJK SC": "\u6838",
    "Noto Sans CJK SC": "\u6838",
    "AR PL KaitiM GB": "\u6838",
    "HanaMinB": "\U00020000",
    "DejaVu Sans": "\N{BALLOT BOX WITH CHECK}",
}


def paper_faults() -> tuple[PaperFault, ...]:
    """Return what this machine lacks: fonts by name, the library that subsets them.

    A missing font is not reported while printing, the paper only shows boxes; a
    missing library makes each Chinese page thirty times slower.
    """
    faults = [
        PaperFault("font_missing", family)
        for family, text in FONTS.items()
        if not _resolves(family, text)
    ]
    if harfbuzz_subset is None:
        faults.append(PaperFault("subset_library_missing", "libharfbuzz-subset0"))
    return tuple(faults)


def _resolves(family: str, text: str) -> bool:
    """Set a text in a family and see whether the file names that very font."""
    html = f"<p style=\"font-family: '{family}'\">{text}</p>"
    page = Page(html, "font.html", {}, {})
    data = weasyprint.HTML(
        string=page.html, url_fetcher=_Fetcher(page.files, page.images)
    ).write_pdf(uncompressed_pdf=True)
    names = re.findall(rb"/BaseFont /(?:[A-Z]{6}\+)?([\w#-]+)", data)
    wanted = family.replace(" ", "").lower()
    found = [
        name.decode().replace("#20", "").replace("-", "").lower() for name in names
    ]
    return any(name.startswith(wanted) for name in found)
