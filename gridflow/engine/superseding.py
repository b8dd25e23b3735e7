"""A task that was superseded: which one took its place, and what was typed too late."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from gridflow.engine.carrying import carried, copy_files, merged, with_begun
from gridflow.engine.drafting import with_hidden
from gridflow.engine.errors import SupersededError
from gridflow.engine.filling import prefill
from gridflow.engine.loading import load_task
from gridflow.engine.raw_form import RawForm
from gridflow.engine.reach import task_in_reach
from gridflow.store import Session, Transaction, campaigns, drafts, tasks
from gridflow.store.errors import SomebodyWasFirstError
from gridflow.store.tasks import Task

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine

# the version that a carried draft has before anybody typed into it
CARRIED = 1


def successor(session: Session, task: Task) -> Task | None:
    """Return the task in force in the place of a superseded one, or None."""
    if task.state != tasks.SUPERSEDED:
        return None
    subject = campaigns.subject_of_case(session, task.case)
    if subject is None or subject.task == task.id:
        return None
    return tasks.task(session, subject.task)


def require_current(session: Session, task: Task) -> None:
    """Raise SupersededError for a task in whose place another one came."""
    now = successor(session, task)
    if now is not None:
        raise SupersededError(task=now.code, form=now.form_label)


@contextmanager
def carrying_typed(
    engine: Engine, actor: Actor, code: str, raw: RawForm
) -> Iterator[None]:
    """Carry what was typed to the task in force where this one was superseded.

    SupersededError leaves here, also where the task moved while it was handed in.
    """
    try:
        yield
    except SupersededError:
        _keep(engine, actor, code, raw)
        raise
    except SomebodyWasFirstError as error:
        if error.facts.get("state") != tasks.SUPERSEDED:
            raise
        _keep(engine, actor, code, raw)
        with engine.store.reading() as session:
            require_current(session, task_in_reach(engine, session, actor, code))
        raise


def _keep(engine: Engine, actor: Actor, code: str, raw: RawForm) -> None:
    with engine.store.transaction() as tx:
        old = task_in_reach(engine, tx, actor, code)
        keep_typed(engine, tx, actor, old, raw)


def keep_typed(
    engine: Engine, tx: Transaction, actor: Actor, old: Task, raw: RawForm
) -> None:
    """Keep what was typed into a superseded task, and carry it to the one in force.

    The new task's draft takes it over; where somebody typed there already, only what
    it does not say yet. Everything stays in the old task's draft.
    """
    now = successor(tx, old)
    if now is None:
        return
    day = engine.today()
    before = load_task(engine, tx, old, day).form
    loaded = load_task(engine, tx, now, day)
    after = loaded.form
    raw = with_hidden(before, raw, drafts.draft(tx, old.id, actor.person))
    _save(engine, tx, actor, old.id, raw)
    if now.state not in {tasks.OPEN, tasks.CLAIMED}:
        return
    typed = carried(raw, before, after, copy_files(tx, old.id, now.id, before, after))
    there = drafts.draft(tx, now.id, actor.person)
    if there is None:
        typed = with_begun(typed, prefill(after, loaded.around), before, after)
    else:
        kept = RawForm.from_json(after, there.content)
        typed = merged(typed, kept) if there.version > CARRIED else merged(kept, typed)
    _save(engine, tx, actor, now.id, typed)


def _save(
    engine: Engine, tx: Transaction, actor: Actor, task: int, raw: RawForm
) -> None:
    there = drafts.draft(tx, task, actor.person)
    version = there.version if there else 0
    now = engine.clock.now()
    drafts.save_draft(tx, task, actor.person, version, raw.as_json(), now)
