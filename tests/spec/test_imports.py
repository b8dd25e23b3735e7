"""Definitions of imports: what their references and expressions may name."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.spec.small_site import SMALL_SITE, lines_of, load_small

ROLL = "config/base/imports/roll.yaml"
PERSON = "config/base/records/person.yaml"
NICKED = dedent(SMALL_SITE[PERSON]) + "  - {id: nick, label: Nickname, type: text}\n"
HEAD = """\
import: roll
label: R
about: house
part: person
record_key: [house.owner]
part_key: [person.name]
columns:
  - {heading: Owner, to: house.owner}
  - {heading: Name, to: person.name}
  - {heading: Group, area: group}
"""


def told(more: str) -> list[str]:
    lines = lines_of(load_small({ROLL: HEAD + more, PERSON: NICKED}))
    return [line.partition(": ")[2] for line in lines]


@pytest.mark.parametrize(
    "more",
    [
        pytest.param("", id="nothing more"),
        pytest.param(
            "row_checks: [{id: a, that: person.name != house.owner, say: S}]\n",
            id="a row check sees its part and the whole",
        ),
        pytest.param(
            "checks: [{id: a, that: count(house.person) < line, say: S,"
            " rows: person.name = house.owner}]\n",
            id="a check sees the rows as a list, `rows` sees one",
        ),
        pytest.param(
            "values: [{to: person.nick, value: person.name + house.owner}]\n",
            id="a value of the part is worked out in its row",
        ),
    ],
)
def test_expressions_see_the_record_its_parts_and_in_a_row_the_part(more: str):
    assert told(more) == []


@pytest.mark.parametrize(
    ("more", "code"),
    [
        pytest.param(
            "checks: [{id: a, that: person.name = null, say: S}]\n",
            "unknown-name",
            id="a check of the whole sees no single part",
        ),
        pytest.param(
            "row_checks: [{id: a, that: persn.name = null, say: S}]\n",
            "unknown-name",
            id="a name that there is not",
        ),
        pytest.param(
            "row_checks: [{id: a, that: 'true', say: S, fields: [person.age]}]\n",
            "unknown-reference",
            id="a field that there is not",
        ),
        pytest.param(
            "across: [{id: a, rule: unique, field: person.wage, say: S}]\n",
            "unknown-reference",
            id="a rule over a field that there is not",
        ),
        pytest.param(
            "across: [{id: a, rule: twice, field: person.name, say: S}]\n",
            "unknown-word",
            id="a rule that there is not",
        ),
        pytest.param("brings: parts\n", "missing-key", id="parts without ways"),
    ],
)
def test_what_nobody_defines_is_told(more: str, code: str):
    found = told(more)
    assert found
    assert all(f"[{code}]" in line for line in found), found


def test_an_overlay_changes_a_column_by_its_heading():
    over = (
        "import: roll\ncolumns:\n"
        "  - {heading: Owner, also: [Householder]}\n"
        "  - {heading: Name, remove: true}\n"
    )
    place = "procedure: place\nlabel: P\nextends: base\narea: '1001'\n"
    result = load_small(
        {
            ROLL: HEAD,
            "config/place/procedure.yaml": place,
            "config/place/imports/roll.yaml": over,
        }
    )
    assert lines_of(result) == []
    assert result.site is not None
    columns = result.site.procedures["place"].imports["roll"].columns
    assert [(one.heading, one.also) for one in columns] == [
        ("Owner", ("Householder",)),
        ("Group", ()),
    ]
