"""`gridflow doctor`: what is wrong with the machine and the site, and what to do."""

from __future__ import annotations

import ctypes.util
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from gridflow.cli.options import site_argument
from gridflow.errors import GridflowError
from gridflow.settings import Settings

# face that the printables ask for -> Debian's package
FACES = {
    "Noto Serif CJK SC": "fonts-noto-cjk",
    "Noto Sans CJK SC": "fonts-noto-cjk",
    "AR PL KaitiM GB": "fonts-arphic-gkai00mp",
    "HanaMinA": "fonts-hanazono",
}
# library that WeasyPrint loads -> Debian's package
LIBRARIES = {
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz-subset": "libharfbuzz-subset0",
}
FREE_BYTES = 1024**3
GROUP_AND_OTHERS = 0o077


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is well, and what to do where it is not."""

    what: str
    well: bool
    do: str = ""


@click.command()
@site_argument
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def doctor(site_folder: Path, *, as_json: bool) -> None:
    """Look at fonts, libraries, keys, database, disk; exit 1 where something is wrong.

    Changes nothing and makes nothing.
    """
    found = list(findings(Settings.read(site_folder)))
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False))
    else:
        for one in found:
            click.echo(f"{'ok   ' if one.well else 'WRONG'}  {one.what}")
            if not one.well:
                click.echo(f"       {one.do}")
    sys.exit(0 if all(one.well for one in found) else 1)


def findings(settings: Settings) -> Iterator[Finding]:
    """Yield everything that was looked at."""
    yield from _libraries()
    yield from _faces()
    yield _key_file(settings.key_file)
    yield _database(settings)
    yield _disk(settings.var_folder)
    if settings.redis_url:
        yield _redis(settings.redis_url)


def _install(package: str) -> str:
    return f"apt-get install --no-install-recommends {package}"


def _libraries() -> Iterator[Finding]:
    for name, package in LIBRARIES.items():
        there = ctypes.util.find_library(name) is not None
        yield Finding(f"library {name}, for printing", there, _install(package))


def _faces() -> Iterator[Finding]:
    lister = shutil.which("fc-list")
    if lister is None:
        yield Finding("list of fonts (fc-list)", well=False, do=_install("fontconfig"))
        return
    told = subprocess.run(  # noqa: S603  # a fixed command
        [lister, ":", "family"], capture_output=True, text=True, check=False
    ).stdout
    known = {name.strip() for line in told.splitlines() for name in line.split(",")}
    for face, package in FACES.items():
        yield Finding(f"font {face}, for printing", face in known, _install(package))


def _key_file(file: Path) -> Finding:
    what = f"key file {file}"
    if not file.exists():
        return Finding(f"{what}: made at the first start", well=True)
    private = not file.stat().st_mode & GROUP_AND_OTHERS
    return Finding(f"{what}: only its owner reads it", private, f"chmod 600 {file}")


def _database(settings: Settings) -> Finding:
    what = f"database {_without_password(settings.database_url)}"
    if settings.database_url.startswith("sqlite:///"):
        file = Path(settings.database_url.removeprefix("sqlite:///"))
        if not file.exists():
            return Finding(f"{what}: made at the first start", well=True)
    return _try(what, lambda: _open(settings), "look at GRIDFLOW_DATABASE_URL")


def _open(settings: Settings) -> None:
    from gridflow.boot import open_site

    site = open_site(settings)
    try:
        site.engine.library.active()
    finally:
        site.engine.store.close()


def _without_password(url: str) -> str:
    before, at, after = url.rpartition("@")
    return f"{before.split('//')[0]}//…@{after}" if at else url


def _disk(folder: Path) -> Finding:
    there = next(one for one in (folder, *folder.resolve().parents) if one.exists())
    free = shutil.disk_usage(there).free
    what = f"disk of {folder}: {free / 1024**3:.1f} GB free"
    return Finding(what, free > FREE_BYTES, "make room, or move GRIDFLOW_VAR")


def _redis(url: str) -> Finding:
    from redis import Redis

    def ping() -> None:
        Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2).ping()

    return _try("Redis answers", ping, "start it; jobs wait until workers look")


def _try(what: str, act: Callable[[], None], do: str) -> Finding:
    try:
        act()
    except GridflowError as error:
        from gridflow.cli.telling import tell

        return Finding(what, well=False, do=tell(error))
    except Exception as error:  # noqa: BLE001  # what a driver raises is the finding
        return Finding(what, well=False, do=f"{do} ({error})")
    return Finding(what, well=True)
