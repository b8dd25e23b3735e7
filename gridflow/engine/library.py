"""The published definitions: the active bundle, and those that cases pinned."""

from __future__ import annotations

from gridflow.spec.site import Site
from gridflow.spec.vocabulary import Vocabulary
from gridflow.store import Store


class Library:
    """Loads bundles from the store and keeps a few."""

    def __init__(self, store: Store, vocabulary: Vocabulary, *, keep: int = 8) -> None:
        raise NotImplementedError

    def active(self) -> Site:
        """Return the active site; one cheap query tells whether it changed."""
        raise NotImplementedError

    def active_digest(self) -> str:
        """Return the digest of the active bundle; NothingPublishedError without one."""
        raise NotImplementedError

    def at(self, digest: str) -> Site:
        """Return the site of a bundle; NotFoundError where there is none."""
        raise NotImplementedError
