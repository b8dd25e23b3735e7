"""The bare address, `/healthz`, `/readyz` and the static files."""

from __future__ import annotations

from typing import ClassVar

from flask import Response, jsonify, make_response
from werkzeug.wrappers import Response as AnyResponse

from gridflow.errors import GridflowError
from gridflow.web.page import Page, exposed, see


class Home(Page):
    """The bare address."""

    @exposed("/")
    def index(self) -> AnyResponse:
        """Lead to the list of work."""
        return see("inbox.index")


class Healthz(Page):
    """The process answers."""

    open_to_all: ClassVar[bool] = True

    @exposed("/")
    def index(self) -> AnyResponse:
        """Say so; nothing else is looked at."""
        return Response("ok\n", mimetype="text/plain")


class Readyz(Page):
    """The database answers and definitions are active."""

    open_to_all: ClassVar[bool] = True

    @exposed("/")
    def index(self) -> AnyResponse:
        """Say whether pages can be served now."""
        try:
            self.engine.library.active_digest()
        except GridflowError as error:
            return make_response(jsonify(ready=False, why=error.code), 503)
        return jsonify(ready=True)


class Static(Page):
    """Style sheets and scripts, by the hash of their content."""

    open_to_all: ClassVar[bool] = True

    @exposed("/<digest>/<path:path>")
    def file(self, digest: str, path: str) -> AnyResponse:
        """Give a file of the pages."""
        return self.desk.assets.answer(digest, path)
