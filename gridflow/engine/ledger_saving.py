"""Saving a ledger: many rows in one transaction, each of them for itself.

A row that is refused or in conflict undoes nothing of the others, and nothing that was
typed is lost: what is not handed in is kept as the draft of the row's task, and where
that cannot be it comes back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Literal, get_args

from gridflow.engine.commands import Act, Answer, run
from gridflow.engine.drafting import (
    begun,
    behind_draft,
    fill_draft,
    for_page,
    with_hidden,
)
from gridflow.engine.errors import NotOpenError, SupersededError
from gridflow.engine.evaluation import evaluate
from gridflow.engine.filled import FilledForm
from gridflow.engine.filling import fill, prefill
from gridflow.engine.handing_in import RefusedFillingError, hand_in, require_mine
from gridflow.engine.ledgers import Grid, standing
from gridflow.engine.raw_form import RawForm
from gridflow.engine.reclassing import reconsider
from gridflow.engine.superseding import keep_typed
from gridflow.engine.tasks import take_from_pool
from gridflow.errors import DeniedError, GridflowError, NotFoundError
from gridflow.store import Scope, drafts, tasks
from gridflow.store.canonical import dump_json
from gridflow.store.drafts import Draft, Saved
from gridflow.store.errors import RecordChangedError, SomebodyWasFirstError
from gridflow.store.tasks import Task

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine

State = Literal["done", "refused", "kept", "same", "conflict"]


@dataclass(frozen=True, slots=True)
class TypedRow:
    """What was typed into one row.

    Attributes:
        task: the task's code.
        raw: the inputs.
        version: of the draft it was made from, 0 without one.
        hand_in: to be handed in if it is complete; else only kept.
    """

    task: str
    raw: RawForm
    version: int = 0
    hand_in: bool = True


@dataclass(frozen=True, slots=True)
class SavedRow:
    """What became of one row.

    Attributes:
        state: "done" handed in; "refused" kept as a draft with its faults; "kept" as
            a draft because nobody asked for more; "same" nothing was typed, so
            nothing is kept; "conflict" none of these.
        filled: the server's figures for what was typed; None where the row is out of
            the actor's reach by now.
        version: of the draft that is there now, 0 without one.
        submission: its id, None unless it was handed in.
        why: the code of the sentence of a conflict; `facts`: what that mentions.
        theirs: what stands there instead of what was typed, None otherwise.
    """

    task: str
    state: State
    filled: FilledForm | None
    version: int = 0
    submission: int | None = None
    why: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    theirs: FilledForm | None = None


class OtherDraftError(GridflowError):
    """The draft of the row is another one by now."""

    code = "ledger_other_draft"
    status = 409


# what happens to one row and leaves the others alone
_OF_A_ROW = (
    SupersededError,
    SomebodyWasFirstError,
    RecordChangedError,
    OtherDraftError,
    DeniedError,
    NotFoundError,
    NotOpenError,
)


def save_ledger(
    engine: Engine,
    actor: Actor,
    campaign: str,
    area: str,
    rows: Sequence[TypedRow],
    *,
    key: str,
) -> tuple[SavedRow, ...]:
    """Hand in or keep the rows of one grid, in their order; see `SavedRow`.

    Open tasks are claimed on the way. Raises NotFoundError for a place that is not
    the actor's.
    """
    made: dict[str, FilledForm] = {}

    def act(at: Act) -> Answer:
        grid = Grid(engine, at.tx, actor, campaign, area)
        saving = _Saving(at, grid, {one.code: one for one in grid.tasks()}, made)
        saved = [saving.row(one) for one in rows]
        reconsider(at, saving.records)
        return {"rows": saved}

    told = {
        "campaign": campaign,
        "area": area,
        "typed": engine.store.keys.keyed_hash("command", dump_json(_plain(rows))),
    }
    answer = run(engine, actor, key, "save_ledger", told, act)["rows"]
    found = answer if isinstance(answer, list) else []
    with engine.store.reading() as session:
        grid = Grid(engine, session, actor, campaign, area)
        return tuple(
            _saved(grid, row, one, made.get(row.task))
            for row, one in zip(rows, found, strict=True)
        )


def _plain(rows: Sequence[TypedRow]) -> list[object]:
    return [[one.task, one.raw.as_json(), one.version, one.hand_in] for one in rows]


@dataclass(slots=True)
class _Saving:
    """One save under way: its transaction, the grid's tasks, what was worked out."""

    at: Act
    grid: Grid
    tasks: Mapping[str, Task]
    made: dict[str, FilledForm]
    records: list[int] = field(default_factory=list)

    def row(self, row: TypedRow) -> dict[str, object]:
        """Save one row; what fails undoes nothing but the row."""
        answer: dict[str, object] = {"task": row.task}
        try:
            return {**answer, **self._save(self._task(row), row)}
        except _OF_A_ROW as error:
            if isinstance(error, SupersededError):
                self._carry(row)
            why = {"state": "conflict", "why": error.code, "facts": _facts(error)}
            return {**answer, **why}

    def _carry(self, row: TypedRow) -> None:
        """Carry what was typed to the task that took the place of the row's."""
        old = _gone(self.grid, row.task)
        keep_typed(self.grid.engine, self.at.tx, self.grid.actor, old, row.raw)

    def _task(self, row: TypedRow) -> Task:
        found = self.tasks.get(row.task) or _gone(self.grid, row.task)
        if found.state != tasks.OPEN:
            require_mine(self.at, self.grid.actor, found)
        elif not self.grid.in_pool(found):
            raise DeniedError(why="denied_not_listed")
        return found

    def _save(self, task: Task, row: TypedRow) -> dict[str, object]:
        draft = drafts.draft(self.at.tx, task.id, self.grid.actor.person)
        raw = _with_signatures(row.raw, draft)
        if draft is not None and draft.version != row.version:
            self._require_same(task, raw, draft)
        if row.hand_in:
            submission = self._hand_in(task, raw)
            if submission is not None:
                return {"state": "done", "submission": submission}
        elif draft is None and self._untouched(task, raw):
            return {"state": "same", "version": 0}
        version = self._keep(task, raw, draft)
        return {"state": "refused" if row.hand_in else "kept", "version": version}

    def _untouched(self, task: Task, raw: RawForm) -> bool:
        """Tell whether the inputs say what the row said before anybody typed."""
        loaded = self.grid.loader.task(task, self.grid.day)
        form, around = loaded.form, loaded.around
        typed = evaluate(form, raw, around)
        if typed.faults or any(raw.reasons.values()):
            return False
        same = typed.typed == evaluate(form, prefill(form, around), around).typed
        if same:
            self.made[task.code] = begun(loaded)
        return same

    def _require_same(self, task: Task, raw: RawForm, draft: Draft) -> None:
        """Refuse a row that was made from another draft and says otherwise."""
        form = self.grid.loader.task(task, self.grid.day).form
        if with_hidden(form, raw, draft).as_json() != draft.content:
            raise OtherDraftError(when=draft.saved_at)

    def _hand_in(self, task: Task, raw: RawForm) -> int | None:
        """Return the submission; None where the filling is refused."""
        try:
            with self.at.tx.savepoint():
                self._take(task)
                submission, filled = hand_in(self.at, self.grid.loader, task, raw)
        except RefusedFillingError as refused:
            self.made[task.code] = refused.filled
            return None
        self.made[task.code] = for_page(filled)
        if task.record is not None:
            self.records.append(task.record)
        return submission

    def _keep(self, task: Task, raw: RawForm, draft: Draft | None) -> int:
        """Keep the row as the actor's draft; returns the draft's version."""
        loaded = self.grid.loader.task(task, self.grid.day)
        mine = with_hidden(loaded.form, raw, draft)
        if task.code not in self.made:
            self.made[task.code] = fill_draft(loaded, mine)
        content, version = mine.as_json(), draft.version if draft else 0
        if draft is not None and draft.content == content:
            return version
        with self.at.tx.savepoint():
            self._take(task)
            person, now = self.grid.actor.person, self.at.by.at
            tx = self.at.tx
            saved = drafts.save_draft(tx, task.id, person, version, content, now)
        return saved.version if isinstance(saved, Saved) else version

    def _take(self, task: Task) -> None:
        if task.state == tasks.OPEN:
            take_from_pool(self.at, task)


def _gone(grid: Grid, code: str) -> Task:
    """Return a task of the grid that is no row any more; NotFoundError for others."""
    scope = Scope(grid.actor.area, grid.day)
    found = tasks.task_by_code(grid.session, code, scope)
    if found is None or found.area != grid.area.id or not grid.in_pool(found):
        raise NotFoundError
    return found


def _with_signatures(raw: RawForm, draft: Draft | None) -> RawForm:
    """Return the inputs with the signatures that were made on the task's own page."""
    if draft is None:
        return raw
    kept = draft.content.get("signatures") or {}
    return replace(raw, signatures={**kept, **raw.signatures})


def _facts(error: GridflowError) -> dict[str, object]:
    return {
        name: one.isoformat() if isinstance(one, date) else one
        for name, one in error.facts.items()
    }


def _saved(
    grid: Grid, row: TypedRow, answer: Mapping[str, object], made: FilledForm | None
) -> SavedRow:
    """Return a stored answer with figures; those of an earlier save are made anew."""
    state, version = answer["state"], answer.get("version", 0)
    submission, facts = answer.get("submission"), answer.get("facts")
    saved = SavedRow(
        task=row.task,
        state=next(one for one in get_args(State) if one == state),
        filled=made,
        version=version if isinstance(version, int) else 0,
        submission=submission if isinstance(submission, int) else None,
        why=str(answer.get("why", "")),
        facts=facts if isinstance(facts, Mapping) else {},
    )
    if made is not None and state != "conflict":
        return saved
    scope = Scope(grid.actor.area, grid.day)
    task = tasks.task_by_code(grid.session, row.task, scope)
    if task is None or task.area != grid.area.id or not grid.sees(task):
        return saved
    loaded = grid.loader.task(task, grid.day)
    there = standing(grid, task)
    if state == "done":
        return replace(saved, filled=there.filled)
    around = behind_draft(loaded, row.raw, there.draft)
    mine = for_page(fill(loaded.form, row.raw, around))
    theirs = there.filled if state == "conflict" else None
    return replace(
        saved,
        filled=mine,
        theirs=theirs,
        version=there.draft.version if there.draft else saved.version,
    )
