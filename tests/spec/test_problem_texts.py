"""Each problem by its exact line: one mistake, one line, at the right place."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent

import pytest

from gridflow.spec.node import Entries, read_node
from gridflow.spec.site import shipped_folder
from tests.spec.small_site import SMALL_SITE, lines_of, load_small

VISIT = "forms/visit.yaml"
KIND = "config/codes/kind.yaml"
ROLES = "config/base/roles.yaml"
FLOW = "config/base/flows/visit.yaml"
HOUSE = "config/base/records/house.yaml"
PERSON = "config/base/records/person.yaml"
CAMPAIGN = "config/base/campaigns/round.yaml"
ROLL = "config/base/imports/roll.yaml"
BASE = "config/base/procedure.yaml"
PLACE = "config/place/procedure.yaml"


def form_with(field: str) -> str:
    """Return the small form with one more field, on line 8 at column 9."""
    text = dedent(SMALL_SITE[VISIT])
    return text.replace(
        "      - {id: owner", f"      - {field}\n      - {{id: owner", 1
    )


def campaign(form: str = "other") -> str:
    """Return a campaign whose one rule gives a form."""
    return (
        "campaign: round\nlabel: R\nabout: house\nflow: visit\ncodes: kind\n"
        "from: 2023-05-01\nto: 2023-05-31\nrules:\n"
        f"  - {{rule: all, class: a, form: {form}}}\n"
    )


def roll(more: str = "", *, group: str = "area: group") -> str:
    """Return an import with two columns and something behind them."""
    return (
        "import: roll\nlabel: R\nabout: house\nrecord_key: [house.owner]\ncolumns:\n"
        "  - {heading: Owner, to: house.owner}\n"
        f"  - {{heading: Group, {group}}}\n{more}"
    )


def place(more: str = "") -> str:
    return f"procedure: place\nlabel: Place\nextends: base\narea: '1001'\n{more}"


# code -> files written over the small site; what is told stands in docs/problems.md.
MISTAKES: dict[str, dict[str, str | None]] = {
    "byte-order-mark": {KIND: "\ufeff" + dedent(SMALL_SITE[KIND])},
    "empty-file": {KIND: "# nothing yet\n"},
    "missing-file": {
        "printables/sheet/printable.yaml": "printable: sheet\nlabel: Sheet\n"
    },
    "file-without-use": {"config/base/notes.yaml": "a: b"},
    "folder-without-procedure": {"config/lost/roles.yaml": "roles: {}"},
    "syntax": {KIND: "codes: kind\nlabel: [A\noptions: b\n"},
    "tab": {KIND: "codes: kind\noptions:\n\t- {id: a, label: A}\n"},
    "control-character": {KIND: "codes: kind\nlabel: A\x07B\n"},
    "too-deep": {KIND: "[" * 10_000},
    "several-documents": {KIND: dedent(SMALL_SITE[KIND]) + "---\nmore: true\n"},
    "alias": {VISIT: form_with("*old")},
    "anchor": {VISIT: form_with("&new {id: a, label: A, type: text}")},
    "tag": {VISIT: form_with("{id: a, label: !!str A, type: text}")},
    "merge-key": {VISIT: form_with("{<<: {hint: h}, id: a, label: A, type: text}")},
    "complex-key": {VISIT: form_with("{[x]: y, id: a, label: A, type: text}")},
    "duplicate-key": {VISIT: form_with("{id: a, label: A, type: text, label: B}")},
    "unknown-key": {
        VISIT: form_with("{id: a, label: A, type: text, relevent: wage > 0}")
    },
    "only-in-overlay": {
        VISIT: form_with("{id: a, label: A, type: text, after: owner}")
    },
    "missing-key": {VISIT: form_with("{id: a, type: text}")},
    "needs-map": {VISIT: form_with("wage")},
    "needs-list": {KIND: "codes: kind\nlabel: Kind\noptions: {a: A}\n"},
    "needs-one-of": {VISIT: dedent(SMALL_SITE[VISIT]) + "  - {label: L, fields: []}\n"},
    "needs-text": {VISIT: form_with("{id: a, label: [A], type: text}")},
    "needs-quotes": {VISIT: form_with("{id: a, label: 0123, type: text}")},
    "needs-whole-number": {
        VISIT: form_with("{id: a, label: A, type: upload, at_most: 010}")
    },
    "needs-flag": {VISIT: form_with("{id: a, label: A, type: text, index: yes}")},
    "needs-day": {
        KIND: "codes: kind\nlabel: K\noptions:\n"
        "  - {id: a, label: A, from: 2023-02-30}\n"
    },
    "empty-text": {VISIT: form_with("{id: a, label: ' ', type: text}")},
    "too-long": {VISIT: form_with("{id: a, label: " + "A" * 2001 + ", type: text}")},
    "too-few": {KIND: "codes: kind\nlabel: Kind\noptions: []\n"},
    "out-of-range": {VISIT: form_with("{id: a, label: A, type: upload, at_most: 0}")},
    "bad-id": {VISIT: form_with("{id: a-b, label: A, type: text}")},
    "bad-code": {KIND: "codes: kind\nlabel: K\noptions: [{id: a b, label: A}]\n"},
    "bad-path": {
        "config/site.yaml": 'label: S\ncounty: {number: 1, area: "10", label: T}\n'
        "areas: [../secret.csv]\n"
    },
    "unknown-word": {
        VISIT: form_with("{id: a, label: A, type: text, sensitive: seal}")
    },
    "unknown-verb": {
        ROLES: "roles:\n  visitor: {label: V, level: group, may: [{sea: house}]}\n"
    },
    "bad-right": {
        ROLES: "roles:\n  visitor: {label: V, level: group, may: [see house]}\n"
    },
    "unknown-field-type": {VISIT: form_with("{id: a, label: A, type: dat}")},
    "from-after-to": {
        KIND: "codes: kind\nlabel: K\noptions:\n"
        "  - {id: a, label: A, from: 2023-02-01, to: 2023-01-01}\n"
    },
    "choice-without-options": {VISIT: form_with("{id: a, label: A, type: choice}")},
    "options-without-choice": {
        VISIT: form_with("{id: a, label: A, type: text, codes: kind}")
    },
    "options-and-codes": {
        VISIT: form_with(
            "{id: a, label: A, type: choice, codes: kind, options: [{id: x, label: X}]}"
        )
    },
    "mask-without-sensitive": {
        VISIT: form_with("{id: a, label: A, type: text, mask: {last: 4}}")
    },
    "write-without-from": {
        VISIT: form_with("{id: a, label: A, type: text, write: true}")
    },
    "message-without-constraint": {
        VISIT: form_with("{id: a, label: A, type: text, constraint_message: x}")
    },
    "default-and-calculation": {
        VISIT: form_with(
            "{id: a, label: A, type: money, calculation: wage, default: 0}"
        )
    },
    "cycle": {
        VISIT: form_with("{id: a, label: A, type: money, calculation: wage + a}")
    },
    "unknown-name": {
        VISIT: form_with("{id: a, label: A, type: money, calculation: 1 + waeg}")
    },
    "unknown-function": {
        VISIT: form_with("{id: a, label: A, type: money, calculation: cuont(wage)}")
    },
    "bad-expression": {
        VISIT: form_with("{id: a, label: A, type: money, calculation: wage + }")
    },
    "bad-call": {
        VISIT: form_with("{id: a, label: A, type: money, calculation: 'count()'}")
    },
    "least-above-most": {
        VISIT: dedent(SMALL_SITE[VISIT]).replace(
            "row_title: name", "at_least: 3\n    at_most: 2"
        )
    },
    "go-or-close": {
        FLOW: "flow: visit\nlabel: V\nabout: house\nsteps:\n"
        "  look: {label: L, role: visitor, then: [{go: look, close: done}]}\n"
    },
    "duplicate-id": {VISIT: form_with("{id: owner, label: A, type: text}")},
    "duplicate-definition": {"config/codes/other.yaml": SMALL_SITE[KIND]},
    "duplicate-area": {
        PLACE: place(),
        "config/other/procedure.yaml": place().replace("place", "other"),
    },
    "unknown-reference": {
        FLOW: dedent(SMALL_SITE[FLOW]).replace("form: visit", "form: visitt")
    },
    "nothing-to-remove": {
        PLACE: place(),
        "config/place/codes/kind.yaml": "codes: kind\n"
        "options: [{id: c, remove: true}]\n",
    },
    "unknown-anchor": {
        PLACE: place(),
        "config/place/codes/kind.yaml": "codes: kind\n"
        "options: [{id: c, label: C, after: z}]\n",
    },
    "hidden-name": {VISIT: form_with("{id: line, label: A, type: text}")},
    "not-in-a-ledger": {VISIT: dedent(SMALL_SITE[VISIT]) + "layout: ledger\n"},
    "unfit-field": {HOUSE: dedent(SMALL_SITE[HOUSE]) + "filters: [phone]\n"},
    "filter-of-part": {
        PERSON: dedent(SMALL_SITE[PERSON])
        + "  - {id: ill, label: Ill, type: yes_no}\nfilters: [ill]\n"
    },
    "list-of-no-part": {HOUSE: dedent(SMALL_SITE[HOUSE]) + "list: houses\n"},
    "about-another": {
        CAMPAIGN: campaign(),
        "forms/other.yaml": "form: other\nlabel: O\nabout: person\nsections:\n"
        "  - {section: s, label: S, fields: [{id: x, label: X, type: text}]}\n",
    },
    "first-step-without-form": {
        CAMPAIGN: campaign("visit"),
        FLOW: dedent(SMALL_SITE[FLOW]).replace("form: visit, ", ""),
    },
    "heading-twice": {ROLL: roll(group="also: [Owner], area: group")},
    "filled-twice": {ROLL: roll("  - {heading: Name, to: house.owner}\n")},
    "to-and-area": {ROLL: roll(group="area: group, to: house.phone")},
    "part-of-another": {ROLL: roll("part: house\npart_key: [house.owner]\n")},
    "no-area-column": {ROLL: roll(group="area: county")},
    "not-findable": {ROLL: roll("find: [{by: house.phone, from: house.owner}]\n")},
    "bad-format": {ROLL: roll("  - {heading: Born, formats: [today]}\n")},
    "less-sensitive": {
        VISIT: form_with("{id: a, label: A, type: phone, from: house.phone}")
    },
}


# Told of files on disk and of plugins; see test_sources.py and test_check_command.py.
ELSEWHERE = {
    "not-utf-8",
    "too-large",
    "too-many-files",
    "unreadable-file",
    "other-base",
    "unknown-plugin",
    "broken-plugin",
}
NO_PROBLEMS = {"problem-allowed", "problem-meant", "check-summary"}

DOCUMENT = Path(__file__).parents[2] / "docs" / "problems.md"
_SECTION = re.compile(
    r"^### (?P<code>[a-z0-9-]+)\n(?:\n```yaml\n(?P<yaml>.*?)```\n)?"
    r"(?:.*?)```text\n(?P<told>.*?)```",
    re.MULTILINE | re.DOTALL,
)


def documented() -> dict[str, tuple[str, list[str]]]:
    """Return code -> what is written and the lines that are told, by the document."""
    text = DOCUMENT.read_text("utf-8")
    return {
        one["code"]: (one["yaml"] or "", one["told"].splitlines())
        for one in _SECTION.finditer(text)
    }


def test_code_list_wording_document_and_tests_agree() -> None:
    path = shipped_folder() / "config/wording/problems.yaml"
    node, _ = read_node("problems.yaml", path.read_text("utf-8"))
    assert isinstance(node, Entries)
    codes = {
        one.key.text
        for one in node.entries
        if not one.key.text.startswith(("thing-", "why-"))
    }
    assert codes - NO_PROBLEMS == {*MISTAKES, *ELSEWHERE}
    assert codes - NO_PROBLEMS == set(documented())


@pytest.mark.parametrize("code", MISTAKES)
def test_one_mistake_gives_one_line_at_its_place(code: str) -> None:
    assert lines_of(load_small(MISTAKES[code])) == documented()[code][1]
    assert documented()[code][1][-1].endswith(f"[{code}]")


@pytest.mark.parametrize("code", MISTAKES)
def test_the_document_shows_what_was_written(code: str) -> None:
    text = "".join(one for one in MISTAKES[code].values() if one)
    for line in documented()[code][0].splitlines():
        assert line.strip() in text


@pytest.mark.parametrize("code", MISTAKES)
def test_every_problem_has_a_chinese_sentence(code: str) -> None:
    for line in lines_of(load_small(MISTAKES[code]), "zh"):
        assert re.search("[\u4e00-\u9fff]", line)


def test_the_small_site_itself_has_no_problem() -> None:
    result = load_small({})
    assert lines_of(result) == []
    assert result.site is not None
