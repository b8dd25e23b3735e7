"""A small site in memory, into which each test writes the file that it is about."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import dedent

from gridflow.spec.site import (
    LoadResult,
    Site,
    Sources,
    Vocabulary,
    load_site,
    shipped_wording,
)

SMALL_SITE: Mapping[str, str] = {
    "config/site.yaml": """\
        label: Small
        county: {number: 1, area: "10", label: Ten}
        areas: []
        """,
    "config/base/procedure.yaml": """\
        procedure: base
        label: Base
        parameters:
          line:
            - {from: 2023-01-01, value: 7500}
        """,
    "config/base/areas.yaml": """\
        levels:
          - {id: county, label: County}
          - {id: group, label: Group}
        """,
    "config/base/roles.yaml": """\
        roles:
          visitor: {label: Visitor, level: group, may: [{see: house}]}
        """,
    "config/base/records/house.yaml": """\
        record: house
        label: House
        path: houses
        title: owner
        area_level: group
        fields:
          - {id: owner, label: Owner, type: text}
          - {id: phone, label: Phone, type: phone, sensitive: sealed}
        """,
    "config/base/records/person.yaml": """\
        record: person
        label: Person
        part_of: house
        title: name
        fields:
          - {id: name, label: Name, type: text}
        """,
    "config/base/flows/visit.yaml": """\
        flow: visit
        label: Visit
        about: house
        steps:
          look: {label: Look, role: visitor, form: visit, then: [{close: done}]}
        """,
    "config/codes/kind.yaml": """\
        codes: kind
        label: Kind
        options:
          - {id: a, label: A}
          - {id: b, label: B}
        """,
    "forms/visit.yaml": """\
        form: visit
        label: Visit
        about: house
        sections:
          - section: main
            label: Main
            fields:
              - {id: owner, label: Owner, type: text}
              - {id: wage, label: Wage, type: money}
          - repeat: people
            label: People
            record: person
            row_title: name
            fields:
              - {id: name, label: Name, type: text}
              - {id: age, label: Age, type: integer}
        """,
}


def small_sources(files: Mapping[str, str | None]) -> Sources:
    """Return the small site with files written over it; None takes one away."""
    merged: dict[str, str | None] = {**SMALL_SITE, **files}
    return Sources.of(
        {path: dedent(text) for path, text in merged.items() if text is not None}
    )


def load_small(
    files: Mapping[str, str | None], vocabulary: Vocabulary | None = None
) -> LoadResult:
    return load_site(small_sources(files), vocabulary or Vocabulary.plain())


def lines_of(result: LoadResult, language: str = "en") -> list[str]:
    wording = shipped_wording()
    return [one.line(wording, language) for one in result.problems]


def site_of(files: Mapping[str, str | None]) -> Site:
    result = load_small(files)
    assert result.site is not None, lines_of(result)
    return result.site
