"""Forms that are filled as rows: what a row holds, and what it does not."""

from __future__ import annotations

import pytest

from tests.spec.small_site import lines_of, load_small, site_of

HEAD = """\
form: visit
label: Visit
about: house
layout: ledger
sections:
  - section: main
    label: Main
    fields:
      - {id: owner, label: Owner, type: text}
"""


def test_a_form_of_plain_sections_can_be_a_ledger() -> None:
    text = HEAD + "signatures:\n  - {id: householder, who: householder, label: S}\n"
    form = site_of({"forms/visit.yaml": text}).procedures["base"].forms["visit"]
    assert form.layout == "ledger"


def test_a_form_is_a_page_where_nothing_else_is_written() -> None:
    assert site_of({}).procedures["base"].forms["visit"].layout == "page"


REFUSED = {
    "an upload": (
        "      - {id: paper, label: Paper, type: upload}\n",
        "forms/visit.yaml:10:9: sections.main.fields.paper: 'paper'",
    ),
    "a signature that must be": (
        "signatures:\n  - {id: mark, who: householder, label: S, required: true}\n",
        "forms/visit.yaml:11:5: signatures.mark: 'mark'",
    ),
    "rows in the row": (
        "  - {repeat: p, label: P, fields: [{id: n, label: N, type: text}]}\n",
        "forms/visit.yaml:10:5: sections.p: 'p'",
    ),
}


@pytest.mark.parametrize(("more", "told"), REFUSED.values(), ids=REFUSED)
def test_what_no_row_can_hold_is_told_where_it_stands(more: str, told: str) -> None:
    lines = lines_of(load_small({"forms/visit.yaml": HEAD + more}))
    assert len(lines) == 1, lines
    assert lines[0].startswith(told)
    assert lines[0].endswith("[not-in-a-ledger]")
