"""What people see when something is wrong: one calm page, never a trace.

Not there and not yours look the same. An unexpected error gets a number that stands
in the log beside its trace.
"""

from __future__ import annotations

from importlib.resources import files

from flask import Flask, Response, jsonify, make_response, render_template, request
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
            return _unready()
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
        return failed(desk, 500, desk.say("unexpected", number=number), number)

    app.register_error_handler(GridflowError, from_engine)
    app.register_error_handler(HTTPException, from_http)
    app.register_error_handler(Exception, unexpected)


def failed(desk: Desk, status: int, sentence: str, number: str = "") -> Response:
    """Return the page, or for a script the JSON, of something that went wrong."""
    if wants_json():
        return make_response(jsonify(error=sentence, number=number), status)
    signed_in = bool(current_user.is_authenticated)
    page = render_template(
        "failed.html",
        sentence=sentence,
        number=number,
        status=status,
        signed_in=signed_in,
        title=desk.say("failed_title"),
        typed=_typed(),
    )
    return make_response(page, status)


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


def _unready() -> Response:
    """Return a page that needs no published wording."""
    text = (
        files("gridflow.web").joinpath("templates", "unready.html").read_text("utf-8")
    )
    return Response(text, 503, mimetype="text/html")
