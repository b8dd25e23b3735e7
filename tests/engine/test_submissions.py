"""Handing in: complete or refused, written once, never lost, corrected by a new one."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from gridflow.engine import submissions as commands
from gridflow.engine.cases import case_page
from gridflow.engine.inbox import inbox
from gridflow.engine.raw_form import RawForm
from gridflow.engine.task_page import correction_form, open_task
from gridflow.engine.tasks import Done, Refused, claim, save_draft, transfer
from gridflow.errors import DeniedError, NotFoundError
from gridflow.store import audit, cases, records, slots, submissions, tasks
from gridflow.store.errors import SomebodyWasFirstError
from tests.engine.conftest import NOW, add_house


@pytest.fixture
def parts(engine, house):
    with engine.store.reading() as session:
        return [one.code for one in records.parts_of(session, house.id)]


@pytest.fixture
def typed(engine, cast, task, parts):
    """Return the inputs of a good form, some of them otherwise."""
    form = open_task(engine, cast.walker, task.code).form

    def make(changes=None):
        first, child = parts
        pairs = {
            "f.head": "王一",
            "f.phone": "",
            "f.visited_on": "2023-05-15",
            f"f.people.{first}.name": "王一",
            f"f.people.{first}.born_on": "1970-02-01",
            f"f.people.{child}.name": "王一小",
            f"f.people.{child}.born_on": "2012-05-01",
            f"f.people.{child}.school": "yes",
            "f.wage": "14000",
            "f.costs": "0",
            "f.verdict": "fine",
            "second_visitor": str(cast.monitor.person),
            **(changes or {}),
        }
        given = [(name, text) for name, text in pairs.items() if text is not None]
        return RawForm.from_pairs(form, given)

    return make


@pytest.fixture
def claimed(engine, cast, task):
    claim(engine, cast.walker, task.code, key="claim")
    return task


def latest(engine, task):
    with engine.store.reading() as session:
        found = submissions.latest_submission(session, task.id)
        return found, submissions.open_submission(session, found) if found else None


def record(engine, house):
    with engine.store.reading() as session:
        found = records.record(session, house.id)
        return found, records.open_record(session, found)


def test_a_good_form_is_kept_written_back_and_ends_the_case(
    engine, cast, claimed, typed, house, clock
):
    clock.forward(minutes=30)
    done = commands.submit(engine, cast.walker, claimed.code, typed(), key="s1")
    assert isinstance(done, Done)
    found, document = latest(engine, claimed)
    assert found.id == done.submission
    assert found.received_at == NOW + timedelta(minutes=30)
    assert document["wage"] == Decimal("14000.00")
    assert document["per_head"] == Decimal("7000.00")
    assert document["phone"] == "13812345678"
    assert "13812345678" not in str(found.values)
    assert [row["age"] for row in document["people"]] == [53, 11]
    row, values = record(engine, house)
    assert (row.revision, values["wage"]) == (2, Decimal("14000.00"))
    with engine.store.reading() as session:
        case = cases.case(session, claimed.case)
        assert (case.state, case.outcome) == ("closed", "done")
        assert slots.slot_values(session, found.id) == {
            "t1": "王一",
            "t2": "true",
            "t3": "fine",
            "n1": Decimal(14000),
            "n2": Decimal(7000),
        }
        assert audit.verify(session) == ()
    assert inbox(engine, cast.walker).rows == ()
    assert [one.code for one in inbox(engine, cast.walker, "done").rows] == [
        claimed.code
    ]


def test_the_answer_names_the_next_task(engine, cast, claimed, typed):
    from gridflow.engine.cases import open_case

    other = add_house(engine, "10010101", "李四", "H2")
    open_case(engine, cast.monitor, "visiting", other.code, key="o")
    done = commands.submit(engine, cast.walker, claimed.code, typed(), key="s1")
    assert done.next_task == inbox(engine, cast.walker).rows[0].code


def test_the_same_key_hands_in_once(engine, cast, claimed, typed):
    first = commands.submit(engine, cast.walker, claimed.code, typed(), key="s1")
    again = commands.submit(engine, cast.walker, claimed.code, typed(), key="s1")
    assert first == again
    with engine.store.reading() as session:
        assert len(submissions.submissions_of_task(session, claimed.id)) == 1


def test_a_refused_form_keeps_everything_and_writes_nothing(
    engine, cast, claimed, typed, house
):
    before = open_task(engine, cast.walker, claimed.code).form
    save_draft(
        engine,
        cast.walker,
        claimed.code,
        RawForm.from_pairs(before, [("f.phone", "13911112222")]),
        0,
    )
    found = commands.submit(
        engine,
        cast.walker,
        claimed.code,
        typed({"f.wage": "-5", "f.head": " 王  一 ", "second_visitor": ""}),
        key="s1",
    )
    assert isinstance(found, Refused)
    assert {(one.path, one.code) for one in found.filled.faults} == {
        ("wage", "constraint"),
        ("second_visitor", "second_missing"),
    }
    assert found.filled.answer("wage").text == "-5"
    assert found.filled.answer("phone").masked == "139****2222"
    assert found.filled.answer("phone").text == ""
    assert latest(engine, claimed) == (None, None)
    assert record(engine, house)[0].revision == 1
    # the key is free again: the mended form is handed in under it
    done = commands.submit(engine, cast.walker, claimed.code, typed(), key="s1")
    assert isinstance(done, Done)
    assert latest(engine, claimed)[1]["phone"] == "13911112222"
    assert open_task(engine, cast.walker, claimed.code).draft_version == 0


def test_rows_added_changed_and_removed_become_records(
    engine, cast, claimed, typed, house, parts
):
    first, child = parts
    raw = typed(
        {
            f"f.people.{first}.born_on": "1971-02-01",
            f"f.people.{child}.name": None,
            f"f.people.{child}.born_on": None,
            f"f.people.{child}.school": None,
            "f.people.new-1.name": "王三",
            "f.people.new-1.born_on": "1980-01-01",
            "f.people.new-1.health": "ill",
        }
    )
    assert isinstance(
        commands.submit(engine, cast.walker, claimed.code, raw, key="s"), Done
    )
    with engine.store.reading() as session:
        now = records.parts_of(session, house.id)
        gone = records.parts_of(session, house.id, ended=True)
        plain = {one.title: records.open_record(session, one) for one in now}
    assert [one.title for one in now] == ["王一", "王三"]
    assert len(gone) == 3
    assert plain["王一"]["born_on"] == "1971-02-01"
    assert plain["王三"]["health"] == ["ill"]


def test_a_changed_title_is_the_records_new_title(engine, cast, claimed, typed, house):
    commands.submit(
        engine, cast.walker, claimed.code, typed({"f.head": "王壹"}), key="s"
    )
    assert record(engine, house)[0].title == "王壹"


@pytest.mark.parametrize(
    ("second", "code"),
    [
        pytest.param("walker", "second_is_first", id="oneself"),
        pytest.param("stranger", "second_not_posted", id="no-post-here"),
        pytest.param("neighbour", "second_not_posted", id="post-next-door"),
        pytest.param(None, "second_missing", id="nobody"),
    ],
)
def test_the_second_visitor_is_somebody_else_with_a_post_here(
    engine, cast, claimed, typed, second, code
):
    person = str(getattr(cast, second).person) if second else "x"
    found = commands.submit(
        engine, cast.walker, claimed.code, typed({"second_visitor": person}), key="s"
    )
    assert [(one.path, one.code) for one in found.filled.faults] == [
        ("second_visitor", code)
    ]


def test_only_the_named_second_visitor_answers_and_once(engine, cast, claimed, typed):
    commands.submit(engine, cast.walker, claimed.code, typed(), key="s")
    with pytest.raises(NotFoundError):
        commands.confirm(engine, cast.mate, claimed.code, key="c")
    assert "confirm" in open_task(engine, cast.monitor, claimed.code).may
    commands.confirm(engine, cast.monitor, claimed.code, key="c")
    page = open_task(engine, cast.walker, claimed.code)
    assert (page.second_visitor, page.second_state) == ("monitor", "confirmed")
    with pytest.raises(SomebodyWasFirstError):
        commands.dispute(engine, cast.monitor, claimed.code, reason="x", key="d")


def test_who_is_named_second_sees_the_task_and_answers(engine, cast, claimed, typed):
    with pytest.raises(NotFoundError):
        open_task(engine, cast.boss, claimed.code)
    raw = typed({"second_visitor": str(cast.boss.person)})
    commands.submit(engine, cast.walker, claimed.code, raw, key="s")
    assert open_task(engine, cast.boss, claimed.code).may == {"confirm", "dispute"}
    commands.dispute(engine, cast.boss, claimed.code, reason="没有去", key="d")
    assert open_task(engine, cast.walker, claimed.code).second_state == "disputed"


def test_who_was_first_is_told_when_the_task_went_to_somebody_else(
    engine, cast, claimed, typed
):
    transfer(engine, cast.monitor, claimed.code, cast.mate.post, reason="忙", key="t")
    with pytest.raises(SomebodyWasFirstError) as told:
        commands.submit(engine, cast.walker, claimed.code, typed(), key="s")
    assert told.value.facts["who"] == "mate"
    assert latest(engine, claimed) == (None, None)


def test_an_unclaimed_task_is_not_handed_in(engine, cast, task, typed):
    with pytest.raises(DeniedError):
        commands.submit(engine, cast.walker, task.code, typed(), key="s")


def test_what_was_handed_in_is_handed_in(engine, cast, claimed, typed):
    commands.submit(engine, cast.walker, claimed.code, typed(), key="s")
    with pytest.raises(SomebodyWasFirstError):
        commands.submit(engine, cast.walker, claimed.code, typed(), key="s2")


@pytest.mark.parametrize(
    ("told", "code"),
    [
        pytest.param("2023-05-15T01:04:00+00:00", "", id="a-little-ahead"),
        pytest.param("2023-05-15T09:00:00+08:00", "", id="now-elsewhere"),
        pytest.param("2023-05-15T02:00:00+00:00", "filled_at_wrong", id="ahead"),
        pytest.param(
            "2023-05-14T01:00:00+00:00", "filled_at_wrong", id="before-opened"
        ),
        pytest.param("2023-05-15T01:00:00", "filled_at_wrong", id="no-zone"),
        pytest.param("yesterday", "filled_at_wrong", id="no-instant"),
    ],
)
def test_the_instant_of_filling_is_one_that_can_be(
    engine, cast, claimed, typed, told, code
):
    raw = typed({"filled_at": told})
    found = commands.submit(engine, cast.walker, claimed.code, raw, key="s")
    if code:
        assert [one.code for one in found.filled.faults] == [code]
    else:
        assert isinstance(found, Done)


def test_a_correction_names_what_it_replaces_and_the_old_one_stays(
    engine, cast, claimed, typed, house, clock
):
    done = commands.submit(engine, cast.walker, claimed.code, typed(), key="s")
    clock.forward(hours=1)
    begun = correction_form(engine, cast.walker, claimed.code)
    assert begun.answer("wage").text == "14000.00"
    assert begun.answer("phone").masked == "138****5678"
    mended = commands.correct(
        engine,
        cast.walker,
        claimed.code,
        typed({"f.wage": "9000"}),
        reason="看错",
        key="c",
    )
    assert isinstance(mended, Done)
    with engine.store.reading() as session:
        old, new = submissions.submissions_of_task(session, claimed.id)
    assert (new.replaces, old.id, old.replaced_by) == (old.id, done.submission, new.id)
    assert old.values["wage"] == Decimal("14000.00")
    assert record(engine, house)[1]["wage"] == Decimal("9000.00")
    page = open_task(engine, cast.walker, claimed.code)
    assert [(one.reason, one.current) for one in page.history] == [
        ("看错", True),
        ("", False),
    ]
    assert page.filled.answer("wage").shown == "9,000"


def test_a_correction_corrects_the_latest_one(engine, cast, claimed, typed):
    commands.submit(engine, cast.walker, claimed.code, typed(), key="s")
    for number in (1, 2):
        raw = typed({"f.wage": str(number)})
        commands.correct(
            engine, cast.walker, claimed.code, raw, reason="改", key=f"c{number}"
        )
    with engine.store.reading() as session:
        first, second, third = submissions.submissions_of_task(session, claimed.id)
    assert (second.replaces, third.replaces) == (first.id, second.id)


def test_a_correction_does_not_change_what_was_decided(engine, cast, claimed, typed):
    commands.submit(engine, cast.walker, claimed.code, typed(), key="s")
    found = commands.correct(
        engine,
        cast.walker,
        claimed.code,
        typed({"f.verdict": "risk", "f.why": "病了"}),
        reason="改",
        key="c",
    )
    assert [one.code for one in found.filled.faults] == ["correction_changes_outcome"]


@pytest.mark.parametrize("name", ["monitor", "stranger", "boss", "clerk"])
def test_who_could_not_fill_cannot_correct(engine, cast, claimed, typed, name):
    commands.submit(engine, cast.walker, claimed.code, typed(), key="s")
    with pytest.raises((DeniedError, NotFoundError)):
        commands.correct(
            engine, getattr(cast, name), claimed.code, typed(), reason="x", key="c"
        )


def test_a_new_row_is_the_same_record_in_a_correction(
    engine, cast, claimed, typed, house
):
    added = {"f.people.new-1.name": "王三", "f.people.new-1.born_on": "1980-01-01"}
    commands.submit(engine, cast.walker, claimed.code, typed(added), key="s")
    begun = correction_form(engine, cast.walker, claimed.code)
    keys = [row.key for row in begun.sections[1].rows]
    with engine.store.reading() as session:
        parts = [one.code for one in records.parts_of(session, house.id)]
    assert keys == parts
    pairs = [(f"f.people.{keys[2]}.name", "王三三")]
    raw = typed()
    again = RawForm.from_pairs(begun.form, pairs)
    raw.values.update(again.values)
    raw.rows["people"].append(keys[2])
    done = commands.correct(
        engine, cast.walker, claimed.code, raw, reason="名", key="c"
    )
    assert isinstance(done, Done)
    with engine.store.reading() as session:
        now = [one.title for one in records.parts_of(session, house.id)]
    assert now == ["王一", "王一小", "王三三"]


def test_what_was_handed_in_shows_as_it_was_handed_in(
    engine, cast, claimed, typed, clock
):
    commands.submit(engine, cast.walker, claimed.code, typed(), key="s")
    clock.forward(days=400)
    page = open_task(engine, cast.walker, claimed.code)
    assert page.filled.answer("below").shown == "是"
    assert page.filled.answer("per_head").shown == "7,000"
    assert page.filled.answer("phone").shown == "138****5678"
    assert page.filled.sections[1].rows[1].answers[2].shown == "11"


def test_the_case_tells_its_story(engine, cast, claimed, typed):
    commands.submit(engine, cast.walker, claimed.code, typed(), key="s")
    page = case_page(engine, cast.walker, claimed.case_code)
    assert [one.act for one in page.timeline] == [
        "open_case",
        "open_task",
        "claim",
        "submit",
        "close",
    ]
    assert page.timeline[3].who == "walker"
    assert (page.state, page.outcome, page.record_path) == ("closed", "done", "houses")
    with pytest.raises(NotFoundError):
        case_page(engine, cast.stranger, claimed.case_code)


def test_the_chain_holds_names_and_hashes_and_no_values(engine, cast, claimed, typed):
    commands.submit(engine, cast.walker, claimed.code, typed(), key="s")
    with engine.store.reading() as session:
        told = str([one.entry for one in audit.entries(session, claimed.case)])
    for value in ("王一", "13812345678", "14000", "2012-05-01"):
        assert value not in told
    assert "'wage'" in told


def test_somebody_elses_part_is_no_row_of_this_house(engine, cast, claimed, typed):
    other = add_house(engine, "10020101", "赵五", "H9")
    with engine.store.reading() as session:
        foreign = records.parts_of(session, other.id)[0]
    raw = typed(
        {
            f"f.people.{foreign.code}.name": "x",
            f"f.people.{foreign.code}.born_on": "1980-01-01",
        }
    )
    assert isinstance(
        commands.submit(engine, cast.walker, claimed.code, raw, key="s"), Done
    )
    with engine.store.reading() as session:
        assert records.record(session, foreign.id).revision == 1


def test_the_state_of_a_task_moves_once_whatever_was_read(engine, cast, claimed, typed):
    """The competing command runs between reading the page and handing in."""
    page = open_task(engine, cast.walker, claimed.code)
    assert "submit" in page.may
    with engine.store.transaction() as tx:
        tasks.return_to_pool(tx, cast.walker.post, NOW)
    with pytest.raises(DeniedError):
        commands.submit(engine, cast.walker, claimed.code, typed(), key="s")
    with engine.store.reading() as session:
        assert tasks.task(session, claimed.id).state == "open"
