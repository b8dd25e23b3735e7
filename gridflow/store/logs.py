"""Plain logs: who looked at a hidden value and why, and who tried to log in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from gridflow.store.database import Session, Transaction
from gridflow.store.models import LoginLog, Person
from gridflow.store.models import Look as LookModel
from gridflow.store.rows import By
from gridflow.store.statements import Statement, at, shape


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody saw a hidden value of a record or submission (`subject`)."""

    at: datetime
    person: int
    person_name: str
    post: int
    subject: int
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class LoginAttempt:
    """Somebody tried to log in; `outcome` is a stable word."""

    at: datetime
    login: str
    person: int | None
    outcome: str
    ip: str
    agent: str


_LOOK = shape(Look, LookModel, person_name=Person.name)
_ATTEMPT = shape(LoginAttempt, LoginLog)
_ADD_LOOK = Statement(
    lambda: LookModel.insert(
        {
            getattr(LookModel, name): at(name)
            for name in (
                "county",
                "id",
                "at",
                "person",
                "post",
                "subject",
                "field",
                "reason",
            )
        }
    )
)
_ADD_ATTEMPT = Statement(
    lambda: LoginLog.insert(
        {
            getattr(LoginLog, name): at(name)
            for name in (
                "county",
                "id",
                "at",
                "login",
                "person",
                "outcome",
                "ip",
                "agent",
            )
        }
    )
)
_LOOKS = Statement(
    lambda: (
        LookModel.select(*_LOOK.columns)
        .join(Person, on=(Person.id == LookModel.person))
        .where(
            (LookModel.county == at("county")) & (LookModel.subject == at("subject"))
        )
        .order_by(LookModel.at, LookModel.id)
    )
)
_ATTEMPTS = Statement(
    lambda: (
        LoginLog.select(*_ATTEMPT.columns)
        .where((LoginLog.county == at("county")) & (LoginLog.at >= at("since")))
        .order_by(LoginLog.at.desc(), LoginLog.id.desc())
        .limit(at("limit"))
    )
)


def log_look(tx: Transaction, subject: int, field: str, reason: str, by: By) -> None:
    """Keep that somebody saw a hidden value, and why."""
    tx.change(
        _ADD_LOOK,
        id=tx.new_id(),
        at=by.at,
        person=by.person,
        post=by.post,
        subject=subject,
        field=field,
        reason=reason,
    )


def looks_at(session: Session, subject: int) -> tuple[Look, ...]:
    """Return who looked at a record or submission, oldest first."""
    return session.rows(_LOOK, _LOOKS, subject=subject)


def log_login(tx: Transaction, attempt: LoginAttempt) -> None:
    """Keep an attempt to log in."""
    tx.change(
        _ADD_ATTEMPT,
        id=tx.new_id(),
        at=attempt.at,
        login=attempt.login,
        person=attempt.person,
        outcome=attempt.outcome,
        ip=attempt.ip,
        agent=attempt.agent,
    )


def logins_since(
    session: Session, since: datetime, limit: int = 200
) -> tuple[LoginAttempt, ...]:
    """Return the attempts to log in since an instant, latest first."""
    return session.rows(_ATTEMPT, _ATTEMPTS, since=since, limit=limit)
