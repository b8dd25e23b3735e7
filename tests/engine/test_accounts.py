"""Logging in, locking out, passwords, sessions, several posts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from gridflow.clock import FixedClock
from gridflow.engine.accounts import (
    FAILURES_AT_MOST,
    IDLE_FOR,
    LOCKED_FOR,
    SignedIn,
    actor_of,
    change_password,
    choose_post,
    end_session,
    log_in,
    log_out,
    sessions,
    signed_in,
)
from gridflow.engine.passwords import Passwords, first_password, password_faults
from gridflow.engine.people_admin import add_post, end_post, reset_password
from gridflow.errors import DeniedError, NotFoundError
from gridflow.store import logs
from tests.engine.conftest import NOW, PASSWORD, TODAY


def enter(engine, login="walker", password=PASSWORD):
    return log_in(engine, login, password, ip="10.0.0.1", agent="test")


def codes(found):
    return [one.code for one in found]


def at(engine, **later):
    return replace(engine, wall=FixedClock(NOW + timedelta(**later)))


@pytest.mark.parametrize(
    "login", ["walker", " WALKER ", "13800000001", "138 0000 0001"]
)
def test_one_logs_in_by_name_or_by_phone(engine, cast, login):
    found = enter(engine, login)
    assert isinstance(found, SignedIn)
    assert found.actor == cast.walker
    assert actor_of(engine, found.token) == cast.walker


@pytest.mark.parametrize(
    ("login", "password"),
    [
        pytest.param("walker", "wrong", id="wrong-password"),
        pytest.param("nobody", PASSWORD, id="unknown-login"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_wrong_log_in_does_not_say_what_was_wrong(engine, cast, login, password):
    assert codes(enter(engine, login, password)) == ["login_wrong"]


def test_a_phone_that_two_people_share_is_no_log_in(engine, cast):
    from tests.engine.conftest import hire

    hire(engine, "twin", "walker", "10010102", "13800000001")
    assert codes(enter(engine, "13800000001")) == ["login_wrong"]


def test_an_unknown_log_in_costs_as_much_as_a_known_one(engine, cast, quick_passwords):
    class Counting:
        """Counts the hashings of the real hasher."""

        def __init__(self, real):
            self.real, self.work = real, 0

        def hash(self, password):
            self.work += 1
            return self.real.hash(password)

        def verify(self, encoded, password):
            self.work += 1
            return self.real.verify(encoded, password)

    counting = Counting(quick_passwords.hasher)
    watched = replace(engine, passwords=Passwords(counting))
    enter(watched, "walker", "wrong")
    known, counting.work = counting.work, 0
    enter(watched, "nobody", "wrong")
    assert counting.work == known == 1


def test_after_failures_even_the_right_password_waits(engine, cast):
    for _ in range(FAILURES_AT_MOST - 1):
        assert codes(enter(engine, password="x")) == ["login_wrong"]
    locked = enter(engine, password="x")
    assert codes(locked) == ["login_locked"]
    assert locked[0].facts == {"minutes": 15}
    assert codes(enter(engine)) == ["login_locked"]
    assert codes(enter(at(engine, minutes=14))) == ["login_locked"]
    later = at(engine, seconds=LOCKED_FOR.total_seconds() + 1)
    assert isinstance(enter(later), SignedIn)
    assert codes(enter(later, password="x")) == ["login_wrong"]


def test_every_attempt_is_logged(engine, cast):
    enter(engine, password="x")
    enter(engine, "nobody")
    enter(engine)
    with engine.store.reading() as session:
        found = logs.logins_since(session, NOW - timedelta(days=1))
    assert {(one.login, one.outcome) for one in found} == {
        ("walker", "wrong"),
        ("nobody", "wrong"),
        ("walker", "in"),
    }


def test_a_session_ends_by_log_out_and_by_idling(engine, cast):
    token = enter(engine).token
    assert signed_in(at(engine, hours=11), token) is not None
    assert signed_in(at(engine, hours=20), token) is not None
    assert (
        signed_in(at(engine, hours=20 + IDLE_FOR.total_seconds() // 3600), token)
        is None
    )
    log_out(engine, token)
    assert signed_in(engine, token) is None
    log_out(engine, token)
    assert signed_in(engine, "made up") is None


def test_a_new_password_keeps_the_rules_and_ends_other_sessions(engine, cast):
    here, there = enter(engine).token, enter(engine).token
    assert codes(change_password(engine, here, "x", "a-good-one-7")) == [
        "password_wrong"
    ]
    assert codes(change_password(engine, here, PASSWORD, PASSWORD)) == ["password_same"]
    assert codes(change_password(engine, here, PASSWORD, "short")) == [
        "password_too_short"
    ]
    assert change_password(engine, here, PASSWORD, "a-good-one-7") == ()
    assert signed_in(engine, there) is None
    assert signed_in(engine, here) is not None
    assert codes(enter(engine)) == ["login_wrong"]
    assert isinstance(enter(engine, password="a-good-one-7"), SignedIn)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        pytest.param("1234567", "password_too_short", id="short"),
        pytest.param("x" * 129, "password_too_long", id="long"),
        pytest.param("zhangsan-long", "password_is_login", id="the-log-in"),
        pytest.param("13812345678", "password_is_login", id="the-phone"),
        pytest.param("12345678", "password_too_common", id="common"),
        pytest.param("Password123", "password_too_common", id="common-with-capital"),
        pytest.param("abababab", "password_too_common", id="two-letters"),
    ],
)
def test_a_bad_password_is_told_why(password, code):
    faults = password_faults(password, login="zhangsan-long", phone="13812345678")
    assert code in codes(faults)


def test_first_passwords_are_long_enough_and_not_alike():
    made = {first_password(Random(number)) for number in range(50)}  # noqa: S311
    assert len(made) == 50
    assert all(password_faults(one, login="", phone="") == () for one in made)


def test_the_list_of_sessions_is_ones_own(engine, cast):
    here, there = enter(engine).token, enter(engine).token
    other = enter(engine, "mate").token
    mine = sessions(engine, here)
    assert [one.current for one in mine].count(True) == 1
    assert len(mine) == 2
    with pytest.raises(NotFoundError):
        end_session(engine, here, sessions(engine, other)[0].id)
    end_session(engine, here, next(one.id for one in mine if not one.current))
    assert signed_in(engine, there) is None
    assert signed_in(engine, other) is not None


def test_one_person_with_several_posts_switches_between_them(engine, cast):
    post = add_post(
        engine,
        cast.administrator,
        cast.walker.person,
        "monitor",
        "100102",
        TODAY,
        key="p",
    )
    token = enter(engine).token
    assert signed_in(engine, token).actor.role == "walker"
    assert [one.role for one in signed_in(engine, token).posts] == ["walker", "monitor"]
    assert choose_post(engine, token, post).actor.role == "monitor"
    assert signed_in(engine, token).actor.area_label == "二村"
    assert signed_in(engine, token, cast.walker.post).actor.role == "walker"
    for foreign in (cast.mate.post, cast.boss.post, 5):
        with pytest.raises(NotFoundError):
            choose_post(engine, token, foreign)
        with pytest.raises(NotFoundError):
            signed_in(engine, token, foreign)


def test_without_a_post_one_is_in_but_acts_for_nobody(engine, cast, clock):
    token = enter(engine).token
    end_post(engine, cast.administrator, cast.walker.post, TODAY, key="e")
    clock.forward(days=1)
    found = signed_in(engine, token)
    assert (found.actor, found.posts) == (None, ())


def test_the_administrator_resets_passwords_below_and_nowhere_else(engine, cast):
    token = enter(engine).token
    slip = reset_password(engine, cast.administrator, cast.walker.person, key="r")
    assert (slip.login, slip.role_label, slip.area_label) == (
        "walker",
        "网格员",
        "一组",
    )
    assert (
        reset_password(engine, cast.administrator, cast.walker.person, key="r") == slip
    )
    assert signed_in(engine, token) is None
    assert codes(enter(engine)) == ["login_wrong"]
    found = enter(engine, password=slip.password)
    assert found.must_change_password
    assert change_password(engine, found.token, slip.password, "a-good-one-7") == ()
    assert not signed_in(engine, found.token).must_change_password
    for above in (cast.stranger, cast.boss):
        with pytest.raises(NotFoundError):
            reset_password(engine, cast.administrator, above.person, key="r2")
    for other in (cast.walker, cast.monitor):
        with pytest.raises((DeniedError, NotFoundError)):
            reset_password(engine, other, cast.walker.person, key="r3")


def test_the_first_password_stands_nowhere_in_the_database(engine, cast):
    slip = reset_password(engine, cast.administrator, cast.walker.person, key="r")
    engine.store.close()
    path = engine.uploads.folder.parent
    stored = b"".join(one.read_bytes() for one in path.glob("site.sqlite3*"))
    assert slip.login.encode() in stored
    assert slip.password.encode() not in stored


def test_nobody_appoints_above_or_beside_their_place(engine, cast):
    def appoint(role, area):
        return add_post(
            engine,
            cast.administrator,
            cast.walker.person,
            role,
            area,
            TODAY,
            key=area + role,
        )

    with pytest.raises(NotFoundError):
        appoint("boss", "10")
    with pytest.raises(NotFoundError):
        appoint("walker", "10020101")
    with pytest.raises(DeniedError):
        add_post(
            engine,
            cast.monitor,
            cast.walker.person,
            "walker",
            "10010101",
            TODAY,
            key="k",
        )
    with pytest.raises(DeniedError):
        end_post(engine, cast.administrator, cast.administrator.post, TODAY, key="e")
    with pytest.raises(NotFoundError):
        end_post(engine, cast.administrator, cast.boss.post, TODAY, key="e")
