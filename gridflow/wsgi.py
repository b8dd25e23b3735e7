"""For servers such as gunicorn: `gunicorn --chdir SITE 'gridflow.wsgi:create()'`.

The site is the working folder. Pages are served over TLS by whatever stands in front;
jobs are done by `gridflow worker`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gridflow.boot import app_for, open_site, ringer
from gridflow.settings import Settings

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication


def create() -> WSGIApplication:
    """Return the application of the site in the working folder."""
    settings = Settings.read(Path.cwd())
    return app_for(open_site(settings), ringer(settings), secure_cookies=True)
