"""Logging in and out, passwords, sessions, several posts of one person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from gridflow.engine.faults import Fault

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine


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
        token: the secret of the session, for the cookie (new only after log-in).
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


@dataclass(frozen=True, slots=True)
class Slip:
    """A first password to hand over on paper; the only time it can be read."""

    person: int
    name: str
    login: str
    password: str
    area_label: str
    role_label: str


def log_in(
    engine: Engine, login: str, password: str, *, ip: str, agent: str
) -> SignedIn | tuple[Fault, ...]:
    """Begin a session by log-in name or phone; faults tell nothing about which."""
    raise NotImplementedError


def signed_in(engine: Engine, token: str, post: int | None = None) -> SignedIn | None:
    """Return whose session it is, under `post` (or the chosen one); None if ended."""
    raise NotImplementedError


def actor_of(engine: Engine, token: str, post: int | None = None) -> Actor | None:
    """Return the actor of a session, None if it ended or the person has no post."""
    raise NotImplementedError


def log_out(engine: Engine, token: str) -> None:
    """End the session; an unknown one is already ended."""
    raise NotImplementedError


def choose_post(engine: Engine, token: str, post: int) -> SignedIn:
    """Switch the session to another post of the person; NotFoundError if not theirs."""
    raise NotImplementedError


def change_password(
    engine: Engine, token: str, old: str, new: str
) -> tuple[Fault, ...]:
    """Change the own password; () when done, else faults; other sessions end."""
    raise NotImplementedError


def sessions(engine: Engine, token: str) -> tuple[SessionRow, ...]:
    """List the person's running sessions, newest first."""
    raise NotImplementedError


def end_session(engine: Engine, token: str, session: int) -> None:
    """End one of the person's own sessions; NotFoundError if it is another's."""
    raise NotImplementedError


def reset_password(engine: Engine, actor: Actor, person: int, *, key: str) -> Slip:
    """Give a person of the actor's area a new first password (`manage: people`)."""
    raise NotImplementedError


def end_post(
    engine: Engine, actor: Actor, post: int, last_day: date, *, key: str
) -> int:
    """End a post; its claimed tasks return to the pool; returns how many did."""
    raise NotImplementedError
