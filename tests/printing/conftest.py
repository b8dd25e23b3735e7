"""Wording, small printables, and pages made of them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from gridflow.printing.page import Page
from gridflow.printing.templates import Templates
from gridflow.spec.wording import Wording

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def wording():
    text = (ROOT / "config/wording/printing.yaml").read_text(encoding="utf-8")
    return Wording(yaml.safe_load(text))


@pytest.fixture
def html_of(wording):
    """Render one template text with values, as a printable would."""

    def render(text, /, files=None, **values):
        templates = {"printables/p/page.html": text, **(files or {})}
        return Templates(templates, wording).render("printables/p/page.html", values)

    return render


@pytest.fixture
def page():
    """Make a page of HTML with files and images at hand."""

    def make(html, files=None, images=None):
        return Page(html, "printables/p/page.html", files or {}, images or {})

    return make
