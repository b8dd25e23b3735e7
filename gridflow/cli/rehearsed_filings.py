"""What was handed in, as a plugin's rehearsal reads it: values, whose, by whom."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from gridflow.api import FilingInfo
from gridflow.engine import Actor, Engine
from gridflow.store import Scope, Session, areas, submissions
from gridflow.store.campaign_lists import records_by_id
from gridflow.store.ids import code_of
from gridflow.store.records import Record
from gridflow.store.sealing import Sealed
from gridflow.store.submissions import Submission

_AT_ONCE = 400  # records read by their ids in one statement


def filings_of(
    engine: Engine, actor: Actor, forms: Collection[str], area: str
) -> tuple[FilingInfo, ...]:
    """Return what was handed in with some forms in an actor's area or below it."""
    day = engine.today()
    with engine.store.reading() as session:
        scope = Scope(actor.area, day)
        asked = areas.area_by_code(session, area, day) if area else None
        if asked is not None and areas.covers(session, scope, asked.id):
            scope = Scope(asked.id, day)
        elif area:
            return ()
        found = submissions.submissions_in_force(session, sorted(forms), scope)
        seconds = submissions.seconds_in(session, sorted(forms), scope)
        return tuple(_told(session, found, seconds))


def _told(
    session: Session,
    found: Sequence[Submission],
    seconds: Mapping[int, Sequence[int]],
) -> Iterator[FilingInfo]:
    codes: dict[int, str] = {}
    records = _records(session, [one.record for one in found if one.record])
    for one in found:
        if one.area not in codes:
            place = areas.area(session, one.area)
            codes[one.area] = place.code if place else ""
        about = records.get(one.record) if one.record else None
        yield FilingInfo(
            task=code_of(one.task),
            form=one.form,
            record=about.code if about else "",
            number=(about.number or "") if about else "",
            area=codes[one.area],
            values=_open_only(one.values),
            people=tuple(map(str, (one.person, *seconds.get(one.id, ())))),
        )


def _records(session: Session, ids: Sequence[int]) -> dict[int, Record]:
    found: dict[int, Record] = {}
    for start in range(0, len(ids), _AT_ONCE):
        part = records_by_id(session, ids[start : start + _AT_ONCE])
        found |= {one.id: one for one in part}
    return found


def _open_only(values: Mapping[str, object]) -> dict[str, object]:
    """Return values without the sealed ones, in rows too."""
    kept: dict[str, object] = {}
    for name, value in values.items():
        if isinstance(value, list):
            kept[name] = [
                _open_only(row) if isinstance(row, Mapping) else row for row in value
            ]
        elif not isinstance(value, Sealed):
            kept[name] = value
    return kept
