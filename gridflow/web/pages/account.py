"""Logging in and out, the password, the chosen post, the running sessions."""

from __future__ import annotations

from typing import ClassVar

from flask import flash, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from gridflow.engine.accounts import (
    SignedIn,
    change_password,
    choose_post,
    end_session,
    log_in,
    log_out,
    sessions,
)
from gridflow.web import signing_in
from gridflow.web.page import Page, exposed, see
from gridflow.web.security import local_path


class Login(Page):
    """The only page for strangers."""

    open_to_all: ClassVar[bool] = True

    @exposed("/", methods=("GET", "POST"))
    def index(self) -> AnyResponse:
        """Show the form, or begin a session."""
        back = local_path(request.values.get("next", ""))
        if current_user.is_authenticated and request.method == "GET":
            return redirect(back or url_for("inbox.index"), 303)
        told: list[str] = []
        if request.method == "POST":
            found = log_in(
                self.engine,
                request.form.get("login", "").strip()[:100],
                request.form.get("password", "")[:1000],
                ip=request.remote_addr or "",
                agent=request.user_agent.string[:200],
            )
            if isinstance(found, SignedIn):
                signing_in.begin(found)
                return redirect(self._onward(found, back), 303)
            told = [self.desk.told(one) for one in found]
        login = request.form.get("login", "")
        status = 422 if told else 200
        return self.show("login.html", status, told=told, back=back, login=login)

    @staticmethod
    def _onward(found: SignedIn, back: str) -> str:
        if found.must_change_password:
            return url_for("password.index")
        return back or url_for("inbox.index")


class Logout(Page):
    """The end of the session."""

    before_password: ClassVar[bool] = True

    @exposed("/", methods=("POST",))
    def index(self) -> AnyResponse:
        """End the session and show the log-in."""
        log_out(self.engine, self.user.token)
        signing_in.end()
        return see("login.index")


class Password(Page):
    """The own password; a first one must be changed before anything else."""

    before_password: ClassVar[bool] = True

    @exposed("/", methods=("GET", "POST"))
    def index(self) -> AnyResponse:
        """Show the form, or change the password."""
        told: list[tuple[str, str]] = []
        if request.method == "POST":
            new = request.form.get("new", "")
            if new != request.form.get("again", ""):
                told.append(("again", self.desk.say("password_differs")))
            else:
                old = request.form.get("old", "")
                faults = change_password(self.engine, self.user.token, old, new)
                told.extend((one.path, self.desk.told(one)) for one in faults)
            if not told:
                flash(self.desk.say("password_changed"), "info")
                return see("inbox.index")
        first = self.user.held.must_change_password
        return self.show("password.html", 422 if told else 200, told=told, first=first)


class Post(Page):
    """Which post the person acts under."""

    @exposed("/", methods=("POST",))
    def index(self) -> AnyResponse:
        """Switch to another post of the person."""
        choose_post(self.engine, self.user.token, request.form.get("post", 0, int))
        return see("inbox.index")


class Sessions(Page):
    """Where the person is logged in."""

    @exposed("/")
    def index(self) -> AnyResponse:
        """List the running sessions."""
        rows = sessions(self.engine, self.user.token)
        return self.show("sessions.html", rows=rows)

    @exposed("/<int:session>/end", methods=("POST",))
    def end(self, session: int) -> AnyResponse:
        """End one of them."""
        end_session(self.engine, self.user.token, session)
        flash(self.desk.say("session_ended"), "info")
        return see("sessions.index")
