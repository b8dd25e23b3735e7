"""Whole papers: what somebody may see, put on a printable and typeset."""

from __future__ import annotations

from gridflow.engine import Actor, Engine
from gridflow.engine.printing_data import blank_view, submission_view
from gridflow.engine.roster import grid_roster
from gridflow.errors import NotFoundError
from gridflow.printing.pdf import Pdf, typeset
from gridflow.printing.render import form_page, page_of

ROSTER_PRINTABLE = "grid_roster"


def task_paper(engine: Engine, actor: Actor, task: str) -> Pdf:
    """Print the form of a task as it was handed in, with its own definitions."""
    view = submission_view(engine, actor, task)
    site = engine.library.at(view.form_digest)
    wording = site.procedures[actor.procedure].wording
    return typeset(form_page(view, site.sources.files, wording))


def blank_paper(engine: Engine, actor: Actor | None, form: str) -> Pdf:
    """Print an empty form of the actor's procedure, or of the site's base."""
    view = blank_view(engine, actor, form)
    site = engine.library.at(view.form_digest)
    procedure = site.procedures[actor.procedure if actor else site.base]
    return typeset(form_page(view, site.sources.files, procedure.wording))


def roster_paper(engine: Engine, actor: Actor, area: str) -> Pdf:
    """Print the roster below an area ("" for the actor's own)."""
    site = engine.library.active()
    procedure = site.procedures[actor.procedure]
    printable = procedure.printables.get(ROSTER_PRINTABLE)
    if printable is None:
        raise NotFoundError(printable=ROSTER_PRINTABLE)
    roster = grid_roster(engine, actor, area)
    values = {"roster": roster, "on": engine.today().isoformat()}
    return typeset(page_of(printable, values, site.sources.files, procedure.wording))
