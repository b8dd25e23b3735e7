"""Wiring: the only place that knows every part and puts them together.

Opening a site makes what is missing at a first start (the key file, the tables) and
nothing else; it does not publish.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from pluggy import PluginManager

from gridflow.clock import Clock, SystemClock
from gridflow.engine import Engine
from gridflow.engine.library import Library
from gridflow.engine.plugins import Plugins
from gridflow.engine.upload_folder import UploadFolder
from gridflow.errors import GridflowError
from gridflow.hooks import (
    load_plugins,
    printable_values_of,
    rule_set_version_of,
    vocabulary_of,
)
from gridflow.jobs.queue import no_ring
from gridflow.jobs.workshop import Workshop
from gridflow.settings import Settings
from gridflow.spec.node import Entries, Scalar, read_node
from gridflow.spec.site import plugins_named, read_sources
from gridflow.spec.sources import Sources
from gridflow.store import Store, bundles, open_store
from gridflow.store.sealing import KeyRing

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

SITE_FILE = "config/site.yaml"


class NoSiteError(GridflowError):
    """The folder does not say which county it serves, so it is no site."""

    code: ClassVar[str] = "no_site"


@dataclass(frozen=True, slots=True)
class OpenSite:
    """A site in running order.

    Attributes:
        settings: where everything lies.
        engine: what commands and pages call.
        hooks: the plugins, for what only the command line asks of them.
        prints: printed files by the digest of their content.
    """

    settings: Settings
    engine: Engine
    hooks: PluginManager
    prints: UploadFolder

    def workshop(self) -> Workshop:
        """Return what a worker needs to do the jobs of this site."""
        return Workshop(self.engine, self.prints)


def open_site(settings: Settings, clock: Clock | None = None) -> OpenSite:
    """Open a site's database and definitions, under a business clock.

    Raises NoSiteError where the folder is none; the errors of the store and of the
    plugins pass through.
    """
    sources = read_sources(settings.site_folder)
    number, label = _county(sources, str(settings.site_folder))
    settings.var_folder.mkdir(parents=True, exist_ok=True)
    wall = SystemClock()
    keys = KeyRing.open_or_create(settings.key_file)
    store = open_store(settings.database_url, keys, number)
    store.create_schema(label, wall.now())
    hooks = load_plugins(_plugin_names(sources, store))
    vocabulary = vocabulary_of(hooks)
    engine = Engine(
        store=store,
        clock=clock or wall,
        library=Library(store, vocabulary),
        new_id=lambda: str(uuid4()),
        uploads=UploadFolder(settings.var_folder / "uploads"),
        plugins=Plugins(
            vocabulary=vocabulary,
            printable_values=_printable_values(hooks),
            rule_set_version=rule_set_version_of(hooks),
        ),
        wall=wall,
    )
    return OpenSite(
        settings, engine, hooks, UploadFolder(settings.var_folder / "prints")
    )


def app_for(
    site: OpenSite,
    ring: Callable[[], None] = no_ring,
    *,
    banner: str = "",
    secure_cookies: bool = False,
) -> WSGIApplication:
    """Return the pages of an open site; `ring` tells the workers of a new job."""
    from gridflow.web import create_app

    return create_app(
        site.engine,
        cookie_key=site.engine.store.keys.cookie,
        prints=site.prints,
        doorbell=ring,
        banner=banner,
        secure_cookies=secure_cookies,
    )


def ringer(settings: Settings) -> Callable[[], None]:
    """Return how a job is announced to workers elsewhere; they look by themselves."""
    if not settings.redis_url:
        return no_ring
    from gridflow.jobs.redis_queue import RedisBell

    return RedisBell(settings.redis_url).ring


def _county(sources: Sources, folder: str) -> tuple[int, str]:
    """Return number and name of the county; the rest of the site may be broken."""
    node, _ = read_node(SITE_FILE, sources.files.get(SITE_FILE, ""))
    county = node.get("county") if isinstance(node, Entries) else None
    if isinstance(county, Entries):
        number, label = county.get("number"), county.get("label")
        if isinstance(number, Scalar) and number.text.isdecimal():
            named = label.text if isinstance(label, Scalar) else number.text
            return int(number.text), named
    raise NoSiteError(folder=folder, file=SITE_FILE)


def _plugin_names(sources: Sources, store: Store) -> list[str]:
    """Return the plugins that the published bundle names, then those of the draft."""
    with store.reading() as session:
        digest = bundles.active_digest(session)
        text = bundles.bundle_text(session, digest) if digest else None
    published = Sources.of(json.loads(text)) if text else Sources.of({})
    named = (*plugins_named(published), *plugins_named(sources))
    return list(dict.fromkeys(name for name, _ in named))


def _printable_values(
    hooks: PluginManager,
) -> Callable[
    [str, Mapping[str, object], date, Mapping[str, object]], Mapping[str, object]
]:
    return partial(printable_values_of, hooks)
