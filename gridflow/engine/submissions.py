"""Handing a form in, correcting it, and the second visitor's confirmation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridflow.engine.commands import Act, Answer, run
from gridflow.engine.errors import NotOpenError
from gridflow.engine.handing_in import (
    RefusedFillingError,
    hand_in,
    require_mine,
    take,
    write_submission,
)
from gridflow.engine.inbox import next_task
from gridflow.engine.loading import Loader
from gridflow.engine.raw_form import RawForm
from gridflow.engine.reach import in_pool, task_in_reach
from gridflow.engine.reclassing import reconsider
from gridflow.engine.superseding import carrying_typed, require_current
from gridflow.engine.tasks import Done, Refused, done, required_reason
from gridflow.errors import DeniedError, NotFoundError
from gridflow.store import submissions as store
from gridflow.store import tasks as task_store
from gridflow.store.canonical import dump_json

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine


def submit(
    engine: Engine, actor: Actor, code: str, raw: RawForm, *, key: str
) -> Done | Refused:
    """Hand a claimed task's form in; Refused keeps everything that was typed.

    Raises SomebodyWasFirstError where the task is no longer the actor's, and
    SupersededError where another task took its place: there what was typed goes on.
    """

    def act(at: Act) -> Answer:
        task = task_in_reach(engine, at.tx, actor, code)
        require_mine(at, actor, task)
        loader = Loader(engine, at.tx, actor.person)
        submission, _ = hand_in(at, loader, task, raw)
        reconsider(at, () if task.record is None else (task.record,))
        return {
            "task": next_task(engine, actor, at.tx),
            "submission": submission,
            "case": task.case_code,
        }

    told = _told(engine, code, raw)
    try:
        with carrying_typed(engine, actor, code, raw):
            return done(run(engine, actor, key, "submit", told, act))
    except RefusedFillingError as refused:
        return Refused(refused.filled)


def correct(
    engine: Engine, actor: Actor, code: str, raw: RawForm, *, reason: str, key: str
) -> Done | Refused:
    """Hand in a new filling that names the one it replaces; the old one stays.

    The submitter may, and who could fill the task. What follows from the first one
    stays as decided: a correction that would lead elsewhere is refused.
    """
    words = required_reason(reason)

    def act(at: Act) -> Answer:
        task = task_in_reach(engine, at.tx, actor, code)
        require_current(at.tx, task)
        before = store.latest_submission(at.tx, task.id)
        if before is None or task.state != task_store.DONE:
            raise NotOpenError
        if before.person != actor.person and not in_pool(engine, at.tx, actor, task):
            raise DeniedError(why="denied_not_listed")
        handed = take(at, Loader(engine, at.tx, actor.person), task, raw, before)
        submission = write_submission(at, handed, before, reason=words)
        if task.record is not None:
            reconsider(at, (task.record,))
        return {"task": None, "submission": submission, "case": task.case_code}

    told = {**_told(engine, code, raw), "reason": words}
    try:
        return done(run(engine, actor, key, "correct", told, act))
    except RefusedFillingError as refused:
        return Refused(refused.filled)


def _told(engine: Engine, code: str, raw: RawForm) -> dict[str, object]:
    typed = engine.store.keys.keyed_hash("command", dump_json(raw.as_json()))
    return {"task": code, "typed": typed}


def confirm(engine: Engine, actor: Actor, code: str, *, key: str) -> Done:
    """Say as the named second visitor that the visit was as written."""
    return _answer_second(engine, actor, code, store.CONFIRMED, "", key)


def dispute(engine: Engine, actor: Actor, code: str, *, reason: str, key: str) -> Done:
    """Say as the named second visitor that it was not; the reason is kept."""
    words = required_reason(reason)
    return _answer_second(engine, actor, code, store.DISPUTED, words, key)


def _answer_second(
    engine: Engine, actor: Actor, code: str, state: str, note: str, key: str
) -> Done:
    def act(at: Act) -> Answer:
        task = task_in_reach(engine, at.tx, actor, code)
        found = store.latest_submission(at.tx, task.id)
        if found is None:
            raise NotFoundError
        store.answer_second(at.tx, found.id, state, note, at.by)
        at.note(task.case, state, {"task": task.id, "submission": found.id})
        return {"task": None, "submission": found.id, "case": task.case_code}

    arguments = {"task": code, "note": note}
    return done(run(engine, actor, key, state, arguments, act))
