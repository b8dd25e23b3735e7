"""The area tables that a site names, in its own folder or among the shipped ones."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping

from gridflow.boot import OpenSite
from gridflow.spec.files import shipped_folder


def area_rows(site: OpenSite) -> Iterator[Mapping[str, str]]:
    """Yield the rows (code, name, level, parent) of all tables, in order."""
    for name in site.engine.library.active().area_files:
        own = site.settings.site_folder / name
        path = own if own.is_file() else shipped_folder() / name
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from csv.DictReader(file)
