"""Jobs are rows: taken once, tried again, given up with a reason."""

from __future__ import annotations

import pytest

from gridflow.errors import NotFoundError
from gridflow.jobs.errors import JobArgumentError, UnknownJobKindError
from gridflow.jobs.queue import enqueue
from gridflow.jobs.worker import (
    LOST_AFTER,
    MOST_ATTEMPTS,
    return_jobs_of_dead_worker,
    run_forever,
    run_once,
)
from gridflow.store import jobs


def shout(workshop, job, progress):
    return {"said": str(job.args["word"]).upper()}


def stumble(workshop, job, progress):
    return {"never": 1 / 0}


def refuse(workshop, job, progress):
    raise NotFoundError(task=job.args["word"])


class Killed(BaseException):
    """What a killed process looks like from inside: nothing is cleaned up."""


def die(workshop, job, progress):
    raise Killed


def test_a_job_is_done_and_keeps_its_result(workshop, look):
    job = enqueue(workshop.engine, "print", {"word": "a"}, "one")
    assert run_once(workshop, "w", {"print": shout})
    done = look(job)
    assert (done.state, done.result, done.worker) == (jobs.DONE, {"said": "A"}, "w")
    assert not run_once(workshop, "w", {"print": shout})


def test_the_same_key_is_the_same_job(workshop):
    first = enqueue(workshop.engine, "print", {"word": "a"}, "one")
    again = enqueue(workshop.engine, "print", {"word": "a"}, "one")
    other = enqueue(workshop.engine, "print", {"word": "a"}, "two")
    assert first.id == again.id != other.id


def test_the_bell_rings_after_the_row_is_on_disk(workshop):
    seen = []

    def ring():
        with workshop.engine.store.reading() as session:
            seen.extend(jobs.latest_jobs(session, [jobs.QUEUED]))

    job = enqueue(workshop.engine, "print", {"word": "a"}, "one", ring=ring)
    assert [one.id for one in seen] == [job.id]


@pytest.mark.parametrize(
    "args",
    [
        pytest.param({"when": None}, id="nothing"),
        pytest.param({"when": 1.5}, id="a double"),
        pytest.param({"when": ["a"]}, id="a list"),
        pytest.param({"when": True}, id="a flag"),
        pytest.param({1: "a"}, id="a number as name"),
    ],
)
def test_arguments_are_text_and_whole_numbers(workshop, args):
    with pytest.raises(JobArgumentError):
        enqueue(workshop.engine, "print", args, "one")


def test_an_unknown_kind_is_refused_at_once(workshop):
    with pytest.raises(UnknownJobKindError):
        enqueue(workshop.engine, "sing", {}, "one")


def test_a_refusal_is_final_and_tells_why(workshop, look):
    job = enqueue(workshop.engine, "print", {"word": "T-1"}, "one")
    assert run_once(workshop, "w", {"print": refuse})
    failed = look(job)
    assert failed.state == jobs.FAILED
    assert failed.attempts == 1
    assert failed.result == {"why": "not_found", "facts": {"task": "T-1"}}


def test_a_broken_job_is_tried_again_then_given_up_and_the_next_goes_on(
    workshop, look, wording
):
    bad = enqueue(workshop.engine, "print", {"word": "a"}, "bad")
    good = enqueue(workshop.engine, "print", {"word": "b"}, "good")

    def half(shop, job, progress):
        do = stumble if job.key == "bad" else shout
        return do(shop, job, progress)

    while run_once(workshop, "w", {"print": half}):
        pass
    failed = look(bad)
    assert (failed.state, failed.attempts) == (jobs.FAILED, MOST_ATTEMPTS)
    assert failed.result["why"] == "job_failed"
    told = wording.say(failed.result["why"], **failed.result["facts"])
    assert "ZeroDivisionError: division by zero" in told
    assert look(good).state == jobs.DONE


def test_a_job_whose_worker_died_is_taken_again(workshop, look, wall):
    job = enqueue(workshop.engine, "print", {"word": "a"}, "one")
    with pytest.raises(Killed):
        run_once(workshop, "dead", {"print": die})
    assert look(job).state == jobs.RUNNING
    assert not run_once(workshop, "w", {"print": shout}), "it may still be alive"
    wall.pass_by(seconds=LOST_AFTER.total_seconds() + 1)
    assert run_once(workshop, "w", {"print": shout})
    assert (look(job).state, look(job).worker) == (jobs.DONE, "w")


def test_a_job_that_kills_its_workers_is_given_up(workshop, look, wall, wording):
    job = enqueue(workshop.engine, "print", {"word": "a"}, "one")
    for _ in range(MOST_ATTEMPTS):
        with pytest.raises(Killed):
            run_once(workshop, "dead", {"print": die})
        wall.pass_by(seconds=LOST_AFTER.total_seconds() + 1)
    assert not run_once(workshop, "w", {"print": die})
    assert look(job).state == jobs.FAILED
    assert wording.say(look(job).result["why"])


def test_a_new_embedded_worker_takes_over_at_once(workshop, look, wall):
    job = enqueue(workshop.engine, "print", {"word": "a"}, "one")
    with pytest.raises(Killed):
        run_once(workshop, "dead", {"print": die})
    wall.pass_by(seconds=1)
    assert return_jobs_of_dead_worker(workshop) == 1
    assert run_once(workshop, "new", {"print": shout})
    assert look(job).state == jobs.DONE


def test_a_worker_that_lost_its_job_does_not_overwrite_the_result(workshop, look, wall):
    job = enqueue(workshop.engine, "print", {"word": "a"}, "one")

    def slow(shop, taken, progress):
        wall.pass_by(seconds=LOST_AFTER.total_seconds() + 1)
        with shop.engine.store.transaction() as tx:
            jobs.return_lost_jobs(tx, wall.now(), wall.now(), MOST_ATTEMPTS)
            other = jobs.take_job(tx, "other", wall.now())
            jobs.finish_job(tx, other.id, "other", {"by": "other"}, wall.now())
        return {"by": "slow"}

    assert run_once(workshop, "slow", {"print": slow})
    assert look(job).result == {"by": "other"}


def test_a_job_that_tells_how_far_it_is_is_not_taken_away(workshop, look, wall):
    job = enqueue(workshop.engine, "print", {"word": "a"}, "one")
    seen = []

    def long(shop, taken, progress):
        for done in range(3):
            wall.pass_by(seconds=LOST_AFTER.total_seconds() - 1)
            progress(done, 3, "counting")
            with shop.engine.store.transaction() as tx:
                silent = wall.now() - LOST_AFTER
                jobs.return_lost_jobs(tx, silent, wall.now(), MOST_ATTEMPTS)
            seen.append((look(taken).state, look(taken).progress))
        return {"counted": 3}

    assert run_once(workshop, "w", {"print": long})
    assert seen == [
        (jobs.RUNNING, {"done": done, "total": 3, "said": "counting"})
        for done in range(3)
    ]
    assert look(job).result == {"counted": 3}


def test_what_a_job_tells_within_a_second_is_written_once(workshop, look, wall):
    job = enqueue(workshop.engine, "print", {"word": "a"}, "one")
    seen = []

    def quick(shop, taken, progress):
        for done, said in (
            (1, "reading"),
            (2, "reading"),
            (3, "writing"),
            (4, "writing"),
        ):
            progress(done, 4, said)
            seen.append(look(taken).progress["done"])
        return {}

    run_once(workshop, "w", {"print": quick})
    assert seen == [1, 1, 3, 4]
    assert look(job).progress["done"] == 4


def test_work_whose_job_was_given_to_another_stops_where_it_tells(workshop, look, wall):
    job = enqueue(workshop.engine, "print", {"word": "a"}, "one")
    came = []

    def slow(shop, taken, progress):
        with shop.engine.store.transaction() as tx:
            jobs.return_lost_jobs(tx, wall.now() + LOST_AFTER, wall.now(), 3)
            jobs.take_job(tx, "other", wall.now())
        progress(1, 2)
        came.append("too far")
        return {}

    assert run_once(workshop, "slow", {"print": slow})
    assert not came
    assert (look(job).state, look(job).worker) == (jobs.RUNNING, "other")


def test_an_order_that_failed_is_tried_anew_when_asked_again(workshop, look):
    job = enqueue(workshop.engine, "print", {"word": "a"}, "one")
    run_once(workshop, "w", {"print": refuse})
    enqueue(workshop.engine, "print", {"word": "a"}, "one")
    assert run_once(workshop, "w", {"print": shout})
    assert look(job).state == jobs.DONE


def test_a_worker_waits_at_the_bell_only_when_there_is_nothing_to_do(workshop):
    enqueue(workshop.engine, "print", {"word": "a"}, "one")
    waits = []

    class Bell:
        def wait(self, seconds):
            waits.append(seconds)

    run_forever(workshop, "w", Bell(), lambda: len(waits) == 2)
    assert len(waits) == 2
