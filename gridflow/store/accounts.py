"""Accounts and log-in sessions; hashing passwords and tokens is the caller's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gridflow.errors import NotFoundError
from gridflow.store.database import Session, Transaction
from gridflow.store.errors import LoginTakenError
from gridflow.store.models import Account as AccountModel
from gridflow.store.models import LoginSession as SessionModel
from gridflow.store.statements import Statement, at, shape


@dataclass(frozen=True, slots=True)
class Account:
    """How a person logs in; `failures` counts since the last right password."""

    person: int
    login: str
    password_hash: str
    must_change: bool
    failures: int
    locked_until: datetime | None
    disabled: bool
    last_login_at: datetime | None


@dataclass(frozen=True, slots=True)
class LoginSession:
    """A person's log-in on a device, with the post that they chose there."""

    id: int
    person: int
    post: int | None
    ip: str
    agent: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


_ACCOUNT = shape(Account, AccountModel)
_SESSION = shape(LoginSession, SessionModel)


def _accounts(column: Any, hole: str) -> Statement:  # noqa: ANN401
    return Statement(
        lambda: AccountModel.select(*_ACCOUNT.columns).where(
            (AccountModel.county == at("county")) & (column == at(hole))
        )
    )


_BY_LOGIN = _accounts(AccountModel.login, "login")
_BY_PERSON = _accounts(AccountModel.person, "person")
_BY_TOKEN = Statement(
    lambda: SessionModel.select(*_SESSION.columns).where(
        (SessionModel.county == at("county"))
        & (SessionModel.token_hash == at("token_hash"))
        & SessionModel.revoked_at.is_null()
        & (SessionModel.expires_at > at("now"))
    )
)
_SESSIONS_OF = Statement(
    lambda: (
        SessionModel.select(*_SESSION.columns)
        .where(
            (SessionModel.county == at("county"))
            & (SessionModel.person == at("person"))
            & SessionModel.revoked_at.is_null()
            & (SessionModel.expires_at > at("now"))
        )
        .order_by(SessionModel.created_at.desc(), SessionModel.id)
    )
)
_TOUCH = Statement(
    lambda: SessionModel.update(
        {SessionModel.seen_at: at("now"), SessionModel.expires_at: at("expires_at")}
    ).where(
        (SessionModel.county == at("county"))
        & (SessionModel.id == at("session"))
        & SessionModel.revoked_at.is_null()
    )
)


def account_by_login(session: Session, login: str) -> Account | None:
    """Return the account of a log-in name, or None."""
    return session.row(_ACCOUNT, _BY_LOGIN, login=login)


def account_of(session: Session, person: int) -> Account | None:
    """Return a person's account, or None."""
    return session.row(_ACCOUNT, _BY_PERSON, person=person)


def logins_like(session: Session, stem: str) -> frozenset[str]:
    """Return the log-in names that begin with a stem, to find a free one."""
    query = AccountModel.select(AccountModel.login).where(
        (AccountModel.county == session.county)
        & (AccountModel.login >= stem)
        & (AccountModel.login < stem + "\U0010ffff")
    )
    return frozenset(row[0] for row in session.tuples(query))


def add_account(
    tx: Transaction,
    person: int,
    login: str,
    password_hash: str,
    *,
    must_change: bool = True,
) -> Account:
    """Let a person log in; LoginTakenError if the name or the person has one."""
    added = tx.change(
        AccountModel.insert(
            {
                AccountModel.county: tx.county,
                AccountModel.id: tx.new_id(),
                AccountModel.person: person,
                AccountModel.login: login,
                AccountModel.password_hash: password_hash,
                AccountModel.must_change: must_change,
            }
        ).on_conflict_ignore()
    )
    if not added:
        raise LoginTakenError(login=login)
    return _must(tx, person)


def _must(session: Session, person: int) -> Account:
    found = account_of(session, person)
    if found is None:
        raise NotFoundError(person=person)
    return found


def _update(tx: Transaction, person: int, changes: dict[Any, object]) -> None:
    mine = (AccountModel.county == tx.county) & (AccountModel.person == person)
    if not tx.change(AccountModel.update(changes).where(mine)):
        raise NotFoundError(person=person)


def set_password(
    tx: Transaction, person: int, password_hash: str, *, must_change: bool
) -> None:
    """Give an account another password hash; failures and lock are forgotten."""
    _update(
        tx,
        person,
        {
            AccountModel.password_hash: password_hash,
            AccountModel.must_change: must_change,
            AccountModel.failures: 0,
            AccountModel.locked_until: None,
        },
    )


def set_disabled(tx: Transaction, person: int, *, disabled: bool) -> None:
    """Close an account, or open it again."""
    _update(tx, person, {AccountModel.disabled: disabled})


def note_failure(tx: Transaction, person: int) -> int:
    """Count a wrong password and return how many there are since the last right one."""
    _update(tx, person, {AccountModel.failures: AccountModel.failures + 1})
    return _must(tx, person).failures


def lock(tx: Transaction, person: int, until: datetime | None) -> None:
    """Refuse an account until an instant; None lets it in again."""
    changes: dict[Any, object] = {AccountModel.locked_until: until}
    if until is None:
        changes[AccountModel.failures] = 0
    _update(tx, person, changes)


def note_success(tx: Transaction, person: int, now: datetime) -> None:
    """Forget failures and lock, and keep when the person logged in."""
    _update(
        tx,
        person,
        {
            AccountModel.failures: 0,
            AccountModel.locked_until: None,
            AccountModel.last_login_at: now,
        },
    )


def open_session(
    tx: Transaction,
    person: int,
    token_hash: str,
    *,
    ip: str,
    agent: str,
    now: datetime,
    expires_at: datetime,
    post: int | None = None,
) -> LoginSession:
    """Open a log-in session under the hash of its token."""
    made = LoginSession(
        tx.new_id(), person, post, ip, agent, now, now, expires_at, None
    )
    tx.change(
        SessionModel.insert(
            {
                SessionModel.county: tx.county,
                SessionModel.id: made.id,
                SessionModel.person: person,
                SessionModel.post: post,
                SessionModel.token_hash: token_hash,
                SessionModel.ip: ip,
                SessionModel.agent: agent,
                SessionModel.created_at: now,
                SessionModel.seen_at: now,
                SessionModel.expires_at: expires_at,
            }
        )
    )
    return made


def session_by_token(
    session: Session, token_hash: str, now: datetime
) -> LoginSession | None:
    """Return the session of a token if it is neither revoked nor expired."""
    return session.row(_SESSION, _BY_TOKEN, token_hash=token_hash, now=now)


def sessions_of(
    session: Session, person: int, now: datetime
) -> tuple[LoginSession, ...]:
    """Return a person's sessions that are in force, newest first."""
    return session.rows(_SESSION, _SESSIONS_OF, person=person, now=now)


def touch_session(
    tx: Transaction, session_id: int, now: datetime, expires_at: datetime
) -> bool:
    """Keep when a session was last used and prolong it; False if it was revoked."""
    changed = tx.change(_TOUCH, session=session_id, now=now, expires_at=expires_at)
    return changed == 1


def choose_post(tx: Transaction, session_id: int, post: int) -> None:
    """Keep under which post the person acts in a session."""
    mine = (SessionModel.county == tx.county) & (SessionModel.id == session_id)
    tx.change(SessionModel.update({SessionModel.post: post}).where(mine))


def revoke_session(
    tx: Transaction, session_id: int, person: int, now: datetime
) -> None:
    """End one of a person's sessions; NotFoundError if it is not theirs or is over."""
    mine = (
        (SessionModel.county == tx.county)
        & (SessionModel.id == session_id)
        & (SessionModel.person == person)
        & SessionModel.revoked_at.is_null()
    )
    if not tx.change(SessionModel.update({SessionModel.revoked_at: now}).where(mine)):
        raise NotFoundError(session=session_id)


def revoke_sessions_of(
    tx: Transaction, person: int, now: datetime, but: int | None = None
) -> int:
    """End a person's sessions, but one if told, and return how many."""
    mine = (
        (SessionModel.county == tx.county)
        & (SessionModel.person == person)
        & SessionModel.revoked_at.is_null()
        & (SessionModel.expires_at > now)
    )
    if but is not None:
        mine &= SessionModel.id != but
    return tx.change(SessionModel.update({SessionModel.revoked_at: now}).where(mine))
