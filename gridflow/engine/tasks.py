"""Moving a task: claim, release, transfer, and saving a draft."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from gridflow.engine.access import demand, procedure_of
from gridflow.engine.checking import REASON_AT_MOST
from gridflow.engine.commands import Act, Answer, run
from gridflow.engine.drafting import differing, fill_draft, with_hidden
from gridflow.engine.errors import NotOpenError, ReasonMissingError
from gridflow.engine.filled import FilledForm
from gridflow.engine.loading import load_task
from gridflow.engine.raw_form import RawForm
from gridflow.engine.reach import in_pool, is_holder, require_holder, task_in_reach
from gridflow.engine.superseding import carrying_typed, require_current
from gridflow.errors import DeniedError, NotFoundError
from gridflow.store import Scope, Session, areas, drafts, people
from gridflow.store import tasks as store
from gridflow.store.drafts import Saved
from gridflow.store.people import Post
from gridflow.store.tasks import Receiver, Task

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine


@dataclass(frozen=True, slots=True)
class Done:
    """A command that was carried out (or had been, under the same key).

    Attributes:
        next_task: code of the next task to do, None when the pool is empty.
        submission: the submission's id, None for moves that make none.
        case: code of the case.
    """

    next_task: str | None = None
    submission: int | None = None
    case: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """A filling that was not accepted; everything typed is kept in it."""

    filled: FilledForm


@dataclass(frozen=True, slots=True)
class DraftSaved:
    """A draft that was kept.

    Attributes:
        version: the base version of the next saving.
        saved_at: the business instant.
        filled: the server's figures for it.
    """

    version: int
    saved_at: datetime
    filled: FilledForm


@dataclass(frozen=True, slots=True)
class DraftConflict:
    """Somebody saved another draft in between; nothing was overwritten.

    Attributes:
        mine: what was sent now.
        theirs: what is stored.
        version: the version of what is stored.
        saved_at: when it was stored.
        who: the name of the person who stored it.
        paths: where the two differ.
    """

    mine: FilledForm
    theirs: FilledForm
    version: int
    saved_at: datetime
    who: str
    paths: tuple[str, ...]


def claim(engine: Engine, actor: Actor, code: str, *, key: str) -> Done:
    """Take a task of the pool; SomebodyWasFirstError when it is not open."""

    def act(at: Act) -> Answer:
        task = task_in_reach(engine, at.tx, actor, code)
        if not in_pool(engine, at.tx, actor, task):
            raise DeniedError(why="denied_not_listed")
        take_from_pool(at, task)
        return _answer(task, task.code)

    return done(run(engine, actor, key, "claim", {"task": code}, act))


def take_from_pool(at: Act, task: Task) -> None:
    """Claim a task inside a command; SomebodyWasFirstError when it is not open."""
    require_current(at.tx, task)
    store.claim(at.tx, task.id, at.by)
    at.note(task.case, "claim", {"task": task.id})


def release(engine: Engine, actor: Actor, code: str, *, key: str) -> Done:
    """Give an own claimed task back to the pool."""

    def act(at: Act) -> Answer:
        task = task_in_reach(engine, at.tx, actor, code)
        require_current(at.tx, task)
        require_holder(actor, task)
        store.release(at.tx, task.id, at.by)
        at.note(task.case, "release", {"task": task.id})
        return _answer(task, None)

    return done(run(engine, actor, key, "release", {"task": code}, act))


def transfer(
    engine: Engine, actor: Actor, code: str, to_post: int, *, reason: str, key: str
) -> Done:
    """Hand a task to another post of the step's role; the case's chain notes it.

    The holder may, and who has `transfer: tasks` over the place.
    """
    words = required_reason(reason)

    def act(at: Act) -> Answer:
        task = task_in_reach(engine, at.tx, actor, code)
        require_current(at.tx, task)
        if not is_holder(actor, task):
            demand(engine, actor, "transfer", "tasks", task.area)
        to = next(
            (one for one in receivers(engine, at.tx, actor, task) if one.id == to_post),
            None,
        )
        if to is None:
            raise NotFoundError(post=to_post)
        stays = areas.covers(at.tx, Scope(to.area, engine.today()), task.area)
        area = task.area if stays else to.area
        label = task.area_label if stays else to.area_label
        store.transfer(at.tx, task, Receiver(to.person, to.id, area, label), at.by)
        facts = {"task": task.id, "to_post": to.id, "reason": words}
        at.note(task.case, "transfer", facts)
        return _answer(task, None)

    arguments = {"task": code, "to": to_post, "reason": words}
    return done(run(engine, actor, key, "transfer", arguments, act))


def receivers(
    engine: Engine, session: Session, actor: Actor, task: Task
) -> tuple[Post, ...]:
    """Return the posts below the actor's area that may take over a task."""
    procedure = procedure_of(engine, actor)
    roles = {
        one.id
        for one in procedure.roles.values()
        if one.id == task.role or task.role in one.stands_in_for
    }
    found = people.posts_in(session, Scope(actor.area, engine.today()), roles)
    return tuple(
        sorted(
            (one for one in found if one.id != task.holder_post),
            key=lambda one: (one.role != task.role, one.area_code, one.person_name),
        )
    )


def required_reason(reason: str) -> str:
    """Return a reason's words; ReasonMissingError where there are none."""
    words = " ".join(reason.split())[:REASON_AT_MOST]
    if not words:
        raise ReasonMissingError
    return words


def save_draft(
    engine: Engine, actor: Actor, code: str, raw: RawForm, base_version: int
) -> DraftSaved | DraftConflict:
    """Keep what was typed; base version 0 means that no draft was there.

    What stands behind masked inputs that came empty is kept from the draft before.
    SupersededError where another task took the place of this one; what was typed is
    carried there.
    """
    with carrying_typed(engine, actor, code, raw):
        return _save_draft(engine, actor, code, raw, base_version)


def _save_draft(
    engine: Engine, actor: Actor, code: str, raw: RawForm, base_version: int
) -> DraftSaved | DraftConflict:
    now = engine.clock.now()
    with engine.store.transaction() as tx:
        task = task_in_reach(engine, tx, actor, code)
        require_current(tx, task)
        require_holder(actor, task)
        loaded = load_task(engine, tx, task, engine.today())
        before = drafts.draft(tx, task.id, actor.person)
        mine = with_hidden(loaded.form, raw, before)
        saved = drafts.save_draft(
            tx, task.id, actor.person, base_version, mine.as_json(), now
        )
    filled = fill_draft(loaded, mine)
    if isinstance(saved, Saved):
        return DraftSaved(saved.version, now, filled)
    if saved.draft is None:
        raise NotOpenError
    theirs = RawForm.from_json(loaded.form, saved.draft.content)
    return DraftConflict(
        mine=filled,
        theirs=fill_draft(loaded, theirs),
        version=saved.draft.version,
        saved_at=saved.draft.saved_at,
        who=actor.name,
        paths=differing(mine, theirs),
    )


def _answer(task: Task, following: str | None) -> Answer:
    return {"task": following, "submission": None, "case": task.case_code}


def done(answer: Answer) -> Done:
    """Return a command's stored answer as what was done."""
    submission = answer["submission"]
    following = answer["task"]
    return Done(
        next_task=None if following is None else str(following),
        submission=submission if isinstance(submission, int) else None,
        case=str(answer["case"]),
    )
