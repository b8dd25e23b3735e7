"""Logging in and out, sessions, several posts of one person.

Sessions and lock-outs run on real time; which posts are held is a matter of the
business day.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from gridflow.engine.faults import Fault
from gridflow.engine.passwords import password_faults
from gridflow.engine.reading import plain_digits
from gridflow.errors import NotFoundError
from gridflow.spec.site import Site
from gridflow.store import Session, Transaction, accounts, areas, logs, people
from gridflow.store.logs import LoginAttempt

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine

FAILURES_AT_MOST = 5
LOCKED_FOR = timedelta(minutes=15)
IDLE_FOR = timedelta(hours=12)
TOUCHED_EVERY = timedelta(minutes=5)
LOGIN_AT_MOST = 64
AGENT_AT_MOST = 200
TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class HeldPost:
    """A post somebody holds today, for the switcher."""

    id: int
    role: str
    role_label: str
    area: int
    area_code: str
    area_label: str
    area_path: tuple[str, ...]
    until: date | None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who a session belongs to.

    Attributes:
        token: the secret of the session, for the cookie.
        person: the person's id.
        name: the person's name.
        login: the log-in name.
        must_change_password: only the password page may be shown.
        posts: posts held today; the first is the default.
        actor: the person under the chosen post; None without any post.
    """

    token: str
    person: int
    name: str
    login: str
    must_change_password: bool
    posts: tuple[HeldPost, ...]
    actor: Actor | None


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One log-in of a person, for their list of sessions."""

    id: int
    began_at: datetime
    seen_at: datetime
    ip: str
    agent: str
    current: bool


def log_in(
    engine: Engine, login: str, password: str, *, ip: str, agent: str
) -> SignedIn | tuple[Fault, ...]:
    """Begin a session by log-in name or phone; faults tell nothing about which."""
    name = normal_login(login)
    now = engine.wall.now()
    with engine.store.reading() as session:
        account = _account(session, name)
    locked = account is not None and (account.locked_until or now) > now
    if account is None or account.disabled or locked:
        engine.passwords.waste(password)
        right = False
    else:
        right = engine.passwords.verify(account.password_hash, password)
    if account is None or not right:
        outcome = "locked" if locked else "wrong"
        return _refused(engine, name, account, outcome, ip=ip, agent=agent)
    token = engine.random.randbytes(TOKEN_BYTES).hex()
    with engine.store.transaction() as tx:
        accounts.note_success(tx, account.person, now)
        accounts.open_session(
            tx,
            account.person,
            _hash(token),
            ip=ip,
            agent=agent[:AGENT_AT_MOST],
            now=now,
            expires_at=now + IDLE_FOR,
        )
        _log(tx, now, name, account.person, "in", ip, agent)
    found = signed_in(engine, token)
    return (Fault("", "login_wrong"),) if found is None else found


def normal_login(login: str) -> str:
    """Return a log-in name as it is compared: NFKC, without spaces, small letters."""
    text = unicodedata.normalize("NFKC", login[: LOGIN_AT_MOST * 2])
    return "".join(text.split()).casefold()[:LOGIN_AT_MOST]


def _account(session: Session, name: str) -> accounts.Account | None:
    account = accounts.account_by_login(session, name)
    if account is not None:
        return account
    found = people.people_by_phone(session, plain_digits(name).removeprefix("+86"))
    # a phone that two people share is no log-in
    return accounts.account_of(session, found[0].id) if len(found) == 1 else None


def _refused(
    engine: Engine,
    name: str,
    account: accounts.Account | None,
    outcome: str,
    *,
    ip: str,
    agent: str,
) -> tuple[Fault, ...]:
    now = engine.wall.now()
    person = account.person if account else None
    with engine.store.transaction() as tx:
        _log(tx, now, name, person, outcome, ip, agent)
        if account is None or account.disabled:
            return (Fault("", "login_wrong"),)
        if outcome == "wrong":
            failures = accounts.note_failure(tx, account.person)
            if failures < FAILURES_AT_MOST:
                return (Fault("", "login_wrong"),)
            accounts.lock(tx, account.person, now + LOCKED_FOR)
        until = accounts.account_of(tx, account.person)
    left = (until.locked_until or now) - now if until else LOCKED_FOR
    minutes = max(1, -(-int(left.total_seconds()) // 60))
    return (Fault("", "login_locked", {"minutes": minutes}),)


def _log(
    tx: Transaction,
    at: datetime,
    login: str,
    person: int | None,
    outcome: str,
    ip: str,
    agent: str,
) -> None:
    attempt = LoginAttempt(at, login, person, outcome, ip, agent[:AGENT_AT_MOST])
    logs.log_login(tx, attempt)


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _open(engine: Engine, token: str) -> accounts.LoginSession:
    with engine.store.reading() as session:
        found = accounts.session_by_token(session, _hash(token), engine.wall.now())
    if found is None:
        raise NotFoundError
    return found


def signed_in(engine: Engine, token: str, post: int | None = None) -> SignedIn | None:
    """Return whose session it is, under `post` (or the chosen one); None if ended.

    A post that the person does not hold today raises NotFoundError.
    """
    now = engine.wall.now()
    with engine.store.reading() as session:
        found = accounts.session_by_token(session, _hash(token), now)
        if found is None:
            return None
        person = people.person(session, found.person)
        account = accounts.account_of(session, found.person)
        if person is None or account is None or account.disabled:
            return None
        held = _held(engine, session, found.person)
    if now - found.seen_at > TOUCHED_EVERY:
        with engine.store.transaction() as tx:
            accounts.touch_session(tx, found.id, now, now + IDLE_FOR)
    return SignedIn(
        token=token,
        person=person.id,
        name=person.name,
        login=account.login,
        must_change_password=account.must_change,
        posts=tuple(one for one, _ in held),
        actor=_actor(person, held, post, found.post),
    )


def _held(
    engine: Engine, session: Session, person: int
) -> tuple[tuple[HeldPost, str], ...]:
    day = engine.today()
    site = engine.library.active()
    return tuple(
        _held_post(session, site, one, day)
        for one in people.posts_of(session, person, day)
    )


def _held_post(
    session: Session, site: Site, post: people.Post, day: date
) -> tuple[HeldPost, str]:
    above = areas.ancestors(session, post.area, day)
    procedure = site.procedure_for([one.code for one in above])
    role = procedure.roles.get(post.role)
    return (
        HeldPost(
            id=post.id,
            role=post.role,
            role_label=role.label if role else post.role,
            area=post.area,
            area_code=post.area_code,
            area_label=post.area_label,
            area_path=path_from_county(site, above),
            until=post.valid_to,
        ),
        procedure.id,
    )


def path_from_county(site: Site, above: tuple[areas.Area, ...]) -> tuple[str, ...]:
    """Return the labels from the county down to an area, given it and all above it."""
    labels: list[str] = []
    for one in above:
        labels.append(one.label)
        if one.code == site.county.area:
            break
    return tuple(reversed(labels))


def _actor(
    person: people.Person,
    held: tuple[tuple[HeldPost, str], ...],
    wanted: int | None,
    chosen: int | None,
) -> Actor | None:
    from gridflow.engine import Actor

    by_id = {one.id: (one, procedure) for one, procedure in held}
    if wanted is not None and wanted not in by_id:
        raise NotFoundError
    if not held:
        return None
    post, procedure = by_id.get(wanted or chosen or 0, held[0])
    return Actor(
        person=person.id,
        name=person.name,
        post=post.id,
        role=post.role,
        role_label=post.role_label,
        area=post.area,
        area_code=post.area_code,
        area_label=post.area_label,
        area_path=post.area_path,
        procedure=procedure,
    )


def actor_of(engine: Engine, token: str, post: int | None = None) -> Actor | None:
    """Return the actor of a session, None if it ended or the person has no post."""
    found = signed_in(engine, token, post)
    return None if found is None else found.actor


def actor_under(engine: Engine, post: int) -> Actor:
    """Return the actor of a post held today, for the command line and for jobs.

    NotFoundError where nobody holds it today.
    """
    day = engine.today()
    with engine.store.reading() as session:
        found = people.post(session, post)
        person = None if found is None else people.person(session, found.person)
        held = () if person is None else _held(engine, session, person.id)
    if person is None:
        raise NotFoundError(post=post, day=day)
    actor = _actor(person, held, post, None)
    if actor is None:
        raise NotFoundError(post=post, day=day)
    return actor


def log_out(engine: Engine, token: str) -> None:
    """End the session; an unknown one is already ended."""
    now = engine.wall.now()
    with engine.store.transaction() as tx:
        found = accounts.session_by_token(tx, _hash(token), now)
        if found is not None:
            accounts.revoke_session(tx, found.id, found.person, now)


def choose_post(engine: Engine, token: str, post: int) -> SignedIn:
    """Switch the session to another post of the person; NotFoundError if not theirs."""
    found = _open(engine, token)
    chosen = signed_in(engine, token, post)
    if chosen is None:
        raise NotFoundError
    with engine.store.transaction() as tx:
        accounts.choose_post(tx, found.id, post)
    return chosen


def change_password(
    engine: Engine, token: str, old: str, new: str
) -> tuple[Fault, ...]:
    """Change the own password; () when done, else faults; other sessions end."""
    found = _open(engine, token)
    with engine.store.reading() as session:
        account = accounts.account_of(session, found.person)
        phone = people.open_phone(session, found.person)
    if account is None or not engine.passwords.verify(account.password_hash, old):
        return (Fault("old", "password_wrong"),)
    faults = password_faults(new, login=account.login, phone=phone)
    if new == old:
        faults = (*faults, Fault("new", "password_same"))
    if faults:
        return faults
    encoded = engine.passwords.hash(new)
    with engine.store.transaction() as tx:
        accounts.set_password(tx, found.person, encoded, must_change=False)
        accounts.revoke_sessions_of(tx, found.person, engine.wall.now(), but=found.id)
    return ()


def sessions(engine: Engine, token: str) -> tuple[SessionRow, ...]:
    """List the person's running sessions, newest first."""
    mine = _open(engine, token)
    with engine.store.reading() as session:
        found = accounts.sessions_of(session, mine.person, engine.wall.now())
    return tuple(
        SessionRow(
            one.id, one.created_at, one.seen_at, one.ip, one.agent, one.id == mine.id
        )
        for one in found
    )


def end_session(engine: Engine, token: str, session: int) -> None:
    """End one of the person's own sessions; NotFoundError if it is another's."""
    mine = _open(engine, token)
    with engine.store.transaction() as tx:
        accounts.revoke_session(tx, session, mine.person, engine.wall.now())
