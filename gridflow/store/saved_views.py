"""Filters of lists that people keep under a name: their own, and those of an area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gridflow.store.database import Session, Transaction
from gridflow.store.ids import code_of, id_of_code
from gridflow.store.models import Person, SavedView
from gridflow.store.rows import By
from gridflow.store.statements import Statement, at, shape


@dataclass(frozen=True, slots=True)
class View:
    """A list's filters under a name; with an area everybody at or below it sees it."""

    id: int
    kind: str
    label: str
    filters: Mapping[str, Any]
    person: int
    person_name: str
    area: int | None
    created_at: datetime

    @property
    def code(self) -> str:
        """Return the code that people see."""
        return code_of(self.id)


_VIEW = shape(View, SavedView, person_name=Person.name)
_INSERT = Statement(
    lambda: SavedView.insert(
        {
            getattr(SavedView, name): at(name)
            for name in (
                "county",
                "id",
                "kind",
                "label",
                "filters",
                "person",
                "area",
                "created_at",
            )
        }
    )
)
_DELETE = Statement(
    lambda: SavedView.delete().where(
        (SavedView.county == at("county")) & (SavedView.id == at("view"))
    )
)


def _views() -> Any:  # noqa: ANN401 - a peewee query
    return SavedView.select(*_VIEW.columns).join(
        Person, on=(Person.id == SavedView.person)
    )


def add_view(
    tx: Transaction,
    kind: str,
    label: str,
    filters: Mapping[str, object],
    by: By,
    area: int | None = None,
) -> int:
    """Keep filters under a name and return the id; with an area they are shared."""
    view = tx.new_id()
    tx.change(
        _INSERT,
        id=view,
        kind=kind,
        label=label,
        filters=dict(filters),
        person=by.person,
        area=area,
        created_at=by.at,
    )
    return view


def views_for(
    session: Session, kind: str, person: int, areas: Sequence[int]
) -> tuple[View, ...]:
    """Return the views of a kind that are a person's or shared by one of the areas.

    The areas are the person's own and all above; shared ones stand first.
    """
    shared = SavedView.area.in_(list(areas))
    own = (SavedView.person == person) & SavedView.area.is_null()
    query = _views().where(
        (SavedView.county == session.county) & (SavedView.kind == kind) & (shared | own)
    )
    order = (SavedView.area.is_null(), SavedView.created_at, SavedView.id)
    return session.rows(_VIEW, query.order_by(*order))


def view_by_code(session: Session, code: str) -> View | None:
    """Return the view behind a code, or None."""
    view = id_of_code(session.county, code)
    query = _views().where(
        (SavedView.county == session.county) & (SavedView.id == view)
    )
    return None if view is None else session.row(_VIEW, query)


def drop_view(tx: Transaction, view: int) -> None:
    """Forget a view."""
    tx.change(_DELETE, view=view)
