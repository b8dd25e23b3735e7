"""The shared texts of a workbook, kept in a file: there may be one for every cell."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from tempfile import TemporaryFile
from typing import BinaryIO
from xml.parsers import expat

KEPT_AT_MOST = 1_000
TEXT_AT_MOST = 5_000
_PIECE = 256 * 1024


class SharedTexts:
    """Texts by their number; those that are asked for often stay in memory."""

    def __init__(self, stream: BinaryIO | None) -> None:
        """Read the part of the archive that holds them; None for no such part."""
        self._file = TemporaryFile()  # noqa: SIM115 - closed by close()
        self._ends = array("Q", [0])
        self._kept: dict[int, str] = {}
        if stream is not None:
            _Reader(self._add).read(stream)

    def __getitem__(self, number: int) -> str:
        """Return a text; IndexError where there is none of the number."""
        found = self._kept.get(number)
        if found is None:
            if number < 0:
                raise IndexError(number)
            start, end = self._ends[number], self._ends[number + 1]
            self._file.seek(start)
            if len(self._kept) >= KEPT_AT_MOST:
                self._kept.clear()
            found = self._kept[number] = self._file.read(end - start).decode()
        return found

    def close(self) -> None:
        """Give the file back."""
        self._file.close()

    def _add(self, text: str) -> None:
        body = text[:TEXT_AT_MOST].encode("utf-8", "replace")
        self._file.write(body)
        self._ends.append(self._ends[-1] + len(body))


class _Reader:
    """Hands on each text of the part; readings of signs are no part of a text."""

    def __init__(self, add: Callable[[str], None]) -> None:
        self._add = add
        self._pieces: list[str] = []
        self._inside = False
        self._reading = 0

    def read(self, stream: BinaryIO) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        while piece := stream.read(_PIECE):
            parser.Parse(piece, False)
        parser.Parse(b"", True)

    def _start(self, name: str, _: object) -> None:
        own = name.rpartition(":")[2]
        if own == "si":
            self._pieces = []
        elif own == "rPh":
            self._reading += 1
        elif own == "t":
            self._inside = not self._reading

    def _end(self, name: str) -> None:
        own = name.rpartition(":")[2]
        if own == "si":
            self._add("".join(self._pieces))
        elif own == "rPh":
            self._reading -= 1
        elif own == "t":
            self._inside = False

    def _text(self, text: str) -> None:
        if self._inside:
            self._pieces.append(text)
