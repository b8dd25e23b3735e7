"""Net income per head and the reference income, compared with the year's line.

net = wages + business + property + transfers - business costs (CQ-5.1c); the reference
adds pay-outs and takes off compliant out-of-pocket spending (CQ-2.2). An assessment
always names the line, the window of the accounts and the year that it was judged by
(SC-2.4).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

FIGURES = ("wage", "business", "property", "transfer", "cost")
"""The fields that a form must have filled before its income is assessed."""

_CENT = Decimal("0.01")
_NOTHING = Decimal(0)

Category = Literal["unstable", "marginal", "sudden"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """A household's money in the window, in yuan, and its number of people."""

    wage: Decimal
    business: Decimal
    property: Decimal
    transfer: Decimal
    cost: Decimal
    payout: Decimal = _NOTHING
    out_of_pocket: Decimal = _NOTHING
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Yardstick:
    """What a household is judged by.

    Attributes:
        line: yuan a head and year; None where the place has set none.
        year: the year of the line.
        window_from: first day of the accounts; None where none is set.
        window_to: last day of the accounts.
    """

    line: Decimal | None
    year: int
    window_from: date | None
    window_to: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """Incomes in yuan, to the cent, with the yardstick they are judged by.

    Per-head figures are None for a household without people; comparisons are None
    where a figure or the line is.
    """

    net: Decimal
    per_head: Decimal | None
    reference: Decimal
    reference_per_head: Decimal | None
    below_line: bool | None
    reference_below_line: bool | None
    yardstick: Yardstick

    def category_to_examine(self, *, lifted_out: bool) -> Category | None:
        """Return the class to examine the household for (SC-1.1), None for none.

        Below the line: unstable for a household lifted out of poverty, else marginal.
        Above it, but pushed below by spending: sudden hardship.
        """
        if self.below_line:
            return "unstable" if lifted_out else "marginal"
        return "sudden" if self.reference_below_line else None


def assess(accounts: Accounts, yardstick: Yardstick) -> Assessment:
    """Work out a household's incomes and compare them with the line."""
    net = (
        accounts.wage
        + accounts.business
        + accounts.property
        + accounts.transfer
        - accounts.cost
    )
    reference = net + accounts.payout - accounts.out_of_pocket
    per_head = _per_head(net, accounts.people)
    reference_per_head = _per_head(reference, accounts.people)
    return Assessment(
        net=_to_cent(net),
        per_head=per_head,
        reference=_to_cent(reference),
        reference_per_head=reference_per_head,
        below_line=_below(per_head, yardstick.line),
        reference_below_line=_below(reference_per_head, yardstick.line),
        yardstick=yardstick,
    )


def _to_cent(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, ROUND_HALF_UP)


def _per_head(amount: Decimal, people: int) -> Decimal | None:
    return _to_cent(amount / people) if people > 0 else None


def _below(amount: Decimal | None, line: Decimal | None) -> bool | None:
    return None if amount is None or line is None else amount < line


def printed(
    values: Mapping[str, object], day: date, parameters: Mapping[str, object]
) -> Mapping[str, object]:
    """Return the yardstick, and the assessment of a filled form, for its paper.

    A form that lacks one of the five figures or the members has no assessment.
    """
    yardstick = yardstick_on(day, parameters)
    told: dict[str, object] = {
        "line": yardstick.line,
        "line_year": yardstick.year,
        "window_from": yardstick.window_from,
        "window_to": yardstick.window_to,
    }
    accounts = _accounts_of(values)
    if accounts is None:
        return told
    made = assess(accounts, yardstick)
    return {
        **told,
        "net_income": made.net,
        "per_head": made.per_head,
        "reference_income": made.reference,
        "reference_per_head": made.reference_per_head,
        "below_line": made.below_line,
        "reference_below_line": made.reference_below_line,
    }


def yardstick_on(day: date, parameters: Mapping[str, object]) -> Yardstick:
    """Return the line and window among the parameter values of a day."""
    line = parameters.get("income_line")
    window = parameters.get("income_window")
    first, last = (
        (window.get("from"), window.get("to"))
        if isinstance(window, Mapping)
        else (None, None)
    )
    return Yardstick(
        line=line if isinstance(line, Decimal) else None,
        year=day.year,
        window_from=first if isinstance(first, date) else None,
        window_to=last if isinstance(last, date) else None,
    )


def _accounts_of(values: Mapping[str, object]) -> Accounts | None:
    figures = {name: values.get(name) for name in FIGURES}
    members = values.get("members")
    if not isinstance(members, Sequence) or isinstance(members, str):
        return None
    if not all(isinstance(figure, Decimal) for figure in figures.values()):
        return None
    return Accounts(
        **{
            name: _figure(values, name)
            for name in (*FIGURES, "payout", "out_of_pocket")
        },
        people=len(members),
    )


def _figure(values: Mapping[str, object], name: str) -> Decimal:
    figure = values.get(name)
    return figure if isinstance(figure, Decimal) else _NOTHING
