"""What people see when something is wrong: one calm page, never a trace.

Not there and not yours look the same. An unexpected error gets a number that stands
in the log beside its trace.
"""

from __future__ import annotations

from importlib.resources import files

from flask import (
    Flask,
    Response,
    current_app,
    jsonify,
    make_response,
    render_template,
    request,
)
from flask_login import current_user
from werkzeug.exceptions import HTTPException

from gridflow.engine.errors import NothingPublishedError
from gridflow.errors import GridflowError
from gridflow.web.desk import Desk
from gridflow.web.page import wants_json

_CODES = {
    400: "bad_request",
    403: "denied",
    404: "not_found",
    405: "not_found",
    413: "request_too_large",
    429: "quota",
}


def install(app: Flask, desk: Desk) -> None:
    """Answer every error of the application with a sentence of the wording."""

    def from_engine(error: GridflowError) -> Response:
        if isinstance(error, NothingPublishedError):
            return _fixed("unready.html", error.status)
        if error.status >= 500:  # noqa: PLR2004 - the server's own faults
            return unexpected(error)
        return failed(desk, error.status, desk.say(error.code, **error.facts))

    def from_http(error: HTTPException) -> Response:
        status = error.code or 500
        if status == 404:  # noqa: PLR2004 - not found
            # a page of the site that does not exist tells a stranger nothing more
            return failed(desk, 404, desk.say("not_found"))
        return failed(desk, status, desk.say(_CODES.get(status, "bad_request")))

    def unexpected(error: Exception) -> Response:
        number = desk.engine.new_id()[:8]
        app.logger.error(
            "%s %s %s", number, request.method, request.path, exc_info=error
        )
        return failed(desk, 500, _sentence(desk, number), number)

    app.register_error_handler(GridflowError, from_engine)
    app.register_error_handler(HTTPException, from_http)
    app.register_error_handler(Exception, unexpected)


def _sentence(desk: Desk, number: str) -> str:
    try:
        return desk.say("unexpected", number=number)
    except Exception:  # noqa: BLE001 - the wording comes from the store as well
        return desk.shipped.say("unexpected", number=number)


def failed(desk: Desk, status: int, sentence: str, number: str = "") -> Response:
    """Return the page, or for a script the JSON, of something that went wrong."""
    if wants_json():
        return make_response(jsonify(error=sentence, number=number), status)
    try:
        page = _page(desk, status, sentence, number)
    except Exception:  # the page needs the store, which may be what is broken
        current_app.logger.exception("the page of an error failed")
        return _fixed("broken.html", status, number)
    return make_response(page, status)


def _page(desk: Desk, status: int, sentence: str, number: str) -> str:
    signed_in = bool(current_user.is_authenticated)
    return render_template(
        "failed.html",
        sentence=sentence,
        number=number,
        status=status,
        signed_in=signed_in,
        title=desk.say("failed_title"),
        typed=_typed(),
    )


def _typed() -> list[tuple[str, str]]:
    """Return what somebody typed into a form, so that no error page loses it."""
    if request.method != "POST" or request.content_length is None:
        return []
    try:
        pairs = request.form.items(multi=True)
    except HTTPException:
        # too large to read is why we are here
        return []
    marks = ("f.", "why.")
    return [
        (name.partition(".")[2], text)
        for name, text in pairs
        if name.startswith(marks) and text.strip()
    ]


def _fixed(name: str, status: int, number: str = "") -> Response:
    """Return a page that needs neither published wording nor the store."""
    page = files("gridflow.web").joinpath("templates", name).read_text("utf-8")
    return Response(page.replace("%NUMBER%", number), status, mimetype="text/html")
