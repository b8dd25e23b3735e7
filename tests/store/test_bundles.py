from __future__ import annotations

import pytest

from gridflow.errors import NotFoundError
from gridflow.store import bundles
from tests.store.conftest import later


def publish(tx, town, digest: str, minutes: int = 0) -> bundles.Bundle:
    return bundles.add_bundle(
        tx, digest, f"text of {digest}", "Town", "note", town.ann, later(minutes)
    )


def test_the_active_bundle_is_the_one_activated_last(store, town):
    with store.transaction() as tx:
        assert bundles.active_digest(tx) is None
        publish(tx, town, "d1")
        publish(tx, town, "d2", 1)
        for minutes, digest in enumerate(("d1", "d2", "d1", "d1"), start=2):
            bundles.activate(tx, digest, town.ann, later(minutes))
        assert bundles.active_digest(tx) == "d1"
        history = bundles.activations(tx)
        assert [one.digest for one in history] == ["d1", "d2", "d1"]
        assert [one.at for one in history] == [later(4), later(3), later(2)]


def test_the_same_text_is_kept_once(store, town):
    with store.transaction() as tx:
        first = publish(tx, town, "d1")
        assert publish(tx, town, "d1", 5) == first
        assert bundles.bundles(tx) == (first,)
        assert bundles.bundle_text(tx, "d1") == "text of d1"


def test_what_was_never_published_is_not_found(store, town):
    with store.transaction() as tx:
        with pytest.raises(NotFoundError):
            bundles.bundle_text(tx, "d9")
        with pytest.raises(NotFoundError):
            bundles.activate(tx, "d9", town.ann, later(0))
