"""Flask-Login over the engine's sessions: the cookie holds a session's secret."""

from __future__ import annotations

from flask import Flask, session
from flask_login import LoginManager, UserMixin, login_user, logout_user

from gridflow.engine import Actor
from gridflow.engine.accounts import SignedIn, signed_in
from gridflow.web import csrf
from gridflow.web.desk import Desk


class User(UserMixin):  # type: ignore[misc]  # Flask-Login publishes no types
    """Who is logged in, as Flask-Login wants it; the id is the session's secret."""

    def __init__(self, token: str, held: SignedIn) -> None:
        self.token = token
        self.held = held

    @property
    def actor(self) -> Actor | None:
        """Return the person under the chosen post."""
        return self.held.actor

    def get_id(self) -> str:
        """Return what the cookie remembers."""
        return self.token


def install(app: Flask, desk: Desk) -> None:
    """Let Flask-Login find users by the sessions of the engine."""
    manager = LoginManager(app)
    # the engine ends sessions itself; a phone's address changes all day
    manager.session_protection = None

    @manager.user_loader  # type: ignore[untyped-decorator]  # the same
    def load(token: str) -> User | None:
        held = signed_in(desk.engine, token)
        return None if held is None else User(token, held)


def begin(held: SignedIn) -> None:
    """Remember a new session in a fresh cookie."""
    session.clear()
    csrf.renew()
    session.permanent = True
    login_user(User(held.token, held))


def end() -> None:
    """Forget the session's secret."""
    logout_user()
    session.clear()
