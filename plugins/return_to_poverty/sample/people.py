"""The made-up people of the demo town: one for each role, and the grid members."""

from __future__ import annotations

from collections.abc import Mapping

from plugins.return_to_poverty.sample import tables


def everybody() -> tuple[Mapping[str, str], ...]:
    """Return one row for each post: login, name, phone, role, area."""
    return tables.rows("people")
