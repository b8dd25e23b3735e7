"""Publishing definitions: check all, store the source text, activate it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridflow.engine.access import covers, demand
from gridflow.engine.commands import Act, Answer, run
from gridflow.engine.errors import WrongCountyError
from gridflow.engine.plans import slot_map
from gridflow.spec.problem import Problem
from gridflow.spec.site import Site, load_site
from gridflow.spec.sources import Sources, canonical_json
from gridflow.store import areas, bundles, cases, tasks
from gridflow.store.cases import Case

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine


# the chain of the county itself before its area is loaded; no row has this id
COUNTY_CHAIN = 0


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing came to.

    Attributes:
        digest: of the sources.
        problems: with an error among them nothing was published.
        published: whether these sources are active now.
        changed: False when they were active already.
    """

    digest: str
    problems: tuple[Problem, ...]
    published: bool
    changed: bool


def publish(
    engine: Engine, actor: Actor | None, sources: Sources, *, note: str, key: str
) -> Published:
    """Check and activate sources; actor None is the command line.

    The right is `publish: definitions`. With an error nothing changes.
    """
    if actor is not None:
        demand(engine, actor, "publish", "definitions")
    result = load_site(sources, engine.library.vocabulary)
    site = result.site
    if site is None:
        return Published(
            sources.digest, result.problems, published=False, changed=False
        )
    if site.county.number != engine.store.county:
        raise WrongCountyError(named=site.county.number, served=engine.store.county)
    for procedure in site.procedures.values():
        for form in procedure.forms.values():
            slot_map(form, engine.library.vocabulary)

    def act(at: Act) -> Answer:
        changed = bundles.active_digest(at.tx) != sources.digest
        if changed:
            text = canonical_json(sources.files)
            person, now = at.by.person, at.by.at
            bundles.add_bundle(
                at.tx, sources.digest, text, site.label, note, person, now
            )
            bundles.activate(at.tx, sources.digest, person, now)
            top = areas.area_by_code(at.tx, site.county.area)
            facts = {"bundle": sources.digest}
            at.note(top.id if top else COUNTY_CHAIN, "publish", facts)
        return {"changed": changed}

    told = {"digest": sources.digest, "note": note}
    answer = run(engine, actor, key, "publish", told, act)
    changed = answer["changed"] is True
    return Published(sources.digest, result.problems, published=True, changed=changed)


def move_unstarted(
    engine: Engine, actor: Actor, flow: str, *, note: str, key: str
) -> int:
    """Move cases nobody has begun to the active version; returns how many moved.

    Only those below the actor's area, whose flow the active version still has with
    a first step of the same id.
    """
    demand(engine, actor, "publish", "definitions")
    digest = engine.library.active_digest()
    site = engine.library.at(digest)

    def act(at: Act) -> Answer:
        moved = 0
        for bundle in bundles.bundles(at.tx):
            if bundle.digest == digest:
                continue
            for case in cases.unstarted_cases(at.tx, bundle.digest):
                if case.flow == flow and _fits(at, site, case, actor):
                    cases.move_case(at.tx, case.id, bundle.digest, digest)
                    facts = {"from": bundle.digest, "to": digest}
                    at.note(case.id, "move_bundle", facts)
                    moved += 1
        return {"moved": moved}

    told = {"flow": flow, "to": digest, "note": note}
    answer = run(engine, actor, key, "move_unstarted", told, act)
    return int(str(answer["moved"]))


def _fits(at: Act, site: Site, case: Case, actor: Actor) -> bool:
    day = at.engine.today()
    if not covers(at.tx, actor, case.area, day):
        return False
    above = areas.ancestors(at.tx, case.area, day)
    procedure = site.procedure_for([one.code for one in above])
    found = procedure.flows.get(case.flow)
    steps = tasks.tasks_of_case(at.tx, case.id)
    return found is not None and all(
        found.step(one.step) is not None and one.form in procedure.forms
        for one in steps
    )
