"""`/tasks/<code>`: a form to read or fill; drafts, handing in, correcting."""

from __future__ import annotations

import json

from flask import Response, flash, jsonify, request
from werkzeug.wrappers import Response as AnyResponse

from gridflow.engine.faults import Fault
from gridflow.engine.filled import FilledForm
from gridflow.engine.submissions import correct, submit
from gridflow.engine.task_page import TaskPage, correction_form, open_task
from gridflow.engine.tasks import Done, DraftConflict, DraftSaved, Refused, save_draft
from gridflow.errors import GridflowError
from gridflow.web.conflicts import (
    conflict_json,
    conflict_page,
    superseded_page,
    too_late,
)
from gridflow.web.filters import filters_of
from gridflow.web.form_view import FormView, form_view
from gridflow.web.logic import logic_of
from gridflow.web.page import Page, exposed, key_of_request, see, wants_json
from gridflow.web.typed import Typed, rows_moved, typed_in_request


class TaskPages(Page):
    """The page of a task and what its form sends."""

    @exposed("/<code>")
    def show_task(self, code: str) -> AnyResponse:
        """Show a task, with its form to fill where the actor may."""
        page = open_task(self.engine, self.actor, code)
        if page.superseded_by:
            return superseded_page(self, page)
        correcting = "correct" in page.may and request.args.get("do") == "correct"
        if not correcting:
            return self.task_page(page, page.filled)
        filled = correction_form(self.engine, self.actor, code)
        return self.task_page(page, filled, correcting=True)

    def task_page(
        self,
        page: TaskPage,
        filled: FilledForm,
        *,
        tried: bool = False,
        correcting: bool = False,
        refused: tuple[Fault, ...] = (),
        base_version: int | None = None,
        status: int = 200,
    ) -> Response:
        """Return the page of a task with a filling in it."""
        may_fill = bool(page.may & {"fill", "submit"})
        version = page.draft_version if base_version is None else base_version
        return self.show(
            "task.html",
            status,
            page=page,
            view=self.view_of(page, filled, tried=tried),
            logic=logic_of(page.form, page.scope, filled),
            filling=correcting or may_fill,
            correcting=correcting,
            refused=[self.desk.told(one) for one in refused],
            base_version=version,
            reason=request.form.get("reason", ""),
        )

    def view_of(self, page: TaskPage, filled: FilledForm, *, tried: bool) -> FormView:
        """Arrange a filling for the templates."""
        kinds = self.engine.plugins.vocabulary.field_types
        return form_view(filled, self.desk, kinds, people=page.people, tried=tried)

    @exposed("/<code>/draft", methods=("POST",))
    def draft(self, code: str) -> AnyResponse:
        """Keep what was typed; adds and removes rows for pages without a script."""
        page = open_task(self.engine, self.actor, code)
        typed = typed_in_request(self.engine, self.actor, code, page.form)
        raw, anchor = rows_moved(typed.raw, self.engine.new_id)
        base = request.form.get("base_version", 0, int)
        try:
            saved = save_draft(self.engine, self.actor, code, raw, base)
        except GridflowError as error:
            return too_late(self, error, page, raw)
        if isinstance(saved, DraftConflict):
            if wants_json():
                return conflict_json(self, saved)
            if saved.paths:
                return conflict_page(self, page, saved, raw)
            # the same was kept before, only its answer never came
            return see("task.show_task", code=code, _anchor=anchor or None)
        if wants_json():
            return self._saved_json(page, saved)
        for one in typed.refused:
            flash(self.desk.told(one), "error")
        return see("task.show_task", code=code, _anchor=anchor or None)

    def _saved_json(self, page: TaskPage, saved: DraftSaved) -> Response:
        view = self.view_of(page, saved.filled, tried=False)
        instant = filters_of(self.desk)["instant"](saved.saved_at)
        answers = [a for one in saved.filled.sections for a in one.answers]
        answers += [
            a for one in saved.filled.sections for row in one.rows for a in row.answers
        ]
        places = saved.filled.signatures
        return jsonify(
            version=saved.version,
            saved=self.desk.say("saved_at", time=instant),
            marks={
                one.id: {"state": one.state, "count": one.count} for one in view.marks
            },
            rows={
                row.key: view.row_state(row)
                for one in saved.filled.sections
                for row in one.rows
            },
            shown={a.path: a.shown for a in answers if a.read_only},
            relevant={a.path: a.relevant for a in answers}
            | {f"signatures.{one.place.id}": one.relevant for one in places},
            required={a.path: a.required for a in answers}
            | {f"signatures.{one.place.id}": one.place.required for one in places},
            sections={one.section.id: one.relevant for one in saved.filled.sections},
            faults={
                a.path: [told.text for told in view.told(a.faults)]
                for a in answers
                if view.told(a.faults)
            },
            checks={
                path: self.render("parts/checks.html", view=view, path=path)
                for path in view.checks
            },
        )

    @exposed("/<code>/submit", methods=("POST",))
    def submit(self, code: str) -> AnyResponse:
        """Hand the form in; a refusal shows everything typed with its faults."""
        page = open_task(self.engine, self.actor, code)
        typed = typed_in_request(self.engine, self.actor, code, page.form)
        key = key_of_request(self.engine)
        try:
            done = submit(self.engine, self.actor, code, typed.raw, key=key)
        except GridflowError as error:
            return too_late(self, error, page, typed.raw)
        return self._handed_in(page, typed, done)

    @exposed("/<code>/correct", methods=("POST",))
    def correct(self, code: str) -> AnyResponse:
        """Hand in a correction with its reason; the first filling stays."""
        page = open_task(self.engine, self.actor, code)
        typed = typed_in_request(self.engine, self.actor, code, page.form)
        reason = request.form.get("reason", "").strip()
        key = key_of_request(self.engine)
        try:
            done = correct(
                self.engine, self.actor, code, typed.raw, reason=reason, key=key
            )
        except GridflowError as error:
            return too_late(self, error, page, typed.raw)
        return self._handed_in(page, typed, done, correcting=True)

    def _handed_in(
        self,
        page: TaskPage,
        typed: Typed,
        done: Done | Refused,
        *,
        correcting: bool = False,
    ) -> AnyResponse:
        if isinstance(done, Refused) or typed.refused:
            filled = done.filled if isinstance(done, Refused) else page.filled
            return self.task_page(
                page,
                filled,
                tried=True,
                correcting=correcting,
                refused=typed.refused,
                base_version=request.form.get("base_version", 0, int),
                status=422,
            )
        receipt = {"code": page.task.code, "title": page.task.title}
        time = filters_of(self.desk)["instant"](self.engine.clock.now())
        flash(json.dumps({**receipt, "time": time}), "receipt")
        if done.next_task is not None and not correcting:
            return see("task.show_task", code=done.next_task)
        return see("inbox.index")
