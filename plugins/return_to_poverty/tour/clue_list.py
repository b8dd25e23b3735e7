"""The list of clues that a department sends: a workbook, as the roster has one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from gridflow.api import Definitions
from plugins.return_to_poverty.roster import places
from plugins.return_to_poverty.roster.block import Layout
from plugins.return_to_poverty.roster.columns import AREA, columns_of, words_of
from plugins.return_to_poverty.roster.sheets import SheetFile
from plugins.return_to_poverty.tour.town import Clue, Household


def write(
    path: Path,
    definitions: Definitions,
    areas: Iterable[Mapping[str, str]],
    clues: Iterable[tuple[Household, Clue]],
) -> None:
    """Write clues about households to a workbook; `areas` are the groups' rows."""
    columns = columns_of(definitions, "clue_columns")
    layout = Layout(definitions.say("clue_sheet"), columns, words_of(definitions))
    groups = places.groups_of(definitions.areas(), list(areas))
    names = {one.code: one.names for one in groups}
    file = SheetFile(path, layout.sheet, layout.headings)
    for household, clue in clues:
        values = {"household": household.row, "clue": clue.values}
        file.add(layout.row({AREA: names[household.group.code], **values}))
    file.save()
