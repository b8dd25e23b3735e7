"""What the environment says: the only reader of environment variables."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """Where a site lives and what it is connected to.

    Attributes:
        site_folder: the folder tree with forms/, config/, printables/.
        var_folder: what the running site writes: database, keys, uploads, prints.
        database_url: `sqlite:///PATH` or `postgresql://…`.
        redis_url: empty means the embedded worker.
        key_file: the secrets of the site, mode 0600.
    """

    site_folder: Path
    var_folder: Path
    database_url: str
    redis_url: str
    key_file: Path

    @classmethod
    def read(
        cls, site_folder: Path, environment: Mapping[str, str] | None = None
    ) -> Settings:
        """Read the settings of a site from GRIDFLOW_… variables."""
        env = os.environ if environment is None else environment
        site = site_folder.resolve()
        var = Path(env.get("GRIDFLOW_VAR", site / "var"))
        return cls(
            site_folder=site,
            var_folder=var,
            database_url=env.get(
                "GRIDFLOW_DATABASE_URL", f"sqlite:///{var / 'gridflow.sqlite3'}"
            ),
            redis_url=env.get("GRIDFLOW_REDIS_URL", ""),
            key_file=Path(env.get("GRIDFLOW_KEY_FILE", var / "gridflow.key")),
        )
