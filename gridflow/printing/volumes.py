"""A volume: the forms of an area and its ledger as one file, its pages counted on.

Each form is put on its page as soon as it is read, so that only text is kept; the
records of a ledger become the rows of one table an area. What is typeset at once is
bounded, for a typeset page takes some megabytes; the page numbers come last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from gridflow.engine import Actor, Engine
from gridflow.engine.printing_volume import Volume, volume, volume_views
from gridflow.engine.progress import Progress
from gridflow.printing.binding import Leaf, Section, bind
from gridflow.printing.errors import NothingToPrintError, TooMuchToPrintError
from gridflow.printing.forms_on_paper import sheet_of
from gridflow.printing.pdf import Pdf
from gridflow.printing.render import form_page, page_of
from gridflow.printing.sheet import Rows, Sheet
from gridflow.spec.printables import Printable
from gridflow.spec.wording import Wording

if TYPE_CHECKING:
    from gridflow.engine.printing_data import PrintView

READING = "print_volume_reading"
SETTING = "print_volume_setting"
LEDGER = "ledger"
FORMS_AT_ONCE = 10


@dataclass(slots=True)
class _Ledger:
    """The rows of one printable, as far as they are read."""

    printable: Printable
    sources: Mapping[str, str]
    wording: Wording
    number: str
    sheets: list[Sheet] = field(default_factory=list)


@dataclass(slots=True)
class _Read:
    """What was read: leaves by the official number of their form, rows, pictures."""

    forms: list[tuple[str, Leaf]] = field(default_factory=list)
    ledgers: dict[str, _Ledger] = field(default_factory=dict)
    images: dict[str, bytes] = field(default_factory=dict)

    def take(
        self, view: PrintView, sources: Mapping[str, str], wording: Wording
    ) -> None:
        """Take a form in, as a leaf or as a row of its ledger."""
        number = _order(view.number)
        if view.form.layout != LEDGER:
            page = form_page(view, sources, wording, embedded=True)
            self.forms.append((number, Leaf(page, view.printable)))
            return
        new = _Ledger(view.printable, sources, wording, number)
        ledger = self.ledgers.setdefault(f"{view.form_digest}/{view.form.id}", new)
        ledger.sheets.append(sheet_of(view, wording))
        images = view.signature_images.items()
        self.images |= {name: data for name, (_type, data) in images}

    def sections(self) -> Iterator[Section]:
        """Yield what is typeset at once: some forms, or the ledger of one area."""
        forms = sorted(self.forms, key=lambda one: one[0])
        parts = [(number, one) for number, one in self._form_parts(forms)]
        for ledger in self.ledgers.values():
            parts += [(ledger.number, [one]) for one in self._ledger_leaves(ledger)]
        for _, leaves in sorted(parts, key=lambda one: one[0]):
            yield Section(tuple(leaves))

    def _form_parts(
        self, forms: Sequence[tuple[str, Leaf]]
    ) -> Iterator[tuple[str, list[Leaf]]]:
        for (number, _), alike in groupby(
            forms, key=lambda one: (one[0], one[1].printable.id)
        ):
            leaves = [leaf for _, leaf in alike]
            for start in range(0, len(leaves), FORMS_AT_ONCE):
                yield number, leaves[start : start + FORMS_AT_ONCE]

    def _ledger_leaves(self, ledger: _Ledger) -> Iterator[Leaf]:
        for rows in rows_of(ledger.sheets):
            page = page_of(
                ledger.printable,
                {"groups": [rows]},
                ledger.sources,
                ledger.wording,
                self.images,
                embedded=True,
            )
            yield Leaf(page, ledger.printable)


def volume_paper(
    engine: Engine,
    actor: Actor,
    campaign: str,
    area: str,
    *,
    form: str = "",
    reason: str,
    progress: Progress,
) -> Pdf:
    """Print a campaign's forms and ledger of an area, or those of one form.

    With a reason masked values stand in full, for who may. NothingToPrintError where
    the area holds nothing, TooMuchToPrintError for more than a worker's memory takes.
    """
    found = volume(engine, actor, campaign, area, form)
    place = "".join(found.area_path)
    if found.too_many:
        raise TooMuchToPrintError(area=place)
    if not found.tasks:
        raise NothingToPrintError(area=place)
    read = _read(engine, actor, found, reason, progress)
    sections = tuple(read.sections())
    return bind(sections, f"{place}{found.campaign}", progress, SETTING)


def _read(
    engine: Engine, actor: Actor, found: Volume, reason: str, progress: Progress
) -> _Read:
    read = _Read()
    for done, view in enumerate(volume_views(engine, actor, found, reason=reason)):
        progress(done, len(found.tasks), READING)
        site = engine.library.at(view.form_digest)
        wording = site.procedures[actor.procedure].wording
        read.take(view, site.sources.files, wording)
    return read


def _order(number: int | None) -> str:
    """Return what forms are bound by: their official number, unnumbered ones last."""
    return "~" if number is None else f"{number:04}"


def rows_of(sheets: Iterable[Sheet]) -> tuple[Rows, ...]:
    """Return sheets that follow each other in the same area as rows of one table."""
    return tuple(
        Rows(path, tuple(rows))
        for path, rows in groupby(sheets, key=lambda one: one.area_path)
    )
