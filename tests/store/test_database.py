from __future__ import annotations

import logging
import sqlite3
from contextlib import suppress
from threading import Thread

import peewee
import pytest

from gridflow.store import open_store, people
from gridflow.store.errors import (
    NestedTransactionError,
    SchemaMissingError,
    SchemaNewerError,
    StoreUnavailableError,
    UnstorableError,
)
from gridflow.store.fields import instant_text
from gridflow.store.schema import TABLES
from tests.databases import COUNTY, KEYS, MADE_AT, opened
from tests.store.conftest import LONG_AGO, NOW


def add(store, name="Ann"):
    with store.transaction() as tx:
        return people.add_person(tx, name, "", NOW)


def test_a_transaction_inside_another_is_refused(store):
    with (
        store.transaction(),
        pytest.raises(NestedTransactionError),
        store.transaction(),
    ):
        pass


def test_reading_inside_a_transaction_sees_what_it_wrote(store):
    with store.transaction() as tx:
        person = people.add_person(tx, "Ann", "", NOW)
        with store.reading() as session:
            assert people.person(session, person.id) == person


def test_an_exception_undoes_everything(store):
    with pytest.raises(ZeroDivisionError), store.transaction() as tx:  # noqa: PT012
        person = people.add_person(tx, "Ann", "", NOW)
        1 / 0  # noqa: B018
    with store.reading() as session:
        assert people.person(session, person.id) is None


def test_the_bell_rings_after_the_commit_and_only_then(store, url):
    seen = []

    def ring():
        thread = Thread(target=look_and_close)
        thread.start()
        thread.join()

    def look_and_close():
        other = open_store(url, KEYS, COUNTY)
        with other.reading() as session:
            seen.append(people.people_in(session, None))
        other.close()

    with store.transaction() as tx:
        tx.after_commit(ring)
        person = people.add_person(tx, "Ann", "", NOW)
        assert seen == []
    assert seen == [(person,)]


def test_the_bell_does_not_ring_when_all_is_undone(store):
    rung = []
    with pytest.raises(ZeroDivisionError), store.transaction() as tx:  # noqa: PT012
        tx.after_commit(lambda: rung.append(1))
        1 / 0  # noqa: B018
    assert rung == []


def test_a_broken_bell_is_logged_and_the_others_still_ring(store, caplog):
    rung = []

    def broken():
        raise OSError

    with caplog.at_level(logging.ERROR), store.transaction() as tx:
        tx.after_commit(broken)
        tx.after_commit(lambda: rung.append(1))
        person = people.add_person(tx, "Ann", "", NOW)
    assert rung == [1]
    assert "after commit" in caplog.text
    with store.reading() as session:
        assert people.person(session, person.id) == person


def test_a_reference_to_nothing_is_refused_by_the_database(store):
    with pytest.raises(peewee.IntegrityError), store.transaction() as tx:
        people.add_post(tx, 1, "role", 2, LONG_AGO, NOW)


def test_threads_have_each_their_own_connection(store):
    add(store)
    found = []

    def work():
        with store.reading() as session:
            found.append((len(people.people_in(session, None)), session.database))
        store.close()

    with store.transaction() as tx:
        people.add_person(tx, "Bob", "", NOW)
        thread = Thread(target=work)
        thread.start()
        thread.join()
    assert [count for count, _ in found] == [1]


def test_making_the_schema_again_changes_nothing(store):
    person = add(store)
    store.create_schema("made-up", MADE_AT)
    store.require_schema()
    with store.reading() as session:
        assert people.person(session, person.id) == person


def test_two_counties_in_one_database_do_not_see_each_other(store, url):
    person = add(store)
    other = open_store(url, KEYS, 640324)
    other.create_schema("another", MADE_AT)
    with other.transaction() as tx:
        stranger = people.add_person(tx, "Stranger", "", NOW)
        assert people.person(tx, person.id) is None
        assert people.people_in(tx, None) == (stranger,)
        assert stranger.id // 10**10 == 640324
    other.close()


def test_a_database_of_a_newer_program_is_refused(store, url):
    store.database.execute_sql("UPDATE schema_version SET version = 99")
    with pytest.raises(SchemaNewerError) as caught:
        open_store(url, KEYS, COUNTY)
    assert caught.value.facts == {"found": 99, "known": 1}
    with pytest.raises(SchemaNewerError):
        store.require_schema()


def test_an_empty_database_says_that_it_is_empty(tmp_path):
    store = open_store(f"sqlite:///{tmp_path}/new/empty.sqlite3", KEYS, COUNTY)
    with pytest.raises(SchemaMissingError):
        store.require_schema()
    store.close()


def test_ids_of_a_county_that_was_never_registered_are_refused(tmp_path):
    path = f"sqlite:///{tmp_path}/one.sqlite3"
    store = open_store(path, KEYS, COUNTY)
    store.create_schema("made-up", MADE_AT)
    store.close()
    stranger = open_store(path, KEYS, 640324)
    with pytest.raises(SchemaMissingError), stranger.transaction() as tx:
        tx.new_id()
    stranger.close()


def test_sqlite_runs_with_the_pragmas_that_keep_promises(tmp_path):
    store = open_store(f"sqlite:///{tmp_path}/one.sqlite3", KEYS, COUNTY)
    told = {
        name: store.database.execute_sql(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    }
    store.close()
    assert told == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 20_000,
    }


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="2023"):
        instant_text(NOW.replace(tzinfo=None))


def test_every_unique_key_begins_with_the_county():
    for model in TABLES:
        for index in model.indexes:
            assert index.columns[0] == "county", model
            assert set(index.columns) <= set(model._meta.fields), (model, index)


def test_a_sqlite_writer_waits_at_the_door_before_it_has_read_anything(tmp_path):
    path = tmp_path / "one.sqlite3"
    store = open_store(f"sqlite:///{path}", KEYS, COUNTY)
    store.create_schema("made-up", MADE_AT)
    other = sqlite3.connect(path, timeout=0, isolation_level=None)
    with store.transaction(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.close()
    store.close()


def test_a_database_that_is_locked_too_long_says_so(tmp_path):
    path = tmp_path / "one.sqlite3"
    store = open_store(f"sqlite:///{path}", KEYS, COUNTY)
    store.create_schema("made-up", MADE_AT)
    store.database.timeout = 0
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailableError, match="locked"):
        add(store)
    other.execute("ROLLBACK")
    assert add(store).name == "Ann"
    other.close()
    store.close()


def test_a_connection_that_the_server_has_closed_is_opened_again(cluster):
    with cluster.fresh() as url, opened(url) as store:
        person = add(store)
        store.database.connection().close()
        with store.reading() as session:
            assert people.person(session, person.id) == person


def test_a_number_no_column_holds_names_nobody(store):
    """SQLite cannot even ask for it; PostgreSQL can, and finds nothing."""
    add(store)
    with store.reading() as session, suppress(UnstorableError):
        assert people.person(session, 10**30) is None


def test_a_number_no_column_holds_is_not_written(store):
    person = add(store)
    with pytest.raises(UnstorableError), store.transaction() as tx:
        people.add_post(tx, person.id, "role", 10**30, LONG_AGO, NOW)
    with store.reading() as session:
        assert people.posts_of(session, person.id, NOW.date()) == ()
