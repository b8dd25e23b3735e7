"""What is settled before a form is filled: at home or by phone, and what was found."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from gridflow.api import Sheet
from plugins.return_to_poverty.sample.chance import happens
from plugins.return_to_poverty.tour.town import Household

MONITORED_FORM = "monitored_household_visit"
CLUE_FORM = "risk_clue_visit"
LEDGER_FORM = "household_ledger"
_PROBLEMS = ("housing_problem", "dropout_problem", "uninsured_problem", "water_problem")


_EXPENSES = ("illness", "schooling", "disaster")


def settled(
    sheet: Sheet, household: Household, random: Random, note: str
) -> Mapping[str, str]:
    """Return the answers that the household itself gives, `note` what is written."""
    answers = _way(sheet, household, random)
    if sheet.form == MONITORED_FORM:
        answers |= _monitored(sheet)
    elif sheet.form == LEDGER_FORM:
        answers |= _row(household, random, note)
    return {path: text for path, text in answers.items() if path in sheet.answers}


def _way(sheet: Sheet, household: Household, random: Random) -> dict[str, str]:
    if not household.away:
        return {"visit_way": "home"}
    called_at = f"{random.randint(9, 17)}:{random.randrange(60):02d}"
    told = {"visit_way": "phone", "called_at": called_at}
    return told | {
        name: household.name
        for name in ("called_person", "confirmed_by")
        if name in sheet.answers
    }


def _monitored(sheet: Sheet) -> dict[str, str]:
    """Return answers that agree with each other where the form insists on it."""
    answers = {"propose_without_labour": "no", "propose_developed": "no"}
    if sheet.answers["risk_eliminated"].value is not True:
        return answers
    stable = sheet.answers["below_line"].value is not True
    return {
        **answers,
        **dict.fromkeys(_PROBLEMS, "no"),
        "income_stable": "yes" if stable else "no",
        "guarantees_kept": "yes",
        "first_risk_gone": "yes",
        "look_back_advice": "stable" if stable else "rollback",
    }


def _row(household: Household, random: Random, note: str) -> dict[str, str]:
    if household.visit_needed:
        return {"visit_needed": "yes", "ledger_note": note}
    if happens(3, random):
        amount = str(random.randrange(2000, 30000, 500))
        return {"sudden_expense": random.choice(_EXPENSES), "sudden_amount": amount}
    if happens(1, random):
        return {"risk_found": "yes", "ledger_note": note}
    return {}
