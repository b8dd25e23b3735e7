"""Drafts: what was typed so far, with what stands behind inputs that show nothing."""

from __future__ import annotations

from dataclasses import replace

from gridflow.engine.documents import raw_of
from gridflow.engine.filled import FilledForm
from gridflow.engine.filling import fill, prefill
from gridflow.engine.loading import Loaded
from gridflow.engine.raw_form import RawForm
from gridflow.engine.surroundings import Surroundings
from gridflow.engine.values import parse
from gridflow.engine.write_back import new_codes
from gridflow.spec.forms import Field, Form
from gridflow.store import Session, submissions
from gridflow.store.drafts import Draft
from gridflow.store.submissions import Submission


def sensitive_paths(form: Form, raw: RawForm) -> dict[str, Field]:
    """Return the masked inputs of a form with these rows, by path."""
    found = {one.id: one for one in form.plain_fields() if one.sensitive}
    for repeat in form.repeats():
        for one in repeat.fields:
            if one.sensitive:
                for row in raw.rows.get(repeat.id, ()):
                    found[f"{repeat.id}.{row}.{one.id}"] = one
    return found


def with_hidden(form: Form, raw: RawForm, before: Draft | None) -> RawForm:
    """Return the inputs with masked ones that came empty taken from the draft."""
    if before is None:
        return raw
    stored = RawForm.from_json(form, before.content)
    values = dict(raw.values)
    for path in sensitive_paths(form, raw):
        if not any(text.strip() for text in values.get(path, ())):
            kept = stored.values.get(path)
            if kept:
                values[path] = kept
    return replace(raw, values=values)


def hide(
    form: Form, raw: RawForm, around: Surroundings
) -> tuple[RawForm, Surroundings]:
    """Empty the masked inputs of a draft; what they held goes behind them."""
    values, kept = dict(raw.values), dict(around.kept)
    for path, of in sensitive_paths(form, raw).items():
        texts = values.get(path)
        if texts:
            value, fault = parse(of, texts, around, path)
            # what does not parse stays to be seen and mended
            if fault is None:
                del values[path]
                kept[path] = value
    return replace(raw, values=values), replace(around, kept=kept)


def fill_draft(loaded: Loaded, raw: RawForm) -> FilledForm:
    """Return a draft as people see it: masked inputs empty."""
    shown, around = hide(loaded.form, raw, loaded.around)
    return for_page(fill(loaded.form, shown, around))


def behind_draft(loaded: Loaded, raw: RawForm, before: Draft | None) -> Surroundings:
    """Return the surroundings with what the draft holds behind empty masked inputs."""
    if before is None:
        return loaded.around
    stored = RawForm.from_json(loaded.form, before.content)
    kept = dict(loaded.around.kept)
    for path, of in sensitive_paths(loaded.form, raw).items():
        value, _ = parse(of, stored.values.get(path, ()), loaded.around, path)
        if value is not None:
            kept[path] = value
    return replace(loaded.around, kept=kept)


def behind_submission(
    session: Session, loaded: Loaded, before: Submission, *, as_it_was: bool = False
) -> tuple[RawForm, Surroundings]:
    """Return the inputs of a submission, and what stands behind the masked ones.

    As it was: with the values that were computed then, and no record before.
    """
    document = submissions.open_submission(session, before)
    if as_it_was:
        bare = replace(loaded.around, record={}, parts={}, frozen=True)
        raw, kept = raw_of(loaded.form, document, bare, {})
        return raw, replace(bare, kept=kept)
    codes = new_codes(session, loaded.record.row.id, before.id)
    raw, kept = raw_of(loaded.form, document, loaded.around, codes)
    return raw, replace(loaded.around, kept=kept)


def begun(loaded: Loaded, *, unmasked: bool = False) -> FilledForm:
    """Return the form as it stands before anybody typed, without its faults."""
    raw = prefill(loaded.form, loaded.around)
    filled = fill(loaded.form, raw, loaded.around, quiet=True, unmasked=unmasked)
    return filled if unmasked else for_page(filled)


def for_page(filled: FilledForm) -> FilledForm:
    """Return a filled form without the plain values of masked fields."""
    secret = {one.id for one in filled.form.plain_fields() if one.sensitive}
    values: dict[str, object] = {
        name: value for name, value in filled.values.items() if name not in secret
    }
    for repeat in filled.form.repeats():
        hidden = {one.id for one in repeat.fields if one.sensitive}
        rows = values.get(repeat.id)
        if hidden and isinstance(rows, tuple):
            values[repeat.id] = tuple(
                {name: value for name, value in row.items() if name not in hidden}
                for row in rows
            )
    return replace(filled, values=values)


def differing(mine: RawForm, theirs: RawForm) -> tuple[str, ...]:
    """Return the paths at which two drafts differ, rows and reasons included."""
    paths = {
        path
        for path in mine.values.keys() | theirs.values.keys()
        if mine.values.get(path) != theirs.values.get(path)
    }
    paths |= {
        repeat
        for repeat in mine.rows.keys() | theirs.rows.keys()
        if mine.rows.get(repeat) != theirs.rows.get(repeat)
    }
    return tuple(sorted(paths))
