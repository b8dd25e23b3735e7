"""Idempotency: a command's key, once carried out, gives the same answer again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gridflow.store.canonical import digest, dump_json
from gridflow.store.database import Transaction
from gridflow.store.errors import KeyReusedError
from gridflow.store.models import Command
from gridflow.store.statements import Statement, at, shape

NOBODY = 0


@dataclass(frozen=True, slots=True)
class Earlier:
    """The same command was carried out before, with this answer."""

    id: int
    answer: Any


@dataclass(frozen=True, slots=True)
class _Stored:
    id: int
    name: str
    arguments: str
    answer: Any


_STORED = shape(_Stored, Command)
_INSERT = Statement(
    lambda: Command.insert(
        {
            Command.county: at("county"),
            Command.id: at("command"),
            Command.person: at("person"),
            Command.key: at("key"),
            Command.name: at("name"),
            Command.arguments: at("arguments"),
            Command.at: at("now"),
        }
    ).on_conflict_ignore()
)
_FIND = Statement(
    lambda: Command.select(*_STORED.columns).where(
        (Command.county == at("county"))
        & (Command.person == at("person"))
        & (Command.key == at("key"))
    )
)
_FINISH = Statement(
    lambda: Command.update({Command.answer: at("answer")}).where(
        (Command.county == at("county")) & (Command.id == at("command"))
    )
)


def begin(
    tx: Transaction,
    person: int | None,
    key: str,
    name: str,
    arguments: object,
    now: datetime,
) -> Earlier | None:
    """Begin a command, or return the answer that the same one gave before.

    The row is written first: of two at the same time the second waits here for the
    first, and then finds its answer. Raises KeyReusedError if the person's key came
    with another command or other arguments (plain data) before.
    """
    command_id = tx.new_id()
    who = person or NOBODY
    told = digest(arguments)
    written = tx.change(
        _INSERT,
        command=command_id,
        person=who,
        key=key,
        name=name,
        arguments=told,
        now=now,
    )
    if written:
        tx.command = command_id
        return None
    found = tx.row(_STORED, _FIND, person=who, key=key)
    if found is None or (found.name, found.arguments) != (name, told):
        raise KeyReusedError(key=key, name=name)
    return Earlier(found.id, found.answer)


def finish_command(tx: Transaction, answer: Any) -> None:  # noqa: ANN401 - plain data
    """Keep the answer (plain data) of the command that was begun."""
    if tx.command is None:
        raise ValueError(answer)
    tx.change(_FINISH, command=tx.command, answer=dump_json(answer))
