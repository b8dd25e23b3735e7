"""A chunk of records judged: compared with the register, checked, nothing written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gridflow.engine.importing.findings import Finding, Row
from gridflow.engine.importing.ground import Ground
from gridflow.engine.importing.judged import Judged, PartPlan
from gridflow.engine.importing.keeping import check, worked_out
from gridflow.engine.importing.matching import Known, Matcher, part_word
from gridflow.engine.importing.outside import tell_elsewhere
from gridflow.engine.importing.taking import take
from gridflow.engine.loading import Held
from gridflow.store import Session
from gridflow.store.staging import Group, Shared


def judge(
    ground: Ground,
    session: Session,
    groups: Sequence[Group],
    shared: Sequence[Shared],
) -> list[Judged]:
    """Judge the records of a chunk; `shared` are values that others of the file have.

    Where the file brings parts, each row is judged for itself.
    """
    found = [
        Judged(group.place, rows, take(ground, rows))
        for group in groups
        for rows in [[Row(one.number, one.body) for one in group.rows]]
    ]
    matcher = Matcher(ground, session)
    if ground.one.brings == "records":
        takes = [one.taken for one in found]
        for one, known in zip(found, matcher.of_records(takes), strict=True):
            one.known = known
    else:
        _match_rows(ground, matcher, found)
    seen: dict[tuple[int, str], PartPlan] = {}
    for one in found:
        _compare_parts(ground, one, seen)
        worked_out(ground, one)
        check(ground, one)
        _require_scope(ground, one)
    _tell_shared(ground, found, shared)
    tell_elsewhere(ground, session, found)
    for one in found:
        _decide(ground, one)
    return found


def _tell_shared(
    ground: Ground, found: Sequence[Judged], shared: Sequence[Shared]
) -> None:
    rows = {row.number: row for one in found for row in one.rows}
    told: set[tuple[int, int]] = set()
    for one in shared:
        rule = ground.cross[one.rule]
        row = rows[one.number]
        first = next(each.rows[0] for each in found if row in each.rows)
        at = row if ground.in_row(rule.field) else first
        if (one.rule, at.number) in told:
            continue
        told.add((one.rule, at.number))
        at.findings.append(
            Finding(
                rule=rule.source or rule.id,
                code="import_also_in_row",
                facts={"row": one.other},
                say=rule.say,
                severity=rule.severity,
                row=at.number,
                place=ground.place(rule.field),
            )
        )


def _match_rows(ground: Ground, matcher: Matcher, found: Sequence[Judged]) -> None:
    """Give each row the one record that it is about."""
    matches = matcher.of_parts([one.taken for one in found])
    for one, knowns in zip(found, matches, strict=True):
        covered = [each for each in knowns if ground.places.covers(each.held.row.grid)]
        if len(covered) == len(knowns) == 1:
            (one.known,) = covered
        else:
            one.verdict = "unmatched"
            one.notes.append(_unmatched(ground, one, knowns, covered))


def _unmatched(
    ground: Ground,
    one: Judged,
    knowns: Sequence[Known],
    covered: Sequence[Known],
) -> Finding:
    if not knowns:
        code = "import_unmatched"
    else:
        code = "import_unclear" if len(knowns) > 1 and covered else "import_far"
    ways = ground.one.find
    return Finding(
        rule=code,
        code=code,
        facts={"count": len(knowns), "kind": ground.kind.label},
        row=one.rows[0].number,
        place=ground.place(ways[0].from_) if ways else -1,
    )


def _compare_parts(
    ground: Ground, one: Judged, seen: dict[tuple[int, str], PartPlan]
) -> None:
    """Find the part that each row is; two rows may not be the same one."""
    if ground.part is None:
        for row in one.rows[1:]:
            row.findings.append(_again(row, one.rows[0], same=False))
        return
    held = list(one.known.parts.get(ground.part.id, ())) if one.known else []
    by_word = {part_word(ground, part.values): part for part in reversed(held)}
    whole = one.known.held.row.id if one.known else -one.place
    for row, values in zip(one.rows, one.taken.parts, strict=True):
        plan = PartPlan(row, values)
        word = part_word(ground, values)
        first = seen.get((whole, word))
        if first is None:
            plan.held = by_word.get(word)
            seen[whole, word] = plan
            one.parts.append(plan)
            continue
        same = first.values == values and ground.one.brings == "parts"
        row.findings.append(_again(row, first.row, same=same))
    mine = {id(plan.held) for plan in one.parts if plan.held is not None}
    if ground.one.brings == "records":
        one.missing = [part for part in held if id(part) not in mine]
        one.notes.extend(_missing(ground, one, part) for part in one.missing)


def _missing(ground: Ground, one: Judged, part: Held) -> Finding:
    ends = ground.one.missing_parts == "end"
    code = "import_part_ends" if ends else "import_part_missing"
    facts = {"title": part.row.title}
    first = one.rows[0].number
    return Finding(rule=code, code=code, facts=facts, severity="info", row=first)


def _again(row: Row, first: Row, *, same: bool) -> Finding:
    return Finding(
        rule="import_row_again",
        code="import_row_again",
        facts={"row": first.number},
        severity="info" if same else "error",
        row=row.number,
    )


def _require_scope(ground: Ground, one: Judged) -> None:
    known = one.known
    if known is None or ground.places.covers(known.held.row.grid):
        return
    code = "import_far"
    facts = {"kind": ground.kind.label}
    first = one.rows[0].number
    one.notes.append(Finding(rule=code, code=code, facts=facts, row=first))


def _decide(ground: Ground, one: Judged) -> None:
    """Say what becomes of a record, and what it says otherwise than the register."""
    if one.verdict == "unmatched":
        return
    if any(found.severity == "error" for found in one.findings):
        one.verdict = "wrong"
        return
    for part in one.parts:
        part.changed = _otherwise(part.values, part.held.values if part.held else {})
    if one.known is None:
        one.changed = _otherwise(one.taken.values, {})
        one.verdict = "new"
        return
    if ground.one.brings == "records":
        one.changed = _otherwise(one.taken.values, one.known.held.values)
        area = one.taken.area
        if area is not None and area.id != one.known.held.row.area:
            one.moved = area
    ends = ground.one.missing_parts == "end" and bool(one.missing)
    rows = any(part.changed or part.held is None for part in one.parts)
    if one.changed or one.moved or ends or rows:
        one.verdict = "changed"


def _otherwise(
    said: Mapping[str, object], held: Mapping[str, object]
) -> dict[str, object]:
    return {name: value for name, value in said.items() if held.get(name) != value}
