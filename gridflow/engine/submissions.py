"""Handing a form in, correcting it, and the second visitor's confirmation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridflow.engine.raw_form import RawForm
from gridflow.engine.tasks import Done, Refused

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine


def submit(
    engine: Engine, actor: Actor, code: str, raw: RawForm, *, key: str
) -> Done | Refused:
    """Hand a claimed task's form in; Refused keeps everything that was typed."""
    raise NotImplementedError


def correct(
    engine: Engine, actor: Actor, code: str, raw: RawForm, *, reason: str, key: str
) -> Done | Refused:
    """Hand in a new filling that names the one it replaces; the old one stays."""
    raise NotImplementedError


def confirm(engine: Engine, actor: Actor, code: str, *, key: str) -> Done:
    """Say as the named second visitor that the visit was as written."""
    raise NotImplementedError


def dispute(engine: Engine, actor: Actor, code: str, *, reason: str, key: str) -> Done:
    """Say as the named second visitor that it was not; the reason is kept."""
    raise NotImplementedError
