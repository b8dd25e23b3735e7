"""Every sentence of the pages stands in the wording, and none stands there unused."""

from __future__ import annotations

import re
from pathlib import Path

from tests.web.conftest import ROOT, Town

WEB = ROOT / "gridflow" / "web"
SCREENS = ROOT / "config" / "wording" / "screens.yaml"
USED = re.compile(r"""\b(?:t\(|say\(\s*|known\()['"]([a-z_0-9]+)['"]( ~)?""")
CJK = re.compile(r"[\u3400-\u9fff]")
# names of tables and codes of errors are looked up by what stands in Python
NAMED = re.compile(r"""["'](admin_[a-z]+|[a-z_]+)["']""")


def sources() -> list[Path]:
    return [*WEB.rglob("*.html"), *WEB.rglob("*.py")]


def wanted() -> tuple[set[str], set[str]]:
    whole: set[str] = set()
    begun: set[str] = set()
    for path in sources():
        for code, more in USED.findall(path.read_text("utf-8")):
            (begun if more else whole).add(code)
    return whole, begun


def defined() -> set[str]:
    text = SCREENS.read_text("utf-8")
    return set(re.findall(r"^([a-z_0-9]+):", text, re.MULTILINE))


def test_every_sentence_that_pages_ask_for_is_there(town: Town):
    wording = town.site.engine.library.active().wording
    whole, begun = wanted()
    assert whole
    assert not sorted(code for code in whole if code not in wording)
    known = wording.sentences
    for prefix in begun:
        assert [code for code in known if code.startswith(prefix)], prefix


def test_no_sentence_stands_there_unused():
    whole, begun = wanted()
    named = {
        found
        for path in WEB.rglob("*.py")
        for found in NAMED.findall(path.read_text("utf-8"))
    }
    unused = {
        code
        for code in defined() - whole - named
        if not any(code.startswith(prefix) for prefix in begun)
    }
    assert not sorted(unused)


def test_no_template_and_no_script_holds_chinese():
    # the pages for when there is no wording, or no store, are the exception
    files = [*WEB.rglob("*.html"), *(WEB / "static").glob("*.js")]
    found = [
        path.name
        for path in files
        if CJK.search(path.read_text("utf-8"))
        and path.name not in ("unready.html", "broken.html")
    ]
    assert not found
