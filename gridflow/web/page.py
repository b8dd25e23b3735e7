"""The base of every page: a Flask-Admin view with our template, fenced by default."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask_admin import BaseView, expose
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from gridflow.engine import Actor, Engine
from gridflow.errors import DeniedError, GridflowError
from gridflow.web.desk import Desk
from gridflow.web.signing_in import User

if TYPE_CHECKING:
    from flask_admin import Admin


F = TypeVar("F", bound=Callable[..., Any])


def exposed(url: str, methods: tuple[str, ...] = ("GET",)) -> Callable[[F], F]:
    """Mark a method of a page as the view of an address below the page's own."""
    return cast("Callable[[F], F]", expose(url, methods))


class NotSignedInError(GridflowError):
    """Nobody is logged in, and a page of this kind cannot lead to the log-in."""

    code = "not_signed_in"
    status = 401


class NoPostError(DeniedError):
    """The person holds no post today, so there is nothing to act under."""

    code = "denied_no_post"


class Page(BaseView):  # type: ignore[misc]  # Flask-Admin publishes no types
    """A view that wants a log-in; its first rule has no trailing slash.

    Attributes:
        open_to_all: reachable without a log-in.
        before_password: reachable while the first password must still be changed.
    """

    open_to_all: ClassVar[bool] = False
    before_password: ClassVar[bool] = False
    # Flask-Admin's metaclass fills these
    _urls: list[tuple[str, str, tuple[str, ...]]]
    _default_view: str | None

    def __init__(self, desk: Desk, endpoint: str, url: str) -> None:
        if self._default_view is None:
            # Flask-Admin wants one; pages of mere commands have no first page
            self._default_view = self._urls[0][1]
        # a path of its own keeps Flask-Admin from serving its style sheets at the root
        own = f"/static/{endpoint}"
        super().__init__(name=endpoint, endpoint=endpoint, url=url, static_url_path=own)
        self.desk = desk

    @property
    def engine(self) -> Engine:
        """Return the engine."""
        return self.desk.engine

    @property
    def actor(self) -> Actor:
        """Return who acts; NoPostError where the person holds no post today."""
        actor = self.desk.actor()
        if actor is None:
            raise NoPostError
        return actor

    @property
    def user(self) -> User:
        """Return who is logged in; only for views that want a log-in."""
        user: User = current_user._get_current_object()  # noqa: SLF001 - Werkzeug's name
        return user

    def create_blueprint(self, admin: Admin) -> Blueprint:
        """Register the rules, the first one without a trailing slash."""
        if self.url != "/":
            self._urls = [
                ("" if url == "/" else url, name, methods)
                for url, name, methods in self._urls
            ]
        blueprint: Blueprint = super().create_blueprint(admin)
        return blueprint

    def is_accessible(self) -> bool:
        """Tell whether the request may come in at all; the engine decides the rest."""
        if self.open_to_all:
            return True
        if not current_user.is_authenticated:
            return False
        return self.before_password or not self.user.held.must_change_password

    def inaccessible_callback(self, name: str, **kwargs: object) -> AnyResponse:
        """Lead to the log-in, or to the change of the first password."""
        del name, kwargs
        if current_user.is_authenticated:
            return redirect(url_for("password.index"), 303)
        if request.method != "GET" or wants_json():
            raise NotSignedInError
        back = request.full_path if request.query_string else request.path
        return redirect(url_for("login.index", next=back), 303)

    def show(self, template: str, /, status: int = 200, **values: object) -> Response:
        """Return a page made of a template."""
        return make_response(self.render(template, **values), status)

    def _run_view(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        # Flask-Admin calls a view again with other arguments after any TypeError
        return fn(self, *args, **kwargs)


def wants_json() -> bool:
    """Tell whether a script asks; people get pages."""
    return request.accept_mimetypes.best == "application/json"


def cursor_of_request() -> str:
    """Return where the list goes on; "" for what no list could have written."""
    after = request.args.get("after", "")[:200]
    # identifiers stay below 2**53: a longer number was made up
    return "" if re.search(r"\d{17}", after) else after


def key_of_request(engine: Engine) -> str:
    """Return the idempotency key that the page's form carries, a new one without."""
    return request.form.get("key", "")[:64] or engine.new_id()


def see(endpoint: str, **values: Any) -> AnyResponse:  # noqa: ANN401 - Flask's own
    """Return the redirect that follows a command."""
    return redirect(url_for(endpoint, **values), 303)
