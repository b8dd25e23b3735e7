"""A workbook read once, row by row, into the staging file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gridflow.engine.importing.findings import Finding
from gridflow.engine.importing.ground import Ground
from gridflow.engine.importing.layout import (
    HEADING_WITHIN,
    Layout,
    is_heading,
    layout_of,
)
from gridflow.engine.importing.sheet import Sheet, open_sheet
from gridflow.engine.plans import normal_key
from gridflow.engine.progress import Progress
from gridflow.engine.values import to_text
from gridflow.spec.imports import Import
from gridflow.store.staging import Staging

TOLD_EVERY = 1_000
READING = "import_reading"
_IN_FILE = ("unique", "one_record")


@dataclass(slots=True)
class ReadFile:
    """What reading a file came to.

    Attributes:
        ground: what its rows are judged with; None where its headings are wrong.
        rows: how many rows lie in staging.
        groups: how many records they are.
    """

    layout: Layout
    findings: list[Finding] = field(default_factory=list)
    ground: Ground | None = None
    rows: int = 0
    groups: int = 0


def read_file(
    path: Path,
    one: Import,
    make_ground: Callable[[Layout], Ground],
    staging: Staging,
    progress: Progress,
) -> ReadFile:
    """Stage the rows of the file below its headings.

    Raises BrokenFileError for a file that cannot be read as a workbook.
    """
    with open_sheet(path, one.sheet) as sheet:
        before = ReadFile(*_layout(one, sheet))
        if before.findings:
            return before
        before.ground = make_ground(before.layout)
        stager = _Stager(before.ground, staging)
        for number, texts in sheet.rows:
            stager.add(number, texts)
            before.rows += 1
            if before.rows % TOLD_EVERY == 0:
                progress(before.rows, None, READING)
        if sheet.merged:
            # what was staged is not judged: nobody knows which row a value is for
            facts = {"range": sheet.merged}
            before.findings.append(Finding("import_merged", "import_merged", facts))
            before.ground = None
    before.groups = staging.close_rows()
    if not before.rows:
        before.findings.append(Finding("import_no_rows", "import_no_rows"))
    return before


def _layout(one: Import, sheet: Sheet) -> tuple[Layout, list[Finding]]:
    seen = False
    for number, texts in sheet.rows:
        seen = True
        if is_heading(one, texts):
            return layout_of(one, sheet.name, number, texts)
        if number >= HEADING_WITHIN:
            break
    code = "import_no_heading" if seen else "import_sheet_empty"
    needed = [column.heading for column in one.columns if not column.optional]
    told = Finding(code, code, {"sheet": sheet.name}, allowed=tuple(needed))
    return Layout(sheet.name, 0, (), {}), [told]


class _Stager:
    """Puts rows under their record, with what is compared in the file."""

    def __init__(self, ground: Ground, staging: Staging) -> None:
        self._ground = ground
        self._staging = staging
        places = ground.layout.places()
        one = ground.one
        # where the file brings parts, the same row twice is one
        names = one.record_key if one.brings == "records" else tuple(places)
        self._key = [(name, places.get(name, -1)) for name in names]
        areas = ground.layout.areas().values()
        self._areas = () if one.brings == "records" else tuple(areas)
        self._said = [
            (number, rule.field, places[rule.field])
            for number, rule in enumerate(ground.cross)
            if rule.rule in _IN_FILE and rule.field in places
        ]

    def add(self, number: int, texts: list[str]) -> None:
        """Stage a row; one without a key stands alone, to be told."""
        words = [self._word(name, place, texts) for name, place in self._key]
        words += [normal_key(_text(texts, place)) for place in self._areas]
        group = "\n".join(words) if words[0] else f"row\n{number}"
        said = [
            (rule, word)
            for rule, name, place in self._said
            if (word := self._value(name, place, texts))
        ]
        self._staging.add(number, group, texts, said)

    def _word(self, name: str, place: int, texts: Sequence[str]) -> str:
        """Return what a key says; what cannot be read is told apart as it stands."""
        text = _text(texts, place)
        return self._value(name, place, texts) or normal_key(text)

    def _value(self, name: str, place: int, texts: Sequence[str]) -> str:
        text = _text(texts, place)
        if not text:
            return ""
        value, _ = self._ground.readers[name].read(text)
        return "" if value is None else normal_key(to_text(value))


def _text(texts: Sequence[str], place: int) -> str:
    return texts[place] if 0 <= place < len(texts) else ""


def shared_rules(ground: Ground, *, between_groups: bool) -> Iterator[int]:
    """Yield the numbers of the rules that compare rows, or records, of the file."""
    wanted = "one_record" if between_groups else "unique"
    for number, rule in enumerate(ground.cross):
        if rule.rule == wanted:
            yield number
