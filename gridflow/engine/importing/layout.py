"""Which column of a sheet is which: headings found, missing, unknown or twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gridflow.engine.importing.findings import Finding
from gridflow.spec.imports import Column, Import

HEADING_WITHIN = 10


@dataclass(frozen=True, slots=True)
class Layout:
    """A sheet's columns.

    Attributes:
        row: the number of the row of headings.
        headings: what stands there.
        columns: the definition's column at each place.
    """

    sheet: str
    row: int
    headings: tuple[str, ...]
    columns: Mapping[int, Column]

    def places(self) -> Mapping[str, int]:
        """Return where the column of a field is."""
        return {one.to: place for place, one in self.columns.items() if one.to}

    def areas(self) -> Mapping[str, int]:
        """Return where the column of a level of area is."""
        return {one.area: place for place, one in self.columns.items() if one.area}

    def heading(self, place: int) -> str:
        """Return what stands over a column, "" for none."""
        return self.headings[place] if 0 <= place < len(self.headings) else ""


def plain(heading: str) -> str:
    """Return a heading as it is compared: without blanks and stars."""
    return "".join(heading.split()).strip("*\uff0a")


def words_of(one: Import) -> dict[str, Column]:
    """Return every word that may stand over a column, with the column."""
    return {
        plain(word): column
        for column in one.columns
        for word in (column.heading, *column.also)
    }


def is_heading(one: Import, texts: Sequence[str]) -> bool:
    """Tell whether a row is that of the headings: it holds enough of their words."""
    words = words_of(one)
    known = {words[plain(text)].heading for text in texts if plain(text) in words}
    needed = sum(not column.optional for column in one.columns)
    return len(known) >= max(1, min(2, needed))


def layout_of(
    one: Import, sheet: str, number: int, texts: Sequence[str]
) -> tuple[Layout, list[Finding]]:
    """Return the layout of a row of headings, and what is wrong with it."""
    words = words_of(one)
    columns: dict[int, Column] = {}
    first: dict[str, int] = {}
    findings: list[Finding] = []

    def tell(code: str, place: int = -1, **facts: object) -> None:
        findings.append(
            Finding(rule=code, code=code, facts=facts, row=number, place=place)
        )

    for place, text in enumerate(texts):
        if not text:
            continue
        column = words.get(plain(text))
        if column is None:
            tell("import_column_unknown", place, heading=text)
        elif column.heading in first:
            tell("import_column_twice", place, heading=text)
        else:
            first[column.heading] = place
            columns[place] = column
    for column in one.columns:
        if column.heading not in first and not column.optional:
            tell("import_column_missing", heading=column.heading)
    return Layout(sheet, number, tuple(texts), columns), findings
