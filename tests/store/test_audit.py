from __future__ import annotations

import pytest

from gridflow.store import By
from gridflow.store.audit import (
    AuditFault,
    append_entry,
    entries,
    fingerprint,
    seal_chains,
    verify,
)
from gridflow.store.models import AuditEntry, AuditSeal
from gridflow.store.schema import append_only_triggers
from tests.store.conftest import later

CASE, TOWN = 777, 888


def tell(store, count=3, chain=CASE):
    with store.transaction() as tx:
        for number in range(count):
            told = {"fields": {"phone": fingerprint(tx, "phone", "138")}}
            by = By(1, 2, later(number))
            append_entry(tx, chain, "submit", "grid_member", told, by)


def faults(store) -> tuple[AuditFault, ...]:
    with store.reading() as session:
        return verify(session)


def tamper(store, *statements: str) -> None:
    """Do by hand what the triggers refuse, as somebody with the database would."""
    postgresql = "Postgresql" in type(store.database).__name__
    for model in (AuditEntry, AuditSeal):
        for trigger in append_only_triggers(model, postgresql=postgresql):
            name = trigger.split()[2]
            where = f" ON {model._meta.table_name}" if postgresql else ""
            store.database.execute_sql(f"DROP TRIGGER IF EXISTS {name}{where}")
    for statement in statements:
        store.database.execute_sql(statement)


def test_a_chain_tells_who_did_what_in_order(store):
    tell(store)
    with store.reading() as session:
        found = entries(session, CASE)
    assert [one.number for one in found] == [1, 2, 3]
    assert [one.at for one in found] == [later(0), later(1), later(2)]
    assert found[1].previous == found[0].hash
    assert found[0].previous == ""
    assert faults(store) == ()


def test_an_entry_holds_no_value(store):
    tell(store)
    rows = store.database.execute_sql("SELECT entry FROM audit_entry").fetchall()
    assert '"138"' not in str(rows)
    with store.reading() as session:
        assert fingerprint(session, "phone", "138") != fingerprint(
            session, "phone", "139"
        )


def test_chains_are_apart(store):
    tell(store, 2, CASE)
    tell(store, 1, TOWN)
    tell(store, 1, CASE)
    with store.reading() as session:
        assert [one.number for one in entries(session, CASE)] == [1, 2, 3]
        assert [one.number for one in entries(session, TOWN)] == [1]
    assert faults(store) == ()


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        pytest.param(
            ["UPDATE audit_entry SET action = 'x' WHERE chain = 777 AND number = 2"],
            {AuditFault("changed", CASE, 2)},
            id="changed",
        ),
        pytest.param(
            ["UPDATE audit_entry SET person = 9 WHERE chain = 777 AND number = 1"],
            {AuditFault("changed", CASE, 1)},
            id="changed-person",
        ),
        pytest.param(
            ["DELETE FROM audit_entry WHERE chain = 777 AND number = 2"],
            {AuditFault("gap", CASE, 3)},
            id="removed-from-the-middle",
        ),
        pytest.param(
            ["DELETE FROM audit_entry WHERE chain = 777 AND number = 1"],
            {AuditFault("gap", CASE, 2)},
            id="removed-at-the-start",
        ),
        pytest.param(
            ["DELETE FROM audit_entry WHERE chain = 777 AND number = 3"],
            {AuditFault("head", CASE, 3)},
            id="removed-at-the-end",
        ),
        pytest.param(
            [
                "UPDATE audit_entry SET number = 9 WHERE chain = 777 AND number = 2",
                "UPDATE audit_entry SET number = 2 WHERE chain = 777 AND number = 3",
                "UPDATE audit_entry SET number = 3 WHERE chain = 777 AND number = 9",
            ],
            {
                AuditFault("link", CASE, 2),
                AuditFault("changed", CASE, 2),
                AuditFault("link", CASE, 3),
                AuditFault("changed", CASE, 3),
                AuditFault("head", CASE, 3),
            },
            id="reordered",
        ),
        pytest.param(
            [
                """
                INSERT INTO audit_entry (county, id, chain, number, previous, hash,
                    at, role, action, entry)
                SELECT county, 1, chain, 4, hash, 'made-up', at, role, action, entry
                FROM audit_entry WHERE chain = 777 AND number = 3
                """
            ],
            {AuditFault("changed", CASE, 4), AuditFault("head", CASE, 3)},
            id="inserted-at-the-end",
        ),
        pytest.param(
            ["DELETE FROM audit_head WHERE chain = 777"],
            {AuditFault("head", CASE, 3)},
            id="head-removed",
        ),
        pytest.param(
            ["DELETE FROM audit_entry WHERE chain = 777"],
            {AuditFault("head", CASE, 3)},
            id="chain-removed",
        ),
    ],
)
def test_what_was_done_to_a_chain_is_found(store, statements, expected):
    tell(store)
    tell(store, 2, TOWN)
    tamper(store, *statements)
    assert set(faults(store)) == expected


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        pytest.param(
            [
                "DELETE FROM audit_entry WHERE chain = 777",
                "DELETE FROM audit_head WHERE chain = 777",
            ],
            {AuditFault("sealed", CASE, 3)},
            id="a-whole-chain-with-its-head",
        ),
        pytest.param(
            [
                "DELETE FROM audit_entry WHERE chain = 777 AND number = 3",
                """
                UPDATE audit_head SET number = 2, sealed = 2, hash = (
                    SELECT hash FROM audit_entry WHERE chain = 777 AND number = 2
                ) WHERE chain = 777
                """,
            ],
            {AuditFault("sealed", CASE, 3)},
            id="the-end-with-its-head-put-right",
        ),
        pytest.param(
            ["UPDATE audit_seal SET heads = '[]'"],
            {AuditFault("seal", 0, 1), AuditFault("seal", 0, 2)},
            id="the-seal-itsel",
        ),
        pytest.param(
            ["DELETE FROM audit_seal"],
            {AuditFault("seal", 0, 1)},
            id="the-seal-removed",
        ),
    ],
)
def test_what_a_seal_has_bound_cannot_go_unseen(store, statements, expected):
    tell(store)
    with store.transaction() as tx:
        assert seal_chains(tx, later(9)) == 1
    assert faults(store) == ()
    tamper(store, *statements)
    assert set(faults(store)) == expected


def test_a_seal_binds_only_what_moved_since_the_last(store):
    tell(store)
    tell(store, 1, TOWN)
    for expected in (2, 0, 0):
        with store.transaction() as tx:
            assert seal_chains(tx, later(9)) == expected
    tell(store, 1, TOWN)
    with store.transaction() as tx:
        assert seal_chains(tx, later(10)) == 1
    assert faults(store) == ()


def test_a_seal_in_the_middle_is_missed(store):
    for chain in (CASE, TOWN, CASE):
        tell(store, 1, chain)
        with store.transaction() as tx:
            seal_chains(tx, later(9))
    tamper(store, "DELETE FROM audit_seal WHERE number = 2")
    assert AuditFault("seal", 0, 3) in faults(store)


@pytest.mark.parametrize("verb", ["UPDATE", "DELETE"])
@pytest.mark.parametrize("table", ["audit_entry", "audit_seal"])
def test_the_database_itself_keeps_the_chains(store, verb, table):
    tell(store, 1)
    with store.transaction() as tx:
        seal_chains(tx, later(9))
    statements = {
        "UPDATE": f"UPDATE {table} SET hash = 'x'",  # noqa: S608
        "DELETE": f"DELETE FROM {table}",  # noqa: S608
    }
    with pytest.raises(Exception, match="append-only"):
        store.database.execute_sql(statements[verb])
