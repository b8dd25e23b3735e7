"""A site: its procedures, and the call that reads them from source text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from gridflow.spec.assembly import assemble, read_wording
from gridflow.spec.catalogue import Layer, note_unread, read_layers
from gridflow.spec.chains import Chain, chains_of
from gridflow.spec.files import read_sources, shipped_folder
from gridflow.spec.gathered import child, gather
from gridflow.spec.node import Items, Node, Scalar
from gridflow.spec.place import NOWHERE, Place
from gridflow.spec.problem import Problem
from gridflow.spec.procedure import Procedure
from gridflow.spec.reading import Reading
from gridflow.spec.shapes_place import SITE, SITE_BASE, Kept
from gridflow.spec.sources import Sources
from gridflow.spec.vocabulary import Vocabulary
from gridflow.spec.wording import Wording

__all__ = [
    "County",
    "LoadResult",
    "Site",
    "Sources",
    "Vocabulary",
    "load_site",
    "plugins_named",
    "read_sources",
    "shipped_folder",
    "shipped_wording",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class County:
    """The county a site serves; its number is given once and never changes."""

    number: int
    area: str
    label: str
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Everything that the definitions of a site say.

    Attributes:
        area_files: paths of the area tables, relative to the site folder.
        procedures: by id, each after those that it extends.
        base: the id of the procedure that extends nothing.
        vocabulary: the field types and functions it was checked with.
    """

    label: str
    county: County
    area_files: tuple[str, ...]
    procedures: Mapping[str, Procedure]
    base: str
    plugins: tuple[str, ...] = ()
    wording: Wording = field(default_factory=Wording)
    vocabulary: Vocabulary = field(default_factory=Vocabulary.plain)
    sources: Sources = field(default_factory=lambda: Sources.of({}))
    place: Place = NOWHERE

    def procedure_for(self, area_codes: Sequence[str]) -> Procedure:
        """Return the procedure of the nearest area, else the base.

        The codes run from the area itself up to the root. Of several procedures of
        one area the one that extends the others holds.
        """
        by_area = {one.area: one for one in self.procedures.values() if one.area}
        for code in area_codes:
            if code in by_area:
                return by_area[code]
        return self.procedures[self.base]


@dataclass(frozen=True, slots=True)
class LoadResult:
    """A site, or None where an error stands in the way; and every problem."""

    site: Site | None
    problems: tuple[Problem, ...] = ()


def load_site(sources: Sources, vocabulary: Vocabulary) -> LoadResult:
    """Read, check and connect all definitions, and tell every problem at once."""
    reading = Reading(vocabulary)
    reading.add(sources.problems)
    layers = read_layers(sources.files, reading)
    note_unread(layers, (one.place.path for one in sources.problems))
    chains = chains_of(layers, reading)
    procedures = dict(_procedures(chains, sources, reading))
    _check_areas(chains, procedures, reading)
    site = _site(layers[""], procedures, sources, reading)
    problems = tuple(sorted(reading.problems.values(), key=_order))
    broken = any(one.severity == "error" for one in problems)
    return LoadResult(None if broken else site, problems)


def plugins_named(sources: Sources) -> tuple[tuple[str, Place], ...]:
    """Return the plugins that procedures ask for, with the place of each mention."""
    layers = read_layers(sources.files, Reading(Vocabulary.plain()))
    nodes = (
        one for layer in layers.values() for one in layer.whole.get("procedure", ())
    )
    named: dict[str, Place] = {}
    for node in nodes:
        plugins = child(node, "plugins")
        if isinstance(plugins, Items):
            for one in plugins.items:
                if isinstance(one, Scalar):
                    named.setdefault(one.text, one.place)
    return tuple(named.items())


@cache
def shipped_wording() -> Wording:
    """Return the sentences that are shipped; what is broken in them is left out."""
    folder = shipped_folder()
    files = {
        path.relative_to(folder).as_posix(): path.read_text("utf-8", "replace")
        for path in sorted(folder.glob("config/wording/*.yaml"))
    }
    reading = Reading(Vocabulary.plain())
    shared = read_layers(files, reading)[""]
    return read_wording(gather((shared,), reading).whole.get("wording"), reading)


def _order(problem: Problem) -> tuple[Place, str]:
    return problem.place, problem.code


def _procedures(
    chains: Sequence[Chain], sources: Sources, reading: Reading
) -> Iterator[tuple[str, Procedure]]:
    for chain in chains:
        own = Reading(reading.vocabulary, reading.problems)
        procedure = assemble(gather(chain.layers, own), sources.files, own)
        if procedure is not None:
            yield chain.id, procedure


def _check_areas(
    chains: Sequence[Chain], procedures: Mapping[str, Procedure], reading: Reading
) -> None:
    """Ask that of two procedures of one area one extends the other."""
    holding: dict[str, Procedure] = {}
    for chain in chains:
        procedure = procedures.get(chain.id)
        if procedure is None or procedure.area is None:
            continue
        other = holding.get(procedure.area)
        if other is not None and other.id not in chain.ancestors:
            reading.tell(
                "duplicate-area",
                procedure.place,
                "area",
                word=procedure.area,
                first=str(other.place),
            )
        holding[procedure.area] = procedure


def _site(
    shared: Layer,
    procedures: Mapping[str, Procedure],
    sources: Sources,
    reading: Reading,
) -> Site | None:
    for one in shared.whole.get("base", ()):
        SITE_BASE.read(one, "", reading)
    node = _only(shared, "site", "config/site.yaml", reading)
    kept = SITE.read(node, "", reading) if node is not None else None
    bases = [one for one in procedures.values() if one.extends is None]
    if not isinstance(kept, Kept) or not bases:
        return None
    county: Kept = kept.values["county"]
    base = next((one for one in bases if one.area is None), bases[0])
    wording = gather((shared,), reading).whole.get("wording")
    plugins = (name for one in procedures.values() for name in one.plugins)
    return Site(
        label=kept.values["label"],
        county=County(place=county.place, **county.values),
        area_files=kept.values["areas"],
        procedures=MappingProxyType(dict(procedures)),
        base=base.id,
        plugins=tuple(dict.fromkeys(plugins)),
        wording=read_wording(wording, reading),
        vocabulary=reading.vocabulary,
        sources=sources,
        place=kept.place,
    )


def _only(layer: Layer, kind: str, path: str, reading: Reading) -> Node | None:
    """Return the node of a file that must be there."""
    nodes = layer.whole.get(kind)
    if nodes:
        return nodes[0]
    if kind not in layer.unread:
        reading.tell("missing-file", Place(path, 1, 1), word=path)
    return None
