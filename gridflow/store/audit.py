"""The audit chains: who did what, each entry bound to the one before by its hash.

A case has a chain of its own; what touches no case goes to its town's. A chain is
named by the id of the case or the area. Entries hold names of fields and keyed
hashes of values, never values, so that data can be destroyed after its time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gridflow.store.canonical import digest, dump_json
from gridflow.store.database import Session, Transaction
from gridflow.store.fields import instant_text
from gridflow.store.models import AuditEntry as EntryModel
from gridflow.store.models import AuditHead, AuditSeal
from gridflow.store.paging import later_than
from gridflow.store.rows import By
from gridflow.store.statements import Statement, at, shape

READ_AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of a chain."""

    chain: int
    number: int
    previous: str
    hash: str
    command: int | None
    at: datetime
    person: int | None
    post: int | None
    role: str
    action: str
    entry: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AuditFault:
    """Where the chains are not what was written.

    Attributes:
        kind: "changed" an entry's content; "gap" entries are missing before it;
            "link" it does not follow the one before; "head" the chain does not end
            where it should; "sealed" an entry bound by a seal is gone or another;
            "seal" a seal itself was changed or removed.
        chain: the chain, or 0 for a seal.
        number: the entry's, head's or seal's number.
    """

    kind: str
    chain: int
    number: int


@dataclass(frozen=True, slots=True)
class _Head:
    chain: int
    number: int
    hash: str
    sealed: int


@dataclass(frozen=True, slots=True)
class _Seal:
    number: int
    previous: str
    hash: str
    at: datetime
    heads: list[list[Any]]


_ENTRY = shape(Entry, EntryModel)
_HEAD = shape(_Head, AuditHead)
_SEAL = shape(_Seal, AuditSeal)
_NEXT = Statement(
    lambda: (
        AuditHead.insert(
            {
                AuditHead.county: at("county"),
                AuditHead.chain: at("chain"),
                AuditHead.number: 1,
                AuditHead.hash: "",
            }
        )
        .on_conflict(
            conflict_target=[AuditHead.county, AuditHead.chain],
            update={AuditHead.number: AuditHead.number + 1},
        )
        .returning(AuditHead.number, AuditHead.hash)
    )
)
_FIRST_HEAD = Statement(
    lambda: AuditHead.insert(
        {
            AuditHead.county: at("county"),
            AuditHead.chain: at("chain"),
            AuditHead.number: 1,
            AuditHead.hash: at("hash"),
        }
    )
)
_INSERT = Statement(
    lambda: EntryModel.insert(
        {
            EntryModel.county: at("county"),
            EntryModel.id: at("id"),
            EntryModel.chain: at("chain"),
            EntryModel.number: at("number"),
            EntryModel.previous: at("previous"),
            EntryModel.hash: at("hash"),
            EntryModel.command: at("command"),
            EntryModel.at: at("now"),
            EntryModel.person: at("person"),
            EntryModel.post: at("post"),
            EntryModel.role: at("role"),
            EntryModel.action: at("action"),
            EntryModel.entry: at("entry"),
        }
    )
)
_MOVE_HEAD = Statement(
    lambda: AuditHead.update({AuditHead.hash: at("hash")}).where(
        (AuditHead.county == at("county")) & (AuditHead.chain == at("chain"))
    )
)
_OF_CHAIN = Statement(
    lambda: (
        EntryModel.select(*_ENTRY.columns)
        .where((EntryModel.county == at("county")) & (EntryModel.chain == at("chain")))
        .order_by(EntryModel.number)
    )
)


def _hash(county: int, entry: Entry) -> str:
    return digest(
        [
            county,
            entry.chain,
            entry.number,
            entry.previous,
            entry.command,
            instant_text(entry.at),
            entry.person,
            entry.post,
            entry.role,
            entry.action,
            entry.entry,
        ]
    )


def fingerprint(session: Session, field: str, value: object) -> str:
    """Return the keyed hash by which an entry tells a field's value."""
    return session.keys.keyed_hash(f"audit.{field}", dump_json(value))


def append_entry(
    tx: Transaction,
    chain: int,
    action: str,
    role: str,
    entry: Mapping[str, object],
    by: By,
) -> None:
    """Append an entry (plain data without values) to a case's or town's chain.

    The chain's head is moved first, which makes two writers of one chain take turns.
    """
    number, previous = tx.tuples(_NEXT, chain=chain)[0]
    made = Entry(
        chain=chain,
        number=number,
        previous=previous,
        hash="",
        command=tx.command,
        at=by.at,
        person=by.person,
        post=by.post,
        role=role,
        action=action,
        entry=entry,
    )
    told = _hash(tx.county, made)
    tx.change(
        _INSERT,
        id=tx.new_id(),
        chain=chain,
        number=number,
        previous=previous,
        hash=told,
        command=tx.command,
        now=by.at,
        person=by.person,
        post=by.post,
        role=role,
        action=action,
        entry=dict(entry),
    )
    tx.change(_MOVE_HEAD, chain=chain, hash=told)


def begin_chains(
    tx: Transaction,
    rows: Sequence[tuple[int, Mapping[str, object]]],
    action: str,
    role: str,
    by: By,
) -> None:
    """Write the first entry of many new chains at once: chain and entry of each."""
    made = [
        Entry(
            chain=chain,
            number=1,
            previous="",
            hash="",
            command=tx.command,
            at=by.at,
            person=by.person,
            post=by.post,
            role=role,
            action=action,
            entry=entry,
        )
        for chain, entry in rows
    ]
    told = [_hash(tx.county, one) for one in made]
    tx.change_many(
        _FIRST_HEAD,
        (
            {"chain": one.chain, "hash": hashed}
            for one, hashed in zip(made, told, strict=True)
        ),
    )
    tx.change_many(
        _INSERT,
        (
            {
                "id": entry_id,
                "chain": one.chain,
                "number": 1,
                "previous": "",
                "hash": hashed,
                "command": one.command,
                "now": one.at,
                "person": one.person,
                "post": one.post,
                "role": role,
                "action": action,
                "entry": dict(one.entry),
            }
            for entry_id, one, hashed in zip(
                tx.reserve(len(made)), made, told, strict=True
            )
        ),
    )


def entries(session: Session, chain: int) -> tuple[Entry, ...]:
    """Return the entries of a case's or town's chain, oldest first."""
    return session.rows(_ENTRY, _OF_CHAIN, chain=chain)


def _seals(session: Session) -> tuple[_Seal, ...]:
    query = AuditSeal.select(*_SEAL.columns).where(AuditSeal.county == session.county)
    return session.rows(_SEAL, query.order_by(AuditSeal.number))


def _seal_hash(session: Session, seal: _Seal) -> str:
    told = [seal.number, seal.previous, instant_text(seal.at), seal.heads]
    return session.keys.keyed_hash("audit.seal", dump_json(told))


def seal_chains(tx: Transaction, now: datetime) -> int:
    """Bind the heads that moved since the last seal with the key; return how many."""
    moved = tx.tuples(
        AuditHead.update({AuditHead.sealed: AuditHead.number})
        .where((AuditHead.county == tx.county) & (AuditHead.sealed < AuditHead.number))
        .returning(AuditHead.chain, AuditHead.number, AuditHead.hash)
    )
    before = _seals(tx)
    made = _Seal(
        number=len(before) + 1,
        previous=before[-1].hash if before else "",
        hash="",
        at=now,
        heads=sorted(list(row) for row in moved),
    )
    tx.change(
        AuditSeal.insert(
            {
                AuditSeal.county: tx.county,
                AuditSeal.id: tx.new_id(),
                AuditSeal.number: made.number,
                AuditSeal.previous: made.previous,
                AuditSeal.hash: _seal_hash(tx, made),
                AuditSeal.at: now,
                AuditSeal.heads: made.heads,
            }
        )
    )
    return len(moved)


def _all_entries(session: Session) -> Iterator[Entry]:
    """Give all entries by chain and number, a piece at a time."""
    key = (EntryModel.chain, EntryModel.number)
    last: tuple[int, int] = (0, 0)
    while True:
        query = EntryModel.select(*_ENTRY.columns).where(
            (EntryModel.county == session.county) & later_than(key, last)
        )
        piece = session.rows(_ENTRY, query.order_by(*key).limit(READ_AT_ONCE))
        yield from piece
        if len(piece) < READ_AT_ONCE:
            return
        last = (piece[-1].chain, piece[-1].number)


def _seal_faults(
    session: Session, seals: tuple[_Seal, ...], heads: Mapping[int, _Head]
) -> Iterator[AuditFault]:
    previous = ""
    bound: dict[int, int] = {}
    for place, seal in enumerate(seals, start=1):
        follows = seal.number == place and seal.previous == previous
        if not follows or seal.hash != _seal_hash(session, seal):
            yield AuditFault("seal", 0, seal.number)
        previous = seal.hash
        bound |= {chain: number for chain, number, _ in seal.heads}
    for head in heads.values():
        # A head that was sealed further than any seal says: a seal is missing.
        if head.sealed > bound.get(head.chain, 0):
            yield AuditFault("seal", 0, len(seals) + 1)
            return


def _chain_faults(
    county: int, entry: Entry, before: Entry | None
) -> Iterator[AuditFault]:
    number, previous = (before.number, before.hash) if before else (0, "")
    if entry.number != number + 1:
        yield AuditFault("gap", entry.chain, entry.number)
    elif entry.previous != previous:
        yield AuditFault("link", entry.chain, entry.number)
    if entry.hash != _hash(county, entry):
        yield AuditFault("changed", entry.chain, entry.number)


def verify(session: Session) -> tuple[AuditFault, ...]:
    """Return every place where the chains are not what was written; empty if sound."""
    heads = {
        head.chain: head
        for head in session.rows(
            _HEAD,
            AuditHead.select(*_HEAD.columns).where(AuditHead.county == session.county),
        )
    }
    seals = _seals(session)
    faults = list(_seal_faults(session, seals, heads))
    bound = {
        (chain, number): told for seal in seals for chain, number, told in seal.heads
    }
    ends: dict[int, Entry] = {}
    for entry in _all_entries(session):
        faults += _chain_faults(session.county, entry, ends.get(entry.chain))
        ends[entry.chain] = entry
        if bound.get((entry.chain, entry.number)) == entry.hash:
            del bound[entry.chain, entry.number]
    faults += [AuditFault("sealed", *place) for place in sorted(bound)]
    for chain in sorted(heads.keys() | ends.keys()):
        head, end = heads.get(chain), ends.get(chain)
        if (
            head is None
            or end is None
            or (head.number, head.hash)
            != (
                end.number,
                end.hash,
            )
        ):
            number = head.number if head else end.number if end else 0
            faults.append(AuditFault("head", chain, number))
    return tuple(faults)
