"""Reading pages as a browser without scripts does, and a browser's log-in."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

PASSWORD = "gridflow-demo"


@dataclass
class PageForm:
    """A form of a page with the values it would send; buttons apart."""

    action: str
    id: str = ""
    values: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[dict[str, str]] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)

    def get(self, name: str) -> str:
        return next((value for one, value in self.values if one == name), "")

    def all(self, name: str) -> list[str]:
        return [value for one, value in self.values if one == name]

    def set(self, name: str, *values: str) -> None:
        self.values = [one for one in self.values if one[0] != name]
        self.values += [(name, value) for value in values]

    def values_as_data(self) -> dict[str, list[str]]:
        grouped: dict[str, list[str]] = {}
        for name, value in self.values:
            grouped.setdefault(name, []).append(value)
        return grouped

    def button(self, name: str) -> dict[str, str]:
        return next(one for one in self.buttons if one.get("name") == name)


class Reader(HTMLParser):
    """Collects forms, attributes of every tag, and the plain text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text: list[str] = []
        self._form: PageForm | None = None
        self._select: tuple[str, bool] | None = None
        self._area = ""
        self._in_template = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        self.tags.append((tag, known))
        if tag == "template":
            self._in_template += 1
        if self._in_template:
            return
        if tag == "form":
            self._form = PageForm(known.get("action", ""), known.get("id", ""))
            self.forms.append(self._form)
        elif self._form is not None:
            self._input(self._form, tag, known)

    def _input(self, form: PageForm, tag: str, known: dict[str, str]) -> None:
        name = known.get("name", "")
        if tag == "button" and "disabled" not in known:
            form.buttons.append(known)
        elif tag == "textarea" and name:
            form.values.append((name, ""))
            self._area = name
        elif tag == "select":
            self._select = (name, False)
        elif tag == "option" and self._select:
            self._option(form, known)
        elif tag == "input" and name and known.get("type") != "file":
            box = known.get("type") in ("radio", "checkbox")
            if box:
                form.choices.setdefault(name, []).append(known.get("value", ""))
            if not box or "checked" in known:
                form.values.append((name, known.get("value", "")))

    def _option(self, form: PageForm, known: dict[str, str]) -> None:
        assert self._select is not None
        name, chosen = self._select
        value = known.get("value", "")
        form.choices.setdefault(name, []).append(value)
        if "selected" in known or not chosen:
            form.set(name, value)
            self._select = (name, True)

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self._in_template -= 1
        if tag == "form" and not self._in_template:
            self._form = None
        if tag == "select":
            self._select = None
        if tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if self._area and self._form is not None and not self._in_template:
            # a browser drops the line break that follows the tag
            last = self._form.get(self._area)
            kept = data if last else data.removeprefix("\r\n").removeprefix("\n")
            self._form.set(self._area, last + kept)


class Browser:
    """A person at a browser without scripts."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()

    def get(self, path: str, **how: Any) -> TestResponse:
        return self.client.get(path, **how)

    def token(self) -> str:
        page = self.get("/login")
        if page.status_code != 200:
            page = self.get("/password")
        return form_of(page, "").get("csrf_token")

    def post(self, path: str, data: Any = None, **how: Any) -> TestResponse:
        """Send a form with the session's token."""
        sent = dict(data or {})
        sent.setdefault("csrf_token", self.token())
        return self.client.post(path, data=sent, **how)

    def send(
        self, form: PageForm, action: str = "", button: tuple[str, str] | None = None
    ) -> TestResponse:
        """Press a button of a form: everything in it goes, in its order."""
        pairs = [*form.values, *([button] if button else [])]
        sent = PageForm(form.action, form.id, pairs).values_as_data()
        return self.client.post(
            action or form.action, data=sent, content_type="multipart/form-data"
        )

    def log_in(self, login: str, password: str = PASSWORD, back: str = ""):
        sent = {"login": login, "password": password, "next": back}
        return self.post("/login", sent)


def form_of(page: TestResponse, action: str) -> PageForm:
    """Return the first form of a page whose action ends so."""
    forms = Reader(page.text).forms
    return next(one for one in forms if one.action.endswith(action))


def text_of(page: TestResponse) -> str:
    return " ".join("".join(Reader(page.text).text).split())
