"""`/campaigns/<code>/ledger/<area>`: one grid's records as rows, saved together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Response, flash, jsonify, request
from werkzeug.wrappers import Response as AnyResponse

from gridflow.engine.filled import CheckResult, FilledForm
from gridflow.engine.ledger_saving import SavedRow, TypedRow, save_ledger
from gridflow.engine.ledgers import LedgerRow, ledger_form, ledger_page
from gridflow.engine.raw_form import RawForm
from gridflow.spec.forms import Form
from gridflow.web.filters import filters_of
from gridflow.web.inputs import input_value
from gridflow.web.ledger_view import SECOND, Column, LedgerWords
from gridflow.web.page import Page, exposed, key_of_request, see, wants_json

# a request names the inputs of its rows `r.<task>.<input>`
ROW = "r."
KEEP = "keep"
TO_MEND = frozenset({"refused", "conflict"})


class Ledgers(Page):
    """The ledger of one grid and what it sends."""

    @exposed("/<code>/ledger/<area>")
    def show_ledger(self, code: str, area: str) -> AnyResponse:
        """Show a grid's ledger, to fill what the actor may fill."""
        return self._page(code, area, {}, ())

    @exposed("/<code>/ledger/<area>", methods=("POST",))
    def save(self, code: str, area: str) -> AnyResponse:
        """Hand the ticked rows in and keep the others; nothing typed is lost."""
        form = ledger_form(self.engine, self.actor, code, area)
        keeps = request.form.get("do") == KEEP
        taken = () if keeps else tuple(request.form.getlist("take"))
        rows = typed_rows(form, taken)
        key = key_of_request(self.engine)
        saved = save_ledger(self.engine, self.actor, code, area, rows, key=key)
        if wants_json():
            return self._answer(form, saved)
        flash(self._said(saved), "sent")
        if any(one.state in TO_MEND for one in saved):
            found = {one.task: one for one in saved}
            return self._page(code, area, found, rows, status=422)
        return see("ledger.show_ledger", code=code, area=area)

    def _words(self) -> LedgerWords:
        kinds = self.engine.plugins.vocabulary.field_types
        return LedgerWords(self.desk, self.desk.procedure(), kinds)

    def _page(
        self,
        code: str,
        area: str,
        saved: Mapping[str, SavedRow],
        sent: Sequence[TypedRow],
        *,
        status: int = 200,
    ) -> Response:
        page = ledger_page(self.engine, self.actor, code, area)
        view = self._words().view(page, saved, sent)
        second = request.form.get(SECOND, page.second)
        return self.show("ledger.html", status, page=page, view=view, second=second)

    def _said(self, saved: Sequence[SavedRow]) -> str:
        """Return what a save did, in one sentence."""
        parts = [
            self.desk.say(f"ledger_said_{state}", count=count)
            for state in ("done", "refused", "kept", "conflict")
            if (count := sum(one.state == state for one in saved))
        ]
        between = self.desk.say("ledger_said_between")
        return between.join(parts) or self.desk.say("ledger_said_nothing")

    def _answer(self, form: Form, saved: Sequence[SavedRow]) -> Response:
        words = self._words()
        columns = words.columns(form)
        instant = filters_of(self.desk)["instant"](self.engine.clock.now())
        return jsonify(
            saved=self.desk.say("saved_at", time=instant),
            said=self._said(saved),
            second=words.second(saved),
            rows={one.task: self._row_json(words, columns, one) for one in saved},
        )

    def _row_json(
        self, words: LedgerWords, columns: Sequence[Column], saved: SavedRow
    ) -> dict[str, object]:
        found: dict[str, object] = {"state": saved.state, "version": saved.version}
        if saved.filled is None:
            told = self.render(
                "parts/ledger_conflict.html", conflict=words.conflict(saved)
            )
            return {**found, "message": told}
        row = words.row(_as_row(saved, saved.filled, self.actor.name), columns, saved)
        cells = {
            one.column.field.id: (one, one.answer) for one in row.cells if one.answer
        }
        found |= {
            "chip": row.chip,
            "tone": row.tone,
            "shown": {
                path: answer.shown if answer.relevant else ""
                for path, (_, answer) in cells.items()
            },
        }
        if saved.state == "done":
            return found
        return found | {
            "why": saved.why,
            "off": [path for path, (_, one) in cells.items() if not one.relevant],
            "faults": {path: one.told for path, (one, _) in cells.items() if one.told},
            "checks": {
                path: self._checks(saved.task, one.checks)
                for path, (one, _) in cells.items()
                if one.checks
            },
            "message": self.render("parts/ledger_conflict.html", row=row),
            "theirs": _values(saved.theirs),
        }

    def _checks(self, code: str, checks: Sequence[CheckResult]) -> str:
        found = self.render("parts/ledger_checks.html", code=code, checks=checks)
        return str(found)


def typed_rows(form: Form, taken: Sequence[str]) -> tuple[TypedRow, ...]:
    """Read the rows of a request in the order in which they came."""
    pairs: dict[str, list[tuple[str, str]]] = {}
    versions: dict[str, int] = {}
    for name, texts in request.form.lists():
        if not name.startswith(ROW):
            continue
        code, _, rest = name.removeprefix(ROW).partition(".")
        inputs = pairs.setdefault(code, [])
        if rest == "version":
            versions[code] = int(texts[0]) if texts[0].isdigit() else 0
        else:
            inputs.extend((rest, text) for text in texts)
    second = (SECOND, request.form.get(SECOND, ""))
    return tuple(
        TypedRow(
            task=code,
            raw=RawForm.from_pairs(form, [*inputs, second]),
            version=versions.get(code, 0),
            hand_in=code in taken,
        )
        for code, inputs in pairs.items()
    )


def _as_row(saved: SavedRow, filled: FilledForm, name: str) -> LedgerRow:
    """Return a saved row as the page would show it, for the script that sent it."""
    done = saved.state == "done"
    return LedgerRow(
        code=saved.task,
        title="",
        number="",
        size_text="",
        state="done" if done else "open" if saved.state == "same" else "begun",
        who=name,
        editable=not done,
        due_on=None,
        filled=filled,
        version=saved.version,
    )


def _values(filled: FilledForm | None) -> dict[str, list[str]]:
    """Return what the inputs of a row would show."""
    if filled is None:
        return {}
    found: dict[str, list[str]] = {}
    for section in filled.sections:
        for answer in section.answers:
            shown = input_value(answer)
            found[answer.path] = shown if isinstance(shown, list) else [str(shown)]
    return found
