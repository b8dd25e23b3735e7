"""Moving a task: claim, release, transfer, and saving a draft."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from gridflow.engine.filled import FilledForm
from gridflow.engine.raw_form import RawForm

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine


@dataclass(frozen=True, slots=True)
class Done:
    """A command that was carried out (or had been, under the same key).

    Attributes:
        next_task: code of the next task to do, None when the pool is empty.
        submission: the submission's id, None for moves that make none.
        case: code of the case.
    """

    next_task: str | None = None
    submission: int | None = None
    case: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """A filling that was not accepted; everything typed is kept in it."""

    filled: FilledForm


@dataclass(frozen=True, slots=True)
class DraftSaved:
    """A draft that was kept.

    Attributes:
        version: the base version of the next saving.
        saved_at: the business instant.
        filled: the server's figures for it.
    """

    version: int
    saved_at: datetime
    filled: FilledForm


@dataclass(frozen=True, slots=True)
class DraftConflict:
    """Somebody saved another draft in between; nothing was overwritten.

    Attributes:
        mine: what was sent now.
        theirs: what is stored.
        version: the version of what is stored.
        saved_at: when it was stored.
        who: the name of the person who stored it.
        paths: where the two differ.
    """

    mine: FilledForm
    theirs: FilledForm
    version: int
    saved_at: datetime
    who: str
    paths: tuple[str, ...]


def claim(engine: Engine, actor: Actor, code: str, *, key: str) -> Done:
    """Take a task of the pool; SomebodyWasFirstError when it is not open."""
    raise NotImplementedError


def release(engine: Engine, actor: Actor, code: str, *, key: str) -> Done:
    """Give an own claimed task back to the pool."""
    raise NotImplementedError


def transfer(
    engine: Engine, actor: Actor, code: str, to_post: int, *, reason: str, key: str
) -> Done:
    """Hand a task to another post of the step's role; the case's chain notes it."""
    raise NotImplementedError


def save_draft(
    engine: Engine, actor: Actor, code: str, raw: RawForm, base_version: int
) -> DraftSaved | DraftConflict:
    """Keep what was typed; base version 0 means that no draft was there."""
    raise NotImplementedError
