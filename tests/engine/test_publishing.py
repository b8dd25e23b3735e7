"""Publishing: all or nothing; cases keep theirs; the active one is read anew."""

from __future__ import annotations

import pytest

from gridflow.engine.cases import open_case
from gridflow.engine.errors import NothingPublishedError, WrongCountyError
from gridflow.engine.library import Library
from gridflow.engine.publishing import move_unstarted, publish
from gridflow.engine.task_page import open_task
from gridflow.engine.tasks import claim
from gridflow.errors import DeniedError, NotFoundError
from gridflow.spec.vocabulary import Vocabulary
from gridflow.store import bundles, open_store
from tests.engine.conftest import KEYS, NOW, SMALL_SITE, add_house, only_task, sources

FORM = (SMALL_SITE / "forms/visit.yaml").read_text("utf-8")
RENAMED = sources({"forms/visit.yaml": FORM.replace("label: 工资", "label: 打工收入")})
BROKEN = sources({"forms/visit.yaml": FORM.replace("type: money", "type: mony")})


def wage_label(engine, actor, task):
    return open_task(engine, actor, task.code).filled.answer("wage").field.label


def test_broken_sources_change_nothing_and_tell_everything(engine):
    before = engine.library.active_digest()
    found = publish(engine, None, BROKEN, note="", key="p")
    assert not found.published
    assert len([one for one in found.problems if one.severity == "error"]) >= 3
    assert engine.library.active_digest() == before


def test_running_cases_keep_the_form_they_were_opened_with(engine, cast, task):
    found = publish(engine, cast.boss, RENAMED, note="new words", key="p")
    assert found.published
    assert found.changed
    other = add_house(engine, "10010101", "李四", "H2")
    code = open_case(engine, cast.monitor, "visiting", other.code, key="o")
    assert wage_label(engine, cast.walker, task) == "工资"
    assert wage_label(engine, cast.walker, only_task(engine, code)) == "打工收入"


def test_cases_that_nobody_began_move_on_purpose(engine, cast, house):
    begun = add_house(engine, "10010101", "李四", "H2")
    waiting = only_task(
        engine, open_case(engine, cast.monitor, "visiting", house.code, key="a")
    )
    started = only_task(
        engine, open_case(engine, cast.monitor, "visiting", begun.code, key="b")
    )
    claim(engine, cast.walker, started.code, key="c")
    publish(engine, cast.boss, RENAMED, note="", key="p")
    assert move_unstarted(engine, cast.boss, "visiting", note="", key="m") == 1
    assert wage_label(engine, cast.walker, waiting) == "打工收入"
    assert wage_label(engine, cast.walker, started) == "工资"
    with pytest.raises(DeniedError):
        move_unstarted(engine, cast.administrator, "visiting", note="", key="m2")


def test_publishing_the_same_again_changes_nothing(engine):
    again = publish(engine, None, sources(), note="", key="p2")
    assert (again.published, again.changed) == (True, False)
    with engine.store.reading() as session:
        assert len(bundles.activations(session)) == 1


def test_another_engine_sees_what_was_published_without_a_restart(engine, cast):
    other = Library(engine.store, Vocabulary.plain())
    before = other.active()
    publish(engine, None, RENAMED, note="", key="p")
    assert other.active() is not before
    assert other.active() is other.active()


def test_only_a_few_old_versions_are_kept_in_memory(engine):
    library = Library(engine.store, Vocabulary.plain(), keep=1)
    first = library.active_digest()
    old = library.at(first)
    publish(engine, None, RENAMED, note="", key="p")
    library.active()
    assert library.at(first) is not old
    assert library.at(first).procedures.keys() == old.procedures.keys()
    with pytest.raises(NotFoundError):
        library.at("0" * 64)


@pytest.mark.parametrize("name", ["walker", "monitor", "administrator", "stranger"])
def test_who_may_not_publish_does_not(engine, cast, name):
    with pytest.raises(DeniedError):
        publish(engine, getattr(cast, name), RENAMED, note="", key="p")


def test_definitions_of_another_county_are_refused(engine):
    site = (SMALL_SITE / "config/site.yaml").read_text("utf-8")
    foreign = sources({"config/site.yaml": site.replace("number: 7", "number: 8")})
    with pytest.raises(WrongCountyError):
        publish(engine, None, foreign, note="", key="p")


def test_before_the_first_publishing_there_is_nothing(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'empty.sqlite3'}", KEYS, 7)
    store.create_schema("", NOW)
    with pytest.raises(NothingPublishedError):
        Library(store, Vocabulary.plain()).active()
    store.close()
