"""A campaign reaches every house once, with the form that its table gives."""

from __future__ import annotations

from datetime import date

import pytest

from gridflow.engine.campaigns import (
    campaign_list,
    campaign_page,
    campaign_subjects,
    close_campaign,
    decide_proposal,
    open_campaign,
)
from gridflow.engine.cases import case_page, open_case
from gridflow.engine.errors import (
    CampaignOpenError,
    HeldByCampaignError,
    NotOpenError,
    ProposalsWaitError,
    ReasonMissingError,
    SupersededError,
)
from gridflow.engine.publishing import publish
from gridflow.engine.reclassing import reconsider
from gridflow.engine.submissions import correct, submit
from gridflow.engine.task_page import open_task
from gridflow.engine.tasks import Done, claim, save_draft
from gridflow.errors import DeniedError, NotFoundError
from gridflow.store import audit, campaign_lists, campaigns, cases, tasks
from gridflow.store.campaigns import Subject
from gridflow.store.ids import code_of, id_of_code
from gridflow.store.slots import slot_values
from tests.engine.campaign_site import (
    add_hint,
    campaign_sources,
    change,
    command,
    raw,
)
from tests.engine.conftest import TODAY, add_house

GROUPS = ("10010101", "10010102", "10010201")


@pytest.fixture
def town(engine, cast):
    """Publish the site with the campaign; six houses, two in each group."""
    done = publish(engine, None, campaign_sources(), note="", key="publish-2")
    assert done.published, [str(one) for one in done.problems]
    return [
        add_house(engine, group, f"户{group[-4:]}{number}", f"{group}-{number}")
        for group in GROUPS
        for number in (1, 2)
    ]


@pytest.fixture
def opened(engine, cast, town):
    return open_campaign(engine, cast.administrator, "round", key="open")


def subject_of(engine, code, house) -> Subject:
    with engine.store.reading() as session:
        campaign = campaigns.campaign_by_code(session, code)
        found = campaigns.subject(session, campaign.id, house.id)
    assert found is not None
    return found


def in_force(engine, code, house):
    """Return the one task that is in force for a house."""
    subject = subject_of(engine, code, house)
    with engine.store.reading() as session:
        all_ = tasks.tasks_of_case(session, subject.case)
    going = [one for one in all_ if one.state in {"open", "claimed", "done"}]
    assert [one.id for one in going] == [subject.task]
    return going[0]


def hand_in_row(engine, actor, task, key, **values):
    claim(engine, actor, task.code, key=f"claim-{key}")
    typed = raw(**{"wage": "100", "verdict": "no", **values})
    done = submit(engine, actor, task.code, typed, key=key)
    assert isinstance(done, Done), [str(one) for one in done.filled.faults]
    return done


# ---- opening


def test_opening_gives_every_house_one_task_with_the_form_of_its_class(
    engine, cast, town
):
    change(engine, town[0], "c1", watched=True)
    add_hint(engine, town[1])
    code = open_campaign(engine, cast.administrator, "round", key="open")
    forms = [in_force(engine, code, one).form for one in town]
    assert forms == ["watched", "visit", "row", "row", "row", "row"]
    classes = [subject_of(engine, code, one).class_ for one in town]
    assert classes == ["watched", "hinted", *["ordinary"] * 4]
    one = in_force(engine, code, town[0])
    assert (one.role, one.area_label, one.title) == ("walker", "一组", "户01011")
    assert (one.due_on, one.size_text) == (date(2023, 5, 29), "2人")


def test_every_case_has_one_entry_and_the_chains_are_sound(engine, opened, town):
    with engine.store.reading() as session:
        for house in town:
            subject = subject_of(engine, opened, house)
            (entry,) = audit.entries(session, subject.case)
            assert entry.action == "open_case"
            assert entry.entry["campaign"] == subject.campaign
        assert audit.verify(session) == ()


def test_houses_of_another_town_are_not_reached(engine, cast, town):
    far = add_house(engine, "10020101", "远", "F1")
    code = open_campaign(engine, cast.administrator, "round", key="open")
    with engine.store.reading() as session:
        campaign = campaigns.campaign_by_code(session, code)
        assert campaigns.subject(session, campaign.id, far.id) is None


def test_the_same_key_opens_once_and_another_key_is_told(engine, cast, opened):
    again = open_campaign(engine, cast.administrator, "round", key="open")
    assert again == opened
    with pytest.raises(CampaignOpenError):
        open_campaign(engine, cast.administrator, "round", key="other")


def test_an_opening_that_broke_off_goes_on_where_it_stood(
    engine, cast, town, monkeypatch
):
    monkeypatch.setattr("gridflow.engine.campaigns.PART", 2)

    class CutError(Exception):
        """The light went out."""

    def after_two(done, total):
        assert total == 6
        if done == 4:
            raise CutError

    with pytest.raises(CutError):
        open_campaign(
            engine, cast.administrator, "round", key="open", progress=after_two
        )
    code = open_campaign(engine, cast.administrator, "round", key="again")
    assert [in_force(engine, code, one).form for one in town] == ["row"] * 6
    with engine.store.reading() as session:
        assert campaigns.campaign_by_code(session, code).state == "open"
        assert audit.verify(session) == ()


def test_a_case_opened_by_hand_is_taken_into_the_campaign(engine, cast, town):
    by_hand = open_case(engine, cast.monitor, "visiting", town[0].code, key="hand")
    code = open_campaign(engine, cast.administrator, "round", key="open")
    subject = subject_of(engine, code, town[0])
    assert code_of(subject.case) == by_hand
    assert in_force(engine, code, town[0]).form == "row"


def test_while_it_runs_nobody_opens_a_case_of_its_flow_by_hand(
    engine, cast, opened, town
):
    with pytest.raises(HeldByCampaignError):
        open_case(engine, cast.monitor, "visiting", town[0].code, key="hand")


@pytest.mark.parametrize(
    ("who", "error"),
    [
        pytest.param("walker", DeniedError, id="a-walker"),
        pytest.param("monitor", DeniedError, id="a-monitor"),
        pytest.param("clerk", DeniedError, id="a-clerk"),
    ],
)
def test_only_who_may_opens(engine, cast, town, who, error):
    with pytest.raises(error):
        open_campaign(engine, getattr(cast, who), "round", key="open")


def test_what_nobody_defines_cannot_be_opened(engine, cast, town):
    with pytest.raises(NotFoundError):
        open_campaign(engine, cast.administrator, "nothing", key="open")


def test_the_command_line_opens_over_the_whole_area(engine, cast, town):
    far = add_house(engine, "10020101", "远", "F1")
    code = open_campaign(engine, None, "round", key="open")
    assert in_force(engine, code, far).form == "row"


# ---- nothing handed in: at once


def test_a_clue_gives_an_untouched_house_the_other_form_at_once(
    engine, cast, opened, town
):
    before = in_force(engine, opened, town[0])
    add_hint(engine, town[0])
    now = in_force(engine, opened, town[0])
    assert (before.form, now.form, now.state) == ("row", "visit", "open")
    assert now.case == before.case
    assert subject_of(engine, opened, town[0]).class_ == "hinted"


def test_who_holds_the_task_holds_the_new_one_with_what_was_typed(
    engine, cast, opened, town
):
    old = in_force(engine, opened, town[0])
    claim(engine, cast.walker, old.code, key="claim")
    save_draft(engine, cast.walker, old.code, raw(wage="321", only_here="记下"), 0)
    add_hint(engine, town[0])
    now = in_force(engine, opened, town[0])
    assert (now.state, now.holder_name) == ("claimed", "walker")
    page = open_task(engine, cast.walker, now.code)
    assert page.filled.answer("wage").texts == ("321",)
    left = open_task(engine, cast.walker, old.code)
    assert left.superseded_by == now.code
    assert left.filled.answer("only_here").texts == ("记下",)
    assert left.may.isdisjoint({"fill", "submit", "claim"})


def test_what_only_the_new_form_asks_stands_as_the_record_has_it(
    engine, cast, opened, town
):
    old = in_force(engine, opened, town[0])
    claim(engine, cast.walker, old.code, key="claim")
    save_draft(engine, cast.walker, old.code, raw(wage="321"), 0)
    add_hint(engine, town[0])
    page = open_task(engine, cast.walker, in_force(engine, opened, town[0]).code)
    assert page.filled.answer("visited_on").texts == (TODAY.isoformat(),)
    people = page.filled.sections[1].rows
    assert [row.title for row in people] == ["户01011", "户01011小"]


def test_handing_in_a_superseded_task_carries_what_was_typed(
    engine, cast, opened, town
):
    old = in_force(engine, opened, town[0])
    claim(engine, cast.walker, old.code, key="claim")
    add_hint(engine, town[0])
    now = in_force(engine, opened, town[0])
    with pytest.raises(SupersededError) as refused:
        submit(engine, cast.walker, old.code, raw(wage="55", only_here="x"), key="late")
    assert refused.value.facts == {"task": now.code, "form": "走访表"}
    page = open_task(engine, cast.walker, now.code)
    assert page.filled.answer("wage").texts == ("55",)
    assert page.draft_version > 0
    left = open_task(engine, cast.walker, old.code)
    assert left.filled.answer("only_here").texts == ("x",)


def test_a_late_draft_is_carried_too_but_never_over_newer_typing(
    engine, cast, opened, town
):
    old = in_force(engine, opened, town[0])
    claim(engine, cast.walker, old.code, key="claim")
    save_draft(engine, cast.walker, old.code, raw(wage="1"), 0)
    add_hint(engine, town[0])
    now = in_force(engine, opened, town[0])
    version = open_task(engine, cast.walker, now.code).draft_version
    save_draft(engine, cast.walker, now.code, raw(wage="2"), version)
    with pytest.raises(SupersededError):
        save_draft(engine, cast.walker, old.code, raw(wage="3"), 1)
    page = open_task(engine, cast.walker, now.code)
    assert page.filled.answer("wage").texts == ("2",)


def test_a_superseded_task_can_neither_be_claimed_nor_corrected(
    engine, cast, opened, town
):
    old = in_force(engine, opened, town[0])
    add_hint(engine, town[0])
    with pytest.raises(SupersededError):
        claim(engine, cast.walker, old.code, key="claim")
    with pytest.raises(SupersededError):
        correct(engine, cast.walker, old.code, raw(wage="1"), reason="r", key="c")


def test_another_class_with_the_same_form_keeps_the_task(engine, opened, town):
    change(engine, town[0], "c1", visit_needed=True)
    before = in_force(engine, opened, town[0])
    add_hint(engine, town[0])
    assert in_force(engine, opened, town[0]).id == before.id
    assert subject_of(engine, opened, town[0]).class_ == "hinted"


def test_forms_see_the_class_of_the_case(engine, cast, opened, town):
    task = in_force(engine, opened, town[0])
    claim(engine, cast.walker, task.code, key="claim")
    page = open_task(engine, cast.walker, task.code)
    assert page.filled.values["class"] == "ordinary"
    assert page.scope["case"] == {"class": "ordinary", "opened_on": "2023-05-15"}
    assert page.case_class == "一般"


# ---- something handed in: by a decision


def test_a_row_that_finds_a_visit_needed_is_proposed_for_one(
    engine, cast, opened, town
):
    task = in_force(engine, opened, town[0])
    hand_in_row(engine, cast.walker, task, "s1", verdict="yes")
    subject = subject_of(engine, opened, town[0])
    assert (subject.state, subject.proposal) == ("done", "waiting")
    assert (subject.proposed_class, subject.proposed_form) == ("asked", "visit")
    assert in_force(engine, opened, town[0]).id == task.id


@pytest.fixture
def proposed(engine, cast, opened, town):
    task = in_force(engine, opened, town[0])
    done = hand_in_row(engine, cast.walker, task, "s1", verdict="yes")
    return task, done.submission


def decide(engine, actor, opened, house, *, change, reason="研判", key="d"):
    return decide_proposal(
        engine, actor, opened, house.code, change=change, reason=reason, key=key
    )


def test_changing_reopens_the_case_and_the_first_filling_stays_readable(
    engine, cast, opened, town, proposed
):
    old, submission = proposed
    with engine.store.reading() as session:
        assert slot_values(session, submission) != {}
    task = decide(engine, cast.monitor, opened, town[0], change=True)
    now = in_force(engine, opened, town[0])
    assert (now.code, now.form, now.state) == (task, "visit", "open")
    with engine.store.reading() as session:
        assert slot_values(session, submission) == {}
        assert cases.case(session, now.case).state == "open"
        assert tasks.task(session, old.id).state == "superseded"
        assert audit.verify(session) == ()
    page = open_task(engine, cast.walker, old.code)
    assert page.submission == submission
    assert page.filled.answer("wage").shown == "100"
    assert page.superseded_by == task


def test_keeping_leaves_everything_and_is_not_asked_again(
    engine, cast, opened, town, proposed
):
    old, submission = proposed
    task = decide(engine, cast.monitor, opened, town[0], change=False)
    assert (task, in_force(engine, opened, town[0]).id) == (old.code, old.id)
    command(engine, "again", lambda at: reconsider(at, [town[0].id]))
    subject = subject_of(engine, opened, town[0])
    assert (subject.proposal, subject.kept_class) == ("", "asked")
    with engine.store.reading() as session:
        assert slot_values(session, submission) != {}


def test_a_proposal_without_its_reason_is_taken_back(
    engine, cast, opened, town, proposed
):
    change(engine, town[0], "c2", visit_needed=False)
    assert subject_of(engine, opened, town[0]).proposal == ""
    with pytest.raises(NotOpenError):
        decide(engine, cast.monitor, opened, town[0], change=True)


@pytest.mark.parametrize(
    ("who", "error"),
    [
        pytest.param("walker", DeniedError, id="a-walker-may-not"),
        pytest.param("far_monitor", NotFoundError, id="another-village-sees-nothing"),
        pytest.param("stranger", NotFoundError, id="another-town-sees-nothing"),
    ],
)
def test_only_who_may_decides(engine, cast, opened, town, proposed, who, error):
    with pytest.raises(error):
        decide(engine, getattr(cast, who), opened, town[0], change=True)


def test_the_history_of_the_case_tells_each_reason(
    engine, cast, opened, town, proposed
):
    decide(engine, cast.monitor, opened, town[0], change=False, reason="电话问过")
    change(engine, town[0], "c2", visit_needed=False)
    change(engine, town[0], "c3", visit_needed=True)
    decide(engine, cast.monitor, opened, town[0], change=True, reason="上门看", key="e")
    subject = subject_of(engine, opened, town[0])
    rows = case_page(engine, cast.monitor, code_of(subject.case)).timeline
    told = [(one.act, one.note) for one in rows if "class" in one.act]
    assert told == [
        ("propose_reclass", ""),
        ("keep_class", "电话问过"),
        ("propose_reclass", ""),
        ("reclass", "上门看"),
    ]
    with engine.store.reading() as session:
        entries = audit.entries(session, subject.case)
    assert "电话问过" not in str(entries)


def test_a_decision_wants_a_reason(engine, cast, opened, town, proposed):
    with pytest.raises(ReasonMissingError):
        decide(engine, cast.monitor, opened, town[0], change=True, reason=" ")


# ---- houses that come and go


def test_a_house_that_arrives_gets_its_task(engine, cast, opened, town):
    new = add_house(engine, "10010101", "新户", "N1")
    command(engine, "new", lambda at: reconsider(at, [new.id]))
    assert in_force(engine, opened, new).form == "row"


def test_a_house_that_ends_has_nothing_left_to_do(engine, cast, opened, town):
    task = in_force(engine, opened, town[0])
    change(engine, town[0], "end", ended_on=TODAY)
    subject = subject_of(engine, opened, town[0])
    assert subject.state == "ended"
    with engine.store.reading() as session:
        assert tasks.task(session, task.id).state == "withdrawn"
        assert cases.case(session, subject.case).state == "closed"


# ---- what people see


def test_the_page_counts_by_area_and_class_in_the_actors_part(
    engine, cast, opened, town
):
    add_hint(engine, town[0])
    hand_in_row(engine, cast.walker, in_force(engine, opened, town[1]), "s1")
    page = campaign_page(engine, cast.administrator, opened)
    told = [
        (row.label, row.all.total, row.all.done, row.by_class["ordinary"].total)
        for row in page.rows
    ]
    assert told == [("一村", 4, 1, 3), ("二村", 2, 0, 2)]
    assert [one.id for one in page.classes] == [
        "watched",
        "hinted",
        "asked",
        "ordinary",
    ]
    mine = campaign_page(engine, cast.monitor, opened)
    assert (mine.all.total, [one.label for one in mine.rows]) == (4, ["一组", "二组"])
    below = campaign_page(engine, cast.administrator, opened, area="100102")
    assert (below.all.total, below.above) == (2, (("1001", "甲镇"),))


def test_proposals_stand_on_the_page_with_their_reason(
    engine, cast, opened, town, proposed
):
    (row,) = campaign_page(engine, cast.monitor, opened).proposals
    assert (row.class_label, row.proposed_class_label) == ("一般", "需要入户")
    assert (row.proposed_form_label, row.why, row.may_decide) == (
        "走访表",
        "需要入户",
        True,
    )
    assert campaign_page(engine, cast.far_monitor, opened).proposals == ()


def test_subjects_are_listed_by_area_class_and_state(engine, cast, opened, town):
    add_hint(engine, town[0])
    hand_in_row(engine, cast.walker, in_force(engine, opened, town[1]), "s1")

    def titles(**wanted):
        found = campaign_subjects(engine, cast.administrator, opened, **wanted)
        return [one.title for one in found.rows]

    assert titles(class_="hinted") == ["户01011"]
    assert titles(state="done") == ["户01012"]
    assert titles(area="100102") == ["户02011", "户02012"]
    first = campaign_subjects(engine, cast.administrator, opened, limit=4)
    rest = campaign_subjects(engine, cast.administrator, opened, after=first.after)
    assert [one.title for one in (*first.rows, *rest.rows)] == sorted(
        one.title for one in town
    )


@pytest.mark.parametrize("who", ["stranger", "clerk"])
def test_who_must_not_see_it_finds_nothing(engine, cast, opened, who):
    actor = getattr(cast, who)
    with pytest.raises(NotFoundError):
        campaign_page(engine, actor, opened)
    assert campaign_list(engine, actor) == ()


def test_the_list_offers_what_may_be_opened(engine, cast, town):
    (offered,) = campaign_list(engine, cast.administrator)
    assert (offered.state, offered.label, offered.code) == ("offered", "大排查", "")
    code = open_campaign(engine, cast.administrator, "round", key="open")
    (row,) = campaign_list(engine, cast.administrator)
    assert (row.code, row.state, row.total, row.done) == (code, "open", 6, 0)
    (mine,) = campaign_list(engine, cast.walker)
    assert mine.total == 2


# ---- closing


def test_closing_waits_for_decisions_and_then_leaves_classes_alone(
    engine, cast, opened, town, proposed
):
    with pytest.raises(ProposalsWaitError):
        close_campaign(engine, cast.administrator, opened, key="close-1")
    decide(engine, cast.monitor, opened, town[0], change=False)
    with pytest.raises(DeniedError):
        close_campaign(engine, cast.monitor, opened, key="close-2")
    close_campaign(engine, cast.administrator, opened, key="close-3")
    add_hint(engine, town[1])
    assert in_force(engine, opened, town[1]).form == "row"


def test_what_is_open_when_it_closes_can_still_be_done(engine, cast, opened, town):
    close_campaign(engine, cast.administrator, opened, key="close")
    hand_in_row(engine, cast.walker, in_force(engine, opened, town[0]), "s1")
    assert subject_of(engine, opened, town[0]).state == "done"


def test_nothing_that_goes_on_has_a_task_that_is_not_in_force(engine, opened):
    assert id_of_code(engine.store.county, opened) is not None
    with engine.store.reading() as session:
        found = campaigns.campaign_by_code(session, opened)
        assert campaign_lists.count_not_in_force(session, found.id) == 0
