"""What was typed into a task goes over into the one that took its place.

A field goes over where the other form has one of the same id and type that guards its
value no less. What has no place stays in the draft of the task before, to be read.
What only the new form asks stands as in a form just begun: as the record has it.
Signatures never go over: they were given for another form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from gridflow.engine.filled import Answer, FilledForm
from gridflow.engine.raw_form import RawForm
from gridflow.spec.forms import Field, Form
from gridflow.store import By, Transaction, drafts, uploads
from gridflow.store.ids import code_of
from gridflow.store.uploads import NewUpload, Upload

_GUARD = {"": 0, "masked": 1, "sealed": 2}
_ROW_PARTS = 3


def _fits(old: Field | None, new: Field | None) -> bool:
    return (
        old is not None
        and new is not None
        and old.type == new.type
        and _GUARD[old.sensitive] <= _GUARD[new.sensitive]
    )


def _fields(form: Form) -> dict[str, Field]:
    """Return the fields of a form by `id`, those of rows by `repeat.id`."""
    found = {one.id: one for one in form.plain_fields()}
    for repeat in form.repeats():
        found.update({f"{repeat.id}.{one.id}": one for one in repeat.fields})
    return found


def _name(path: str) -> str:
    parts = path.split(".")
    return f"{parts[0]}.{parts[2]}" if len(parts) == _ROW_PARTS else path


def carried(
    raw: RawForm, old: Form, new: Form, files: Mapping[str, str] | None = None
) -> RawForm:
    """Return what of a filling has a place in another form.

    `files` tells the code of each file's copy at the new task.
    """
    before, after = _fields(old), _fields(new)
    copies = files or {}
    values: dict[str, list[str]] = {}
    for path, texts in raw.values.items():
        name = _name(path)
        of = after.get(name)
        if of is not None and _fits(before.get(name), of):
            if of.type == "upload":
                kept = [copies[text] for text in texts if text in copies]
            else:
                kept = list(texts)
            values[path] = kept
    moved = replace(raw, values=values, signatures={})
    return RawForm.from_json(new, moved.as_json())


def left_behind(filled: FilledForm, new: Form) -> tuple[Answer, ...]:
    """Return the answers of a filling that have no place in another form."""
    before, after = _fields(filled.form), _fields(new)

    def stays(answer: Answer) -> bool:
        name = _name(answer.path)
        said = answer.relevant and bool(answer.shown or answer.masked)
        return (
            said
            and not answer.read_only
            and not _fits(before.get(name), after.get(name))
        )

    answers = (
        answer
        for section in filled.sections
        for answer in (
            *section.answers,
            *(one for row in section.rows for one in row.answers),
        )
    )
    return tuple(answer for answer in answers if stays(answer))


def with_begun(typed: RawForm, begun: RawForm, old: Form, new: Form) -> RawForm:
    """Return what was carried, and as in a form just begun what only `new` asks."""
    before, after = _fields(old), _fields(new)
    repeats = {one.id for one in old.repeats()}
    rows = {name: keys for name, keys in begun.rows.items() if name not in repeats}
    rows |= typed.rows
    values = dict(typed.values)
    for path, texts in begun.values.items():
        name = _name(path)
        repeat, _, rest = path.partition(".")
        there = not rest or rest.partition(".")[0] in rows.get(repeat, ())
        if there and not _fits(before.get(name), after.get(name)):
            values[path] = texts
    return replace(typed, values=values, rows=rows)


def copy_files(
    tx: Transaction, old_task: int, new_task: int, old: Form, new: Form
) -> dict[str, str]:
    """Hand the files of fields that go over to the new task; old code -> new code.

    What was handed over before is not doubled.
    """
    before, after = _fields(old), _fields(new)
    there = {
        (one.sha256, one.field): one for one in uploads.uploads_of_task(tx, new_task)
    }
    copies: dict[str, str] = {}
    for one in uploads.uploads_of_task(tx, old_task):
        name = _name(one.field.partition("#")[0])
        if _fits(before.get(name), after.get(name)):
            known = there.get((one.sha256, one.field))
            copies[one.code] = (
                known.code if known else code_of(_copy(tx, one, new_task))
            )
    return copies


def _copy(tx: Transaction, one: Upload, task: int) -> int:
    new = NewUpload(
        sha256=one.sha256,
        size=one.size,
        type=one.type,
        filename=one.filename,
        task=task,
        record=one.record,
        field=one.field,
    )
    return uploads.add_upload(tx, new, By(one.person, one.post, one.received_at))


def carry_drafts(
    tx: Transaction,
    old_task: int,
    new_task: int,
    old: Form,
    new: Form,
    by: By,
    begin: Callable[[], RawForm],
) -> None:
    """Begin everybody's draft of the new task with what they typed into the old one.

    `begin` returns the inputs of the new form as nobody has begun it.
    """
    found = drafts.drafts_of_task(tx, old_task)
    if not found:
        return
    begun = begin()
    copies = copy_files(tx, old_task, new_task, old, new)
    for one in found:
        raw = carried(RawForm.from_json(old, one.content), old, new, copies)
        raw = with_begun(raw, begun, old, new)
        drafts.save_draft(tx, new_task, one.person, 0, raw.as_json(), by.at)


def merged(typed: RawForm, there: RawForm) -> RawForm:
    """Return a draft with what else was typed, where it says nothing yet."""
    values = dict(there.values)
    for path, texts in typed.values.items():
        if not any(text.strip() for text in values.get(path, ())):
            values[path] = texts
    rows = {repeat: list(keys) for repeat, keys in there.rows.items()}
    for repeat, keys in typed.rows.items():
        known = rows.setdefault(repeat, [])
        known.extend(key for key in keys if key not in known)
    second = there.second_visitor or typed.second_visitor
    return replace(there, values=values, rows=rows, second_visitor=second)
