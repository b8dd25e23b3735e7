"""Commands and queries: what people do, in one transaction each, and what they see.

Every query takes the actor; time, identifiers and randomness come from the engine
object. Nothing here knows a policy: forms, records, roles and flows are the site's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from random import Random, SystemRandom

from gridflow.clock import Clock, SystemClock, today
from gridflow.engine.library import Library
from gridflow.engine.passwords import Passwords
from gridflow.engine.plugins import Plugins
from gridflow.engine.upload_folder import UploadFolder
from gridflow.store import Store


@dataclass(frozen=True, slots=True)
class Engine:
    """Everything a command needs, built once in boot and handed down.

    Attributes:
        store: the database.
        clock: the business clock; `serve --at` shifts it.
        library: the published definitions.
        new_id: makes a fresh identifier (a UUID's text).
        uploads: the files of people, by content.
        plugins: what the plugins of the site add while running.
        wall: real time, for sessions, lock-outs and tokens only.
        random: where tokens and first passwords come from.
        passwords: hashing, at most two at once.
    """

    store: Store
    clock: Clock
    library: Library
    new_id: Callable[[], str]
    uploads: UploadFolder
    plugins: Plugins = field(default_factory=Plugins)
    wall: Clock = field(default_factory=SystemClock)
    random: Random = field(default_factory=SystemRandom)
    passwords: Passwords = field(default_factory=Passwords)

    def today(self) -> date:
        """Return the business day in the legal zone."""
        return today(self.clock)


@dataclass(frozen=True, slots=True)
class Actor:
    """A person under one chosen post: who acts, in what role, over which area.

    Attributes:
        person: the person's id.
        name: the person's name.
        post: the post's id, stored with every act.
        role: the role's id in the procedure.
        role_label: what people call the role.
        area: the area's id.
        area_code: the area's code.
        area_label: the area's own name.
        area_path: names from the county down to the area, for the header.
        procedure: the id of the procedure that holds there.
    """

    person: int
    name: str
    post: int
    role: str
    role_label: str
    area: int
    area_code: str
    area_label: str
    area_path: tuple[str, ...]
    procedure: str
