"""The small site with a campaign: walkers visit some houses and list the others."""

from __future__ import annotations

from gridflow.engine.commands import run
from gridflow.engine.raw_form import RawForm
from gridflow.engine.reclassing import reconsider
from gridflow.store import records
from gridflow.store.record_writing import (
    Change,
    NewRecord,
    Origin,
    add_record,
    revise_record,
)
from gridflow.store.sealing import PLAIN
from tests.engine.conftest import SMALL_SITE, TODAY, sources

_HOUSE = (SMALL_SITE / "config/base/records/house.yaml").read_text("utf-8")
_ROLES = (SMALL_SITE / "config/base/roles.yaml").read_text("utf-8")
_PERSON = (SMALL_SITE / "config/base/records/person.yaml").read_text("utf-8")

CAMPAIGN = """\
campaign: round
label: 大排查
about: house
flow: visiting
from: 2023-05-13
to: 2023-05-29
codes: class
inputs:
  - {id: watched, label: 重点户, value: house.watched = true}
  - {id: hinted, label: 有线索, value: count(house.hints) > 0}
  - {id: asked, label: 需要入户, value: house.visit_needed = true}
rules:
  - {rule: watched, when: {watched: "true"}, class: watched, form: watched}
  - {rule: hinted, when: {hinted: "true"}, class: hinted, form: visit}
  - {rule: asked, when: {asked: "true"}, class: asked, form: visit}
  - {rule: rest, class: ordinary, form: row}
"""
FILES = {
    "config/base/records/house.yaml": _HOUSE
    + "  - {id: watched, label: 重点, type: yes_no}\n"
    + "  - {id: visit_needed, label: 需要入户, type: yes_no}\n",
    "config/base/records/person.yaml": _PERSON.replace(
        "part_of: house", "part_of: house\nlist: people"
    ),
    "config/base/records/hint.yaml": """\
record: hint
label: 线索
part_of: house
list: hints
title: text
fields:
  - {id: text, label: 内容, type: text}
  - {id: channel, label: 来源, type: choice, codes: class}
""",
    "config/codes/class.yaml": """\
codes: class
label: 类别
options:
  - {id: watched, label: 重点}
  - {id: hinted, label: 有线索}
  - {id: asked, label: 需要入户}
  - {id: ordinary, label: 一般}
""",
    "forms/row.yaml": """\
form: row
label: 台账
about: house
sections:
  - section: row
    label: 台账
    fields:
      - {id: head, label: 户主, type: text, from: house.head, read_only: true}
      - {id: class, label: 类别, type: text, calculation: case.class}
      - {id: wage, label: 工资, type: money, required: true, index: true}
      - id: verdict
        label: 需要入户
        type: yes_no
        from: house.visit_needed
        write: true
        required: true
      - {id: only_here, label: 备注, type: text}
""",
    "forms/watched.yaml": """\
form: watched
label: 重点户表
about: house
sections:
  - section: main
    label: 情况
    fields:
      - {id: wage, label: 工资, type: money, required: true, index: true}
      - {id: measure, label: 措施, type: note, required: true}
""",
    "config/base/campaigns/round.yaml": CAMPAIGN,
    "config/base/flows/visiting.yaml": """\
flow: visiting
label: 走访
about: house
steps:
  visit:
    label: 入户
    role: walker
    form: visit
    due: visits_until
    then: [{close: done}]
""",
    "config/base/roles.yaml": _ROLES.replace(
        "{see: tasks}", "{see: tasks}, {see: campaigns}"
    )
    .replace("{roster: people}, {see: house}", "{open: campaigns}, {see: house}")
    .replace("{reveal: house}", "{reclass: round}, {reveal: house}"),
}


def campaign_sources(changes: dict[str, str] | None = None):
    return sources({**FILES, **(changes or {})})


def command(engine, key, act):
    def acting(at):
        act(at)
        return {}

    run(engine, None, key, "test", {"key": key}, acting)


def add_hint(engine, house, key="hint"):
    """A clue about a house arrives, as an import would bring it."""

    def act(at):
        new = NewRecord(
            "hint", house.id, house.area, house.grid, "来了", "", {"text": "来了"}
        )
        add_record(at.tx, PLAIN, new, TODAY, Origin(at.by))
        reconsider(at, [house.id])

    command(engine, key, act)


def change(engine, house, key, ended_on=None, **values):
    def act(at):
        now = records.record(at.tx, house.id)
        told = Change(values, ended_on=ended_on)
        revise_record(
            at.tx,
            PLAIN,
            house.id,
            now.revision,
            told,
            TODAY,
            Origin(at.by),
        )
        reconsider(at, [house.id])

    command(engine, key, act)


def raw(**values) -> RawForm:
    return RawForm({name: [text] for name, text in values.items()})
