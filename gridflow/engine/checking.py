"""What is wrong with a filling: everything at once, each at its input."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gridflow.engine.evaluation import RowState, State, holds
from gridflow.engine.faults import Fault
from gridflow.engine.filled import CheckResult
from gridflow.spec.forms import Check, Field, Repeat
from gridflow.spec.formula import Formula

REASON_AT_MOST = 500


@dataclass(slots=True)
class Findings:
    """Faults by path, checks that did not hold, and which fields are required."""

    faults: list[Fault] = field(default_factory=list)
    checks: list[CheckResult] = field(default_factory=list)
    required: set[str] = field(default_factory=set)


def find(state: State) -> Findings:
    """Look at required fields, constraints, row counts and checks."""
    findings = Findings()
    for section in state.form.sections:
        if section.id in state.hidden_sections:
            continue
        if isinstance(section, Repeat):
            _repeat(state, section, findings)
            continue
        for one in section.fields:
            _field(state, one, one.id, None, findings)
        _checks(state, section.checks, f"{section.id}.", None, "", findings)
    _checks(state, state.form.checks, "", None, "", findings)
    _signatures(state, findings)
    return findings


def _repeat(state: State, repeat: Repeat, findings: Findings) -> None:
    rows = state.rows[repeat.id]
    if len(rows) < repeat.at_least:
        facts: dict[str, object] = {"at_least": repeat.at_least, "label": repeat.label}
        findings.faults.append(Fault(repeat.id, "too_few_rows", facts))
    if repeat.at_most is not None and len(rows) > repeat.at_most:
        facts = {"at_most": repeat.at_most, "rows": len(rows), "label": repeat.label}
        findings.faults.append(Fault(repeat.id, "too_many_rows", facts))
    for row in rows:
        prefix = f"{repeat.id}.{row.key}."
        for one in repeat.fields:
            _field(state, one, prefix + one.id, row, findings)
        _checks(state, repeat.checks, prefix, row, prefix, findings)


def _field(
    state: State, of: Field, path: str, row: RowState | None, findings: Findings
) -> None:
    if of.id in (row.hidden if row else state.hidden):
        return
    scope = row.scope if row else state.scope
    value = (row.typed if row else state.typed).get(of.id)
    wanted = (
        holds(of.required, scope) if isinstance(of.required, Formula) else of.required
    )
    if wanted:
        findings.required.add(path)
    bad = state.faults.get(path)
    if bad is not None:
        findings.faults.append(bad)
    elif value is None:
        if wanted:
            findings.faults.append(Fault(path, "required", {"label": of.label}))
    elif (
        of.constraint is not None
        and of.constraint.matches(scope.get(of.id), scope) is False
    ):
        told = Fault(path, "constraint", {"label": of.label}, say=of.constraint_message)
        findings.faults.append(told)


def _checks(
    state: State,
    checks: Sequence[Check],
    prefix: str,
    row: RowState | None,
    fields: str,
    findings: Findings,
) -> None:
    scope: Mapping[str, object] = row.scope if row else state.scope
    for check in checks:
        if check.that.evaluate(scope) is not False:
            continue
        path = prefix + check.id
        reason = " ".join(state.raw.reasons.get(path, "").split())[:REASON_AT_MOST]
        answered = check.severity == "info" or (
            check.severity == "warning" and bool(reason)
        )
        paths = tuple(fields + name for name in check.fields)
        findings.checks.append(CheckResult(path, check, reason, answered, paths))
        if check.severity == "info" or not answered:
            findings.faults.append(
                Fault(
                    paths[0] if paths else "",
                    "check",
                    severity=check.severity,
                    check=path,
                    say=check.say,
                )
            )


def _signatures(state: State, findings: Findings) -> None:
    files = state.around.uploads
    for place in state.form.signatures:
        if not holds(place.relevant, state.scope):
            continue
        ids = state.raw.signatures.get(place.id, [])
        code = ""
        if any(one not in files for one in ids):
            code = "unknown_upload"
        elif place.required and not ids:
            code = "signature_missing"
        elif any(files[one].way not in place.ways for one in ids):
            code = "signature_way"
        if code:
            path = f"signatures.{place.id}"
            findings.faults.append(Fault(path, code, {"label": place.label}))
