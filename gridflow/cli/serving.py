"""The embedded server: pages in this process, jobs in a child that it watches."""

from __future__ import annotations

import ctypes
import ctypes.util
import logging
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

import click

from gridflow.boot import OpenSite, app_for, ringer
from gridflow.cli.check import as_lines
from gridflow.cli.stopping import leave_on_terminate
from gridflow.cli.telling import language_of
from gridflow.engine.publishing import Published, publish
from gridflow.errors import GridflowError
from gridflow.jobs.embedded import EmbeddedWorker
from gridflow.spec.site import read_sources
from gridflow.spec.sources import Sources

THREADS = 4  # waitress reads and writes slow lines itself; threads only compute
ARENAS = 2
M_ARENA_MAX = -8  # of malloc.h
LOOK_EVERY_SECONDS = 1.0
LOG = logging.getLogger(__name__)


class CannotListenError(GridflowError):
    """The address cannot be listened on: taken, not allowed, or not this machine's."""

    code: ClassVar[str] = "cannot_listen"


@dataclass(frozen=True, slots=True)
class Serving:
    """How a site is served.

    Attributes:
        host: the address to listen on.
        port: the port; 0 takes a free one.
        shift: how far the business clock is from the machine's.
        banner: a line over every page.
        secure_cookies: the site is reached over TLS.
        watch: publish what changes on disk.
    """

    host: str
    port: int
    shift: timedelta = timedelta()
    banner: str = ""
    secure_cookies: bool = False
    watch: bool = False


def serve_site(
    site: OpenSite, how: Serving, announce: Callable[[str], None] = click.echo
) -> None:
    """Serve until stopped; `announce` is told the address once it answers."""
    from waitress.server import create_server

    from gridflow.web import REQUEST_AT_MOST

    leave_on_terminate()
    _share_memory()
    # a full queue is what waiting looks like, not news
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    with _workers(site, how) as ring, _watching(site, on=how.watch):
        app = app_for(site, ring, banner=how.banner, secure_cookies=how.secure_cookies)
        try:
            server = create_server(
                app,
                host=how.host,
                port=how.port,
                threads=THREADS,
                ident=None,
                max_request_body_size=REQUEST_AT_MOST,
            )
        except OSError as why:
            raise CannotListenError(
                host=how.host, port=how.port, why=why.strerror
            ) from why
        announce(f"http://{_reachable(how.host)}:{server.effective_port}/")
        try:
            server.run()
        finally:
            server.close()


def _share_memory() -> None:
    """Let threads share arenas, or each keeps what a hashed password once needed."""
    libc = ctypes.util.find_library("c") if sys.platform == "linux" else None
    if libc is not None:
        set_option = getattr(ctypes.CDLL(libc), "mallopt", None)  # only in glibc
        if set_option is not None:
            set_option(M_ARENA_MAX, ARENAS)


def _reachable(host: str) -> str:
    return "localhost" if host in {"127.0.0.1", "0.0.0.0", "::"} else host  # noqa: S104  # compared, not bound


@contextmanager
def _workers(site: OpenSite, how: Serving) -> Iterator[Callable[[], None]]:
    """Keep a worker while pages are served, unless Redis says that others do."""
    if site.settings.redis_url:
        yield ringer(site.settings)
        return
    worker = EmbeddedWorker(
        [
            *(sys.executable, "-m", "gridflow", "worker", "--embedded"),
            *("--site", str(site.settings.site_folder)),
            *("--shift", str(how.shift.total_seconds())),
        ]
    )
    worker.start()
    try:
        yield worker.ring
    finally:
        worker.stop()


@contextmanager
def _watching(site: OpenSite, *, on: bool) -> Iterator[None]:
    """Publish what changes on disk while pages are served."""
    if not on:
        yield
        return
    done = threading.Event()
    watcher = threading.Thread(
        target=_watch, args=(site, done), name="definitions", daemon=True
    )
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def _watch(site: OpenSite, done: threading.Event) -> None:
    seen = read_sources(site.settings.site_folder).digest
    while not done.wait(LOOK_EVERY_SECONDS):
        sources = read_sources(site.settings.site_folder)
        if sources.digest != seen:
            seen = sources.digest
            try:
                tell_published(publish_sources(site, sources))
            except Exception:  # a draft that breaks must not stop the watching
                LOG.exception("the changed definitions could not be published")
    site.engine.store.close()


def publish_sources(site: OpenSite, sources: Sources, note: str = "") -> Published:
    """Check definitions and make them the active ones."""
    key = site.engine.new_id()
    return publish(site.engine, None, sources, note=note, key=key)


def tell_published(published: Published) -> None:
    """Say what publishing came to, with every problem."""
    if published.problems:
        click.echo(as_lines(published.problems, language_of()), err=True)
    if not published.published:
        click.echo("Not published: the definitions have errors.", err=True)
    elif published.changed:
        click.echo(f"Published {published.digest[:12]}.", err=True)
