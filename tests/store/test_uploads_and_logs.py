from __future__ import annotations

import peewee
import pytest

from gridflow.store import uploads
from gridflow.store.logs import (
    LoginAttempt,
    log_login,
    log_look,
    logins_since,
    looks_at,
)
from gridflow.store.uploads import NewUpload
from tests.store.conftest import NOW, add_task, later


def test_an_upload_belongs_to_its_task_and_field(store, town):
    with store.transaction() as tx:
        task = add_task(tx, town, town.east_1)
        new = NewUpload("f" * 64, 1234, "image/jpeg", "牛.jpg", task, None, "photo")
        made = uploads.add_upload(tx, new, town.by_ann())
        found = uploads.upload(tx, made)
        assert found is not None
        assert (found.filename, found.size, found.person) == ("牛.jpg", 1234, town.ann)
        assert uploads.uploads_of_task(tx, task) == (found,)
        assert uploads.uploads_of_record(tx, task) == ()
        assert uploads.is_used(tx, "f" * 64)
        assert not uploads.is_used(tx, "0" * 64)
        assert uploads.upload(tx, 1) is None


def test_every_look_is_kept_with_its_reason(store, town):
    with store.transaction() as tx:
        log_look(tx, 77, "phone", "calls about the visit", town.by_ann())
        log_look(tx, 77, "id_number", "compares with the card", town.by_bob(1))
        found = looks_at(tx, 77)
        assert [(one.person_name, one.field) for one in found] == [
            ("Ann", "phone"),
            ("Bob", "id_number"),
        ]
        assert found[0].reason == "calls about the visit"
        assert looks_at(tx, 78) == ()


def test_attempts_to_log_in_are_kept(store, town):
    with store.transaction() as tx:
        for minutes, outcome in enumerate(("wrong", "ok")):
            log_login(
                tx,
                LoginAttempt(later(minutes), "ann", None, outcome, "10.0.0.1", "phone"),
            )
        assert [one.outcome for one in logins_since(tx, NOW)] == ["ok", "wrong"]
        assert [one.outcome for one in logins_since(tx, later(1))] == ["ok"]
        assert len(logins_since(tx, NOW, limit=1)) == 1


@pytest.mark.parametrize("table", ["look", "login_log"])
def test_logs_are_never_rewritten(store, town, table):
    with store.transaction() as tx:
        log_look(tx, 77, "phone", "why", town.by_ann())
        log_login(tx, LoginAttempt(NOW, "ann", None, "ok", "", ""))
    with pytest.raises(peewee.IntegrityError, match="append-only"):
        store.database.execute_sql(f"DELETE FROM {table}")  # noqa: S608
