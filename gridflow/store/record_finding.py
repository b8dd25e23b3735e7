"""Finding records: pages of a list, narrowed by scope, filters and search.

A list reads keys from one covering index and then its rows. What is looked up exactly
or by its beginning gives few records as a rule, and then those are asked; where it
gives many, the list is walked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from peewee import SQL, PostgresqlDatabase, fn

from gridflow.store import record_keys
from gridflow.store.areas import is_wide
from gridflow.store.database import Session
from gridflow.store.models import CampaignSubject, RecordWord
from gridflow.store.models import Record as RecordModel
from gridflow.store.paging import first_by, later_than
from gridflow.store.record_listing import (
    NOTHING,
    WORD_AT_MOST,
    facet,
    folded_text,
    from_prefix,
)
from gridflow.store.records import RECORD, Record, in_scope, records_query
from gridflow.store.rows import COUNT_LIMIT, Scope
from gridflow.store.sealing import SealingPlan

FEW = 400


@dataclass(frozen=True, slots=True)
class InCampaign:
    """Records of a campaign, of a class and in a state where told."""

    campaign: int
    class_: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; empty means everything.

    Attributes:
        search: a part of the title; the whole number; where a search word begins; the
            whole value of a keyed field; where the title of a part begins.
        facets: values by field; NOTHING for records that have none.
        plans: how the values of the kind are kept, and of the kinds of its parts that
            are searched too.
        among: the campaign that records must be in.
    """

    search: str = ""
    facets: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    plans: Mapping[str, SealingPlan] = field(
        default_factory=lambda: MappingProxyType({})
    )
    among: InCampaign | None = None


ALL = Wanted()
_KEY = (RecordModel.sort, RecordModel.id)


def _has(session: Session, name: str, value: str) -> Any:  # noqa: ANN401
    """Return the condition that a record has a value, or NOTHING in a field."""
    postgresql = isinstance(session.database, PostgresqlDatabase)
    place = fn.STRPOS if postgresql else fn.INSTR
    if value == NOTHING:
        return place(RecordModel.facets, f" {facet(name, '')}") == 0
    return place(RecordModel.facets, f" {facet(name, value)} ") > 0


def _narrowed(session: Session, kind: str, scope: Scope, wanted: Wanted) -> Any:  # noqa: ANN401
    condition = (
        (RecordModel.county == session.county)
        & (RecordModel.kind == kind)
        & RecordModel.parent.is_null()
        & (RecordModel.ended_on >= scope.day)
        & in_scope(session.county, scope.area, scope.day)
    )
    for name, value in wanted.facets.items():
        condition &= _has(session, name, value)
    if wanted.among is not None:
        # an expression: the list is walked and not its rows looked up one by one
        subjects = _subjects(session, wanted.among)
        condition &= fn.COALESCE(RecordModel.id, 0).in_(subjects)
    return condition


def _subjects(session: Session, among: InCampaign) -> Any:  # noqa: ANN401
    query = CampaignSubject.select(CampaignSubject.record).where(
        (CampaignSubject.county == session.county)
        & (CampaignSubject.campaign == among.campaign)
    )
    if among.class_:
        class_ = "" if among.class_ == NOTHING else among.class_
        query = query.where(CampaignSubject.class_ == class_)
    return query.where(CampaignSubject.state == among.state) if among.state else query


def _exact(session: Session, kind: str, day: date, wanted: Wanted) -> set[int]:
    """Return the ids of records whose number or keyed value is what was typed."""
    text = wanted.search
    mine = (RecordModel.county == session.county) & (RecordModel.kind == kind)
    # the words of the partial index stand in the SQL itself
    numbered = (RecordModel.number == text) & SQL("number <> ''")
    found = [RecordModel.select(RecordModel.id).where(mine & numbered)]
    for other, plan in wanted.plans.items():
        for name in plan.keyed:
            having = record_keys.having(session, plan, other, name, text)
            if other != kind:
                having = RecordModel.select(RecordModel.parent).where(
                    RecordModel.id.in_(having) & (RecordModel.ended_on >= day)
                )
            found.append(having)
    return {row[0] for query in found for row in session.tuples(query.limit(FEW))}


def _begun(session: Session, kind: str, day: date, wanted: Wanted) -> Iterator[Any]:
    """Yield the queries of the ids that the beginning of a value or a part gives."""
    text = folded_text(wanted.search)[:WORD_AT_MOST]
    yield RecordWord.select(RecordWord.record).where(
        (RecordWord.county == session.county)
        & (RecordWord.kind == kind)
        & from_prefix(RecordWord.word, text)
    )
    for other in wanted.plans:
        if other != kind:
            yield RecordModel.select(RecordModel.parent).where(
                (RecordModel.county == session.county)
                & (RecordModel.kind == other)
                & RecordModel.parent.is_null(is_null=False)
                & (RecordModel.ended_on >= day)
                & from_prefix(RecordModel.title, wanted.search)
            )


def _searches(session: Session, kind: str, scope: Scope, wanted: Wanted) -> list[Any]:
    """Return the conditions of a search, apart so that each finds its index.

    A value that is exactly what was typed is what was meant: then it is the only one.
    """
    if not wanted.search:
        return [True]
    exact = _exact(session, kind, scope.day, wanted)
    if exact:
        return [RecordModel.id.in_(sorted(exact))]
    conditions: list[Any] = [RecordModel.title.contains(wanted.search)]
    few: set[int] = set()
    for query in _begun(session, kind, scope.day, wanted):
        ids = [row[0] for row in session.tuples(query.limit(FEW + 1))]
        if len(ids) <= FEW:
            few.update(ids)
        else:
            # an expression: the list is walked and not its rows looked up one by one
            conditions.append(fn.COALESCE(RecordModel.id, 0).in_(query))
    if few:
        conditions.append(RecordModel.id.in_(sorted(few)))
    return conditions


def find_records(
    session: Session,
    kind: str,
    scope: Scope,
    wanted: Wanted = ALL,
    *,
    after: tuple[str, int] | None = None,
    limit: int = 50,
) -> tuple[Record, ...]:
    """Return records of a kind in a scope by title; `after` is the last one's cursor.

    What is part of another record is not listed.
    """
    condition = _narrowed(session, kind, scope, wanted)
    if after is not None:
        condition &= later_than(_KEY, after)
    first = first_by(RecordModel.sort, wide=is_wide(session, scope))
    keys: set[tuple[str, int]] = set()
    for asked in _searches(session, kind, scope, wanted):
        query = RecordModel.select(*_KEY).where(condition, asked)
        keys |= set(session.tuples(query.order_by(first, RecordModel.id).limit(limit)))
    return _rows(session, [record_id for _, record_id in sorted(keys)[:limit]])


def _rows(session: Session, ids: Sequence[int]) -> tuple[Record, ...]:
    # By id alone: with the county beside a list of ids SQLite reads the whole county.
    query = records_query().where(RecordModel.id.in_(ids))
    found = session.rows(RECORD, query) if ids else ()
    return tuple(sorted(found, key=lambda record: record.cursor))


def count_records(
    session: Session,
    kind: str,
    scope: Scope,
    wanted: Wanted = ALL,
    *,
    at_most: int | None = COUNT_LIMIT,
) -> int:
    """Return how many records `find_records` would find, at most 1000 if not told."""
    found: set[int] = set()
    for asked in _searches(session, kind, scope, wanted):
        query = RecordModel.select(RecordModel.id).where(
            _narrowed(session, kind, scope, wanted), asked
        )
        found |= {row[0] for row in session.tuples(query.limit(at_most))}
    return len(found) if at_most is None else min(len(found), at_most)
