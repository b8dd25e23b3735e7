"""A browser's part of the conversation: cookies, the form's token, one connection."""

from __future__ import annotations

import re
from collections.abc import Iterable
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
SEE_OTHER = 303


class Client:
    """Somebody who is logged in, on one kept connection."""

    def __init__(self, address: str, login: str, password: str) -> None:
        parts = urlsplit(address)
        self._line = HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        self._cookies: dict[str, str] = {}
        self._token = ""
        self.get("/login")
        said = self.post("/login", [("login", login), ("password", password)])
        self.logged_in = said == SEE_OTHER
        self.get("/inbox")

    def get(self, path: str) -> int:
        """Fetch a page and keep its token; returns the status."""
        return self._ask("GET", path, None)

    def post(
        self, path: str, pairs: Iterable[tuple[str, str]], *, accept: str = "*/*"
    ) -> int:
        """Send a form with the token of the last page; returns the status."""
        body = urlencode([("csrf_token", self._token), *pairs])
        return self._ask("POST", path, body, accept)

    def close(self) -> None:
        """Hang up."""
        self._line.close()

    def _ask(
        self, method: str, path: str, body: str | None, accept: str = "*/*"
    ) -> int:
        cookies = "; ".join(f"{k}={v}" for k, v in self._cookies.items())
        headers = {"Cookie": cookies, "Accept": accept}
        self._line.request(method, path, body, headers | (FORM if body else {}))
        answer = self._line.getresponse()
        text = answer.read().decode()
        for one in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = one.partition(";")[0].partition("=")
            self._cookies[name] = value
        if found := TOKEN.search(text):
            self._token = found[1]
        return answer.status
