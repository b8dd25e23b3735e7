"""Files handed in: type by content, size limits, photos shrunk, stored by content."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from gridflow.engine.commands import Act, Answer, run
from gridflow.engine.content import Content, read_limited, recognise
from gridflow.engine.faults import Fault
from gridflow.engine.filled import UploadView
from gridflow.engine.loading import load_task, upload_view
from gridflow.engine.reach import in_pool, require_holder, task_in_reach
from gridflow.errors import NotFoundError
from gridflow.spec.forms import Field, Form
from gridflow.store import Session, tasks, uploads
from gridflow.store.ids import code_of, id_of_code
from gridflow.store.tasks import Task
from gridflow.store.uploads import NewUpload

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine


FILES_AT_MOST = 60
NAME_AT_MOST = 120


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file to serve: its bytes and what they are."""

    view: UploadView
    data: bytes


def receive(
    engine: Engine,
    actor: Actor,
    task: str,
    field: str,
    filename: str,
    stream: BinaryIO,
    *,
    way: str = "",
    key: str,
) -> UploadView | Fault:
    """Keep a file for a field ("bills", "people.<row>.card", "signatures.<place>").

    `way` is "drawn" or "photo" for signatures. Only who may fill the task may.
    """
    with engine.store.reading() as session:
        found = task_in_reach(engine, session, actor, task)
        _require_filler(engine, session, actor, found)
        form = load_task(engine, session, found, engine.today()).form
        there = len(uploads.uploads_of_task(session, found.id))
    if not _is_place(form, field, way):
        raise NotFoundError
    if there >= FILES_AT_MOST:
        return Fault(field, "upload_too_many", {"at_most": FILES_AT_MOST})
    data = read_limited(stream)
    content = (
        Content(fault="upload_too_large")
        if data is None
        else recognise(data, keep_clear=way == "drawn")
    )
    if content.fault:
        return Fault(field, content.fault)
    sha256 = engine.uploads.write(content.data)
    kept = NewUpload(
        sha256=sha256,
        size=len(content.data),
        type=content.media_type,
        filename=clean_name(filename),
        task=found.id,
        record=None,
        field=f"{field}#{way}" if way else field,
    )

    def act(at: Act) -> Answer:
        return {"upload": uploads.add_upload(at.tx, kept, at.by)}

    told = {"task": task, "field": kept.field, "sha256": sha256}
    answer = run(engine, actor, key, "upload", told, act)
    with engine.store.reading() as session:
        row = uploads.upload(session, int(str(answer["upload"])))
    if row is None:
        raise NotFoundError
    return upload_view(row)


def _require_filler(engine: Engine, session: Session, actor: Actor, task: Task) -> None:
    """Raise DeniedError unless the actor fills the task, or may correct it."""
    mine = task.holder == actor.person
    if task.state == tasks.DONE and (mine or in_pool(engine, session, actor, task)):
        return
    require_holder(actor, task)


def _is_place(form: Form, field: str, way: str) -> bool:
    """Tell whether the form has an upload field or a signature place of the name."""
    first, _, rest = field.partition(".")
    if first == "signatures":
        return any(one.id == rest and way in one.ways for one in form.signatures)
    if way:
        return False
    if not rest:
        return any(one.id == first for one in form.plain_fields() if is_upload(one))
    name = rest.partition(".")[2]
    return any(
        one.id == name
        for repeat in form.repeats()
        if repeat.id == first
        for one in repeat.fields
        if is_upload(one)
    )


def is_upload(of: Field) -> bool:
    """Tell whether a field holds files."""
    return of.type == "upload"


def clean_name(filename: str) -> str:
    """Return a file's name as people called it, without folders and odd signs."""
    text = unicodedata.normalize("NFC", filename.replace("\\", "/"))
    name = text.rpartition("/")[2]
    plain = "".join(one for one in name if unicodedata.category(one)[0] != "C")
    return plain.strip(" .")[-NAME_AT_MOST:]


def read(engine: Engine, actor: Actor, upload: str) -> StoredFile:
    """Return a file whose task the actor may see; NotFoundError otherwise."""
    with engine.store.reading() as session:
        number = id_of_code(session.county, upload)
        row = None if number is None else uploads.upload(session, number)
        if row is None or row.task is None:
            raise NotFoundError
        task_in_reach(engine, session, actor, code_of(row.task))
    return StoredFile(upload_view(row), engine.uploads.read(row.sha256))
