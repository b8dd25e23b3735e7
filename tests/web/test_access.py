"""Every route of the URL map with every person of the cast.

A new route without a line in the table fails. What is not there and what is not yours
look the same: 404.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from tests.web.conftest import Town
from tests.web.household_visit import hand_in, photo
from tests.web.pages import Browser, text_of

LOGINS = {
    "stranger": "",
    "grid_member": "cun01yuan01",  # of the group the things lie in
    "next_group": "cun01yuan03",  # of another group of the village
    "monitor": "cun01jiance",  # of the village, stands in
    "far_member": "cun02yuan01",  # of another village
    "far_monitor": "cun02jiance",
    "town_admin": "zhenguanli",
    "clerk": "dangan",  # of the town, prints and reads
    "county_admin": "xianguanli",  # manages people, sees no household
    "county_reader": "chayue",  # sees, does nothing
}
CAST = tuple(LOGINS)

# ok: may; log: led to the log-in; no: 403; 404: not there; bad: 4xx of what was sent
Cell = str
EVERYBODY = ("ok",) * 10
MEMBERS = ("log", *("ok",) * 9)


def row(
    stranger: Cell, member: Cell, beside: Cell, monitor: Cell, far: Cell, *rest: Cell
) -> tuple[Cell, ...]:
    """Spell a line: the far ones are two, then town, clerk, county's two."""
    return (stranger, member, beside, monitor, far, far, *rest)


# rights within the scope of the things: members of the group, the village, the town
SEEN = row("log", "ok", "404", "ok", "404", "ok", "ok", "404", "ok")
SEEN_RECORD = row("log", "ok", "404", "ok", "404", "ok", "ok", "no", "ok")
# only who took the task fills it; the monitor stands in where no member is posted
UNTAKEN = row("out", "no", "404", "no", "404", "no", "no", "404", "no")
TAKEN = row("out", "ok", "404", "no", "404", "no", "no", "404", "no")
CORRECTED = row("out", "bad", "404", "no", "404", "no", "no", "404", "no")
# the first one hands it to the only member, who is no target for the others then
HANDED_ON = row("out", "ok", "404", "404", "404", "404", "no", "404", "no")
NAMED = row("out", "404", "404", "404", "404", "404", "404", "404", "404")
PRINTED = row("out", "ok", "404", "ok", "404", "ok", "ok", "404", "no")
# a case of that flow is open already
OPENED = row("out", "bad", "404", "bad", "404", "bad", "no", "no", "no")
REVEALED = row("out", "ok", "404", "ok", "404", "no", "ok", "no", "no")
EXPORTED = ("out", "no", "no", "ok", "no", "ok", "ok", "ok", "no", "no")
PEOPLE = ("log", *("no",) * 5, "ok", "no", "ok", "no")
PEOPLE_POST = ("out", *("no",) * 5, "bad", "no", "bad", "no")
APPOINTED = row("out", "404", "404", "no", "404", "ok", "no", "ok", "no")
REDRAWN = row("out", "404", "404", "no", "404", "bad", "no", "bad", "no")
ADDED = REDRAWN
NOWHERE = ("out", *("404",) * 9)
NOT_THERE = ("log", *("404",) * 9)
MISSING = ("log", *("404",) * 9)
IMPORTED = ("out", *("no",) * 5, "ok", "no", "ok", "no")

TABLE: dict[str, tuple[str, str, tuple[Cell, ...]]] = {
    "home.index": ("GET", "/", MEMBERS),
    "healthz.index": ("GET", "/healthz", EVERYBODY),
    "readyz.index": ("GET", "/readyz", EVERYBODY),
    "static.file": ("GET", "/static/0/app.css", EVERYBODY),
    "login.index": ("GET", "/login", EVERYBODY),
    "logout.index": ("POST", "/logout", ("out", *("ok",) * 9)),
    "password.index": ("GET", "/password", MEMBERS),
    "post.index": ("POST", "/post", NOWHERE),
    "sessions.index": ("GET", "/sessions", MEMBERS),
    "sessions.end": ("POST", "/sessions/1/end", NOWHERE),
    "inbox.index": ("GET", "/inbox", MEMBERS),
    "inbox.next": ("POST", "/inbox/next", ("out", *("ok",) * 9)),
    "task.show_task": ("GET", "/tasks/{task}", SEEN),
    "task.draft": ("POST", "/tasks/{task}/draft", UNTAKEN),
    "task.submit": ("POST", "/tasks/{task}/submit", UNTAKEN),
    "task.correct": ("POST", "/tasks/{done}/correct", CORRECTED),
    "task_move.claim": ("POST", "/tasks/{task}/claim", TAKEN),
    "task_move.release": ("POST", "/tasks/{task}/release", TAKEN),
    "task_move.transfer": ("POST", "/tasks/{task}/transfer", HANDED_ON),
    "task_move.confirm": ("POST", "/tasks/{done}/confirm", NAMED),
    "task_move.dispute": ("POST", "/tasks/{done}/dispute", NAMED),
    "task_upload.take": ("POST", "/tasks/{task}/uploads", TAKEN),
    "task_print.print": ("POST", "/tasks/{task}/print", PRINTED),
    "files.give": ("GET", "/uploads/{upload}", SEEN),
    "prints.index": ("POST", "/prints", ("out", *("ok",) * 9)),
    "prints.show_print": ("GET", "/prints/{print}", ("log", "ok", *("404",) * 8)),
    "jobs.show_job": ("GET", "/jobs/{print}", ("log", "ok", *("404",) * 8)),
    "case.open": ("POST", "/cases", OPENED),
    "case.show_case": ("GET", "/cases/{case}", SEEN),
    "record_list.index": (
        "GET",
        "/records/households",
        ("log", *("ok",) * 7, "no", "ok"),
    ),
    "list_export.order": ("POST", "/records/households/export", EXPORTED),
    "exports.give": ("GET", "/exports/ZZZZZZZZ", ("log", *("404",) * 9)),
    # without a name for it
    "record_list.save": (
        "POST",
        "/records/households/views",
        ("out", *("bad",) * 7, "no", "bad"),
    ),
    "record_list.delete": (
        "POST",
        "/records/households/views/ZZZZZZZZ/delete",
        ("out", *("404",) * 7, "no", "404"),
    ),
    "record.show_record": ("GET", "/records/households/{household}", SEEN_RECORD),
    "record.reveal": ("POST", "/records/households/{household}/reveal", REVEALED),
    "campaign.index": ("GET", "/campaigns", MEMBERS),
    "campaign.open": ("POST", "/campaigns", ("out", *("no",) * 5, "404", *("no",) * 3)),
    # of no campaign; who reaches a real one is told in test_campaigns.py
    "campaign.show_campaign": ("GET", "/campaigns/ZZZZZZZZ", NOT_THERE),
    "campaign.subjects": ("GET", "/campaigns/ZZZZZZZZ/subjects", NOT_THERE),
    "campaign.decide": ("POST", "/campaigns/ZZZZZZZZ/decide", NOWHERE),
    "campaign.close": ("POST", "/campaigns/ZZZZZZZZ/close", NOWHERE),
    # the same; see test_ledgers.py
    "ledger.show_ledger": (
        "GET",
        "/campaigns/ZZZZZZZZ/ledger/{area}",
        ("log", *("404",) * 9),
    ),
    "ledger.save": ("POST", "/campaigns/ZZZZZZZZ/ledger/{area}", NOWHERE),
    "roster.index": ("GET", "/roster", MEMBERS),
    "admin.index": ("GET", "/admin", PEOPLE),
    "admin.people": ("GET", "/admin/people", PEOPLE),
    "admin.password": ("POST", "/admin/people/1/password", NOWHERE),
    "admin.import_": ("POST", "/admin/people/import", PEOPLE_POST),
    "admin.posts": ("POST", "/admin/posts", APPOINTED),
    "admin.end": ("POST", "/admin/posts/1/end", NOWHERE),
    "admin.add": ("POST", "/admin/people", ADDED),
    "admin_areas.index": ("GET", "/admin/areas", PEOPLE),
    "admin_areas.add": ("POST", "/admin/areas", REDRAWN),
    "admin_areas.rename": ("POST", "/admin/areas/{area}/rename", REDRAWN),
    "admin_areas.end": ("POST", "/admin/areas/{area}/end", REDRAWN),
    "admin_codes.index": ("GET", "/admin/codes", PEOPLE),
    "admin_imports.index": ("GET", "/admin/imports", PEOPLE),
    "admin_imports.send": ("POST", "/admin/imports", IMPORTED),
    # nobody's: who ordered one sees it, and that is tested beside the page
    "admin_imports.show_run": ("GET", "/admin/imports/{print}", MISSING),
    "admin_imports.write": ("POST", "/admin/imports/{print}/write", NOWHERE),
    "admin_imports.wrong": ("GET", "/admin/imports/{print}/wrong", MISSING),
}

# what a request must bring for the right to be what decides
SENT: dict[str, Callable[[], dict[str, object]]] = {
    "task.correct": lambda: {"reason": "错了"},
    "task_move.transfer": lambda: {"reason": "请假", "to_post": "post"},
    "task_move.dispute": lambda: {"reason": "没去"},
    "task_upload.take": lambda: {"path": "visit_photo", "file": (photo(), "a.png")},
    "campaign.open": lambda: {"campaign": "no such one"},
    "campaign.decide": lambda: {"reason": "看过了"},
    "case.open": lambda: {"flow": "screening_visit", "record": "household"},
    "admin_imports.send": lambda: {"import": "households"},
    "record.reveal": lambda: {"reason": "核对", "field": "phone"},
    "admin.add": lambda: {"name": "", "role": "monitor", "area": "area"},
    "admin_areas.add": lambda: {"parent": "area", "code": "?", "label": "四组"},
    "admin_areas.rename": lambda: {"label": " "},
    "admin.posts": lambda: {"person": "person", "role": "monitor", "area": "area"},
}


def verdict(answer: TestResponse) -> Cell:
    """Name what an answer says about the right to ask."""
    status = answer.status_code
    if status == 303:
        return "log" if answer.location.startswith("/login?") else "ok"
    names = {200: "ok", 401: "out", 403: "no", 404: "404"}
    return names.get(status, "bad" if 400 <= status < 500 else str(status))


@pytest.fixture(scope="module")
def things(town: Town) -> dict[str, str]:
    """One thing of each kind in group 1 of village 1."""
    browser = Browser(town.app)
    browser.log_in("cun01yuan01")
    done = hand_in(town, browser, "cun01yuan01")
    case = town.case_of("cun01yuan01", done.code)
    order = browser.post(f"/tasks/{done.code}/print").location.rpartition("/")[2]
    household = town.household("cun01yuan01")
    return {
        "task": town.tasks("cun01yuan01")[-1],
        "done": done.code,
        "post": str(town.actor("cun01yuan01").post),
        "person": str(town.actor("cun01jianguan").person),
        "area": town.actor("cun01jianguan").area_code,
        "upload": done.upload,
        "print": order,
        "case": case,
        "household": household,
    }


@pytest.fixture(scope="module")
def browsers(town: Town) -> dict[str, Browser]:
    found: dict[str, Browser] = {}
    for who, login in LOGINS.items():
        found[who] = Browser(town.app)
        if login:
            assert found[who].log_in(login).status_code == 303, login
    return found


def test_every_route_stands_in_the_table(town: Town):
    endpoints = {rule.endpoint for rule in town.app.url_map.iter_rules()}
    assert endpoints == set(TABLE)


@pytest.mark.parametrize("endpoint", TABLE)
def test_a_route_answers_every_person_as_the_table_says(
    endpoint: str, town: Town, things: dict[str, str], browsers: dict[str, Browser]
):
    method, path, wanted = TABLE[endpoint]
    address = path.format_map(things)
    found = []
    for who in CAST:
        browser = browsers[who]
        if endpoint == "logout.index":
            browser = Browser(town.app)
            if LOGINS[who]:
                browser.log_in(LOGINS[who])
        if method == "GET":
            found.append(verdict(browser.get(address)))
        else:
            sent = SENT.get(endpoint, dict)()
            data = {name: things.get(str(one), one) for name, one in sent.items()}
            found.append(verdict(browser.post(address, data)))
    told = dict(zip(CAST, found, strict=True))
    assert told == dict(zip(CAST, wanted, strict=True))


def posted(town: Town) -> list[str]:
    return sorted(
        rule.endpoint
        for rule in town.app.url_map.iter_rules()
        if "POST" in (rule.methods or ())
    )


def test_no_route_takes_anything_without_the_token(
    town: Town, things: dict[str, str], browsers: dict[str, Browser]
):
    addresses = {name: path for name, (_, path, _) in TABLE.items()}
    for endpoint in posted(town):
        address = addresses[endpoint].format_map(things)
        for who in ("stranger", "grid_member", "town_admin"):
            client = browsers[who].client
            for sent in ({}, {"csrf_token": "00" * 32}, {"csrf_token": "x"}):
                answer = client.post(address, data=sent)
                assert answer.status_code == 400, (endpoint, who, sent)
    assert text_of(browsers["grid_member"].get("/inbox"))


def test_the_token_of_one_session_is_nothing_in_another(
    browsers: dict[str, Browser], things: dict[str, str]
):
    token = browsers["far_member"].token()
    client = browsers["grid_member"].client
    address = f"/tasks/{things['task']}/claim"
    assert client.post(address, data={"csrf_token": token}).status_code == 400


def test_what_is_not_there_and_what_is_not_yours_read_the_same(
    browsers: dict[str, Browser], things: dict[str, str]
):
    far = browsers["far_member"]
    for path in ("/tasks/{}", "/cases/{}", "/records/households/{}", "/uploads/{}"):
        kind = path.split("/")[1]
        name = {"tasks": "task", "cases": "case", "records": "household"}
        foreign = far.get(path.format(things[name.get(kind, "upload")]))
        missing = far.get(path.format("ZZZZZZZZ"))
        assert foreign.status_code == missing.status_code == 404, path
        assert text_of(foreign) == text_of(missing), path


def test_lists_pickers_and_counters_show_nothing_of_other_villages(
    town: Town, at_browser: Callable[[str], Browser], things: dict[str, str]
):
    far = at_browser("cun02yuan01")
    foreign = [things["task"], things["household"], things["case"]]
    area = town.actor("cun01yuan01").area_code
    pages = [
        "/inbox",
        "/inbox?tab=done",
        f"/inbox?area={area}",
        "/records/households",
        f"/records/households?area={area}",
        f"/roster?area={area}",
    ]
    for path in pages:
        answer = far.get(path)
        assert answer.status_code in (200, 404), path
        assert not [one for one in foreign if one in answer.text], path


def test_a_task_of_one_kind_is_not_reached_by_the_address_of_another(
    browsers: dict[str, Browser], things: dict[str, str]
):
    own = browsers["grid_member"]
    assert own.get(f"/cases/{things['task']}").status_code == 404
    assert own.get(f"/tasks/{things['household']}").status_code == 404
    assert own.get(f"/records/members/{things['household']}").status_code == 404
    assert own.get(f"/records/nothing/{things['household']}").status_code == 404
    assert own.get(f"/prints/{things['task']}").status_code == 404


def test_who_acts_is_never_taken_from_the_request(
    town: Town, browsers: dict[str, Browser], things: dict[str, str]
):
    mine = town.actor("cun01yuan01")
    far = browsers["far_member"]
    claims = {"person": str(mine.person), "post": str(mine.post), "user": "cun01yuan01"}
    query = "&".join(f"{name}={value}" for name, value in claims.items())
    answer = far.post(f"/tasks/{things['task']}/claim?{query}", claims)
    assert answer.status_code == 404
    assert far.get(f"/tasks/{things['task']}?{query}").status_code == 404
    headers = {"X-Forwarded-User": "cun01yuan01", "X-User": "cun01yuan01"}
    assert far.get(f"/tasks/{things['task']}", headers=headers).status_code == 404
