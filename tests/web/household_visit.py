"""Filling attachment 6 as a browser without scripts does: pages, buttons, inputs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO

from PIL import Image
from werkzeug.test import TestResponse

from tests.web.pages import Browser, PageForm, Reader

PLAIN = {
    "housing_problem": "no",
    "dropout_problem": "no",
    "uninsured_problem": "no",
    "water_problem": "no",
    "illness_hard": "no",
    "school_hard": "no",
    "job_hard": "no",
    "industry_hard": "no",
    "housing_hard": "no",
    "disaster_hard": "no",
    "accident_hard": "no",
    "coping": "alone",
    "commercial_house": "no",
    "vehicle": "no",
    "company": "no",
    "public_salary": "no",
    "verdict": "no_risk",
    "verdict_reason": "收入稳定，三保障齐全",
    "wage": "60000",
}


@dataclass(frozen=True)
class HandedIn:
    code: str
    upload: str
    answer: TestResponse


def photo(colour: str = "red") -> BytesIO:
    data = BytesIO()
    Image.new("RGB", (60, 40), colour).save(data, "PNG")
    data.seek(0)
    return data


def open_form(browser: Browser, code: str) -> PageForm:
    page = browser.get(f"/tasks/{code}")
    assert page.status_code == 200
    return form_by_id(page)


def form_by_id(page: TestResponse) -> PageForm:
    return next(one for one in Reader(page.text).forms if one.id == "form")


def fill(form: PageForm, **other: str) -> PageForm:
    """Answer everything that a quiet household needs."""
    for name, value in {**PLAIN, **other}.items():
        form.set(f"f.{name}", value)
    people = [one for one in form.choices["second_visitor"] if one]
    form.set("second_visitor", people[0])
    return form


def answer_warnings(form: PageForm, reason: str = "已核实") -> int:
    asked = [name for name, _ in form.values if name.startswith("why.")]
    for name in asked:
        form.set(name, reason)
    return len(asked)


def take(browser: Browser, code: str) -> None:
    assert browser.post(f"/tasks/{code}/claim").status_code == 303


def hand_in(town, browser: Browser, login: str) -> HandedIn:
    """Take a task, sign with a photo, and hand it in; warnings get a reason."""
    code = town.tasks(login)[0]
    take(browser, code)
    form = fill(open_form(browser, code))
    sent = {"path": "signatures.householder", "way": "photo"}
    kept = browser.post(
        f"/tasks/{code}/uploads", {**sent, "file": (photo(), "sign.png")}
    )
    assert kept.status_code == 200, kept.text
    upload = kept.json["id"]
    form.values.append(("s.householder", upload))
    answer = browser.send(form)
    if answer.status_code == 422:
        form = form_by_id(answer)
        assert answer_warnings(form), errors_of(answer)
        answer = browser.send(form)
    assert answer.status_code == 303, errors_of(answer)
    return HandedIn(code, upload, answer)


def errors_of(page: TestResponse) -> list[str]:
    """Return the sentences of the summary."""
    found = re.search(r'<section class="summary[ "].*?</section>', page.text, re.DOTALL)
    texts = re.findall(r">([^<>]*[^<>\s][^<>]*)<", found[0]) if found else []
    return [one.strip() for one in texts]
