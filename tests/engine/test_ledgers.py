"""A ledger: one group's houses as rows, saved together, each row for itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from gridflow.engine import submissions as commands
from gridflow.engine.campaigns import open_campaign
from gridflow.engine.commands import run
from gridflow.engine.inbox import inbox
from gridflow.engine.ledger_saving import TypedRow, save_ledger
from gridflow.engine.ledgers import ledger_page, own_ledgers
from gridflow.engine.plans import record_plan
from gridflow.engine.publishing import publish
from gridflow.engine.raw_form import RawForm
from gridflow.engine.reclassing import reconsider
from gridflow.engine.task_page import open_task
from gridflow.engine.tasks import Done, claim
from gridflow.errors import DeniedError, NotFoundError
from gridflow.spec.site import load_site
from gridflow.spec.vocabulary import Vocabulary
from gridflow.store import audit, campaigns, cases, drafts, records, submissions, tasks
from gridflow.store.errors import KeyReusedError
from gridflow.store.record_writing import Change, Origin, revise_record
from gridflow.store.tasks import Task
from tests.engine import campaign_site
from tests.engine.conftest import NOW, add_house, sources

GROUP = "10010101"

SITE = Path(__file__).parent / "ledger_site"
FORM = (SITE / "rows.yaml").read_text("utf-8")
FILES = {
    **campaign_site.FILES,
    "forms/rows.yaml": FORM,
    "config/base/flows/visiting.yaml": (SITE / "visiting.yaml").read_text("utf-8"),
    "config/base/campaigns/round.yaml": campaign_site.CAMPAIGN.replace(
        "form: row}", "form: rows}"
    ),
}


KINDS = load_site(sources(FILES), Vocabulary.plain()).site.procedures["base"].records
PLAN = record_plan(KINDS["house"])


@dataclass(frozen=True)
class Ledger:
    """A campaign with the tasks of three houses of group 1, by their heads."""

    campaign: str
    tasks: dict[str, Task]

    def __getitem__(self, head: str) -> Task:
        return self.tasks[head]


@pytest.fixture
def ledger(engine, cast):
    done = publish(engine, None, sources(FILES), note="", key="publish-2")
    assert done.published, [str(one) for one in done.problems]
    houses = {
        head: add_house(engine, GROUP, head, f"H{number}")
        for number, head in enumerate(("王一", "李二", "张三"), 1)
    }
    code = open_campaign(engine, cast.administrator, "round", key="open")
    with engine.store.reading() as session:
        campaign = campaigns.campaign_by_code(session, code)
        found = {
            head: tasks.task(
                session, campaigns.subject(session, campaign.id, house.id).task
            )
            for head, house in houses.items()
        }
    return Ledger(code, found)


@pytest.fixture
def typed(engine, cast, ledger):
    """Return a row as it was typed, complete unless something is said otherwise."""

    def make(head, *, version=0, hand_in=True, second=None, **values):
        named = cast.mate.person if second is None else second
        pairs = {"way": "home", "wage": "12000", "risk": "no", "phone": "", **values}
        form = open_task(engine, cast.walker, ledger[head].code).form
        given = [
            (f"f.{name}", text) for name, text in pairs.items() if text is not None
        ]
        raw = RawForm.from_pairs(form, [*given, ("second_visitor", str(named))])
        return TypedRow(ledger[head].code, raw, version, hand_in)

    return make


@pytest.fixture
def save(engine, ledger):
    def saving(actor, rows, key="save-1", area=GROUP):
        return save_ledger(engine, actor, ledger.campaign, area, rows, key=key)

    return saving


def rows_of(engine, actor, ledger):
    page = ledger_page(engine, actor, ledger.campaign, GROUP)
    return {one.title: one for one in page.rows}


def draft_of(engine, actor, task):
    with engine.store.reading() as session:
        return drafts.draft(session, task.id, actor.person)


def state_of(engine, task):
    with engine.store.reading() as session:
        return tasks.task(session, task.id).state


# ---- the page


def test_the_page_shows_the_group_as_rows_as_their_own_pages_would(
    engine, cast, ledger
):
    page = ledger_page(engine, cast.walker, ledger.campaign, GROUP)
    assert page.form is not None
    assert [one.id for one in page.form.plain_fields()] == [
        "head",
        "phone",
        "way",
        "called",
        "wage",
        "risk",
    ]
    assert [(one.number, one.title, one.state) for one in page.rows] == [
        ("H1", "王一", "open"),
        ("H2", "李二", "open"),
        ("H3", "张三", "open"),
    ]
    assert (page.done, len(page.rows), page.people, page.may_fill) == (0, 3, 2, True)
    assert page.area_path[-1] == "一组"
    assert page.due_on == date(2023, 5, 29)
    row = page.rows[0]
    own = open_task(engine, cast.walker, row.code).filled
    assert row.filled == own
    assert row.filled.answer("way").text == "home"
    assert row.filled.answer("phone").masked == "138****5678"
    assert cast.mate.person in {one.person for one in page.people_choices}


def test_only_who_reaches_the_group_sees_its_ledger(engine, cast, ledger):
    seen = {}
    for name in ("walker", "mate", "monitor", "administrator"):
        page = ledger_page(engine, getattr(cast, name), ledger.campaign, GROUP)
        seen[name] = (len(page.rows), page.may_fill)
    # a monitor stands in only where nobody holds the role
    assert seen == {
        "walker": (3, True),
        "mate": (3, True),
        "monitor": (3, False),
        "administrator": (3, False),
    }
    for name in ("neighbour", "stranger", "far_monitor", "clerk", "boss"):
        with pytest.raises(NotFoundError):
            ledger_page(engine, getattr(cast, name), ledger.campaign, GROUP)
    for campaign, area in ((ledger.campaign, "nowhere"), ("ZZZZ", GROUP)):
        with pytest.raises(NotFoundError):
            ledger_page(engine, cast.walker, campaign, area)


def test_a_group_without_such_tasks_is_empty_and_not_an_error(engine, cast, ledger):
    page = ledger_page(engine, cast.neighbour, ledger.campaign, "10010102")
    assert (page.form, page.rows, page.may_fill) == (None, (), False)


def test_a_row_whose_case_pinned_other_fields_is_only_named(engine, cast, ledger):
    more = FORM.replace(
        "  - section: visit",
        "      - {id: dog, label: 狗, type: yes_no}\n  - section: visit",
    )
    files = {**FILES, "forms/rows.yaml": more}
    assert publish(engine, None, sources(files), note="", key="publish-3").published
    with engine.store.transaction() as tx:
        cases.move_case(
            tx,
            ledger["张三"].case,
            ledger["张三"].bundle,
            engine.library.active_digest(),
        )
    rows = rows_of(engine, cast.walker, ledger)
    # the columns are those of the newest row that is still to be filled
    assert {one.title: (one.state, one.editable) for one in rows.values()} == {
        "王一": ("apart", False),
        "李二": ("apart", False),
        "张三": ("open", True),
    }


# ---- saving


def test_complete_rows_are_claimed_and_handed_in_as_their_own_pages_would(
    engine, cast, ledger, typed, save
):
    done = save(cast.walker, [typed("王一"), typed("张三", risk="yes")])
    assert [one.state for one in done] == ["done", "done"]
    with engine.store.reading() as session:
        task = tasks.task(session, ledger["张三"].id)
        assert (task.state, task.outcome, task.holder) == (
            "done",
            "risk",
            cast.walker.person,
        )
        found = submissions.latest_submission(session, ledger["王一"].id)
        assert found.id == done[0].submission
        (second,) = submissions.people_of(session, found.id)
        assert (second.person, second.state) == (cast.mate.person, "named")
        house = records.record(session, ledger["王一"].record)
        assert house.values["wage"] == Decimal("12000.00")
        chain = [one.action for one in audit.entries(session, ledger["王一"].case)]
        assert chain[-3:] == ["claim", "submit", "close"]
        assert audit.verify(session) == ()
    page = ledger_page(engine, cast.walker, ledger.campaign, GROUP)
    assert (page.done, len(page.rows), page.second) == (2, 3, str(cast.mate.person))
    assert (
        rows_of(engine, cast.walker, ledger)["王一"].filled.answer("wage").shown
        == "12,000"
    )


def test_a_row_and_a_page_write_the_same_submission(engine, cast, ledger, typed, save):
    claim(engine, cast.walker, ledger["李二"].code, key="c")
    by_page = commands.submit(
        engine, cast.walker, ledger["李二"].code, typed("李二").raw, key="p"
    )
    (by_row,) = save(cast.walker, [typed("王一")])
    assert isinstance(by_page, Done)
    with engine.store.reading() as session:
        one = submissions.submission(session, by_page.submission)
        other = submissions.submission(session, by_row.submission)
        values = [submissions.open_submission(session, each) for each in (one, other)]
    first, second = ({**each, "head": ""} for each in values)
    assert first == second
    same = {"id": 0, "case": 0, "task": 0, "record": 0, "values": {}}
    assert replace(one, **same) == replace(other, **same)


def test_incomplete_rows_are_kept_as_drafts_and_undo_nothing_of_the_others(
    engine, cast, ledger, typed, save
):
    done = save(
        cast.walker,
        [typed("王一"), typed("李二", wage=""), typed("张三", wage="many")],
    )
    assert [one.state for one in done] == ["done", "refused", "refused"]
    assert [[each.code for each in one.filled.faults] for one in done[1:]] == [
        ["required"],
        ["not_a_number"],
    ]
    kept = draft_of(engine, cast.walker, ledger["张三"])
    assert kept.content["values"]["wage"] == ["many"]
    assert (done[2].version, kept.version) == (1, 1)
    rows = rows_of(engine, cast.walker, ledger)
    assert {one.title: one.state for one in rows.values()} == {
        "王一": "done",
        "李二": "begun",
        "张三": "begun",
    }
    assert rows["张三"].filled.answer("wage").text == "many"
    # their own pages show the same
    page = open_task(engine, cast.walker, ledger["张三"].code)
    assert (page.draft_version, page.filled.answer("wage").text) == (1, "many")
    with engine.store.reading() as session:
        chain = [one.action for one in audit.entries(session, ledger["张三"].case)]
    assert chain[-1] == "claim"


def test_a_mended_row_goes_in_from_its_draft(engine, cast, ledger, typed, save):
    (first,) = save(cast.walker, [typed("王一", wage="", phone="13900001111")])
    mended = typed("王一", version=first.version)
    (second,) = save(cast.walker, [mended], key="save-2")
    assert second.state == "done"
    assert draft_of(engine, cast.walker, ledger["王一"]) is None
    with engine.store.reading() as session:
        found = submissions.submission(session, second.submission)
        # the masked input came empty the second time: what the draft holds counts
        assert submissions.open_submission(session, found)["phone"] == "13900001111"


def test_rows_that_nobody_asked_to_hand_in_are_only_kept(
    engine, cast, ledger, typed, save
):
    (kept,) = save(cast.walker, [typed("王一", hand_in=False)])
    assert (kept.state, kept.version) == ("kept", 1)
    assert state_of(engine, ledger["王一"]) == "claimed"
    (again,) = save(
        cast.walker, [typed("王一", hand_in=False, version=1)], key="save-2"
    )
    # nothing was typed in between
    assert again.version == 1


def test_a_row_in_which_nothing_was_typed_is_left_alone(
    engine, cast, ledger, typed, save
):
    # as a page without a script sends it: with what it showed
    row = typed("王一", wage="", hand_in=False)
    (same,) = save(cast.walker, [row])
    assert (same.state, same.version) == ("same", 0)
    assert state_of(engine, ledger["王一"]) == "open"
    assert draft_of(engine, cast.walker, ledger["王一"]) is None
    (wrong,) = save(cast.walker, [typed("王一", wage="x", hand_in=False)], key="save-2")
    assert wrong.state == "kept"


def test_a_warning_is_answered_in_the_row(engine, cast, ledger, typed, save):
    row = typed("王一", wage="50000")
    (asked,) = save(cast.walker, [row])
    assert asked.state == "refused"
    raw = replace(row.raw, reasons={"visit.high": "外出务工"})
    mended = replace(row, raw=raw, version=asked.version)
    (done,) = save(cast.walker, [mended], key="save-2")
    assert done.state == "done"


@pytest.mark.parametrize(
    ("second", "code"),
    [
        ("", "second_missing"),
        ("walker", "second_is_first"),
        ("neighbour", "second_not_posted"),
    ],
    ids=["nobody", "oneself", "somebody of another group"],
)
def test_the_second_visitor_counts_for_every_row(
    engine, cast, ledger, typed, save, second, code
):
    named = getattr(cast, second).person if second else ""
    rows = [typed(one, second=named) for one in ledger.tasks]
    done = save(cast.walker, rows)
    assert [one.state for one in done] == ["refused"] * 3
    told = {(each.path, each.code) for one in done for each in one.filled.faults}
    assert told == {("second_visitor", code)}
    # nothing typed is lost
    assert all(draft_of(engine, cast.walker, one) for one in ledger.tasks.values())


# ---- twice, and two at a time


def test_the_same_key_writes_nothing_twice_and_says_the_same(
    engine, cast, ledger, typed, save
):
    rows = [typed("王一"), typed("李二", wage=""), typed("张三", hand_in=False)]
    first = save(cast.walker, rows)
    again = save(cast.walker, rows)
    told = [(one.task, one.state, one.version, one.submission) for one in first]
    assert [(one.task, one.state, one.version, one.submission) for one in again] == told
    assert [[each.code for each in one.filled.faults] for one in again] == [
        [each.code for each in one.filled.faults] for one in first
    ]
    with engine.store.reading() as session:
        found = submissions.submissions_of_task(session, ledger["王一"].id)
        assert len(found) == 1
        assert draft_of(engine, cast.walker, ledger["李二"]).version == 1
    with pytest.raises(KeyReusedError):
        save(cast.walker, [typed("王一", wage="1")])


def test_a_row_that_somebody_else_took_comes_back_with_both(
    engine, cast, ledger, typed, save
):
    save(cast.mate, [typed("王一", wage="8000", second=cast.walker.person)])
    claim(engine, cast.mate, ledger["李二"].code, key="m")
    mine = [typed("王一", wage="9000"), typed("李二", wage="7000"), typed("张三")]
    taken, held, done = save(cast.walker, mine)
    assert (taken.state, taken.why) == ("conflict", "somebody_was_first")
    assert taken.facts["who"] == "mate"
    assert taken.filled.answer("wage").text == "9000"
    assert taken.theirs.answer("wage").shown == "8,000"
    assert (held.state, held.why) == ("conflict", "somebody_was_first")
    assert held.filled.answer("wage").text == "7000"
    assert done.state == "done"
    again = save(cast.walker, mine)
    assert [one.why for one in again[:2]] == ["somebody_was_first"] * 2
    assert again[0].filled.answer("wage").text == "9000"


def test_a_row_that_was_reclassed_meanwhile_goes_on_in_the_other_form(
    engine, cast, ledger, typed, save
):
    house = ledger["王一"].record

    def watch(at):
        row = records.record(at.tx, house)
        told = Change({"watched": True})
        revise_record(at.tx, PLAN, house, row.revision, told, NOW.date(), Origin(at.by))
        reconsider(at, (house,))
        return {}

    run(engine, None, "clue", "test", {}, watch)
    gone, done = save(cast.walker, [typed("王一", wage="7777"), typed("李二")])
    assert (gone.state, gone.why, done.state) == ("conflict", "superseded", "done")
    now = open_task(engine, cast.walker, str(gone.facts["task"]))
    assert now.task.form == "watched"
    kept = draft_of(engine, cast.walker, ledger["王一"])
    assert kept.content["values"]["wage"] == ["7777"]
    page = ledger_page(engine, cast.walker, ledger.campaign, GROUP)
    assert {one.title for one in page.rows} == {"李二", "张三"}


def test_a_row_from_an_older_draft_overwrites_nothing(
    engine, cast, ledger, typed, save
):
    save(cast.walker, [typed("王一", wage="1", hand_in=False)])
    for hand_in in (True, False):
        stale = typed("王一", wage="2", hand_in=hand_in)
        (row,) = save(cast.walker, [stale], key=f"stale-{hand_in}")
        assert (row.state, row.why) == ("conflict", "ledger_other_draft")
        assert row.filled.answer("wage").text == "2"
        assert (row.theirs.answer("wage").text, row.version) == ("1", 1)
    kept = draft_of(engine, cast.walker, ledger["王一"])
    assert kept.content["values"]["wage"] == ["1"]


def test_a_row_of_another_place_or_form_is_not_there(engine, cast, ledger, typed, save):
    (row,) = save(cast.neighbour, [typed("王一")], area="10010102")
    assert (row.state, row.why, row.filled, row.theirs) == (
        "conflict",
        "not_found",
        None,
        None,
    )
    assert state_of(engine, ledger["王一"]) == "open"


@pytest.mark.parametrize("name", ["neighbour", "stranger", "far_monitor", "boss"])
def test_nobody_saves_rows_of_a_place_that_is_not_theirs(
    engine, cast, ledger, typed, save, name
):
    with pytest.raises(NotFoundError):
        save(getattr(cast, name), [typed("王一")])
    assert state_of(engine, ledger["王一"]) == "open"


def test_who_only_sees_the_ledger_saves_nothing(engine, cast, ledger, typed, save):
    (row,) = save(cast.monitor, [typed("王一")])
    assert (row.state, row.why) == ("conflict", DeniedError.code)
    assert state_of(engine, ledger["王一"]) == "open"


def test_the_queue_and_the_counter_follow(engine, cast, ledger, typed, save):
    save(cast.walker, [typed("王一"), typed("李二", wage="")])
    page = inbox(engine, cast.walker)
    assert sorted(one.title for one in page.rows) == ["张三", "李二"]
    assert [one.title for one in inbox(engine, cast.walker, "done").rows] == ["王一"]
    (link,) = own_ledgers(engine, cast.walker)
    assert (link.campaign, link.area_code) == (ledger.campaign, GROUP)
    assert (link.label, link.done, link.total) == ("台账", 1, 3)
    assert own_ledgers(engine, cast.neighbour) == ()
    rows = [typed("李二", version=1), typed("张三")]
    save(cast.walker, rows, key="save-2")
    # what is done needs no link
    assert own_ledgers(engine, cast.walker) == ()
