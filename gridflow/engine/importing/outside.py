"""People, or whatever has a key, that the register has in another record already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gridflow.engine.importing.findings import Finding, Row
from gridflow.engine.importing.ground import Ground
from gridflow.engine.importing.judged import Judged
from gridflow.engine.importing.matching import elsewhere
from gridflow.engine.plans import normal_key
from gridflow.engine.values import to_text
from gridflow.spec.imports import CrossCheck
from gridflow.store import Session
from gridflow.store.records import Record


def tell_elsewhere(ground: Ground, session: Session, found: Sequence[Judged]) -> None:
    """Tell of every value that another record of the register has."""
    for rule in ground.cross:
        if rule.rule != "not_elsewhere":
            continue
        said = [
            (one, row, value)
            for one in found
            if one.verdict != "unmatched"
            for row, value in _said(ground, rule, one)
            if value is not None
        ]
        by_word = elsewhere(ground, session, rule.field, (value for *_, value in said))
        for one, row, value in said:
            own = one.known.held.row.id if one.known else 0
            others = by_word.get(normal_key(to_text(value)), ())
            other = next((each for each in others if each.id != own), None)
            if other is not None:
                row.findings.append(_finding(ground, rule, row, other))


def _said(
    ground: Ground, rule: CrossCheck, one: Judged
) -> Iterator[tuple[Row, object]]:
    name = rule.field.partition(".")[2]
    if not ground.in_row(rule.field):
        yield one.rows[0], one.taken.values.get(name)
        return
    for part in one.parts:
        yield part.row, part.values.get(name)


def _finding(ground: Ground, rule: CrossCheck, row: Row, other: Record) -> Finding:
    """Tell where it is, as far as the actor may know."""
    code, facts = "import_elsewhere_far", dict[str, object]()
    if ground.places.covers(other.grid):
        code = "import_elsewhere"
        facts = {
            "title": other.title,
            "number": other.number,
            "area": ground.places.label(other.area),
        }
    return Finding(
        rule=rule.source or rule.id,
        code=code,
        facts=facts,
        say=rule.say,
        severity=rule.severity,
        row=row.number,
        place=ground.place(rule.field),
    )
