"""From gathered nodes to one procedure: everything read, resolved and ordered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, TypeVar

from gridflow.spec.campaign_checks import check_campaign
from gridflow.spec.campaigns import Campaign
from gridflow.spec.catalogue import KINDS
from gridflow.spec.codes import CodeList
from gridflow.spec.flows import Flow
from gridflow.spec.form_checks import check_form
from gridflow.spec.forms import Form
from gridflow.spec.formulas import check_uses
from gridflow.spec.gathered import Gathered, child
from gridflow.spec.import_checks import check_import
from gridflow.spec.imports import Import
from gridflow.spec.node import Node
from gridflow.spec.order import ordered
from gridflow.spec.part_lists import check_lists
from gridflow.spec.place import Place
from gridflow.spec.printables import Printable
from gridflow.spec.procedure import Procedure
from gridflow.spec.reading import Reading
from gridflow.spec.record_checks import check_record
from gridflow.spec.records import Record
from gridflow.spec.references import check_references
from gridflow.spec.roles import Level
from gridflow.spec.shapes_place import Kept
from gridflow.spec.wording import Wording

T = TypeVar("T")


def assemble(
    gathered: Gathered, files: Mapping[str, str], reading: Reading
) -> Procedure | None:
    """Return the procedure, or None where its own file says too little."""
    own = _whole(gathered, "procedure", Kept, reading)
    forms = _by_id(gathered, "form", Form, reading)
    records = _by_id(gathered, "record", Record, reading)
    codes = _by_id(gathered, "codes", CodeList, reading)
    flows = _by_id(gathered, "flow", Flow, reading)
    campaigns = _by_id(gathered, "campaign", Campaign, reading)
    imports = _by_id(gathered, "import", Import, reading)
    kept = _by_id(gathered, "printable", Kept, reading)
    printables = _printables(kept, gathered, files, reading)
    roles = _kept(gathered, "roles", reading)
    levels: tuple[Level, ...] = _kept(gathered, "areas", reading) or ()
    wording = read_wording(gathered.whole.get("wording"), reading)
    check_references(gathered, reading)
    check_uses(gathered, reading)
    for form in forms.values():
        check_form(form, gathered, records, reading)
    check_lists(records, gathered, reading)
    for campaign in campaigns.values():
        check_campaign(campaign, flows, forms, gathered, reading)
    for one in imports.values():
        check_import(one, records, gathered, reading)
    for record in records.values():
        check_record(record, gathered, reading)
    if own is None:
        return None
    return Procedure(
        id=own.values["procedure"],
        place=own.place,
        roles=roles or MappingProxyType({}),
        levels=tuple(replace(one, order=order) for order, one in enumerate(levels)),
        records=records,
        codes=codes,
        forms=MappingProxyType(
            {id_: ordered(form, reading) for id_, form in forms.items()}
        ),
        flows=flows,
        campaigns=campaigns,
        imports=imports,
        printables=printables,
        wording=wording,
        **{key: value for key, value in own.values.items() if key != "procedure"},
    )


def _whole(
    gathered: Gathered, kind: str, expected: type[T], reading: Reading
) -> T | None:
    node = gathered.whole.get(kind)
    if node is None:
        return None
    reading.owner = (kind, "")
    read = KINDS[kind].read(node, "", reading)
    return read if isinstance(read, expected) else None


def _kept(gathered: Gathered, kind: str, reading: Reading) -> Any:  # noqa: ANN401  # the single value of the file
    kept = _whole(gathered, kind, Kept, reading)
    return None if kept is None else next(iter(kept.values.values()))


def _by_id(
    gathered: Gathered, kind: str, expected: type[T], reading: Reading
) -> Mapping[str, T]:
    read: dict[str, T] = {}
    for id_, node in gathered.by_id.get(kind, {}).items():
        reading.owner = (kind, id_)
        one = KINDS[kind].read(node, "", reading)
        if isinstance(one, expected):
            read[id_] = one
    return MappingProxyType(read)


def read_wording(node: Node | None, reading: Reading) -> Wording:
    """Return the wording that a merged node holds."""
    read = KINDS["wording"].read(node, "", reading) if node else {}
    return Wording(read) if isinstance(read, Mapping) else Wording()


def _printables(
    kept: Mapping[str, Kept],
    gathered: Gathered,
    files: Mapping[str, str],
    reading: Reading,
) -> Mapping[str, Printable]:
    made = {}
    for id_, one in kept.items():
        values = dict(one.values)
        node = gathered.by_id["printable"][id_]
        folders = tuple(_folders(gathered, id_))
        page = values.pop("page", "page.html")
        styles = values.pop("stylesheets", None)
        find = _Finder(folders, files, node, reading)
        page_template = find.path(page, "page")
        if styles is None:
            styles = [one for one in ("page.css",) if find.found(one)]
        made[id_] = Printable(
            folder=page_template.rpartition("/")[0],
            page_template=page_template,
            stylesheets=tuple(find.path(style, "stylesheets") for style in styles),
            place=one.place,
            **values,
        )
    return MappingProxyType(made)


def _folders(gathered: Gathered, id_: str) -> Iterator[str]:
    """Yield the folders in which a printable's files may be, the nearest first."""
    names = [
        node.place.path.split("/")[-2]
        for layer in gathered.layers
        if (node := layer.by_id.get("printable", {}).get(id_))
    ]
    for layer in reversed(gathered.layers):
        for name in dict.fromkeys(names):
            yield f"{layer.prefix}printables/{name}"


class _Finder:
    """Finds a printable's files in its folders."""

    def __init__(
        self,
        folders: tuple[str, ...],
        files: Mapping[str, str],
        node: Node,
        reading: Reading,
    ) -> None:
        self.folders = folders
        self.files = files
        self.node = node
        self.reading = reading

    def found(self, name: str) -> str | None:
        """Return the nearest path of a file, or None."""
        paths = (f"{folder}/{name}" for folder in self.folders)
        return next((path for path in paths if path in self.files), None)

    def path(self, name: str, key: str) -> str:
        """Return the nearest path of a file; tell where there is none."""
        found = self.found(name)
        if found is None:
            written = child(self.node, key)
            place: Place = (written or self.node).place
            self.reading.tell("missing-file", place, key, word=name)
        return found or f"{self.folders[-1]}/{name}"
