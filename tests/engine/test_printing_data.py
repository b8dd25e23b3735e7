"""What goes on paper: as it was handed in, by right, and every full look is logged."""

from __future__ import annotations

from datetime import date

import pytest

from gridflow.engine import submissions as commands
from gridflow.engine.printing_data import blank_view, submission_view
from gridflow.engine.raw_form import RawForm
from gridflow.engine.task_page import open_task
from gridflow.engine.tasks import claim
from gridflow.engine.uploads import receive
from gridflow.errors import DeniedError, NotFoundError
from gridflow.store import logs
from tests.engine.test_uploads import BytesIO, picture


@pytest.fixture
def visited(engine, cast, task):
    claim(engine, cast.walker, task.code, key="c")
    drawn = receive(
        engine,
        cast.walker,
        task.code,
        "signatures.head",
        "sign.png",
        BytesIO(picture("PNG", mode="RGBA")),
        way="drawn",
        key="u",
    )
    form = open_task(engine, cast.walker, task.code).form
    pairs = [
        ("f.head", "王一"),
        ("f.visited_on", "2023-05-15"),
        ("f.people.new.name", "王一"),
        ("f.wage", "30000"),
        ("why.income.high", "两人务工"),
        ("f.costs", "0"),
        ("f.verdict", "fine"),
        ("s.head", drawn.id),
        ("second_visitor", str(cast.monitor.person)),
    ]
    raw = RawForm.from_pairs(form, pairs)
    done = commands.submit(engine, cast.walker, task.code, raw, key="s")
    assert done.submission
    return task


def test_the_paper_shows_what_was_handed_in(engine, cast, visited):
    view = submission_view(engine, cast.walker, visited.code)
    assert (view.number, view.title, view.record_number) == (6, "王一", "H1")
    assert view.areas["village"] == "一村"
    assert view.filled.answer("wage").shown == "30,000"
    assert view.filled.reasons == {"income.high": "两人务工"}
    assert [(one.name, one.state) for one in view.visitors] == [
        ("walker", "submitted"),
        ("monitor", "named"),
    ]
    assert view.filled_on == date(2023, 5, 15)
    ((media_type, data),) = view.signature_images.values()
    assert (media_type, data[:4]) == ("image/png", b"\x89PNG")


def test_masked_values_are_full_only_for_who_may_reveal_and_that_is_logged(
    engine, cast, visited
):
    masked = submission_view(engine, cast.walker, visited.code)
    assert masked.filled.answer("phone").shown == "138****5678"
    assert "13812345678" not in repr(masked)
    full = submission_view(engine, cast.monitor, visited.code)
    assert full.filled.answer("phone").shown == "13812345678"
    with engine.store.reading() as session:
        (look,) = logs.looks_at(session, full.submission)
    assert (look.person_name, look.reason) == ("monitor", "print")


@pytest.mark.parametrize("name", ["stranger", "far_monitor", "boss", "clerk"])
def test_who_does_not_see_the_task_does_not_print_it(engine, cast, visited, name):
    with pytest.raises(NotFoundError):
        submission_view(engine, getattr(cast, name), visited.code)


def test_seeing_a_task_is_not_printing_it(engine, cast, visited):
    with pytest.raises(DeniedError):
        submission_view(engine, cast.administrator, visited.code)


def test_a_task_nobody_handed_in_prints_what_the_record_says(engine, cast, task):
    view = submission_view(engine, cast.walker, task.code)
    assert (view.submission, view.visitors, view.filled_on) == (None, (), None)
    assert view.filled.answer("head").shown == "王一"


def test_a_blank_form_has_no_answers(engine, cast):
    view = blank_view(engine, cast.walker, "visit")
    assert view.blank
    assert view.filled.answer("head").shown == ""
    assert blank_view(engine, None, "visit").area_path == ()
    with pytest.raises(NotFoundError):
        blank_view(engine, cast.walker, "nothing")
