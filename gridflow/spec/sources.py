"""The source text of a site's definitions, from folders and from bundles."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from gridflow.spec.problem import Problem


@dataclass(frozen=True, slots=True)
class Sources:
    """Definition files as text; a bundle stores exactly `files`.

    Attributes:
        files: path relative to the site folder -> text.
        digest: SHA-256 over the canonical JSON of `files`, in hexadecimal.
        problems: files that could not be read as text.
    """

    files: Mapping[str, str]
    digest: str
    problems: tuple[Problem, ...] = ()

    @classmethod
    def of(
        cls, files: Mapping[str, str], problems: tuple[Problem, ...] = ()
    ) -> Sources:
        """Make sources of texts and work out their digest."""
        ordered = dict(sorted(files.items()))
        # half a character is told as a problem where the text is read
        data = canonical_json(ordered).encode(errors="surrogatepass")
        digest = hashlib.sha256(data).hexdigest()
        return cls(MappingProxyType(ordered), digest, problems)


def canonical_json(files: Mapping[str, str]) -> str:
    """Return the text that is hashed and stored: sorted keys, no spaces."""
    return json.dumps(
        dict(files), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
