"""Tasks: one row a pool; every move is an UPDATE that must change exactly one row.

open -> claimed -> done          a person takes it from the pool and finishes it
claimed -> open                  released, or its post has ended
claimed -> claimed               transferred to another person's post
open, claimed, done -> superseded    another task took its place; who had it reads it
open, claimed -> withdrawn       the case no longer needs it
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import JOIN

from gridflow.errors import NotFoundError
from gridflow.store.areas import areas_below
from gridflow.store.database import Session, Transaction
from gridflow.store.errors import SomebodyWasFirstError
from gridflow.store.fields import FOREVER
from gridflow.store.ids import code_of, id_of_code
from gridflow.store.models import FlowCase, Person, Post
from gridflow.store.models import Task as TaskModel
from gridflow.store.rows import By, Scope
from gridflow.store.statements import Statement, at, shape, word

OPEN = "open"
CLAIMED = "claimed"
DONE = "done"
WITHDRAWN = "withdrawn"
SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Task:
    """A step of a case in the pool of a role over an area.

    `holder` is who has claimed it, or who has done it. `area` is where it was
    opened and stays. `due_on` is None for no limit.
    """

    id: int
    case: int
    bundle: str
    step: str
    form: str
    form_label: str
    role: str
    area: int
    area_label: str
    record: int | None
    title: str
    size_text: str
    people: int
    due_on: date | None
    state: str
    outcome: str
    opened_at: datetime
    moved_at: datetime
    moved_by: int | None
    holder: int | None
    holder_name: str | None
    holder_post: int | None
    claimed_at: datetime | None
    done_at: datetime | None

    @property
    def code(self) -> str:
        """Return the code that people see."""
        return code_of(self.id)

    @property
    def case_code(self) -> str:
        """Return the code of the task's case."""
        return code_of(self.case)

    @property
    def cursor(self) -> tuple[date, int]:
        """Return where the next page of a list by due day begins."""
        return self.due_on or FOREVER, self.id


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task to open; labels and texts are what lists show."""

    case: int
    step: str
    form: str
    form_label: str
    role: str
    area: int
    area_label: str
    record: int | None
    title: str
    size_text: str = ""
    people: int = 1
    due_on: date | None = None


TASK = shape(Task, TaskModel, bundle=FlowCase.bundle, holder_name=Person.name)


def tasks_query() -> Any:  # noqa: ANN401 - a peewee query
    """Return the query of tasks with what their rows show."""
    return (
        TaskModel.select(*TASK.columns)
        .join(FlowCase, on=(FlowCase.id == TaskModel.case))
        .switch(TaskModel)
        .join(Person, JOIN.LEFT_OUTER, on=(Person.id == TaskModel.holder))
    )


def _tasks(condition: Any) -> Any:  # noqa: ANN401
    return tasks_query().where((TaskModel.county == at("county")) & condition)


_BY_ID = Statement(lambda: _tasks(TaskModel.id == at("task")))
_BY_ID_IN_SCOPE = Statement(
    lambda: _tasks(
        (TaskModel.id == at("task"))
        & TaskModel.area.in_(areas_below(at("county"), at("area"), at("day")))
    )
)
_OF_CASE = Statement(
    lambda: _tasks(TaskModel.case == at("case")).order_by(
        TaskModel.opened_at, TaskModel.id
    )
)
INSERT_TASK = Statement(
    lambda: TaskModel.insert(
        {
            TaskModel.county: at("county"),
            TaskModel.id: at("task"),
            TaskModel.case: at("case"),
            TaskModel.step: at("step"),
            TaskModel.form: at("form"),
            TaskModel.form_label: at("form_label"),
            TaskModel.role: at("role"),
            TaskModel.area: at("area"),
            TaskModel.area_label: at("area_label"),
            TaskModel.record: at("record"),
            TaskModel.title: at("title"),
            TaskModel.size_text: at("size_text"),
            TaskModel.people: at("people"),
            TaskModel.due_on: at("due_on"),
            TaskModel.state: OPEN,
            TaskModel.opened_at: at("now"),
            TaskModel.moved_at: at("now"),
            TaskModel.moved_by: at("person"),
        }
    )
)


def _move(changes: Mapping[Any, Any], *conditions: Any) -> Statement:  # noqa: ANN401
    def build() -> Any:  # noqa: ANN401
        return TaskModel.update(
            {
                TaskModel.moved_at: at("now"),
                TaskModel.moved_by: at("person"),
                **changes,
            }
        ).where(
            TaskModel.county == at("county"), TaskModel.id == at("task"), *conditions
        )

    return Statement(build)


_IN_POOL = {
    TaskModel.state: OPEN,
    TaskModel.holder: None,
    TaskModel.holder_post: None,
    TaskModel.claimed_at: None,
}
_IS_OPEN = TaskModel.state == word("open")
_IS_MINE = (TaskModel.state == word("claimed")) & (TaskModel.holder == at("person"))
_IS_GOING_ON = TaskModel.state.in_([OPEN, CLAIMED])

_CLAIM = _move(
    {
        TaskModel.state: CLAIMED,
        TaskModel.holder: at("person"),
        TaskModel.holder_post: at("post"),
        TaskModel.claimed_at: at("now"),
    },
    _IS_OPEN,
)
_RELEASE = _move(_IN_POOL, _IS_MINE)
_TRANSFER = _move(
    {
        TaskModel.state: CLAIMED,
        TaskModel.holder: at("to_person"),
        TaskModel.holder_post: at("to_post"),
        TaskModel.claimed_at: at("now"),
        TaskModel.area: at("to_area"),
        TaskModel.area_label: at("to_area_label"),
    },
    _IS_GOING_ON,
    TaskModel.moved_at == at("read_moved_at"),
)
_FINISH = _move(
    {
        TaskModel.state: DONE,
        TaskModel.outcome: at("outcome"),
        TaskModel.holder_post: at("post"),
        TaskModel.done_at: at("now"),
    },
    _IS_MINE,
)
_WITHDRAW = _move(
    {
        TaskModel.state: WITHDRAWN,
        TaskModel.holder: None,
        TaskModel.holder_post: None,
    },
    _IS_GOING_ON,
)
_SUPERSEDE = _move(
    {TaskModel.state: SUPERSEDED},
    TaskModel.state.in_([OPEN, CLAIMED, DONE]),
    TaskModel.moved_at == at("read_moved_at"),
)
_RETURN_TO_POOL = Statement(
    lambda: (
        TaskModel.update(
            {TaskModel.moved_at: at("now"), TaskModel.moved_by: None, **_IN_POOL}
        )
        .where(
            (TaskModel.county == at("county"))
            & (TaskModel.holder_post == at("post"))
            & (TaskModel.state == word("claimed"))
        )
        .returning(TaskModel.id)
    )
)


def open_task(tx: Transaction, new: NewTask, by: By) -> int:
    """Put a task into the pool of its role over its area; return its id."""
    task_id = tx.new_id()
    tx.change(
        INSERT_TASK,
        task=task_id,
        case=new.case,
        step=new.step,
        form=new.form,
        form_label=new.form_label,
        role=new.role,
        area=new.area,
        area_label=new.area_label,
        record=new.record,
        title=new.title,
        size_text=new.size_text,
        people=new.people,
        due_on=new.due_on or FOREVER,
        now=by.at,
        person=by.person,
    )
    return task_id


def _exactly_one(tx: Transaction, task_id: int, changed: int) -> None:
    if changed == 1:
        return
    found = task(tx, task_id)
    if found is None:
        raise NotFoundError(task=task_id)
    name = tx.value(
        Person.select(Person.name).where(
            (Person.county == tx.county) & (Person.id == found.moved_by)
        )
    )
    raise SomebodyWasFirstError(state=found.state, who=name or "", when=found.moved_at)


def claim(tx: Transaction, task_id: int, by: By) -> None:
    """Take an open task out of its pool; SomebodyWasFirstError if it is not open."""
    changed = tx.change(_CLAIM, task=task_id, now=by.at, person=by.person, post=by.post)
    _exactly_one(tx, task_id, changed)


def release(tx: Transaction, task_id: int, by: By) -> None:
    """Give a task back that the person has claimed."""
    changed = tx.change(_RELEASE, task=task_id, now=by.at, person=by.person)
    _exactly_one(tx, task_id, changed)


@dataclass(frozen=True, slots=True)
class Receiver:
    """The post to which a task goes, and the area where it goes on."""

    person: int
    post: int
    area: int
    area_label: str


def transfer(tx: Transaction, read: Task, to: Receiver, by: By) -> None:
    """Hand a task over to a post; SomebodyWasFirstError if it moved since `read`.

    Only a transfer changes the area in which a task is.
    """
    changed = tx.change(
        _TRANSFER,
        task=read.id,
        read_moved_at=read.moved_at,
        to_person=to.person,
        to_post=to.post,
        to_area=to.area,
        to_area_label=to.area_label,
        now=by.at,
        person=by.person,
    )
    _exactly_one(tx, read.id, changed)


def finish(tx: Transaction, task_id: int, outcome: str, by: By) -> None:
    """End a task that the person has claimed, with what came of it."""
    changed = tx.change(
        _FINISH,
        task=task_id,
        outcome=outcome,
        now=by.at,
        person=by.person,
        post=by.post,
    )
    _exactly_one(tx, task_id, changed)


def withdraw(tx: Transaction, task_id: int, by: By) -> None:
    """End a task that its case no longer needs."""
    changed = tx.change(_WITHDRAW, task=task_id, now=by.at, person=by.person)
    _exactly_one(tx, task_id, changed)


def supersede(tx: Transaction, read: Task, by: By) -> None:
    """End a task in whose place another one comes; SomebodyWasFirstError if it moved.

    Who had it, or has done it, keeps it to read.
    """
    changed = tx.change(
        _SUPERSEDE,
        task=read.id,
        read_moved_at=read.moved_at,
        now=by.at,
        person=by.person,
    )
    _exactly_one(tx, read.id, changed)


def return_to_pool(tx: Transaction, post_id: int, now: datetime) -> tuple[int, ...]:
    """Open all tasks again that were claimed under a post; return their ids."""
    found = tx.tuples(_RETURN_TO_POOL, post=post_id, now=now)
    return tuple(sorted(row[0] for row in found))


def posts_left(session: Session, day: date) -> tuple[int, ...]:
    """Return the posts that ended before a day and still hold claimed tasks."""
    query = (
        TaskModel.select(TaskModel.holder_post)
        .join(Post, on=(Post.id == TaskModel.holder_post))
        .where(
            (TaskModel.county == session.county)
            & (TaskModel.state == CLAIMED)
            & (Post.valid_to < day)
        )
        .distinct()
    )
    return tuple(sorted(row[0] for row in session.tuples(query)))


def task(session: Session, task_id: int, scope: Scope | None = None) -> Task | None:
    """Return a task; None if there is none or it lies outside the scope."""
    if scope is None:
        return session.row(TASK, _BY_ID, task=task_id)
    return session.row(
        TASK, _BY_ID_IN_SCOPE, task=task_id, area=scope.area, day=scope.day
    )


def task_by_code(
    session: Session, code: str, scope: Scope | None = None
) -> Task | None:
    """Return the task behind a code; None as with `task`."""
    task_id = id_of_code(session.county, code)
    return None if task_id is None else task(session, task_id, scope)


def tasks_by_id(session: Session, task_ids: Sequence[int]) -> dict[int, Task]:
    """Return some tasks (a few hundred at most) by their ids."""
    if not task_ids:
        return {}
    # By id alone: with the county beside a list of ids SQLite reads the whole county.
    query = tasks_query().where(TaskModel.id.in_(list(task_ids)))
    return {one.id: one for one in session.rows(TASK, query)}


def tasks_of_case(session: Session, case_id: int) -> tuple[Task, ...]:
    """Return a case's tasks, oldest first."""
    return session.rows(TASK, _OF_CASE, case=case_id)
