"""JSON Schemas of the definition files, made from the shapes that read them."""

from __future__ import annotations

from gridflow.spec.catalogue import KINDS
from gridflow.spec.shape import Json

DIALECT = "https://json-schema.org/draft/2020-12/schema"
OVERLAID = (
    "form",
    "record",
    "codes",
    "flow",
    "campaign",
    "printable",
    "procedure",
    "roles",
    "areas",
)
"""The kinds of which a place may write only what differs."""


def schema_of(kind: str, *, overlay: bool = False) -> Json:
    """Return the schema of a kind of file; of overlays only the id is required.

    Raises KeyError for a kind that does not exist.
    """
    name = f"gridflow {kind}{' overlay' if overlay else ''}"
    described = KINDS[kind].schema(overlay=overlay)
    return {"$schema": DIALECT, **described, "title": name}


def all_schemas() -> dict[str, Json]:
    """Return every schema by file name."""
    schemas = {f"{kind}.schema.json": schema_of(kind) for kind in KINDS}
    for kind in OVERLAID:
        schemas[f"{kind}.overlay.schema.json"] = schema_of(kind, overlay=True)
    return schemas
