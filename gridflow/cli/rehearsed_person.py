"""Somebody at work in a rehearsal: each act is the command that a page would call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

from gridflow.api import AnswerInfo, FaultInfo, Outcome, Sheet, TaskInfo, Typed
from gridflow.cli.acting import actors_of
from gridflow.engine import Actor, Engine
from gridflow.engine import tasks as moves
from gridflow.engine.faults import Fault
from gridflow.engine.filled import Answer, FilledForm
from gridflow.engine.inbox import InboxFilters, inbox
from gridflow.engine.raw_form import RawForm
from gridflow.engine.submissions import confirm, dispute, submit
from gridflow.engine.task_page import open_task
from gridflow.engine.tasks import Refused, save_draft
from gridflow.engine.uploads import receive
from gridflow.errors import DeniedError, NotFoundError
from gridflow.printing.papers import task_paper
from gridflow.store import accounts
from gridflow.store.errors import SomebodyWasFirstError


@dataclass(slots=True)
class RehearsedPerson:
    """A person under one post; fulfils `api.Person`."""

    engine: Engine
    actor: Actor
    _versions: dict[str, int] = field(default_factory=dict)

    @classmethod
    def under(cls, engine: Engine, login: str, area: str) -> RehearsedPerson:
        """Return somebody under their post over an area; DeniedError without one."""
        for actor in actors_of(engine, login):
            if area in ("", actor.area_code):
                return cls(engine, actor)
        raise DeniedError(login=login, area=area)

    def inbox(self, form: str = "") -> tuple[TaskInfo, ...]:
        """Return everything the person can act on, the most urgent first."""
        return tuple(self._todo(InboxFilters(form=form)))

    def _todo(self, filters: InboxFilters) -> Iterator[TaskInfo]:
        after = ""
        while True:
            page = inbox(self.engine, self.actor, "todo", filters, after)
            for one in page.rows:
                yield TaskInfo(
                    one.code, one.title, one.form, one.area_label, one.due_on, one.mine
                )
            after = page.next
            if not after:
                return

    def open(self, task: str) -> Sheet:
        """Return a task with its form; NotFoundError out of reach."""
        page = open_task(self.engine, self.actor, task)
        self._versions[task] = page.draft_version
        return sheet_of(task, page.filled, page.may)

    def claim(self, task: str) -> bool:
        """Take a task; False where somebody was first."""
        try:
            moves.claim(self.engine, self.actor, task, key=self.engine.new_id())
        except SomebodyWasFirstError:
            return False
        return True

    def draft(self, sheet: Sheet, typed: Typed) -> None:
        """Save what was typed so far."""
        raw = self._raw(sheet, typed)
        base = self._versions.get(sheet.task, 0)
        saved = save_draft(self.engine, self.actor, sheet.task, raw, base)
        self._versions[sheet.task] = saved.version

    def sign(self, task: str, place: str, picture: bytes) -> str:
        """Keep a drawn signature; the id that `Typed.signatures` takes."""
        kept = receive(
            self.engine,
            self.actor,
            task,
            f"signatures.{place}",
            f"{place}.png",
            BytesIO(picture),
            way="drawn",
            key=self.engine.new_id(),
        )
        if isinstance(kept, Fault):
            raise NotFoundError(place=place, fault=kept.code)
        return kept.id

    def submit(self, sheet: Sheet, typed: Typed) -> Outcome:
        """Hand a form in: what the sheet shows, with what was typed into it."""
        raw = self._raw(sheet, typed)
        key = self.engine.new_id()
        try:
            answer = submit(self.engine, self.actor, sheet.task, raw, key=key)
        except SomebodyWasFirstError:
            return Outcome("conflict")
        if isinstance(answer, Refused):
            return Outcome("refused", faults_of(answer.filled))
        return Outcome("done")

    def _raw(self, sheet: Sheet, typed: Typed) -> RawForm:
        return raw_of(sheet, typed, person_id(self.engine, typed.second_visitor))

    def confirm(self, task: str) -> None:
        """Say as the second visitor that it was as written."""
        confirm(self.engine, self.actor, task, key=self.engine.new_id())

    def dispute(self, task: str, reason: str) -> None:
        """Say as the second visitor that it was not."""
        key = self.engine.new_id()
        dispute(self.engine, self.actor, task, reason=reason, key=key)

    def print_form(self, task: str) -> bytes:
        """Return the PDF of a task's form as it was handed in."""
        return task_paper(self.engine, self.actor, task).data


def sheet_of(task: str, filled: FilledForm, may: frozenset[str]) -> Sheet:
    """Return an open form as the api tells it."""
    answers: dict[str, AnswerInfo] = {}
    rows: dict[str, tuple[str, ...]] = {}
    for section in filled.sections:
        for one in section.answers:
            answers[one.path] = _answer(one, relevant=section.relevant)
        if section.blank_row is not None or section.rows:
            rows[section.section.id] = tuple(row.key for row in section.rows)
        for row in section.rows:
            for one in row.answers:
                answers[one.path] = _answer(one, relevant=section.relevant)
    places = tuple(one.place.id for one in filled.signatures)
    return Sheet(task, filled.form.id, answers, rows, places, may)


def _answer(one: Answer, *, relevant: bool) -> AnswerInfo:
    return AnswerInfo(
        path=one.path,
        type=one.field.type,
        value=one.value,
        texts=one.texts or ((one.text,) if one.text else ()),
        options=tuple(option.id for option in one.options),
        relevant=relevant and one.relevant,
        required=one.required,
        read_only=one.read_only,
        masked=bool(one.masked),
    )


def raw_of(sheet: Sheet, typed: Typed, second: str) -> RawForm:
    """Return the inputs of a sheet as a browser sends them, with what was typed."""
    values = {
        path: list(one.texts)
        for path, one in sheet.answers.items()
        if one.texts and not one.read_only
    }
    values |= {path: [text] for path, text in typed.answers.items()}
    values |= {path: list(ids) for path, ids in typed.choices.items()}
    return RawForm(
        values=values,
        rows={name: list(keys) for name, keys in sheet.rows.items()},
        reasons=dict(typed.reasons),
        signatures={place: list(ids) for place, ids in typed.signatures.items()},
        second_visitor=second,
    )


def faults_of(filled: FilledForm) -> tuple[FaultInfo, ...]:
    """Return what is wrong with a filling: errors, and warnings without a reason."""
    return tuple(
        FaultInfo(one.check or one.path, one.code, warning=one.severity == "warning")
        for one in filled.faults
        if one.severity != "info"
    )


def person_id(engine: Engine, login: str) -> str:
    """Return a person's id as text by their log-in name, "" for nobody."""
    if not login:
        return ""
    with engine.store.reading() as session:
        account = accounts.account_by_login(session, login)
    if account is None:
        raise NotFoundError(login=login)
    return str(account.person)
