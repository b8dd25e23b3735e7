"""Somebody at work in a rehearsal: each act is the command that a page would call."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from gridflow.api import (
    AnswerInfo,
    FaultInfo,
    FilingInfo,
    Outcome,
    Sheet,
    SubjectInfo,
    TaskInfo,
    Typed,
)
from gridflow.cli.acting import actors_of
from gridflow.cli.rehearsed_filings import filings_of
from gridflow.engine import Actor, Engine
from gridflow.engine import tasks as moves
from gridflow.engine.access import procedure_of
from gridflow.engine.campaign_pages import (
    campaign_list,
    campaign_page,
    campaign_subjects,
)
from gridflow.engine.campaign_views import SubjectRow
from gridflow.engine.campaigns import decide_proposal, open_campaign
from gridflow.engine.errors import SupersededError
from gridflow.engine.faults import Fault
from gridflow.engine.filled import Answer, FilledForm
from gridflow.engine.importing.running import Order, run_import
from gridflow.engine.inbox import InboxFilters, Tab, inbox
from gridflow.engine.ledger_saving import SavedRow, TypedRow, save_ledger
from gridflow.engine.ledgers import Grid, standing
from gridflow.engine.progress import untold
from gridflow.engine.raw_form import RawForm
from gridflow.engine.submissions import confirm, dispute, submit
from gridflow.engine.task_page import open_task
from gridflow.engine.tasks import Refused, save_draft
from gridflow.engine.uploads import receive
from gridflow.errors import DeniedError, NotFoundError
from gridflow.printing.papers import task_paper
from gridflow.printing.volumes import volume_paper
from gridflow.store import accounts, areas
from gridflow.store.campaign_lists import records_by_id
from gridflow.store.errors import SomebodyWasFirstError
from gridflow.store.ids import id_of_code

_AT_ONCE = 400  # records read by their ids in one statement
_OF_A_ROW = frozenset({"fill", "submit"})


@dataclass(slots=True)
class RehearsedPerson:
    """A person under one post; fulfils `api.Person`."""

    engine: Engine
    actor: Actor
    _people: dict[str, str] = field(default_factory=dict)
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
        return tuple(self._listed("todo", InboxFilters(form=form)))

    def done(self) -> tuple[TaskInfo, ...]:
        """Return what the person handed in, the newest first."""
        return tuple(self._listed("done", InboxFilters()))

    def _listed(self, tab: Tab, filters: InboxFilters) -> Iterator[TaskInfo]:
        after = ""
        while True:
            page = inbox(self.engine, self.actor, tab, filters, after)
            for one in page.rows:
                told = one.code, one.title, one.form, one.area_label, one.due_on
                yield TaskInfo(*told, one.state)
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
        except SupersededError as instead:
            return Outcome("superseded", task=str(instead.facts["task"]))
        if isinstance(answer, Refused):
            return Outcome("refused", faults_of(answer.filled))
        return Outcome("done")

    def _raw(self, sheet: Sheet, typed: Typed) -> RawForm:
        login = typed.second_visitor
        if login not in self._people:
            self._people[login] = person_id(self.engine, login)
        return raw_of(sheet, typed, self._people[login])

    def confirm(self, task: str) -> None:
        """Say as the second visitor that it was as written."""
        confirm(self.engine, self.actor, task, key=self.engine.new_id())

    def dispute(self, task: str, reason: str) -> None:
        """Say as the second visitor that it was not."""
        key = self.engine.new_id()
        dispute(self.engine, self.actor, task, reason=reason, key=key)

    def open_campaign(self, definition: str) -> str:
        """Open a campaign; its code."""
        key = self.engine.new_id()
        return open_campaign(self.engine, self.actor, definition, key=key)

    def running(self) -> dict[str, str]:
        """Return the open campaigns that the person sees: definition -> code."""
        found = campaign_list(self.engine, self.actor)
        return {one.definition: one.code for one in found if one.state == "open"}

    def counts(self, campaign: str) -> dict[tuple[str, str, str], int]:
        """Return how many records a campaign has by (area, class, state)."""
        page = campaign_page(self.engine, self.actor, campaign)
        found: dict[tuple[str, str, str], int] = {}
        for row in page.rows:
            for class_, count in row.by_class.items():
                found[row.code, class_, "open"] = count.open
                found[row.code, class_, "done"] = count.done
        return {place: count for place, count in found.items() if count}

    def subjects(
        self, campaign: str, area: str = "", state: str = ""
    ) -> tuple[SubjectInfo, ...]:
        """Return the records of a campaign at or below an area, "" for the person's."""
        engine, rows, after = self.engine, list[SubjectRow](), None
        while True:
            page = campaign_subjects(
                engine,
                self.actor,
                campaign,
                area=area or None,
                state=state or None,
                after=after,
                limit=_AT_ONCE,
            )
            rows += page.rows
            after = page.after
            if after is None:
                return tuple(self._told(rows))

    def _told(self, rows: Sequence[SubjectRow]) -> Iterator[SubjectInfo]:
        """Tell subjects with number, grid and form, which lists show as labels."""
        procedure = procedure_of(self.engine, self.actor)
        forms = {one.label: one.id for one in procedure.forms.values()}
        grids: dict[int, str] = {}
        with self.engine.store.reading() as session:
            for start in range(0, len(rows), _AT_ONCE):
                part = rows[start : start + _AT_ONCE]
                codes = [id_of_code(session.county, one.record_code) for one in part]
                ids = [one for one in codes if one is not None]
                known = {one.code: one for one in records_by_id(session, ids)}
                for one in part:
                    record = known[one.record_code]
                    if record.grid not in grids:
                        found = areas.area(session, record.grid)
                        grids[record.grid] = found.code if found else ""
                    yield SubjectInfo(
                        record=record.code,
                        number=record.number,
                        area=grids[record.grid],
                        task=one.task,
                        class_=one.class_,
                        form=forms[one.form_label],
                        state=one.state,
                        waiting=one.waiting,
                    )

    def filings(self, forms: Collection[str], area: str = "") -> tuple[FilingInfo, ...]:
        """Return what was handed in with some forms, as it is in force."""
        return filings_of(self.engine, self.actor, forms, area)

    def decide(self, campaign: str, record: str, *, change: bool, reason: str) -> None:
        """Decide about another class for a record, by its code."""
        decide_proposal(
            self.engine,
            self.actor,
            campaign,
            record,
            change=change,
            reason=reason,
            key=self.engine.new_id(),
        )

    def ledger(
        self, campaign: str, area: str, tasks: Collection[str]
    ) -> tuple[Sheet, ...]:
        """Return some rows of a grid's ledger, as they stand."""
        found: list[Sheet] = []
        with self.engine.store.reading() as session:
            grid = Grid(self.engine, session, self.actor, campaign, area)
            for task in grid.tasks():
                if task.code in tasks and grid.may_fill(task):
                    row = standing(grid, task)
                    version = row.draft.version if row.draft else 0
                    self._versions[task.code] = version
                    found.append(sheet_of(task.code, row.filled, _OF_A_ROW))
        return tuple(found)

    def save_ledger(
        self, campaign: str, area: str, rows: Mapping[str, tuple[Sheet, Typed]]
    ) -> dict[str, Outcome]:
        """Hand in rows of a ledger at once, by task; each has an outcome of its own."""
        typed = [
            TypedRow(task, self._raw(sheet, one), self._versions.get(task, 0))
            for task, (sheet, one) in rows.items()
        ]
        key = self.engine.new_id()
        saved = save_ledger(self.engine, self.actor, campaign, area, typed, key=key)
        self._versions |= {one.task: one.version for one in saved}
        return {one.task: _outcome(one) for one in saved}

    def bring_in(self, definition: str, workbook: Path) -> bool:
        """Import a workbook; whether everything in it could be taken."""
        beside = workbook.with_suffix(".report"), workbook.with_suffix(".wrong.xlsx")
        order = Order(definition, workbook, self.engine.new_id(), *beside)
        return run_import(self.engine, self.actor, order).sound

    def print_form(self, task: str) -> bytes:
        """Return the PDF of a task's form as it was handed in."""
        return task_paper(self.engine, self.actor, task).data

    def print_volume(self, campaign: str, area: str, form: str) -> bytes:
        """Return the PDF of an area's forms of one kind, a ledger as rows."""
        return volume_paper(
            self.engine,
            self.actor,
            campaign,
            area,
            form=form,
            reason="",
            progress=untold,
        ).data


def _outcome(row: SavedRow) -> Outcome:
    """Return what became of a row of a ledger as the api tells it."""
    if row.state == "done":
        return Outcome("done")
    if row.why == SupersededError.code:
        return Outcome("superseded", task=str(row.facts.get("task", "")))
    if row.filled is None or row.state == "conflict":
        return Outcome("conflict")
    return Outcome("refused", faults_of(row.filled))


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
