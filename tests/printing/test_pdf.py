"""From HTML to PDF: nothing from outside, nothing in silence, the same every time."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from pypdf import PdfReader

from gridflow.printing.errors import PrintingFailedError
from gridflow.printing.pdf import paper_faults, typeset


def png(colour="red"):
    data = io.BytesIO()
    Image.new("RGB", (40, 20), colour).save(data, "PNG")
    return data.getvalue()


REFUSED = {
    "system file": '<img src="file:///etc/passwd">',
    "picture of the machine": '<img src="file:///usr/share/pixmaps/debian-logo.png">',
    "network": '<img src="http://127.0.0.1:9/x.png">',
    "secure network": '<link rel="stylesheet" href="https://example.org/x.css">',
    "above the folder": '<img src="../../../etc/passwd">',
    "encoded dots": '<img src="%2e%2e/%2e%2e/%2e%2e/etc/passwd">',
    "another printable": '<link rel="stylesheet" href="../q/page.css">',
    "another machine": '<img src="file://server/share/x.png">',
    "data address": '<img src="data:image/png;base64,iVBORw0KGgo=">',
    "attachment": '<link rel="attachment" href="file:///etc/passwd">',
    "attachment of its own": '<link rel="attachment" href="page.css">',
    "import in a style": "<style>@import url(file:///etc/passwd);</style>",
    "background": "<p style='background: url(http://127.0.0.1:9/x.png)'>x</p>",
    "unknown upload": '<img src="upload:other">',
    "upload that is no picture": '<img src="upload:page">',
    "broken picture": '<img src="upload:broken">',
}


@pytest.mark.parametrize("html", REFUSED.values(), ids=REFUSED)
def test_paper_fails_rather_than_fetching(page, html):
    files = {"printables/p/page.css": "p {}"}
    images = {"page": b"<svg/>", "broken": png()[:30]}
    with pytest.raises(PrintingFailedError) as caught:
        typeset(page(html, files, images))
    assert caught.value.template == "printables/p/page.html"


def test_style_sheets_and_images_handed_in_are_used(page):
    html = (
        '<link rel="stylesheet" href="page.css">'
        '<link rel="stylesheet" href="/printables/_shared/paper.css">'
        '<p>x</p><img src="upload:a-1">'
    )
    files = {
        "printables/p/page.css": "@page { size: 100mm 50mm }",
        "printables/_shared/paper.css": "p { break-after: page }",
    }
    pdf = typeset(page(html, files, {"a-1": png()}))
    reader = PdfReader(io.BytesIO(pdf.data))
    assert pdf.pages == len(reader.pages) == 2
    assert round(float(reader.pages[0].mediabox.width) / 72 * 25.4) == 100
    assert len(reader.pages[1].images) == 1


def test_the_same_page_gives_the_same_bytes(page):
    made = [typeset(page("<title>核查表</title><p>张德明 𠀋</p>")) for _ in range(2)]
    assert made[0].data == made[1].data


def test_this_machine_has_what_paper_needs():
    assert paper_faults() == ()


def test_a_missing_font_is_noticed(monkeypatch):
    fonts = {"No Such Font": "核"}
    monkeypatch.setattr("gridflow.printing.pdf.FONTS", fonts)
    (fault,) = paper_faults()
    assert (fault.code, fault.name) == ("font_missing", "No Such Font")
