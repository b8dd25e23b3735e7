"""The cells of a sheet as texts, read row by row from the XML as it is unpacked.

A general reader makes an object of every element and believes what the file says about
its size; this one keeps one row.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import BinaryIO
from xml.parsers import expat

from openpyxl.utils.datetime import from_excel

COLUMNS_AT_MOST = 400
TEXT_AT_MOST = 5_000
FORMULA = "="
_PIECE = 256 * 1024
_LETTERS = {chr(ord("A") + number): number + 1 for number in range(26)}

Row = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Styles:
    """What a number in a cell means.

    Attributes:
        dated: the numbers of the styles that show days.
        epoch: the day that days are counted from.
    """

    dated: Collection[int]
    epoch: datetime


class CellStream:
    """Reads one sheet; after the last row it knows whether cells were merged."""

    def __init__(self, shared: Callable[[int], str], styles: Styles) -> None:
        self._shared = shared
        self._styles = styles
        self._rows: list[Row] = []
        self._number = 0
        self._texts: list[str] = []
        self._place = 0
        self._kind = ""
        self._style = ""
        self._value: list[str] = []
        self._formula = False
        self._taking = False
        self._reading = 0
        self.merged = ""
        self._names: dict[str, str] = {}

    def rows(self, stream: BinaryIO) -> Iterator[Row]:
        """Yield number and texts of each row that has any; ends of rows are cut."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        while piece := stream.read(_PIECE):
            parser.Parse(piece, False)
            yield from self._rows
            self._rows = []
        parser.Parse(b"", True)
        yield from self._rows

    def _start(self, name: str, said: dict[str, str]) -> None:
        own = self._names.get(name) or self._own(name)
        if own == "c":
            self._begin_cell(said)
        elif own in {"v", "t"}:
            self._taking = not (self._reading or self._formula)
        elif own == "f":
            # what it was last computed to, before or behind it, is not looked at
            self._formula = self._taking = True
            self._value = []
        elif own == "row":
            given = said.get("r", "")
            number = int(given) if given.isdecimal() else self._number + 1
            # rows that go backwards would be taken for others
            self._number = max(number, self._number + 1)
            self._texts = []
            self._place = 0
        elif own == "rPh":
            self._reading += 1
        elif own == "mergeCell" and not self.merged:
            self.merged = said.get("ref", "?")[:30]

    def _begin_cell(self, said: dict[str, str]) -> None:
        where = said.get("r", "")
        self._place = _column(where) if where else self._place + 1
        self._kind = said.get("t", "n")
        self._style = said.get("s", "")
        self._value = []
        self._formula = False

    def _end(self, name: str) -> None:
        own = self._names.get(name) or self._own(name)
        if own == "c":
            self._end_cell()
        elif own in {"v", "t", "f"}:
            self._taking = False
        elif own == "row":
            if self._texts:
                self._rows.append((self._number, self._texts))
                self._texts = []
        elif own == "rPh":
            self._reading -= 1

    def _end_cell(self) -> None:
        place = self._place
        if not 1 <= place <= COLUMNS_AT_MOST or not (self._value or self._formula):
            return
        value = "".join(self._value)
        text = (FORMULA + value)[:TEXT_AT_MOST] if self._formula else self._text(value)
        if not text:
            return
        missing = place - len(self._texts)
        if missing <= 0:
            # a cell that is there twice: the later one stands
            self._texts[place - 1] = text
            return
        if missing > 1:
            self._texts.extend([""] * (missing - 1))
        self._texts.append(text)

    def _text(self, value: str) -> str:
        kind = self._kind
        if kind == "s":
            return self._shared(int(value)).strip()
        if kind == "n":
            return self._number_text(value)
        if kind == "b":
            return "true" if value.strip() == "1" else "false"
        if kind == "d":
            return value[:10]
        return value.strip()[:TEXT_AT_MOST]

    def _number_text(self, value: str) -> str:
        if self._style and int(self._style) in self._styles.dated:
            day = from_excel(float(value), self._styles.epoch)
            if isinstance(day, datetime):
                return day.date().isoformat()
            return day.isoformat() if isinstance(day, date) else str(day)
        if value.isdecimal():
            return value
        number = Decimal(value)
        if number == number.to_integral_value():
            return str(int(number))
        return f"{float(number):.15g}"

    def _characters(self, text: str) -> None:
        if self._taking:
            self._value.append(text)

    def _own(self, name: str) -> str:
        """Return a name without its prefix; there are only a few."""
        own = self._names[name] = name.rpartition(":")[2]
        return own


def _column(where: str) -> int:
    """Return the number of a cell's column, 0 for what names none."""
    number = 0
    for sign in where:
        value = _LETTERS.get(sign)
        if value is None:
            break
        number = number * 26 + value
        if number > COLUMNS_AT_MOST:
            return number
    return number
