"""Definition files on disk: which are read, up to which size, and as what text."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

import gridflow
from gridflow.spec.node import Entries, Scalar, read_node
from gridflow.spec.place import Place
from gridflow.spec.problem import Problem
from gridflow.spec.sources import Sources

FOLDERS: Final = ("forms", "config", "printables")
BASE_FILE: Final = "site.yaml"
SUFFIXES: Final = (".yaml", ".yml", ".html", ".css", ".svg")
MAX_BYTES: Final = 2_000_000
"""Of one file; the largest shipped one has a hundredth of it."""
MAX_FILES: Final = 5_000


def shipped_folder() -> Path:
    """Return the folder of the shipped definitions: in the wheel, or the checkout."""
    package = Path(gridflow.__file__).parent
    in_wheel = package / "shipped"
    return in_wheel if in_wheel.is_dir() else package.parent


def read_sources(folder: Path) -> Sources:
    """Read a site's definition files, those of the shipped base beneath its own.

    What cannot be read as text is left out and told among the problems.
    """
    files, problems = _read_folder(folder)
    if BASE_FILE in files:
        problems += _check_base(files[BASE_FILE])
        if not folder.resolve().samefile(shipped_folder()):
            below, more = _read_folder(shipped_folder())
            unread = {one.place.path for one in problems}
            files = {
                path: text for path, text in below.items() if path not in unread
            } | files
            problems += more
    return Sources.of(files, tuple(problems))


def _read_folder(folder: Path) -> tuple[dict[str, str], list[Problem]]:
    files: dict[str, str] = {}
    problems: list[Problem] = []
    for number, path in enumerate(_paths(folder)):
        name = path.relative_to(folder).as_posix()
        if number >= MAX_FILES:
            place = Place(name, 1, 1)
            problems.append(_told("too-many-files", place, limit=MAX_FILES))
            break
        read = _read_text(path, name)
        if isinstance(read, Problem):
            problems.append(read)
        else:
            files[name] = read
    return files, problems


def _paths(folder: Path) -> Iterator[Path]:
    base = folder / BASE_FILE
    if base.is_file():
        yield base
    for top in FOLDERS:
        for parent, folders, names in os.walk(folder / top):
            folders.sort()
            for name in sorted(names):
                path = Path(parent, name)
                if path.suffix in SUFFIXES and path.is_file():
                    yield path


def _read_text(path: Path, name: str) -> str | Problem:
    place = Place(name, 1, 1)
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            return _told("too-large", place, size=size, limit=MAX_BYTES)
        data = path.read_bytes()
    except OSError as mistake:
        told = mistake.strerror or str(mistake)
        return _told("unreadable-file", place, mistake=told)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as mistake:
        before = data[: mistake.start]
        line = before.count(b"\n") + 1
        last = before[before.rfind(b"\n") + 1 :]
        place = Place(name, line, len(last.decode("utf-8")) + 1)
        return _told("not-utf-8", place, guess=_guess(data))


def _told(code: str, place: Place, **params: object) -> Problem:
    return Problem(code, "error", place, "", params)


def _guess(data: bytes) -> str:
    """Return the encoding that the bytes are probably in."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return "?"
    return "GBK"


def _check_base(text: str) -> list[Problem]:
    """Return a warning where a site was made for another version of the base."""
    node, _ = read_node(BASE_FILE, text)
    base = node.get("base") if isinstance(node, Entries) else None
    asked = base.get("version") if isinstance(base, Entries) else None
    try:
        here = version("gridflow")
    except PackageNotFoundError:
        return []
    if not isinstance(asked, Scalar) or asked.text == here:
        return []
    params: Mapping[str, object] = {"word": asked.text, "here": here}
    return [Problem("other-base", "warning", asked.place, "base.version", params)]
