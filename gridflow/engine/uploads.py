"""Files handed in: type by content, size limits, photos shrunk, stored by content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from gridflow.engine.faults import Fault
from gridflow.engine.filled import UploadView

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file to serve: its bytes and what they are."""

    view: UploadView
    data: bytes


def receive(
    engine: Engine,
    actor: Actor,
    task: str,
    field: str,
    filename: str,
    stream: BinaryIO,
    *,
    way: str = "",
    key: str,
) -> UploadView | Fault:
    """Keep a file for a field ("bills", "members.<row>.card", "signatures.<place>").

    `way` is "drawn" or "photo" for signatures. Only who may fill the task may.
    """
    raise NotImplementedError


def read(engine: Engine, actor: Actor, upload: str) -> StoredFile:
    """Return a file whose task the actor may see; NotFoundError otherwise."""
    raise NotImplementedError
