"""From a request to what was typed: pairs, and files that came without a script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO, cast

from flask import request
from werkzeug.datastructures import FileStorage

from gridflow.engine import Actor, Engine
from gridflow.engine.faults import Fault
from gridflow.engine.raw_form import RawForm
from gridflow.engine.uploads import receive
from gridflow.spec.forms import Form

FILE_PREFIX = "file."


@dataclass(frozen=True, slots=True)
class Typed:
    """What a request brought.

    Attributes:
        raw: the inputs of the form.
        refused: files that were not taken, by the path of their field.
    """

    raw: RawForm
    refused: tuple[Fault, ...]


def typed_in_request(engine: Engine, actor: Actor, task: str, form: Form) -> Typed:
    """Read the inputs of a form; files in the request are received on the way."""
    pairs = list(_pairs())
    refused: list[Fault] = []
    for path, file in _files():
        way = "photo" if path.startswith("signatures.") else ""
        key = f"{request.form.get('key', '')[:40]}.{len(pairs)}"
        got = receive(
            engine,
            actor,
            task,
            path,
            file.filename or "",
            cast("BinaryIO", file.stream),
            way=way,
            key=key,
        )
        if isinstance(got, Fault):
            refused.append(got)
        else:
            pairs.append((input_name(path), got.id))
    return Typed(RawForm.from_pairs(form, pairs), tuple(refused))


def input_name(path: str) -> str:
    """Return the name of the inputs that carry a field's upload ids."""
    place = path.removeprefix("signatures.")
    return f"f.{path}" if place == path else f"s.{place}"


def _pairs() -> Iterator[tuple[str, str]]:
    for name, texts in request.form.lists():
        for text in texts:
            yield name, text


def _files() -> Iterator[tuple[str, FileStorage]]:
    for name, files in request.files.lists():
        if name.startswith(FILE_PREFIX):
            for file in files:
                if file.filename:
                    yield name.removeprefix(FILE_PREFIX), file


def rows_moved(raw: RawForm, new_id: Callable[[], str]) -> tuple[RawForm, str]:
    """Add and remove the rows that a page without a script asks for.

    Returns the inputs with the rows moved, and the anchor of the row to go to.
    """
    rows = {repeat: list(keys) for repeat, keys in raw.rows.items()}
    values = dict(raw.values)
    anchor = ""
    for gone in request.form.getlist("drop"):
        repeat, _, key = gone.partition(".")
        rows[repeat] = [one for one in rows.get(repeat, []) if one != key]
        prefix = f"{repeat}.{key}."
        values = {p: texts for p, texts in values.items() if not p.startswith(prefix)}
        anchor = f"s-{repeat}"
    for repeat in request.form.getlist("add"):
        key = new_id()
        rows.setdefault(repeat, []).append(key)
        anchor = f"a-{repeat}.{key}"
    return replace(raw, rows=rows, values=values), anchor
