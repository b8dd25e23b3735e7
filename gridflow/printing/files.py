"""Which files a printable may read: those of its own folders and the shared one.

All are taken from the published text, so there is no path to walk out of.
"""

from __future__ import annotations

from collections.abc import Mapping
from posixpath import dirname

from gridflow.spec.printables import Printable

SHARED_FOLDER = "printables/_shared"


def readable_files(
    printable: Printable, sources: Mapping[str, str]
) -> Mapping[str, str]:
    """Return path -> text of the files that a printable's page may use.

    Beside its own folder these are the folders of its template and style sheets, for
    a place may replace one file of a printable and inherit the others.
    """
    paths = (printable.page_template, *printable.stylesheets)
    folders = {printable.folder, SHARED_FOLDER, *map(dirname, paths)}
    starts = tuple(f"{folder.rstrip('/')}/" for folder in sorted(folders) if folder)
    return {path: text for path, text in sources.items() if path.startswith(starts)}
