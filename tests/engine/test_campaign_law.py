"""Whatever happens in whatever order: one task is in force, and nothing vanishes.

Clues and changes come, people claim, type, hand in and decide, houses end; after each
step every house that is there has exactly one task in force, of the form of its class,
and every submission is still there to be read.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from gridflow.clock import FixedClock
from gridflow.engine import Engine
from gridflow.engine.campaigns import decide_proposal, open_campaign
from gridflow.engine.errors import NotOpenError, SupersededError
from gridflow.engine.library import Library
from gridflow.engine.passwords import Passwords
from gridflow.engine.publishing import publish
from gridflow.engine.submissions import submit
from gridflow.engine.task_page import open_task
from gridflow.engine.tasks import Done, claim, release, save_draft
from gridflow.engine.upload_folder import UploadFolder
from gridflow.errors import DeniedError
from gridflow.spec.vocabulary import Vocabulary
from gridflow.store import areas, audit, campaigns, open_store, submissions, tasks
from gridflow.store.errors import SomebodyWasFirstError
from tests.engine.campaign_site import add_hint, campaign_sources, change, raw
from tests.engine.conftest import KEYS, LONG_AGO, NOW, TODAY, _areas, add_house, hire

HOUSES = 2
FORMS = {"watched": "watched", "hinted": "visit", "asked": "visit", "ordinary": "row"}
GOING = {"open", "claimed", "done"}
COMPLETE = {
    "row": {"wage": "1", "verdict": "no"},
    "watched": {"wage": "1", "measure": "m"},
    "visit": {
        "head": "h",
        "phone": "13812345678",
        "visited_on": "2023-05-15",
        "wage": "1",
        "costs": "0",
        "verdict": "fine",
    },
}

house_numbers = st.integers(0, HOUSES - 1)


class Town(RuleBasedStateMachine):
    """A town of two houses, two walkers and a monitor."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.numbers = count(1)

    @initialize()
    def begin(self) -> None:
        from argon2 import PasswordHasher

        folder = Path(self.folder.name)
        store = open_store(f"sqlite:///{folder / 's.sqlite3'}", KEYS, 7)
        store.create_schema("小县", NOW)
        self.engine = Engine(
            store=store,
            clock=FixedClock(datetime(2023, 5, 15, 1, tzinfo=UTC)),
            library=Library(store, Vocabulary.plain()),
            new_id=self.key,
            uploads=UploadFolder(folder / "uploads"),
            wall=FixedClock(NOW),
            random=Random(1),  # noqa: S311 - tokens of tests
            passwords=Passwords(
                PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
            ),
        )
        with store.transaction() as tx:
            areas.load_areas(tx, _areas(), LONG_AGO)
        publish(self.engine, None, campaign_sources(), note="", key="p")
        self.walkers = [
            hire(self.engine, name, "walker", "10010101") for name in ("ann", "bob")
        ]
        self.monitor = hire(self.engine, "cat", "monitor", "100101")
        self.houses = [
            add_house(self.engine, "10010101", f"户{one}", f"H{one}")
            for one in range(HOUSES)
        ]
        self.code = open_campaign(self.engine, None, "round", key="open")
        self.submitted: set[int] = set()
        self.opened: set[int] = set()
        self.ended: set[int] = set()

    def key(self) -> str:
        return f"key-{next(self.numbers)}"

    def subject(self, number: int) -> campaigns.Subject:
        with self.engine.store.reading() as session:
            campaign = campaigns.campaign_by_code(session, self.code)
            found = campaigns.subject(session, campaign.id, self.houses[number].id)
        assert found is not None
        return found

    def tasks_of(self, number: int) -> list[tasks.Task]:
        with self.engine.store.reading() as session:
            return list(tasks.tasks_of_case(session, self.subject(number).case))

    def some_task(self, number: int, pick: int) -> tasks.Task:
        """Return a task of the house, often one that is superseded by now."""
        found = self.tasks_of(number)
        return found[pick % len(found)]

    @rule(number=house_numbers)
    def a_clue_comes(self, number: int) -> None:
        add_hint(self.engine, self.houses[number], self.key())

    @rule(
        number=house_numbers,
        watched=st.booleans(),
        needed=st.booleans(),
    )
    def the_record_changes(self, number: int, *, watched: bool, needed: bool) -> None:
        told = {"watched": watched, "visit_needed": needed}
        change(self.engine, self.houses[number], self.key(), **told)

    @rule(number=house_numbers, who=st.integers(0, 1), pick=st.integers(0, 5))
    def somebody_claims(self, number: int, who: int, pick: int) -> None:
        task = self.some_task(number, pick)
        try:
            claim(self.engine, self.walkers[who], task.code, key=self.key())
        except (SomebodyWasFirstError, SupersededError):
            assert task.state != "open"

    @rule(number=house_numbers, who=st.integers(0, 1))
    def somebody_gives_back(self, number: int, who: int) -> None:
        task = self.tasks_of(number)[-1]
        with suppress(DeniedError, SomebodyWasFirstError, SupersededError):
            release(self.engine, self.walkers[who], task.code, key=self.key())

    @rule(number=house_numbers, who=st.integers(0, 1), pick=st.integers(0, 5))
    def somebody_types(self, number: int, who: int, pick: int) -> None:
        task = self.some_task(number, pick)
        actor = self.walkers[who]
        version = open_task(self.engine, actor, task.code).draft_version
        try:
            save_draft(self.engine, actor, task.code, raw(wage="7"), version)
        except SupersededError as moved:
            self.assert_carried(actor, moved)
        except DeniedError:
            assert (task.state, task.holder) != ("claimed", actor.person)

    @rule(
        number=house_numbers,
        who=st.integers(0, 1),
        pick=st.integers(0, 5),
        needed=st.booleans(),
    )
    def somebody_types_and_hands_in(
        self, number: int, who: int, pick: int, *, needed: bool
    ) -> None:
        self.hand_in(number, who, pick, needed=needed)

    def hand_in(self, number: int, who: int, pick: int, *, needed: bool) -> None:
        task = self.some_task(number, pick)
        actor = self.walkers[who]
        typed = raw(**COMPLETE[task.form])
        if task.form == "row":
            typed.values["verdict"] = ["yes" if needed else "no"]
        if task.form == "visit":
            typed.rows["people"] = ["new"]
            typed.values["people.new.name"] = ["n"]
        try:
            done = submit(self.engine, actor, task.code, typed, key=self.key())
        except SupersededError as moved:
            self.assert_carried(actor, moved)
        except (SomebodyWasFirstError, DeniedError):
            assert (task.state, task.holder) != ("claimed", actor.person)
        else:
            assert isinstance(done, Done), task.form
            assert done.submission is not None
            self.submitted.add(done.submission)

    @rule(number=house_numbers, who=st.integers(0, 1), needed=st.booleans())
    def somebody_visits(self, number: int, who: int, *, needed: bool) -> None:
        """Claim the task in force, if nobody has it, and hand it in."""
        task = self.tasks_of(number)[-1]
        if task.state == "open":
            claim(self.engine, self.walkers[who], task.code, key=self.key())
        last = len(self.tasks_of(number)) - 1
        self.hand_in(number, who, last, needed=needed)

    def assert_carried(self, actor, moved: SupersededError) -> None:
        page = open_task(self.engine, actor, str(moved.facts["task"]))
        if "fill" in page.may:
            assert page.filled.answer("wage").texts in {("7",), ("1",)}

    @precondition(lambda self: self.waiting())
    @rule(pick=st.integers(0, HOUSES), change=st.booleans())
    def the_monitor_decides(self, pick: int, *, change: bool) -> None:
        waiting = self.waiting()
        number = waiting[pick % len(waiting)]
        decide_proposal(
            self.engine,
            self.monitor,
            self.code,
            self.houses[number].code,
            change=change,
            reason="r",
            key=self.key(),
        )

    def waiting(self) -> list[int]:
        return [one for one in range(HOUSES) if self.subject(one).proposal == "waiting"]

    @rule(number=house_numbers)
    def nobody_decides_where_nothing_waits(self, number: int) -> None:
        if number in self.waiting():
            return
        try:
            decide_proposal(
                self.engine,
                self.monitor,
                self.code,
                self.houses[number].code,
                change=True,
                reason="r",
                key=self.key(),
            )
        except NotOpenError:
            return
        raise AssertionError(number)

    @precondition(lambda self: len(self.ended) < 1)
    @rule(number=st.just(HOUSES - 1))
    def a_house_ends(self, number: int) -> None:
        if number not in self.ended:
            change(self.engine, self.houses[number], self.key(), ended_on=TODAY)
            self.ended.add(number)

    @invariant()
    def exactly_one_task_is_in_force(self) -> None:
        for number in range(HOUSES):
            subject = self.subject(number)
            going = [one for one in self.tasks_of(number) if one.state in GOING]
            if number in self.ended and subject.state == "ended":
                assert [one for one in going if one.state != "done"] == []
                continue
            assert [one.id for one in going] == [subject.task]
            assert going[0].form == subject.form == FORMS[subject.class_]
            assert (going[0].state == "done") == (subject.state == "done")
            assert subject.state == "done" or not subject.proposal

    @invariant()
    def no_submission_vanishes(self) -> None:
        with self.engine.store.reading() as session:
            kept = {
                one.id
                for house in self.houses
                for one in submissions.submissions_of_record(session, house.id)
            }
        assert kept == self.submitted

    def teardown(self) -> None:
        with self.engine.store.reading() as session:
            assert audit.verify(session) == ()
        self.engine.store.close()
        self.folder.cleanup()


Town.TestCase.settings = settings(
    max_examples=20,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestOneTaskIsInForce = Town.TestCase
