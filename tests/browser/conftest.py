"""A real browser before a real server: Debian's Chromium and the demo."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Response,
    sync_playwright,
)

from tests.browser.demo_server import Demo, running_demo

ROOT = Path(__file__).parents[2]
# Some households for each group of the demo town, so that there is a next task.
HOUSEHOLDS = 300
WIDTHS = {"phone": (390, 844), "desk": (1280, 900)}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

Opened = Callable[..., Iterator[Page]]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("chromium is not installed; `make test` installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("browser") / "demo"
    with running_demo(folder, HOUSEHOLDS) as running:
        yield running


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Return the folder for screenshots, kept after the run."""
    folder = ROOT / "var" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def opened(chromium: Browser, demo: Demo) -> Callable[..., object]:
    """Return what opens a page of some width; it fails on any error in a script."""

    @contextmanager
    def open_page(width: str, *, scripts: bool = True) -> Iterator[Page]:
        across, down = WIDTHS[width]
        context = chromium.new_context(
            base_url=demo.address,
            viewport={"width": across, "height": down},
            device_scale_factor=2 if width == "phone" else 1,
            has_touch=width == "phone",
            java_script_enabled=scripts,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        context.set_default_timeout(15_000)
        page = context.new_page()
        broken: list[str] = []
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.on("console", lambda said: broken.extend(_script_error(said)))
        page.on("response", lambda answer: broken.extend(_bad_answer(answer)))
        try:
            yield page
        finally:
            context.close()
        assert broken == []

    return open_page


def _script_error(said: ConsoleMessage) -> list[str]:
    """Return what a script or the security policy complained about."""
    told_as_answer = "Failed to load resource" in said.text
    return [said.text] if said.type == "error" and not told_as_answer else []


def _bad_answer(answer: Response) -> list[str]:
    """Return an answer that is an error.

    422 is a form that was refused, 409 one that somebody was before.
    """
    bad = answer.status >= 400 and answer.status not in (409, 422)
    return [f"{answer.status} {answer.url}"] if bad else []
