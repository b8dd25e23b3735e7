"""Uploads: whose file it is and where its content lies, by sha256."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gridflow.store.database import Session, Transaction
from gridflow.store.ids import code_of
from gridflow.store.models import Upload as UploadModel
from gridflow.store.rows import By
from gridflow.store.statements import Statement, at, shape


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody sent for a field of a task or of a record.

    Who may see it is told by that task or record, never by the upload alone.
    """

    id: int
    sha256: str
    size: int
    type: str
    filename: str
    task: int | None
    record: int | None
    field: str
    person: int
    post: int
    received_at: datetime

    @property
    def code(self) -> str:
        """Return the code that people see."""
        return code_of(self.id)


@dataclass(frozen=True, slots=True)
class NewUpload:
    """A file to keep; its size is in bytes, its type that of its content."""

    sha256: str
    size: int
    type: str
    filename: str
    task: int | None
    record: int | None
    field: str


_UPLOAD = shape(Upload, UploadModel)


def _uploads(condition: Any) -> Any:  # noqa: ANN401 - peewee queries
    return (
        UploadModel.select(*_UPLOAD.columns)
        .where((UploadModel.county == at("county")) & condition)
        .order_by(UploadModel.received_at, UploadModel.id)
    )


_BY_ID = Statement(lambda: _uploads(UploadModel.id == at("upload")))
_OF_TASK = Statement(lambda: _uploads(UploadModel.task == at("task")))
_OF_RECORD = Statement(lambda: _uploads(UploadModel.record == at("record")))
_INSERT = Statement(
    lambda: UploadModel.insert(
        {
            getattr(UploadModel, name): at(name)
            for name in (
                "county",
                "id",
                "sha256",
                "size",
                "type",
                "filename",
                "task",
                "record",
                "field",
                "person",
                "post",
                "received_at",
            )
        }
    )
)


def add_upload(tx: Transaction, new: NewUpload, by: By) -> int:
    """Keep whose file it is; return the upload's id."""
    upload_id = tx.new_id()
    tx.change(
        _INSERT,
        id=upload_id,
        sha256=new.sha256,
        size=new.size,
        type=new.type,
        filename=new.filename,
        task=new.task,
        record=new.record,
        field=new.field,
        person=by.person,
        post=by.post,
        received_at=by.at,
    )
    return upload_id


def upload(session: Session, upload_id: int) -> Upload | None:
    """Return an upload, or None."""
    return session.row(_UPLOAD, _BY_ID, upload=upload_id)


def uploads_of_task(session: Session, task: int) -> tuple[Upload, ...]:
    """Return the files sent for a task, oldest first."""
    return session.rows(_UPLOAD, _OF_TASK, task=task)


def uploads_of_record(session: Session, record: int) -> tuple[Upload, ...]:
    """Return the files sent for a record, oldest first."""
    return session.rows(_UPLOAD, _OF_RECORD, record=record)


def is_used(session: Session, sha256: str) -> bool:
    """Tell whether any upload still has this content."""
    query = UploadModel.select(UploadModel.id).where(
        (UploadModel.county == session.county) & (UploadModel.sha256 == sha256)
    )
    return session.value(query.limit(1)) is not None
