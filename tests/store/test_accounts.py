from __future__ import annotations

import pytest

from gridflow.errors import NotFoundError
from gridflow.store import accounts
from gridflow.store.errors import LoginTakenError
from tests.store.conftest import NOW, later


def open_one(tx, town, token: str, minutes: int = 0) -> accounts.LoginSession:
    return accounts.open_session(
        tx,
        town.ann,
        token,
        ip="10.0.0.1",
        agent="phone",
        now=later(minutes),
        expires_at=later(minutes + 60),
    )


def test_a_login_name_belongs_to_one_person_and_a_person_has_one(store, town):
    with store.transaction() as tx:
        account = accounts.add_account(tx, town.ann, "ann", "hash")
        assert account.must_change
        assert accounts.account_by_login(tx, "ann") == account
        with pytest.raises(LoginTakenError):
            accounts.add_account(tx, town.bob, "ann", "hash")
        with pytest.raises(LoginTakenError):
            accounts.add_account(tx, town.ann, "other", "hash")
        accounts.add_account(tx, town.bob, "ann2", "hash")
        assert accounts.logins_like(tx, "ann") == {"ann", "ann2"}
        assert accounts.logins_like(tx, "b") == frozenset()
        assert accounts.account_by_login(tx, "nobody") is None


def test_failures_are_counted_until_the_right_password_comes(store, town):
    with store.transaction() as tx:
        accounts.add_account(tx, town.ann, "ann", "hash")
        assert [accounts.note_failure(tx, town.ann) for _ in range(3)] == [1, 2, 3]
        accounts.lock(tx, town.ann, later(15))
        locked = accounts.account_of(tx, town.ann)
        assert locked is not None
        assert (locked.failures, locked.locked_until) == (3, later(15))
        accounts.note_success(tx, town.ann, NOW)
        account = accounts.account_of(tx, town.ann)
        assert account is not None
        assert (account.failures, account.locked_until) == (0, None)
        assert account.last_login_at == NOW


def test_a_new_password_opens_a_locked_account(store, town):
    with store.transaction() as tx:
        accounts.add_account(tx, town.ann, "ann", "hash", must_change=False)
        accounts.lock(tx, town.ann, later(15))
        accounts.set_password(tx, town.ann, "other", must_change=True)
        accounts.set_disabled(tx, town.ann, disabled=True)
        account = accounts.account_of(tx, town.ann)
        assert account is not None
        assert account.password_hash == "other"
        assert account.must_change
        assert account.disabled
        assert account.locked_until is None
        with pytest.raises(NotFoundError):
            accounts.set_password(tx, town.bob, "x", must_change=True)


def test_a_session_is_found_by_its_token_until_it_expires(store, town):
    with store.transaction() as tx:
        made = open_one(tx, town, "t1")
        assert accounts.session_by_token(tx, "t1", later(59)) == made
        assert accounts.session_by_token(tx, "t1", later(60)) is None
        assert accounts.session_by_token(tx, "other", NOW) is None
        assert accounts.touch_session(tx, made.id, later(30), later(90))
        prolonged = accounts.session_by_token(tx, "t1", later(60))
        assert prolonged is not None
        assert prolonged.seen_at == later(30)


def test_the_chosen_post_stays_with_the_session(store, town):
    with store.transaction() as tx:
        made = open_one(tx, town, "t1")
        accounts.choose_post(tx, made.id, town.ann_post)
        found = accounts.session_by_token(tx, "t1", NOW)
        assert found is not None
        assert found.post == town.ann_post


def test_a_revoked_session_is_over(store, town):
    with store.transaction() as tx:
        one, two, three = (open_one(tx, town, f"t{n}", n) for n in range(3))
        assert accounts.sessions_of(tx, town.ann, later(5)) == (three, two, one)
        with pytest.raises(NotFoundError):
            accounts.revoke_session(tx, one.id, town.bob, later(5))
        accounts.revoke_session(tx, one.id, town.ann, later(5))
        with pytest.raises(NotFoundError):
            accounts.revoke_session(tx, one.id, town.ann, later(5))
        assert accounts.session_by_token(tx, "t0", later(5)) is None
        assert not accounts.touch_session(tx, one.id, later(5), later(90))
        assert accounts.revoke_sessions_of(tx, town.ann, later(5), but=three.id) == 1
        assert accounts.sessions_of(tx, town.ann, later(5)) == (three,)
