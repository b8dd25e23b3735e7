"""While somebody types, the browser shows what the server would say.

Node runs the page's own script on the page that the server sent, with the texts typed
into it; then the same texts are kept as a draft, and the server's page is compared with
what the script made of its own: what is asked, what must be answered, every figure.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import cycle
from pathlib import Path
from random import Random

import pytest

from gridflow import feel
from tests.web.preview.tree import TypedPage

HERE = Path(__file__).parent / "preview"
STATIC = Path(__file__).parents[2] / "gridflow" / "web" / "static"
FEELIN = STATIC / "vendor" / "feelin.js"
GRID_MEMBERS = [f"cun{village:02}yuan01" for village in range(3, 11)]
NOTHING_COMPUTED = {"—", "填完后自动算出"}
ACCOUNTS = ("wage", "business", "property", "transfer", "cost")

Type = Callable[[TypedPage], None]


def node(script: str, asked: dict[str, object], zone: str = "Asia/Shanghai"):
    """Run a script by node and return what it answers."""
    program = shutil.which("node")
    if program is None:
        pytest.fail("node is missing: `apt-get install nodejs`, `make test` does it")
    done = subprocess.run(
        [program, str(HERE / script)],
        input=json.dumps({"feelin": str(FEELIN), **asked}, default=float),
        env={**os.environ, "TZ": zone},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


# ---- the page


@pytest.fixture(scope="module")
def turns() -> Iterator[str]:
    return cycle(GRID_MEMBERS)


@pytest.fixture
def compared(town, at_browser, turns):
    """Type into a fresh form; return what the script shows and what the server does."""

    def compare(type_in: Type, zone: str = "Asia/Shanghai"):
        login = next(turns)
        browser = at_browser(login)
        code = town.tasks(login)[0]
        assert browser.post(f"/tasks/{code}/claim").status_code == 303
        page = TypedPage(browser.get(f"/tasks/{code}").text)
        type_in(page)
        address = f"/tasks/{code}/draft"
        kept = browser.client.post(address, data=page.sent())
        assert kept.status_code == 303, kept.text
        saved = TypedPage(browser.get(f"/tasks/{code}").text)
        pages = [page.root.as_json(), saved.root.as_json()]
        asked = {"preview": str(STATIC / "preview.js"), "pages": pages}
        here, there = node("page.js", asked, zone)
        return facts(here["after"]), facts(there["before"])

    return compare


def facts(told: dict[str, dict[str, object]]) -> dict[str, object]:
    """Flatten what a page shows; what is not computed has several words."""
    found = {}
    for kind, values in told.items():
        for path, value in values.items():
            texts = value if isinstance(value, list) else [value]
            kept = {"" if one in NOTHING_COMPUTED else one for one in texts}
            assert len(kept) == 1, f"{path} stands in two places with {kept}"
            found[f"{kind} {path}"] = kept.pop()
    # what a hidden field would show, nobody sees
    hidden = {f"figures {path}" for path, asked in told["fields"].items() if not asked}
    hidden |= {f"stars {path}" for path, asked in told["fields"].items() if not asked}
    return {name: value for name, value in found.items() if name not in hidden}


def differences(here: dict[str, object], there: dict[str, object]) -> list[str]:
    return [
        f"{name}: browser {here.get(name)!r}, server {there.get(name)!r}"
        for name in sorted({*here, *there})
        if here.get(name) != there.get(name)
    ]


def nothing(page: TypedPage) -> None:
    """Leave the form as it was sent."""


def emptied(page: TypedPage) -> None:
    for name in page.sent():
        if name.startswith("f."):
            page.type(name.removeprefix("f."))


def only_zeros(page: TypedPage) -> None:
    for name in (*ACCOUNTS, "medical", "schooling", "other_spending", "payout"):
        page.type(name, "0")


def nobody(page: TypedPage) -> None:
    for key in page.rows("members"):
        page.drop_row("members", key)


def no_birth_dates(page: TypedPage) -> None:
    for key in page.rows("members"):
        page.type(f"members.{key}.birth_date")
        page.type(f"members.{key}.school_status")


def away(page: TypedPage) -> None:
    page.type("visit_way", "phone")


def to_be_identified(page: TypedPage) -> None:
    page.type("verdict", "identify")


def examined(page: TypedPage) -> None:
    page.type("meeting_on", "2023-05-15")


def a_new_member(page: TypedPage) -> None:
    page.add_row("members", "n1")
    page.type("members.n1.name", "王小")
    page.type("members.n1.birth_date", "2015-05-16")
    page.type("members.n1.document", "birth_certificate")


def a_member_without_a_word(page: TypedPage) -> None:
    page.add_row("members", "n1")


def just_six_and_just_sixteen(page: TypedPage) -> None:
    days = ("2017-05-15", "2017-05-16", "2007-05-15", "2007-05-16")
    for number, day in enumerate(days):
        page.add_row("members", f"n{number}")
        page.type(f"members.n{number}.birth_date", day)


def cents(page: TypedPage) -> None:
    amounts = ("10000.01", "0.1", "0.2", "100.10", "0.3")
    for name, amount in zip(ACCOUNTS, amounts, strict=True):
        page.type(name, amount)


def grouped_and_wide(page: TypedPage) -> None:
    page.type("wage", "12,345.60")
    page.type("business", "１２０００")
    page.type("cost", " 3 000 ")


def no_numbers(page: TypedPage) -> None:
    page.type("wage", "一万")
    page.type("business", "12a")


def a_loss(page: TypedPage) -> None:
    only_zeros(page)
    page.type("cost", "20000")


def bills(page: TypedPage) -> None:
    page.type("medical", "10000.01")


def few_bills(page: TypedPage) -> None:
    page.type("medical", "10000")


def problems(page: TypedPage) -> None:
    for name in ("housing_problem", "dropout_problem", "illness_hard", "vehicle"):
        page.type(name, "yes")
    page.type("verdict", "identify")
    page.type("risks", "R04", "R02")
    page.type("meeting_on", "2023-05-12")


def renamed(page: TypedPage) -> None:
    first, *_ = page.rows("members")
    page.type(f"members.{first}.name", "改名")


CASES = [
    nothing,
    emptied,
    only_zeros,
    nobody,
    no_birth_dates,
    away,
    to_be_identified,
    examined,
    a_new_member,
    a_member_without_a_word,
    just_six_and_just_sixteen,
    cents,
    grouped_and_wide,
    no_numbers,
    a_loss,
    bills,
    few_bills,
    problems,
    renamed,
]


@pytest.mark.parametrize("type_in", CASES, ids=lambda one: one.__name__)
def test_typing_shows_what_the_server_says(compared, type_in: Type):
    here, there = compared(type_in)
    assert there["fields wage"] is True
    assert differences(here, there) == []


def at_random(seed: int) -> Type:
    """Type somewhere, choose anything, come and go."""
    random = Random(seed)  # noqa: S311 - the same every time

    def type_in(page: TypedPage) -> None:
        for key in page.rows("members"):
            if random.random() < 0.2:
                page.drop_row("members", key)
        for number in range(random.randrange(3)):
            page.add_row("members", f"n{number}")
        for tag in list(page.form):
            path = tag.attributes.get("data-path", "")
            kind = tag.attributes.get("data-type", "")
            if path and random.random() < 0.6 and page.inputs(f"f.{path}"):
                page.type(path, *something(random, kind, page, path))

    return type_in


def something(random: Random, kind: str, page: TypedPage, path: str) -> list[str]:
    if random.random() < 0.15:
        return []
    if kind == "date":
        day = date(2023, 5, 15) - timedelta(days=random.randrange(30_000))
        return [day.isoformat()]
    if kind == "money":
        return [f"{Decimal(random.randrange(6_000_000)) / 100}"]
    if kind == "integer":
        return [str(random.randrange(13))]
    if kind in {"choice", "choices", "yes_no"}:
        return [random.choice(choices(page, path))]
    return [] if kind in {"upload", "phone", "id_number"} else ["字"]


def choices(page: TypedPage, path: str) -> list[str]:
    boxes = page.inputs(f"f.{path}")
    options = [one for box in boxes for one in box if one.name == "option"]
    return [one.attributes.get("value", "") for one in options or boxes]


@pytest.mark.parametrize("seed", range(12))
def test_typing_anything_shows_what_the_server_says(compared, seed: int):
    here, there = compared(at_random(seed))
    assert differences(here, there) == []


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles"])
def test_a_phone_in_another_zone_shows_the_same(compared, zone: str):
    here, there = compared(just_six_and_just_sixteen, zone)
    assert differences(here, there) == []


def test_the_comparison_sees_a_difference(compared):
    here, _ = compared(only_zeros)
    _, there = compared(cents)
    found = " ".join(differences(here, there))
    assert "figures net_income" in found


# ---- the two engines


def revived(value: object) -> object:
    """Return a context with its marked days as days."""
    if isinstance(value, list):
        return [revived(one) for one in value]
    if isinstance(value, dict):
        if "@date" in value:
            return date.fromisoformat(value["@date"])
        return {name: revived(one) for name, one in value.items()}
    return value


def plain(value: object) -> object:
    """Return a value as the files of cases write it."""
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    return {"@date": value.isoformat()} if isinstance(value, date) else value


def groups(name: str) -> list[dict]:
    text = (HERE / name).read_text(encoding="utf-8")
    return json.loads(text, parse_float=Decimal)


def expressions() -> Iterator[tuple[dict[str, object], object]]:
    for group in groups("expressions.json"):
        for text, expected in group["cases"]:
            yield {"text": text, "context": group["context"]}, expected
        for text, value, expected in group.get("tests", []):
            asked = {"text": text, "context": group["context"], "value": value}
            yield asked, expected


EXPRESSIONS = list(expressions())


@pytest.fixture(scope="module")
def in_browser():
    return node("expressions.js", {"asked": [one for one, _ in EXPRESSIONS]})


def on_server(asked: dict[str, object]) -> object:
    context = revived(asked["context"])
    if "value" not in asked:
        return plain(feel.evaluate(asked["text"], context))
    return feel.compile_tests(asked["text"]).matches(revived(asked["value"]), context)


def same(one: object, other: object) -> bool:
    """Tell whether two results are equal; numbers to a billionth."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float | Decimal) and isinstance(
        other, int | float | Decimal
    ):
        return abs(float(one) - float(other)) < 1e-9
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


@pytest.mark.parametrize(
    "at",
    range(len(EXPRESSIONS)),
    ids=[f"{nth} {one['text']}" for nth, (one, _) in enumerate(EXPRESSIONS)],
)
def test_the_server_and_the_browser_agree_on(at: int, in_browser):
    asked, expected = EXPRESSIONS[at]
    assert same(on_server(asked), expected), on_server(asked)
    assert same(in_browser[at], expected), in_browser[at]


def test_where_they_are_known_to_differ_they_still_do():
    """A difference that has gone belongs to the others; see `why` in the file."""
    known = groups("differences.json")
    found = node("expressions.js", {"asked": known})
    server = [on_server(one) for one in known]
    told = [one["text"] for one in known if same(one["server"], one["browser"])]
    assert told == []
    assert [
        one
        for one, is_ in zip(known, server, strict=True)
        if not same(is_, one["server"])
    ] == []
    assert [
        one
        for one, is_ in zip(known, found, strict=True)
        if not same(is_, one["browser"])
    ] == []


BIRTHS = [date(1930, 1, 1) + timedelta(days=37 * number) for number in range(920)]
AGE = "years and months duration(birth, visited).years"


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "UTC", "America/Los_Angeles"])
def test_both_count_the_same_years_of_age(zone: str):
    """Years with summer time included; on birthdays, the day before and after."""
    asked = []
    for birth in BIRTHS:
        birthday = date(2023, birth.month, min(birth.day, 28))
        asked += [
            {"birth": birth, "visited": birthday + timedelta(days=days)}
            for days in (-1, 0, 1)
            if birth.day != 29 or birth.month != 2
        ]
    there = [feel.evaluate(AGE, one) for one in asked]
    sent = [{"text": AGE, "context": plain(one)} for one in asked]
    here = node("expressions.js", {"asked": sent}, zone)
    apart = [
        (one, server, browser)
        for one, server, browser in zip(asked, there, here, strict=True)
        if not same(server, browser)
    ]
    assert apart == []
