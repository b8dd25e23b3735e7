"""The pages: Flask-Admin views on a base template of our own.

`create_app` is the only way to make the application; nothing happens on import.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from flask_admin import Admin
from flask_admin.theme import Bootstrap4Theme
from flask_babel import Babel

from gridflow.engine import Engine
from gridflow.engine.upload_folder import UploadFolder
from gridflow.spec.site import shipped_wording
from gridflow.web import csrf, failures, security, shell, signing_in
from gridflow.web.assets import Assets
from gridflow.web.desk import Desk
from gridflow.web.filters import filters_of
from gridflow.web.views import views_of

REQUEST_AT_MOST = 64 * 1024 * 1024
FORM_AT_MOST = 4 * 1024 * 1024
PARTS_AT_MOST = 20_000
SESSION_DAYS = 30


def create_app(
    engine: Engine,
    *,
    cookie_key: bytes,
    prints: UploadFolder,
    doorbell: Callable[[], None],
    banner: str = "",
    secure_cookies: bool = False,
) -> Flask:
    """Build the application around an engine.

    `cookie_key` signs cookies; `prints` holds printed files by their digest;
    `doorbell` is called after a job was stored; `banner` stands over every page;
    `secure_cookies` is for sites behind TLS.
    """
    app = Flask("gridflow.web", static_folder=None)
    app.config.update(
        SECRET_KEY=cookie_key,
        SESSION_COOKIE_NAME="gridflow",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure_cookies,
        PERMANENT_SESSION_LIFETIME=timedelta(days=SESSION_DAYS),
        # static files set no cookie
        SESSION_REFRESH_EACH_REQUEST=False,
        MAX_CONTENT_LENGTH=REQUEST_AT_MOST,
        MAX_FORM_MEMORY_SIZE=FORM_AT_MOST,
        MAX_FORM_PARTS=PARTS_AT_MOST,
        BABEL_DEFAULT_LOCALE="zh_Hans_CN",
    )
    Babel(app)
    desk = Desk(engine, prints, doorbell, Assets.load(), shipped_wording(), banner)
    signing_in.install(app, desk)
    csrf.guard(app)
    security.secure(app)
    failures.install(app, desk)
    shell.install(app, desk)
    app.jinja_env.filters.update(filters_of(desk), from_json=json.loads)
    home, *others = views_of(desk)
    admin = Admin(
        app,
        name="gridflow",
        index_view=home,
        url="/",
        theme=Bootstrap4Theme(base_template="base.html"),
        csp_nonce_generator=security.nonce,
    )
    admin.add_views(*others)
    return app
