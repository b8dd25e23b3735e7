from __future__ import annotations

from datetime import date, timedelta

import pytest

from gridflow.errors import NotFoundError
from gridflow.store import areas, people
from gridflow.store.errors import PostDatesError
from tests.store.conftest import LONG_AGO, NOW, TODAY, scope


def names(found) -> list[str]:
    return [one.name for one in found]


def test_a_phone_is_sealed_and_found_exactly(store):
    with store.transaction() as tx:
        person = people.add_person(tx, "黄世友", "13800001111", NOW)
        assert person.has_phone
        assert people.open_phone(tx, person.id) == "13800001111"
        assert people.people_by_phone(tx, "13800001111") == (person,)
        assert people.people_by_phone(tx, "1380000111") == ()
        stored = store.database.execute_sql("SELECT phone FROM person").fetchone()[0]
        assert "138" not in stored


def test_a_person_is_changed_field_by_field(store):
    with store.transaction() as tx:
        person = people.add_person(tx, "Old", "1", NOW).id
        people.change_person(tx, person, name="New")
        assert people.open_phone(tx, person) == "1"
        people.change_person(tx, person, phone="")
        assert people.person(tx, person) == people.Person(
            person, "New", has_phone=False
        )
        assert people.open_phone(tx, person) == ""
        with pytest.raises(NotFoundError):
            people.change_person(tx, 1, name="Nobody")


def test_people_are_listed_by_where_they_hold_posts(store, town):
    with store.reading() as session:
        assert names(people.people_in(session, scope(town.town))) == [
            "Ann",
            "Bob",
            "Cat",
        ]
        assert names(people.people_in(session, scope(town.east))) == ["Ann", "Bob"]
        assert names(people.people_in(session, scope(town.west))) == []
        assert names(people.people_in(session, None, search="a")) == ["Ann", "Cat"]
        assert names(people.people_in(session, None, search="%")) == []
        first = people.people_in(session, None, limit=2)
        last = (first[-1].name, first[-1].id)
        assert names(people.people_in(session, None, after=last)) == ["Cat"]


def test_a_post_is_in_force_from_its_first_to_its_last_day(store, town):
    with store.transaction() as tx:
        post = people.end_post(tx, town.ann_post, TODAY)
        assert (post.valid_from, post.valid_to) == (LONG_AGO, TODAY)
        assert people.posts_of(tx, town.ann, TODAY) == (post,)
        assert people.posts_of(tx, town.ann, TODAY + timedelta(days=1)) == ()
        assert people.posts_of(tx, town.ann) == (post,)


def test_one_person_holds_several_posts(store, town):
    with store.transaction() as tx:
        people.add_post(tx, town.ann, "clerk", town.town, TODAY, NOW)
        roles = [post.role for post in people.posts_of(tx, town.ann, TODAY)]
        assert roles == ["grid_member", "clerk"]
        before = TODAY - timedelta(days=1)
        assert len(people.posts_of(tx, town.ann, before)) == 1


def test_a_post_cannot_end_before_it_begins(store, town):
    with store.transaction() as tx:
        with pytest.raises(PostDatesError):
            people.end_post(tx, town.ann_post, LONG_AGO - timedelta(days=1))
        with pytest.raises(PostDatesError):
            people.add_post(
                tx, town.ann, "clerk", town.town, TODAY, NOW, date(2020, 1, 1)
            )
        with pytest.raises(NotFoundError):
            people.end_post(tx, 1, TODAY)


def test_who_holds_a_role_over_an_area_is_found_above_it(store, town):
    with store.reading() as session:

        def holding(area: int, role: str = "grid_member") -> set[str]:
            posts = people.holders(session, role, area, TODAY)
            return {post.person_name for post in posts}

        assert holding(town.east_1) == {"Ann", "Bob"}
        assert holding(town.east_2) == {"Bob"}
        assert holding(town.west_1) == set()
        assert holding(town.west_1, "monitor") == {"Cat"}


def test_vacancies_are_the_areas_that_nobody_covers(store, town):
    with store.reading() as session:

        def vacant(level: str, role: str = "grid_member") -> list[str]:
            found = people.vacant_areas(session, scope(town.town), role, level)
            return [area.label for area in found]

        assert vacant("group") == ["West 1"]
        assert vacant("village") == ["West"]
        assert vacant("group", "monitor") == []
        assert vacant("group", "nobody") == ["East 1", "East 2", "West 1"]


def test_posts_in_a_scope_follow_an_area_that_moved(store, town):
    moved_on = TODAY + timedelta(days=1)
    with store.transaction() as tx:
        areas.move_area(tx, town.east_1, town.west, moved_on)
        today = people.posts_in(tx, scope(town.west))
        tomorrow = people.posts_in(tx, scope(town.west, moved_on))
        assert today == ()
        assert [post.person_name for post in tomorrow] == ["Ann"]
        only = people.posts_in(tx, scope(town.town), {"monitor"})
        assert [post.person_name for post in only] == ["Cat"]
