"""What was typed goes over to another form, where it has a place there."""

from __future__ import annotations

import pytest

from gridflow.engine.campaigns import open_campaign
from gridflow.engine.carrying import carried, merged
from gridflow.engine.publishing import publish
from gridflow.engine.raw_form import RawForm
from gridflow.engine.record_scope import record_scope
from gridflow.engine.surroundings import PartBefore, Surroundings
from gridflow.engine.task_page import open_task
from gridflow.engine.tasks import claim, save_draft
from gridflow.spec.forms import Field, Form, Repeat, Section, SignaturePlace
from gridflow.spec.site import load_site
from gridflow.spec.vocabulary import Vocabulary
from gridflow.store import By, campaigns, tasks, uploads
from gridflow.store.ids import code_of
from gridflow.store.uploads import NewUpload
from tests.engine.campaign_site import add_hint, campaign_sources
from tests.engine.conftest import NOW, TODAY


def form(*fields: Field, rows: tuple[Field, ...] = ()) -> Form:
    parts = (
        Section(id="s", label="S", fields=fields),
        Repeat(id="people", label="P", fields=rows),
    )
    signed = (SignaturePlace(id="head", who="head", label="H"),)
    return Form(id="f", label="F", about="house", sections=parts, signatures=signed)


def field(id_: str, kind: str = "text", sensitive: str = "") -> Field:
    return Field(id=id_, label=id_, type=kind, sensitive=sensitive)


TYPED = RawForm(
    values={"a": ["1"], "people.k1.n": ["x"], "photo": ["OLD"]},
    rows={"people": ["k1"]},
    signatures={"head": ["S1"]},
    second_visitor="7",
)
ROW = (field("n"),)


@pytest.mark.parametrize(
    ("old", "new", "kept"),
    [
        pytest.param(field("a"), field("a"), ["1"], id="same-id-and-type"),
        pytest.param(field("a"), field("b"), None, id="another-id"),
        pytest.param(field("a"), field("a", "date"), None, id="another-type"),
        pytest.param(
            field("a", sensitive="sealed"), field("a"), None, id="guarded-less"
        ),
        pytest.param(
            field("a"), field("a", sensitive="masked"), ["1"], id="guarded-more"
        ),
    ],
)
def test_a_field_goes_over_where_one_like_it_is(old, new, kept):
    found = carried(TYPED, form(old, rows=ROW), form(new, rows=ROW))
    assert found.values.get("a") == kept


def test_rows_go_over_with_their_keys_and_signatures_do_not():
    found = carried(TYPED, form(rows=ROW), form(rows=ROW))
    assert (found.rows, found.values["people.k1.n"]) == ({"people": ["k1"]}, ["x"])
    assert (found.signatures, found.second_visitor) == ({}, "7")


def test_of_files_only_copies_go_over():
    photo = field("photo", "upload")
    both = form(photo), form(photo)
    assert carried(TYPED, *both, {"OLD": "NEW"}).values["photo"] == ["NEW"]
    assert carried(TYPED, *both).values.get("photo", []) == []


def test_what_is_there_is_not_overwritten():
    there = RawForm(values={"a": ["2"], "b": [" "]}, rows={"people": ["k0"]})
    typed = RawForm(values={"a": ["1"], "b": ["3"]}, rows={"people": ["k1", "k0"]})
    found = merged(typed, there)
    assert found.values == {"a": ["2"], "b": ["3"]}
    assert found.rows == {"people": ["k0", "k1"]}


def test_a_photo_of_the_same_field_is_seen_at_the_new_task(engine, cast, house):
    bill = "      - {id: bill, label: 票据, type: upload}\n"
    row = campaign_sources().files["forms/row.yaml"] + bill
    done = publish(
        engine, None, campaign_sources({"forms/row.yaml": row}), note="", key="p2"
    )
    assert done.published, [str(one) for one in done.problems]
    code = open_campaign(engine, None, "round", key="open")
    old = in_force(engine, code, house)
    claim(engine, cast.walker, old.code, key="claim")
    with engine.store.transaction() as tx:
        by = By(cast.walker.person, cast.walker.post, NOW)
        new = NewUpload("ab" * 32, 3, "image/jpeg", "b.jpg", old.id, None, "bill")
        photo = code_of(uploads.add_upload(tx, new, by))
    typed = RawForm({"wage": ["9"], "bill": [photo]})
    save_draft(engine, cast.walker, old.code, typed, 0)
    add_hint(engine, house)
    now = in_force(engine, code, house)
    assert now.form == "visit"
    with engine.store.reading() as session:
        (copy,) = uploads.uploads_of_task(session, now.id)
        assert [one.code for one in uploads.uploads_of_task(session, old.id)] == [photo]
    assert (copy.sha256, copy.field) == ("ab" * 32, "bill")
    page = open_task(engine, cast.walker, now.code)
    assert page.filled.answer("wage").texts == ("9",)
    assert page.filled.answer("bill").texts == (copy.code,)


def in_force(engine, code, house):
    with engine.store.reading() as session:
        campaign = campaigns.campaign_by_code(session, code)
        subject = campaigns.subject(session, campaign.id, house.id)
        return tasks.task(session, subject.task)


def test_expressions_see_parts_under_their_kind_and_their_list():
    site = load_site(campaign_sources(), Vocabulary.plain()).site
    assert site is not None
    around = Surroundings(
        site.procedures["base"],
        Vocabulary.plain(),
        TODAY,
        record={"head": "王一"},
        parts={"person": (PartBefore("P1", {"name": "a"}), PartBefore("P2", {}))},
        case={"class": "hinted"},
    )
    scope = record_scope(around, "house")
    house = scope["house"]
    assert house["people"] == house["person"] == [{"name": "a"}, {}]
    assert (house["hints"], house["hint"]) == ([], [])
    assert scope["case"] == {"class": "hinted", "opened_on": None}
