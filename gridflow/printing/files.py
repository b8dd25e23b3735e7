"""Which files a printable may read: its own folder and the shared one.

Both are taken from the published text, so there is no path to walk out of.
"""

from __future__ import annotations

from collections.abc import Mapping

from gridflow.spec.printables import Printable

SHARED_FOLDER = "printables/_shared"


def readable_files(
    printable: Printable, sources: Mapping[str, str]
) -> Mapping[str, str]:
    """Return path -> text of the files that a printable's page may use."""
    folders = (f"{printable.folder.rstrip('/')}/", f"{SHARED_FOLDER}/")
    return {path: text for path, text in sources.items() if path.startswith(folders)}
