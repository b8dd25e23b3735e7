"""Files: told by their content, shrunk, without the place where they were taken."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from gridflow.engine.content import SIDE_AT_MOST, recognise
from gridflow.engine.faults import Fault
from gridflow.engine.filled import UploadView
from gridflow.engine.tasks import claim
from gridflow.engine.upload_folder import UploadFolder
from gridflow.engine.uploads import clean_name, read, receive
from gridflow.errors import DeniedError, NotFoundError

GPS = 0x8825


def picture(kind="JPEG", size=(40, 30), mode="RGB", **how):
    out = BytesIO()
    Image.new(mode, size).save(out, kind, **how)
    return out.getvalue()


def photo_with_place():
    exif = Image.Exif()
    exif[0x010F] = "Maker"
    exif.get_ifd(GPS)[1] = "N"
    exif[0x0112] = 6
    return picture(size=(4000, 3000), exif=exif)


def test_a_photo_is_shrunk_turned_and_loses_its_metadata():
    found = recognise(photo_with_place())
    assert found.media_type == "image/jpeg"
    with Image.open(BytesIO(found.data)) as image:
        assert image.size == (SIDE_AT_MOST * 3 // 4, SIDE_AT_MOST)
        assert not image.getexif()
        assert not image.getexif().get_ifd(GPS)
    assert b"Maker" not in found.data


@pytest.mark.parametrize(
    ("data", "media_type", "fault"),
    [
        pytest.param(picture("PNG"), "image/jpeg", "", id="png-becomes-jpeg"),
        pytest.param(picture("WEBP"), "image/jpeg", "", id="webp-becomes-jpeg"),
        pytest.param(b"%PDF-1.7\n...", "application/pdf", "", id="pdf"),
        pytest.param(b"", "", "upload_empty", id="empty"),
        pytest.param(b"<html><script>", "", "upload_type", id="page"),
        pytest.param(b"MZ\x90\x00", "", "upload_type", id="program"),
        pytest.param(picture("GIF"), "", "upload_type", id="gif"),
        pytest.param(picture()[:200], "", "upload_broken", id="cut-off"),
        pytest.param(
            b"%PDF-" + b"x" * 10 * 1024 * 1024, "", "upload_too_large", id="large-pdf"
        ),
        pytest.param(
            picture("PNG", (9000, 9000), "1"), "", "upload_too_many_pixels", id="bomb"
        ),
    ],
)
def test_what_a_file_is_is_told_by_its_content(data, media_type, fault):
    found = recognise(data)
    assert (found.media_type, found.fault) == (media_type, fault)


def test_a_drawn_signature_stays_clear():
    found = recognise(picture("PNG", mode="RGBA"), keep_clear=True)
    assert found.media_type == "image/png"
    with Image.open(BytesIO(found.data)) as image:
        assert image.mode == "RGBA"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        pytest.param("../../etc/passwd", "passwd", id="folders"),
        pytest.param("C:\\fakepath\\票据.jpg", "票据.jpg", id="windows"),
        pytest.param("a\x00\u202egnp.exe", "agnp.exe", id="odd-signs"),
        pytest.param("", "", id="none"),
    ],
)
def test_a_files_name_is_only_a_name(given, kept):
    assert clean_name(given) == kept


def test_the_same_bytes_are_kept_once_and_nothing_else_is_read(tmp_path):
    folder = UploadFolder(tmp_path)
    first = folder.write(b"abc")
    assert folder.write(b"abc") == first
    assert len([one for one in tmp_path.rglob("*") if one.is_file()]) == 1
    assert folder.read(first) == b"abc"
    for wrong in ("../secret", "0" * 64, "", "x" * 64):
        with pytest.raises(NotFoundError):
            folder.read(wrong)


def send(engine, actor, task, field="bill", data=None, **more):
    stream = BytesIO(picture() if data is None else data)
    more.setdefault("key", "u")
    return receive(engine, actor, task.code, field, "票据.jpg", stream, **more)


def test_who_fills_the_task_sends_files_and_who_sees_it_reads_them(engine, cast, task):
    claim(engine, cast.walker, task.code, key="c")
    sent = send(engine, cast.walker, task)
    assert isinstance(sent, UploadView)
    assert send(engine, cast.walker, task) == sent
    assert read(engine, cast.walker, sent.id).view == sent
    assert read(engine, cast.monitor, sent.id).data.startswith(b"\xff\xd8")
    for foreign in (cast.stranger, cast.neighbour, cast.boss, cast.clerk):
        with pytest.raises(NotFoundError):
            read(engine, foreign, sent.id)
    for code in ("nothing", "", task.code):
        with pytest.raises(NotFoundError):
            read(engine, cast.walker, code)


def test_who_does_not_fill_the_task_sends_nothing(engine, cast, task):
    with pytest.raises(DeniedError):
        send(engine, cast.walker, task)
    claim(engine, cast.walker, task.code, key="c")
    with pytest.raises(DeniedError):
        send(engine, cast.mate, task)
    with pytest.raises(NotFoundError):
        send(engine, cast.stranger, task)


@pytest.mark.parametrize(
    ("field", "way"),
    [
        pytest.param("wage", "", id="no-upload-field"),
        pytest.param("nothing", "", id="no-field"),
        pytest.param("people.a.name", "", id="no-upload-in-a-row"),
        pytest.param("signatures.head", "", id="no-way"),
        pytest.param("signatures.head", "fax", id="no-such-way"),
        pytest.param("signatures.nobody", "drawn", id="no-such-place"),
        pytest.param("bill", "drawn", id="no-signature"),
    ],
)
def test_files_go_only_where_the_form_has_a_place(engine, cast, task, field, way):
    claim(engine, cast.walker, task.code, key="c")
    with pytest.raises(NotFoundError):
        send(engine, cast.walker, task, field, way=way)


def test_a_signature_keeps_the_way_it_was_made(engine, cast, task):
    claim(engine, cast.walker, task.code, key="c")
    sent = send(
        engine,
        cast.walker,
        task,
        "signatures.head",
        picture("PNG", mode="RGBA"),
        way="drawn",
    )
    assert (sent.way, sent.media_type) == ("drawn", "image/png")


def test_a_file_of_the_wrong_kind_is_a_fault_at_its_field(engine, cast, task):
    claim(engine, cast.walker, task.code, key="c")
    found = send(engine, cast.walker, task, data=b"<svg onload=alert(1)>")
    assert found == Fault("bill", "upload_type")
