"""The shape of every command: one transaction, one key, one answer, audited.

The same key of the same person with the same arguments gives the same answer again;
what fails leaves nothing behind, its key included.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridflow.engine.access import holds_post
from gridflow.errors import DeniedError
from gridflow.store import By, Transaction, areas, audit, commands
from gridflow.store.commands import Earlier

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine

Answer = Mapping[str, object]
KEY_AT_MOST = 80


@dataclass(frozen=True, slots=True)
class Act:
    """A command under way: its transaction, and who acts when under which post."""

    engine: Engine
    tx: Transaction
    by: By
    actor: Actor | None

    def note(self, chain: int, action: str, entry: Mapping[str, object]) -> None:
        """Append an entry to the chain of a case or an area: names, ids, no values."""
        role = self.actor.role if self.actor else ""
        audit.append_entry(self.tx, chain, action, role, entry, self.by)

    def note_in_town(self, area: int, action: str, entry: Mapping[str, object]) -> None:
        """Append an entry to the chain of the town in which an area lies."""
        self.note(self._town(area), action, entry)

    def _town(self, area: int) -> int:
        county = self.engine.library.active().county.area
        above = areas.ancestors(self.tx, area, self.engine.today())
        # from the area up: the last one before the county is its town
        town = area
        for one in above:
            if one.code == county:
                break
            town = one.id
        return town

    def fingerprints(
        self, prefix: str, values: Mapping[str, object]
    ) -> dict[str, object]:
        """Return what an entry tells of values: field names and keyed hashes."""
        return {
            name: audit.fingerprint(self.tx, f"{prefix}.{name}", value)
            for name, value in values.items()
        }


def run(
    engine: Engine,
    actor: Actor | None,
    key: str,
    name: str,
    arguments: Mapping[str, object],
    act: Callable[[Act], Answer],
) -> Answer:
    """Carry a command out, or return the answer that it gave before.

    Actor None is the command line. Raises KeyReusedError where the key came with
    something else before, and whatever the command itself raises.
    """
    if not key or len(key) > KEY_AT_MOST:
        raise ValueError(key)
    now = engine.clock.now()
    by = By(actor.person, actor.post, now) if actor else By(None, None, now)
    with engine.store.transaction() as tx, engine.library.held():
        earlier = commands.begin(tx, by.person, key, name, arguments, now)
        if isinstance(earlier, Earlier):
            answer: Answer = earlier.answer
            return answer
        if actor is not None and not holds_post(tx, actor, engine.today()):
            raise DeniedError(why="denied_no_post")
        made = act(Act(engine, tx, by, actor))
        commands.finish_command(tx, made)
        return made
