"""Imports ordered from a worker: who may, what is kept, and for how long."""

from __future__ import annotations

import os
from io import BytesIO

import pytest

from gridflow.engine.importing.errors import FileGoneError
from gridflow.engine.importing.orders import (
    KEPT_FOR,
    clear_old,
    files_of,
    importable,
    order_import,
    ordered_import,
    take_file,
)
from gridflow.errors import DeniedError, NotFoundError


def order(site, actor, digest, key="k"):
    return order_import(
        site, actor, "roll", digest, "a.xlsx", dry_run=True, key=key, ring=lambda: None
    )


def test_who_has_the_right_sees_the_definitions(site, cast):
    assert [one.id for one in importable(site, cast.administrator)] == ["hints", "roll"]
    assert importable(site, cast.walker) == ()


def test_the_same_key_is_the_same_run_and_nobody_elses(site, cast):
    digest = take_file(site, BytesIO(b"x"))
    first = order(site, cast.administrator, digest)
    assert order(site, cast.administrator, digest).job.code == first.job.code
    assert order(site, cast.administrator, digest, "l").job.code != first.job.code
    with pytest.raises(NotFoundError):
        ordered_import(site, cast.boss, first.job.code)


def test_who_has_no_right_orders_nothing(site, cast):
    with pytest.raises(DeniedError):
        order(site, cast.walker, take_file(site, BytesIO(b"x")))


def test_files_are_put_away_after_a_month(site, cast):
    old, new = (take_file(site, BytesIO(body)) for body in (b"old", b"new"))
    month = (site.wall.now() - KEPT_FOR).timestamp()
    os.utime(files_of(site).path(old), (month - 60, month - 60))
    assert clear_old(site) == 1
    assert files_of(site).read(new) == b"new"
    with pytest.raises(FileGoneError):
        order(site, cast.administrator, old)
