"""How far a campaign is: its list, its page, its subjects, in the actor's scope."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import takewhile
from typing import TYPE_CHECKING

from gridflow.clock import legal_day
from gridflow.engine.access import procedure_of
from gridflow.engine.accounts import path_from_county
from gridflow.engine.campaign_ground import definition_of
from gridflow.engine.campaign_names import Names, names_of
from gridflow.engine.campaign_rights import (
    campaign_behind,
    may_campaign,
    narrower,
    require_seen,
)
from gridflow.engine.campaign_views import (
    AreaRow,
    CampaignPage,
    CampaignRow,
    Count,
    ProposalRow,
    SubjectList,
    SubjectRow,
)
from gridflow.engine.deciding import counted_kinds
from gridflow.errors import NotFoundError
from gridflow.spec.campaigns import Campaign as Definition
from gridflow.store import (
    Scope,
    Session,
    areas,
    campaign_lists,
    campaign_progress,
    tasks,
)
from gridflow.store import campaigns as store
from gridflow.store.campaign_lists import Wanted
from gridflow.store.campaigns import Campaign, Subject
from gridflow.store.ids import code_of
from gridflow.store.tasks import Task

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine


def campaign_list(engine: Engine, actor: Actor) -> tuple[CampaignRow, ...]:
    """Return the campaigns that reach the actor's area, newest first.

    Before them those that the actor may open now.
    """
    rows: list[CampaignRow] = []
    open_now: set[str] = set()
    day = engine.today()
    with engine.store.reading() as session:
        for found in store.all_campaigns(session):
            area = narrower(session, actor, found.area, day)
            seen = may_campaign(engine, actor, "see", found.definition)
            definition = definition_of(engine, found)
            if area is None or not seen or definition is None:
                continue
            if found.state != store.CLOSED:
                open_now.add(found.definition)
            rows.append(_row(session, found, definition, Scope(area, day)))
    offered = [
        _offered(one)
        for one in procedure_of(engine, actor).campaigns.values()
        if one.id not in open_now and may_campaign(engine, actor, "open", one.id)
    ]
    return (*offered, *rows)


def overview(engine: Engine) -> tuple[CampaignRow, ...]:
    """Return all campaigns, newest first, and before them those to open.

    For who runs the machine: pages ask `campaign_list`.
    """
    rows: list[CampaignRow] = []
    with engine.store.reading() as session:
        for found in store.all_campaigns(session):
            definition = definition_of(engine, found)
            if definition is not None:
                scope = Scope(found.area, engine.today())
                rows.append(_row(session, found, definition, scope))
    running = {one.definition for one in rows if one.state != store.CLOSED}
    site = engine.library.active()
    known = {
        one.id: one
        for procedure in site.procedures.values()
        for one in procedure.campaigns.values()
    }
    offered = (_offered(one) for id_, one in known.items() if id_ not in running)
    return (*offered, *rows)


def _offered(one: Definition) -> CampaignRow:
    return CampaignRow(
        "", one.id, one.label, "offered", one.from_, one.to, None, 0, 0, 0
    )


def _row(
    session: Session, found: Campaign, definition: Definition, scope: Scope
) -> CampaignRow:
    count = Count()
    for tally in campaign_lists.tallies(session, found.id, scope):
        count.add(tally)
    return CampaignRow(
        code=found.code,
        definition=found.definition,
        label=definition.label,
        state=found.state,
        from_=definition.from_,
        to=definition.to,
        opened_at=found.opened_at,
        total=count.total,
        done=count.done,
        waiting=campaign_lists.count_waiting(session, found.id, scope),
    )


def _shown(
    engine: Engine, session: Session, actor: Actor, found: Campaign, area: str | None
) -> Scope:
    """Return the area to show: the one asked for within the actor's part."""
    scope = require_seen(engine, session, actor, found)
    if area is None:
        return scope
    asked = areas.area_by_code(session, area, scope.day)
    if asked is None or not areas.covers(session, scope, asked.id):
        raise NotFoundError
    return Scope(asked.id, scope.day)


def campaign_page(
    engine: Engine, actor: Actor, code: str, *, area: str | None = None
) -> CampaignPage:
    """Return how far a campaign is in the actor's part, or in an area of it.

    Counts stand by the areas right below and by class. NotFoundError where the actor
    does not see it.
    """
    with engine.store.reading() as session:
        found = campaign_behind(session, code)
        mine = require_seen(engine, session, actor, found)
        scope = _shown(engine, session, actor, found, area)
        names = names_of(engine, found)
        above = areas.ancestors(session, scope.area, scope.day)
        rows, all_, by_class = _counts(session, found, scope, names)
        definition = found.definition
        return CampaignPage(
            code=found.code,
            definition=definition,
            label=names.definition.label,
            record_path=names.procedure.records[found.kind].path,
            state=found.state,
            from_=names.definition.from_,
            to=names.definition.to,
            opened_at=found.opened_at,
            closed_at=found.closed_at,
            area_code=above[0].code,
            area_path=path_from_county(engine.library.at(found.bundle), above),
            above=_way_back(session, mine, above),
            classes=names.columns(list(by_class)),
            all=all_,
            by_class=by_class,
            rows=rows,
            days=_days(session, found, scope),
            proposals=_proposals(engine, session, actor, found, names, scope),
            waiting=campaign_lists.count_waiting(session, found.id, scope),
            ledger=names.ledger(),
            may=_may(engine, actor, found),
        )


def _may(engine: Engine, actor: Actor, found: Campaign) -> frozenset[str]:
    allowed: set[str] = set()
    whole = may_campaign(engine, actor, "open", found.definition, found.area)
    if whole and found.state == store.OPEN:
        allowed.add("close")
    if may_campaign(engine, actor, "reclass", found.definition):
        allowed.add("decide")
    return frozenset(allowed)


def _way_back(
    session: Session, mine: Scope, above: Sequence[areas.Area]
) -> tuple[tuple[str, str], ...]:
    inside = [one for one in above[1:] if areas.covers(session, mine, one.id)]
    return tuple((one.code, one.label) for one in reversed(inside))


class _Tree:
    """Counts of an area: all, by class, and of the areas right below."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self.all = Count()
        self.by_class: dict[str, Count] = {}
        self.rows: list[AreaRow] = []
        self._own: dict[int, AreaRow] = {}
        for child in areas.children(session, scope.area, scope.day):
            below = areas.descendants(session, child.id, scope.day)
            inside = {child.id, *(one.id for one in below)}
            leaf = len(inside) == 1
            row = AreaRow(child.code, child.label, child.level, leaf=leaf)
            self.rows.append(row)
            self._own.update(dict.fromkeys(inside, row))

    def wholes(self, area: int) -> Iterator[Count]:
        """Yield the counts that a grid counts in, whatever the class."""
        yield self.all
        here = self._own.get(area)
        if here is not None:
            yield here.all

    def counts(self, area: int, class_: str) -> Iterator[Count]:
        """Yield the counts that a class of a grid counts in."""
        yield from self.wholes(area)
        yield self.by_class.setdefault(class_, Count())
        here = self._own.get(area)
        if here is not None:
            yield here.by_class.setdefault(class_, Count())


def _counts(
    session: Session, found: Campaign, scope: Scope, names: Names
) -> tuple[tuple[AreaRow, ...], Count, dict[str, Count]]:
    tree = _Tree(session, scope)
    for tally in campaign_lists.tallies(session, found.id, scope):
        for count in tree.counts(tally.area, tally.class_):
            count.add(tally)
    for one in campaign_progress.in_hand(session, found.id, scope):
        for count in tree.counts(one.area, one.class_):
            count.hand += one.count
    kinds = counted_kinds(names.procedure, found.kind)
    for parts in campaign_progress.parts(session, found.id, scope, kinds):
        for count in tree.wholes(parts.area):
            count.add_parts(parts)
    return tuple(tree.rows), tree.all, tree.by_class


def _days(session: Session, found: Campaign, scope: Scope) -> dict[date, int]:
    instants = campaign_progress.done_at(session, found.id, scope)
    return dict(sorted(Counter(map(legal_day, instants)).items()))


def _proposals(
    engine: Engine,
    session: Session,
    actor: Actor,
    found: Campaign,
    names: Names,
    scope: Scope,
) -> tuple[ProposalRow, ...]:
    waiting = campaign_lists.waiting_subjects(session, found.id, scope)
    labels = _area_labels(session, waiting, scope)
    rows = []
    decides = {
        area: may_campaign(engine, actor, "reclass", found.definition, area)
        for area in labels
    }
    for one in waiting:
        codes = _codes(one)
        rows.append(
            ProposalRow(
                record_code=codes[0],
                title=one.title,
                area_label=labels[one.area],
                class_label=names.class_(one.class_),
                form_label=names.form(one.form),
                proposed_class_label=names.class_(one.proposed_class),
                proposed_form_label=names.form(one.proposed_form),
                why=names.why(one.proposed_rule),
                proposed_at=one.proposed_at or one.moved_at,
                task=codes[1],
                case=codes[2],
                may_decide=decides[one.area],
            )
        )
    return tuple(rows)


def _codes(one: Subject) -> tuple[str, str, str]:
    return code_of(one.record), code_of(one.task), code_of(one.case)


def _area_labels(
    session: Session, subjects: Sequence[Subject], scope: Scope
) -> dict[int, str]:
    """Return the names of the subjects' grids, from below the area that is shown."""
    found: dict[int, str] = {}
    for one in subjects:
        if one.area not in found:
            above = areas.ancestors(session, one.area, scope.day)
            below = list(takewhile(lambda area: area.id != scope.area, above))
            found[one.area] = " ".join(
                area.label for area in reversed(below or list(above[:1]))
            )
    return found


def campaign_subjects(
    engine: Engine,
    actor: Actor,
    code: str,
    *,
    area: str | None = None,
    class_: str | None = None,
    state: str | None = None,
    after: tuple[str, int] | None = None,
    limit: int = 50,
) -> SubjectList:
    """Return a campaign's records by title, in the actor's part or an area of it.

    `state` is "open" (of which "todo" and "claimed"), "done", "ended" or "waiting";
    `after` that of the page before.
    """
    with engine.store.reading() as session:
        found = campaign_behind(session, code)
        scope = _shown(engine, session, actor, found, area)
        names = names_of(engine, found)
        wanted = Wanted(class_, state)
        subjects = campaign_lists.find_subjects(
            session, found.id, scope, wanted, after=after, limit=limit
        )
        labels = _area_labels(session, subjects, scope)
        current = tasks.tasks_by_id(session, [one.task for one in subjects])
        rows = tuple(
            _subject_row(names, one, labels, current.get(one.task)) for one in subjects
        )
    last = subjects[-1] if len(subjects) == limit else None
    return SubjectList(rows, (last.title, last.record) if last else None)


def _subject_row(
    names: Names, one: Subject, labels: Mapping[int, str], task: Task | None
) -> SubjectRow:
    record, task_code, case = _codes(one)
    return SubjectRow(
        record_code=record,
        title=one.title,
        area_label=labels[one.area],
        class_=one.class_,
        class_label=names.class_(one.class_),
        form_label=names.form(one.form),
        state=one.state,
        waiting=one.proposal == store.WAITING,
        task=task_code,
        task_state=task.state if task else "",
        case=case,
        holder=(task.holder_name or "") if task else "",
    )
