"""Many records found at once, on both databases; rows staged; reports kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gridflow.store.import_reports import FieldChange, Outcome, Told, open_report
from gridflow.store.record_matching import (
    alive_by_key,
    alive_by_title,
    records_by_id,
    whole_records_in,
)
from gridflow.store.record_writing import (
    Change,
    NewRecord,
    Origin,
    add_record,
    revise_record,
)
from gridflow.store.sealing import SealingPlan
from gridflow.store.staging import Shared, staged

PLAN = SealingPlan(frozenset({"card"}), {"card": str})
DAY = date(2023, 5, 1)


@pytest.fixture
def three(store, town):
    """Three records: 甲 with A, 乙 with A, and 丙, who has ended, with B."""
    origin = Origin(town.by_ann())
    ids = []
    with store.transaction() as tx:
        for title, card in (("甲", "A"), ("乙", "A"), ("丙", "B")):
            new = NewRecord(
                "r", None, town.east_1, town.east_1, title, "", {"card": card}
            )
            made = add_record(tx, PLAN, new, DAY, origin)
            ids.append(made.id)
        end = Change(ended_on=DAY)
        revise_record(tx, PLAN, ids[2], 1, end, DAY, origin)
    return ids


def test_records_are_found_by_key_title_id_and_area(store, town, three):
    with store.reading() as session:
        by_key = alive_by_key(session, PLAN, "r", "card", {"A", "B", "C"})
        assert {word: [one.id for one in rows] for word, rows in by_key.items()} == {
            "A": three[:2]
        }
        by_title = alive_by_title(session, "r", {"甲", "丙", "丁"})
        assert {word: [one.id for one in rows] for word, rows in by_title.items()} == {
            "甲": [three[0]]
        }
        assert sorted(records_by_id(session, three)) == sorted(three)
        first = whole_records_in(session, "r", [town.east_1], 0, 2)
        rest = whole_records_in(session, "r", [town.east_1], first[-1].id, 2)
        assert sorted(one.id for one in (*first, *rest)) == sorted(three)
        assert alive_by_key(session, PLAN, "r", "card", set()) == {}
        assert records_by_id(session, ()) == {}


def test_staged_rows_come_back_by_group_in_the_order_of_the_file(tmp_path: Path):
    with staged(tmp_path) as staging:
        for number, group in enumerate("abacb", 2):
            staging.add(number, group, [group, number], [(0, group)])
        assert staging.close_rows() == 3
        found = staging.groups(1, 2)
        rows = [[(row.number, row.body) for row in one.rows] for one in found]
        assert rows == [[(2, ["a", 2]), (4, ["a", 4])], [(3, ["b", 3]), (6, ["b", 6])]]
        assert staging.shared(1, 1, [0], between_groups=False) == [
            Shared(0, 2, 4),
            Shared(0, 4, 2),
        ]
        assert staging.shared(1, 3, [0], between_groups=True) == []
        staging.note_seen([1, 2])
        assert staging.unseen([1, 2, 3]) == [3]
        assert list(tmp_path.iterdir()) == [], "the file has no name while it is used"


def test_a_chunk_of_a_report_replaces_what_it_told_before(tmp_path: Path):
    told = Told("S", 2, "A", "甲", "Q1", "error", "**", "code", {"row": 3}, "", ("x",))
    changed = (FieldChange("", "甲", "1", "2"),)
    outcome = Outcome(1, "changed", "甲", changes=changed, gone=("乙",))
    with open_report(tmp_path / "r") as report:
        for _ in range(2):
            report.keep_chunk(1, [outcome], [(1, told)])
        report.keep_facts(rows=1)
    with open_report(tmp_path / "r") as report:
        assert report.counts() == {"changed": 1}
        assert report.severities() == {"error": 1}
        assert report.outcomes("changed") == (outcome,)
        assert [one for _, one in report.told(rule="Q1")] == [told]
        assert report.told(rule="Q2") == ()
        assert report.told_of(1) == (told,)
        assert [(one.rule, one.count) for one in report.rules()] == [("Q1", 1)]
        assert report.facts() == {"rows": 1}
        assert list(report.wrong_places()) == []
