"""What job functions work with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from threading import Lock

from gridflow.engine import Engine
from gridflow.engine.upload_folder import UploadFolder


@dataclass(frozen=True, slots=True)
class Workshop:
    """The engine, the folder of printed files, and the only pair of hands.

    Attributes:
        engine: the site's engine.
        prints: printed files by the digest of their content.
        busy: held while a job runs: one at a time in a process.
        swept: the business days on which this process has swept.
    """

    engine: Engine
    prints: UploadFolder
    busy: Lock = field(default_factory=Lock)
    swept: set[date] = field(default_factory=set)
