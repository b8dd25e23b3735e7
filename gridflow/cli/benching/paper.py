"""How long a sheet takes, against WeasyPrint alone on the same HTML.

Both run in turn in a small process of their own, as in a worker: only one module of
gridflow knows WeasyPrint, and a large heap would slow whoever comes second.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from gridflow.cli.benching.figure import Figure
from gridflow.cli.demo_town import make_town, open_town, town_of
from gridflow.engine.printing_data import blank_view
from gridflow.printing.page import Page
from gridflow.printing.render import form_page

ROUNDS, QUICK_ROUNDS = 7, 2
BOTH = """
import gc, json, sys, time, weasyprint
from gridflow.printing.page import Page
from gridflow.printing.pdf import typeset
from weasyprint.text.fonts import FontConfiguration
file, folder, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
html, path, files = json.load(open(file, encoding="utf-8"))
page = Page(html, path, files, {})
# addresses begin at the site, which has no place on this disk
placed = html.replace('href="/', f'href="file://{folder}/')
def ours():
    typeset(page)
def alone():
    fonts = FontConfiguration()
    document = weasyprint.HTML(string=placed, base_url=folder + "/" + path)
    document.render(font_config=fonts).write_pdf()
took = {ours: [], alone: []}
for _ in range(rounds + 1):
    for draw, times in took.items():
        gc.collect()  # or one pays for what the other left behind
        begun = time.perf_counter()
        draw()
        times.append(time.perf_counter() - begun)
print(*(min(times[1:]) for times in took.values()))
"""


def measure_paper(folder: Path, *, quick: bool) -> Iterator[Figure]:
    """Measure an empty sheet of the first form that has paper."""
    rounds = QUICK_ROUNDS if quick else ROUNDS
    with open_town(folder, timedelta()) as town:
        make_town(town, 0)
        forms = town_of(town.site).forms.values()
        form = next(one for one in forms if one.printable)
        engine = town.site.engine
        view = blank_view(engine, None, form.id)
        site = engine.library.active()
        page = form_page(view, site.sources.files, site.procedures[site.base].wording)
        engine.store.close()
    ours, alone = _both(page, folder / "var" / "page", rounds)
    yield Figure("PDF, one sheet", ours, "s", 1)
    yield Figure("the same, against WeasyPrint alone", ours / alone, "×", 1.05)


def _both(page: Page, folder: Path, rounds: int) -> tuple[float, float]:
    """Return the best times in seconds, ours and WeasyPrint's, taken in turn."""
    for path, text in page.files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    parts = folder / "page.json"
    parts.write_text(json.dumps([page.html, page.path, dict(page.files)]), "utf-8")
    done = subprocess.run(  # noqa: S603  # our own text
        [sys.executable, "-c", BOTH, str(parts), str(folder), str(rounds)],
        capture_output=True,
        text=True,
        check=True,
    )
    ours, alone = done.stdout.split()
    return float(ours), float(alone)
