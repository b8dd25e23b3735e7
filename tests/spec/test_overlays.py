"""Overlays: what a place writes is laid on what it inherits, and keeps its place."""

from __future__ import annotations

import string
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridflow.spec.forms import Form
from gridflow.spec.place import Place
from tests.spec.small_site import lines_of, load_small, site_of

PLACE = "procedure: place\nlabel: Place\nextends: base\narea: '1001'\n"


def form_of(overlay: str, procedure: str = "place") -> Form:
    files = {
        "config/place/procedure.yaml": PLACE,
        "config/place/forms/visit.yaml": "form: visit\n" + dedent(overlay),
    }
    return site_of(files).procedures[procedure].forms["visit"]


def ids(form: Form) -> list[list[str]]:
    return [[field.id for field in one.fields] for one in form.sections]


def options_of(base: list[str], overlay: str) -> list[str]:
    options = "".join(f"  - {{id: {one}, label: L{one}}}\n" for one in base)
    files = {
        "config/place/procedure.yaml": PLACE,
        "config/codes/kind.yaml": f"codes: kind\nlabel: K\noptions:\n{options}",
        "config/place/codes/kind.yaml": f"codes: kind\n{overlay}",
    }
    kind = site_of(files).procedures["place"].codes["kind"]
    return [one.id for one in kind.options]


FIELDS = {
    "new-at-the-end": (
        "{id: note, label: N, type: note}",
        ["owner", "wage", "note"],
    ),
    "new-before": (
        "{id: note, label: N, type: note, before: owner}",
        ["note", "owner", "wage"],
    ),
    "new-after": (
        "{id: note, label: N, type: note, after: owner}",
        ["owner", "note", "wage"],
    ),
    "moved": ("{id: wage, before: owner}", ["wage", "owner"]),
    "changed-in-place": ("{id: owner, label: Head}", ["owner", "wage"]),
    "removed": ("{id: owner, remove: true}", ["wage"]),
    "not-removed": ("{id: owner, remove: false}", ["owner", "wage"]),
}


@pytest.mark.parametrize("name", FIELDS)
def test_fields_of_a_section_merge_by_id(name: str) -> None:
    field, expected = FIELDS[name]
    form = form_of(f"sections:\n  - section: main\n    fields: [{field}]\n")
    assert ids(form) == [expected, ["name", "age"]]


def test_a_change_leaves_the_other_keys_and_the_base_as_they_were() -> None:
    overlay = """\
        sections:
          - section: main
            fields: [{id: wage, label: Pay}]
        """
    changed = form_of(overlay).sections[0].fields[1]
    assert (changed.label, changed.type) == ("Pay", "money")
    assert form_of(overlay, "base").sections[0].fields[1].label == "Wage"


def test_null_takes_an_inherited_value_away() -> None:
    overlay = """\
        sections:
          - repeat: people
            row_title: null
        """
    repeat = next(form_of(overlay).repeats())
    assert repeat.row_title == ""
    assert repeat.record == "person"


def test_sections_are_added_and_removed_by_id() -> None:
    overlay = """\
        sections:
          - {section: main, remove: true}
          - section: last
            label: Last
            fields: [{id: note, label: Note, type: note}]
        """
    form = form_of(overlay)
    assert [one.id for one in form.sections] == ["people", "last"]


def test_a_list_without_ids_is_replaced_whole() -> None:
    files = {
        "config/place/procedure.yaml": PLACE + "parameters: {line: [{value: 1}]}\n",
        "config/place/roles.yaml": "roles: {visitor: {may: [{open: visit}]}}",
    }
    procedure = site_of(files).procedures["place"]
    rights = [(one.verb, one.object) for one in procedure.roles["visitor"].may]
    assert rights == [("open", "visit")]
    assert [one.value for one in procedure.parameters["line"].values] == [1]


def test_maps_merge_by_key_and_steps_can_be_placed_and_removed() -> None:
    flow = """\
        flow: visit
        steps:
          before_it: {label: B, role: visitor, then: [{go: look}], before: look}
          look: {people: 2}
        """
    files = {
        "config/place/procedure.yaml": PLACE,
        "config/place/flows/visit.yaml": dedent(flow),
    }
    site = site_of(files)
    steps = site.procedures["place"].flows["visit"].steps
    assert [(one.id, one.people) for one in steps] == [("before_it", 1), ("look", 2)]
    assert [one.id for one in site.procedures["base"].flows["visit"].steps] == ["look"]


def test_a_procedure_inherits_everything_it_does_not_write() -> None:
    site = site_of({"config/place/procedure.yaml": PLACE})
    base, place = site.procedures["base"], site.procedures["place"]
    assert (place.extends, place.area, place.label) == ("base", "1001", "Place")
    assert base.area is None
    assert place.forms == base.forms
    assert place.roles == base.roles
    assert place.levels == base.levels
    assert place.parameters == base.parameters


def test_the_wording_of_a_place_wins_sentence_by_sentence() -> None:
    files = {
        "config/wording/all.yaml": "hello: {zh: 你好, en: Hello}\nbye: {zh: 再见}\n",
        "config/place/procedure.yaml": PLACE,
        "config/place/wording/own.yaml": "hello: {zh: 您好}\n",
    }
    site = site_of(files)
    wording = site.procedures["place"].wording
    said = [wording.say("hello"), wording.say("hello", "en"), wording.say("bye")]
    assert said == ["您好", "Hello", "再见"]
    assert site.procedures["base"].wording.say("hello") == "你好"


def test_a_chain_of_places_is_laid_on_from_the_base_up() -> None:
    def kind(label: str) -> str:
        return f"codes: kind\noptions: [{{id: {label}, label: {label}}}]\n"

    files = {
        "config/province/procedure.yaml": PLACE.replace("place", "province"),
        "config/province/codes/kind.yaml": kind("p"),
        "config/town/procedure.yaml": "procedure: town\nlabel: T\nextends: province\n"
        "area: '1001'\n",
        "config/town/codes/kind.yaml": kind("t"),
    }
    site = site_of(files)
    assert list(site.procedures) == ["base", "province", "town"]
    options = site.procedures["town"].codes["kind"].options
    assert [one.id for one in options] == ["a", "b", "p", "t"]
    # Both hold for one area: the town's own wins.
    assert site.procedure_for(["10010", "1001", "10"]).id == "town"
    assert site.procedure_for(["99", "10"]).id == "base"


def test_a_problem_points_at_the_file_that_wrote_the_value() -> None:
    files = {
        "config/place/procedure.yaml": PLACE,
        "config/place/forms/visit.yaml": "form: visit\nsections:\n"
        "  - section: main\n    fields:\n      - {id: wage, type: mony}\n",
    }
    places = [one.place for one in load_small(files).problems]
    assert places == [Place("config/place/forms/visit.yaml", 5, 26)]


def test_what_an_overlay_takes_away_is_missing_where_it_was_taken() -> None:
    files = {
        "config/place/procedure.yaml": PLACE,
        "config/place/codes/kind.yaml": "codes: kind\nlabel: null\n",
    }
    assert lines_of(load_small(files)) == [
        "config/place/codes/kind.yaml:2:8: a code list needs 'label'. [missing-key]"
    ]


def test_a_mention_of_something_removed_is_a_problem_where_it_stands() -> None:
    overlay = "codes: kind\noptions: [{id: a, remove: true}]\n"
    files = {
        "config/place/procedure.yaml": PLACE,
        "config/place/codes/kind.yaml": overlay,
        "config/place/records/person.yaml": "record: person\nfields:\n"
        "  - {id: name, remove: true}\n  - {id: nick, label: N, type: text}\n",
    }
    assert lines_of(load_small(files)) == [
        (
            "config/base/records/person.yaml:4:8: title: no field of the record is "
            "called 'name'. Known: nick. [unknown-reference]"
        )
    ]


IDS = st.lists(
    st.text(string.ascii_lowercase, min_size=1, max_size=3).filter(
        lambda one: one not in ("no", "on", "off", "yes", "nan")
    ),
    min_size=1,
    max_size=6,
    unique=True,
)


@given(IDS)
@settings(deadline=None)
def test_an_overlay_that_says_nothing_changes_nothing(base: list[str]) -> None:
    assert options_of(base, "") == base


@given(IDS)
@settings(deadline=None)
def test_an_overlay_that_repeats_everything_changes_nothing(base: list[str]) -> None:
    items = ", ".join(f"{{id: {one}}}" for one in base)
    assert options_of(base, f"options: [{items}]") == base


@given(IDS, st.data())
@settings(deadline=None)
def test_moving_keeps_all_and_puts_one_beside_the_other(
    base: list[str], data: st.DataObject
) -> None:
    moved = data.draw(st.sampled_from(base))
    anchor = data.draw(st.sampled_from([*base, "zzzz"]))
    base = base if anchor in base else [*base, anchor]
    if moved == anchor:
        return
    after = options_of(base, f"options: [{{id: {moved}, after: {anchor}}}]")
    assert sorted(after) == sorted(base)
    assert after.index(moved) == after.index(anchor) + 1
    before = options_of(base, f"options: [{{id: {moved}, before: {anchor}}}]")
    assert before.index(moved) == before.index(anchor) - 1
