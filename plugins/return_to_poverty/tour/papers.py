"""The papers of a tour: a village's ledger, and one filled form of each kind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from plugins.return_to_poverty.tour.book import DONE
from plugins.return_to_poverty.tour.days import Screening
from plugins.return_to_poverty.tour.visits import (
    CLUE_FORM,
    LEDGER_FORM,
    MONITORED_FORM,
)


def keep_papers(screening: Screening, folder: Path) -> Iterator[Path]:
    """Print into a folder, made where it is missing; yields what was written."""
    folder.mkdir(parents=True, exist_ok=True)
    village = screening.town.groups[0].village
    monitor = screening.rehearsal.person(screening.town.monitor_of(village), village)
    path = folder / f"household_ledger_{village}.pdf"
    path.write_bytes(monitor.print_volume(screening.campaign, village, LEDGER_FORM))
    yield path
    leader = screening.leader
    done = leader.subjects(screening.campaign, state=DONE)
    for form in (MONITORED_FORM, CLUE_FORM):
        found = next((one for one in done if one.form == form), None)
        if found is not None:
            path = folder / f"{form}_{found.number}.pdf"
            path.write_bytes(leader.print_form(found.task))
            yield path
