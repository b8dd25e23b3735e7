"""The published definitions: the active bundle, and those that cases pinned."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, local

from gridflow.engine.errors import BundleBrokenError, NothingPublishedError
from gridflow.spec.site import Site, load_site
from gridflow.spec.sources import Sources
from gridflow.spec.vocabulary import Vocabulary
from gridflow.store import Store, bundles

KEEP = 8


class Library:
    """Loads bundles from the store and keeps the few that were used last."""

    def __init__(
        self, store: Store, vocabulary: Vocabulary, *, keep: int = KEEP
    ) -> None:
        self.vocabulary = vocabulary
        self._store = store
        self._keep = keep
        self._sites: OrderedDict[str, Site] = OrderedDict()
        self._lock = Lock()
        self._held = local()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Answer with one and the same active bundle until the end of a command.

        What is published meanwhile holds from the next command on.
        """
        if getattr(self._held, "digest", None) is not None:
            yield
            return
        self._held.digest = ""
        try:
            yield
        finally:
            self._held.digest = None

    def active_digest(self) -> str:
        """Return the digest of the active bundle; NothingPublishedError without one."""
        held: str | None = getattr(self._held, "digest", None)
        if held:
            return held
        with self._store.reading() as session:
            digest = bundles.active_digest(session)
        if digest is None:
            raise NothingPublishedError
        if held is not None:
            self._held.digest = digest
        return digest

    def active(self) -> Site:
        """Return the active site; one cheap query tells whether it changed."""
        return self.at(self.active_digest())

    def at(self, digest: str) -> Site:
        """Return the site of a bundle; NotFoundError where there is none."""
        with self._lock:
            site = self._sites.get(digest)
            if site is not None:
                self._sites.move_to_end(digest)
                return site
        site = self._load(digest)
        with self._lock:
            self._sites[digest] = site
            while len(self._sites) > self._keep:
                self._sites.popitem(last=False)
        return site

    def _load(self, digest: str) -> Site:
        with self._store.reading() as session:
            text = bundles.bundle_text(session, digest)
        result = load_site(Sources.of(json.loads(text)), self.vocabulary)
        if result.site is None:
            raise BundleBrokenError(digest=digest)
        return result.site
