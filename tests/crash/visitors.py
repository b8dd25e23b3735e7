"""People at work while their server is killed: whoever gets no answer asks again."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

from gridflow.cli.benching.answers import accepted_filling, pairs_of
from gridflow.engine import Actor, Engine

PASSWORD = "gridflow-demo"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
PAUSE_SECONDS = 0.02
GIVE_UP_SECONDS = 300
SEE_OTHER = 303
CONFLICT = 409


@dataclass(frozen=True)
class Said:
    """An answer: the status, the page, and where it leads."""

    status: int
    text: str
    location: str


@dataclass
class Kept:
    """What the server has acknowledged to somebody, and how often it died over them.

    Attributes:
        submitted: task -> the words that were handed in.
        drafts: task -> the words of a draft that was never handed in.
        orders: codes of printed papers that were ordered.
        cut: requests that were sent and got no answer.
    """

    submitted: dict[str, str] = field(default_factory=dict)
    drafts: dict[str, str] = field(default_factory=dict)
    orders: list[tuple[str, str]] = field(default_factory=list)
    cut: int = 0


class Phone:
    """A browser that repeats a request until somebody answers it."""

    def __init__(self, port: int, login: str, over: threading.Event) -> None:
        self.cut = 0
        self._line = HTTPConnection("127.0.0.1", port, timeout=GIVE_UP_SECONDS)
        self._cookies: dict[str, str] = {}
        self._token = ""
        self._over = over
        self.ask("GET", "/login")
        who = [("login", login), ("password", PASSWORD)]
        assert self.post("/login", who).status == SEE_OTHER
        self.ask("GET", "/inbox")

    def post(self, path: str, pairs: Iterable[tuple[str, str]], **how: str) -> Said:
        """Send a form until it is answered; the same bytes each time."""
        body = urlencode([("csrf_token", self._token), *pairs])
        return self.ask("POST", path, body, **how)

    def ask(self, method: str, path: str, body: str | None = None, **how: str) -> Said:
        """Ask until there is an answer."""
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        while True:
            try:
                self._line.request(method, path, body, headers | how)
                answer = self._line.getresponse()
                text = answer.read().decode()
            except (OSError, HTTPException) as error:
                self.cut += not isinstance(error, ConnectionRefusedError)
                self._line.close()
                assert not self._over.wait(PAUSE_SECONDS), "nobody answers any more"
                continue
            break
        for one in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = one.partition(";")[0].partition("=")
            self._cookies[name] = value
        if found := TOKEN.search(text):
            self._token = found[1]
        return Said(answer.status, text, answer.headers.get("Location", ""))

    def close(self) -> None:
        self._line.close()


@dataclass
class Visitor:
    """Somebody who works down a list of tasks, as far as they come."""

    engine: Engine
    actor: Actor
    login: str
    tasks: Sequence[str]
    kept: Kept = field(default_factory=Kept)

    def work(self, port: int, done: threading.Event, over: threading.Event) -> None:
        """Do tasks until told that it is enough; `over` means that no server is."""
        phone = Phone(port, self.login, over)
        try:
            for number, task in enumerate(self.tasks):
                if done.is_set():
                    break
                self._visit(phone, task, number)
        finally:
            self.kept.cut = phone.cut
            phone.close()
            self.engine.store.close()

    def _visit(self, phone: Phone, task: str, number: int) -> None:
        """Take a task, keep a draft, hand it in, and order its paper now and then."""
        key = f"crash-{task}"
        taken = phone.post(f"/tasks/{task}/claim", [("key", f"{key}-c")])
        assert taken.status == SEE_OTHER, taken
        raw = accepted_filling(self.engine, self.actor, task)
        assert raw is not None
        words = f"visit {number} of {self.login}"
        pairs = list(pairs_of(raw))
        self._draft(phone, task, pairs, f"{words}, at first", 0)
        self._draft(phone, task, pairs, words, 1)
        shown = phone.ask("GET", f"/tasks/{task}")
        assert words in shown.text, "an acknowledged draft is gone"
        if number % 6 == 5:
            self.kept.drafts[task] = words
            return
        sent = [*_with(pairs, words), ("base_version", "2"), ("key", f"{key}-s")]
        answer = phone.post(f"/tasks/{task}/submit", sent)
        assert answer.status == SEE_OTHER, re.findall(r"<p>.*?</p>", answer.text)
        self.kept.submitted[task] = words
        if number % 9 == 0:
            self.order(phone, task)

    def order(self, phone: Phone, task: str) -> str:
        """Order the paper of a task; the order's code, the same for the same task."""
        answer = phone.post(f"/tasks/{task}/print", [("key", f"crash-{task}-p")])
        assert answer.status == SEE_OTHER, answer
        code = answer.location.rpartition("/")[2]
        self.kept.orders.append((task, code))
        return code

    @staticmethod
    def _draft(
        phone: Phone,
        task: str,
        pairs: Sequence[tuple[str, str]],
        words: str,
        version: int,
    ) -> None:
        sent = [*_with(pairs, words), ("base_version", str(version))]
        answer = phone.post(f"/tasks/{task}/draft", sent, Accept="application/json")
        told = json.loads(answer.text)
        assert told.get("version") == version + 1, told
        if answer.status == CONFLICT:
            # the answer was lost, the draft was not: what is there is what was typed
            assert told["differences"] == [], told


def _with(pairs: Sequence[tuple[str, str]], words: str) -> list[tuple[str, str]]:
    """Return the inputs with these words as the reason of the verdict."""
    marked = [(n, words if n == "f.verdict_reason" else text) for n, text in pairs]
    assert marked != list(pairs)
    return marked
