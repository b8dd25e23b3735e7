"""Files: taken for a field of a task, and given to whoever may see that task."""

from __future__ import annotations

from typing import BinaryIO, cast

from flask import Response, jsonify, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from gridflow.engine.faults import Fault
from gridflow.engine.uploads import read, receive
from gridflow.errors import GridflowError
from gridflow.web.failures import failed
from gridflow.web.page import Page, exposed, key_of_request
from gridflow.web.security import FILE_POLICY
from gridflow.web.typed import input_name


class NoFileError(GridflowError):
    """A request to keep a file brought none."""

    code = "upload_empty"
    status = 400


class TaskUploads(Page):
    """Files sent by a script, one by one, while the form is still being filled."""

    @exposed("/<code>/uploads", methods=("POST",))
    def take(self, code: str) -> AnyResponse:
        """Keep one file for a field; answers with what its input must carry."""
        file = request.files.get("file")
        if file is None:
            raise NoFileError
        path = request.form.get("path", "")
        way = request.form.get("way", "")
        signing = path.startswith("signatures.")
        got = receive(
            self.engine,
            self.actor,
            code,
            path,
            file.filename or "",
            cast("BinaryIO", file.stream),
            way=way if signing else "",
            key=key_of_request(self.engine),
        )
        if isinstance(got, Fault):
            return failed(self.desk, 422, self.desk.told(got))
        return jsonify(
            id=got.id,
            filename=got.filename,
            size=got.size,
            image=got.media_type.startswith("image/"),
            url=url_for("files.give", upload=got.id),
            name=input_name(path),
        )


class Files(Page):
    """Files handed in earlier."""

    @exposed("/<upload>")
    def give(self, upload: str) -> AnyResponse:
        """Give a file whose task the actor may see."""
        stored = read(self.engine, self.actor, upload)
        response = Response(stored.data, mimetype=stored.view.media_type)
        image = stored.view.media_type.startswith("image/")
        kind = "inline" if image else "attachment"
        response.headers.set(
            "Content-Disposition", kind, filename=_ascii(stored.view.filename)
        )
        response.headers["Content-Security-Policy"] = FILE_POLICY
        response.headers["Cache-Control"] = "private, max-age=3600"
        return response


def _ascii(filename: str) -> str:
    kept = "".join(
        one if one.isascii() and (one.isalnum() or one in "._-") else "_"
        for one in filename
    )
    return kept[-80:] or "file"
