"""How long a sheet takes, against WeasyPrint alone on the same HTML.

The other side runs in a process of its own, for only one module of gridflow knows
WeasyPrint; it reads the page and its files from a folder.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from gridflow.cli.benching.figure import Figure, best_of
from gridflow.cli.demo_town import make_town, open_town, town_of
from gridflow.engine.printing_data import blank_view
from gridflow.printing.page import Page
from gridflow.printing.pdf import typeset
from gridflow.printing.render import form_page

ROUNDS, QUICK_ROUNDS = 7, 2
ALONE = """
import sys, time, weasyprint
from weasyprint.text.fonts import FontConfiguration
file, rounds = sys.argv[1], int(sys.argv[2])
html = open(file, encoding="utf-8").read()
def draw():
    fonts = FontConfiguration()
    weasyprint.HTML(string=html, base_url=file).render(font_config=fonts).write_pdf()
draw()
took = []
for _ in range(rounds):
    begun = time.perf_counter()
    draw()
    took.append(time.perf_counter() - begun)
print(min(took))
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
    typeset(page)
    ours = best_of(rounds, lambda: typeset(page))
    alone = _alone(page, folder / "var" / "page", rounds)
    yield Figure("PDF, one sheet", ours, "s", 1)
    yield Figure("the same, against WeasyPrint alone", ours / alone, "×", 1.05)


def _alone(page: Page, folder: Path, rounds: int) -> float:
    """Return the best time in seconds of WeasyPrint on a page written to a folder."""
    for path, text in page.files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    html = folder / "page.html"
    # addresses begin at the site, which has no place on this disk
    html.write_text(page.html.replace('href="/', f'href="file://{folder}/'), "utf-8")
    done = subprocess.run(  # noqa: S603  # our own text
        [sys.executable, "-c", ALONE, str(html), str(rounds)],
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)
