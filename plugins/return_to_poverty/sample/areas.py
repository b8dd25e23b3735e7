"""The made-up groups of the demo's villages."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping

from plugins.return_to_poverty.sample import tables


def below(villages: Container[str]) -> Iterator[Mapping[str, str]]:
    """Yield the groups whose village is among the given codes, as area rows."""
    return (row for row in tables.rows("groups") if row["parent"] in villages)
