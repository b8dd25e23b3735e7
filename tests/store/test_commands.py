from __future__ import annotations

from threading import Barrier, Thread

import pytest

from gridflow.store import open_store
from gridflow.store.commands import Earlier, begin, finish_command
from gridflow.store.errors import KeyReusedError
from tests.databases import COUNTY, KEYS
from tests.store.conftest import NOW


def run(store, person=1, key="k1", name="submit", arguments=None, answer=None):
    with store.transaction() as tx:
        earlier = begin(tx, person, key, name, arguments or {"task": 1}, NOW)
        if earlier is None:
            assert tx.command is not None
            finish_command(tx, answer or {"next": "ABC"})
        return earlier


@pytest.mark.parametrize(
    "answer",
    [{"next": None, "ids": [1, 2]}, "text", ["list"], 7],
    ids=["mapping", "text", "list", "number"],
)
def test_the_same_key_gives_the_same_answer(store, answer):
    assert run(store, answer=answer) is None
    again = run(store)
    assert isinstance(again, Earlier)
    assert again.answer == answer


def test_a_key_belongs_to_the_person(store):
    assert run(store, person=1) is None
    assert run(store, person=2) is None
    assert run(store, person=None) is None
    assert run(store, person=None) is not None


@pytest.mark.parametrize(
    "other",
    [{"name": "release"}, {"arguments": {"task": 2}}],
    ids=["another-command", "other-arguments"],
)
def test_a_key_for_something_else_is_refused(store, other):
    run(store)
    with pytest.raises(KeyReusedError):
        run(store, **other)


def test_a_command_that_was_undone_may_come_again(store):
    with pytest.raises(ZeroDivisionError), store.transaction() as tx:  # noqa: PT012
        begin(tx, 1, "k1", "submit", {"task": 1}, NOW)
        1 / 0  # noqa: B018
    assert run(store) is None


def test_an_answer_without_a_command_is_a_mistake(store):
    with pytest.raises(ValueError, match="x"), store.transaction() as tx:
        finish_command(tx, "x")


def test_of_the_same_command_twice_at_once_one_is_carried_out(store, url):
    barrier, outcomes = Barrier(3), []

    def work():
        other = open_store(url, KEYS, COUNTY)
        barrier.wait()
        outcomes.append(run(other))
        other.close()

    threads = [Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count(None) == 1
    assert [one.answer for one in outcomes if one] == [{"next": "ABC"}] * 2
