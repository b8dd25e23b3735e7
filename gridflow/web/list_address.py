"""A list's filters as they stand in an address, and back."""

from __future__ import annotations

from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from gridflow.engine.record_lists import SEARCH_AT_MOST, ListFilters
from gridflow.spec.records import Record

FIELD = "f."
VALUE_AT_MOST = 80
FIELDS_AT_MOST = 30
STATES = ("open", "done", "ended")


def filters_of(sent: MultiDict[str, str]) -> ListFilters:
    """Return the filters that an address or a form carries."""
    fields = {
        name.removeprefix(FIELD): value[:VALUE_AT_MOST]
        for name, value in list(sent.items())[:FIELDS_AT_MOST]
        if name.startswith(FIELD) and value
    }
    state = sent.get("state", "")
    return ListFilters(
        search=sent.get("q", "").strip()[:SEARCH_AT_MOST],
        area=sent.get("area", "")[:VALUE_AT_MOST],
        fields=fields,
        campaign=sent.get("campaign", "")[:VALUE_AT_MOST],
        class_=sent.get("class", "")[:VALUE_AT_MOST],
        state=state if state in STATES else "",
    )


def pairs_of(filters: ListFilters) -> list[tuple[str, str]]:
    """Return what an address or a form carries for filters; nothing for empty ones."""
    named = [
        ("q", filters.search),
        ("area", filters.area),
        ("campaign", filters.campaign),
        ("class", filters.class_),
        ("state", filters.state),
    ]
    named += [(FIELD + name, value) for name, value in sorted(filters.fields.items())]
    return [(name, value) for name, value in named if value]


def address_of(kind: Record, filters: ListFilters, **more: str) -> str:
    """Return the address of a list with its filters and what else is told."""
    pairs = [*pairs_of(filters), *((name, one) for name, one in more.items() if one)]
    query = urlencode(pairs)
    return f"/records/{kind.path}{'?' if query else ''}{query}"
