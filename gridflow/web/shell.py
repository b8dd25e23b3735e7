"""What every template can say: sentences, who is here, where to go, hidden inputs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, get_flashed_messages, request, url_for
from flask_login import current_user
from markupsafe import Markup

from gridflow.engine import Actor
from gridflow.engine.access import may
from gridflow.engine.accounts import SignedIn
from gridflow.engine.campaign_rights import ANY_CAMPAIGN
from gridflow.web import csrf, security
from gridflow.web.desk import Desk
from gridflow.web.inputs import asked


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the main navigation."""

    url: str
    label: str
    here: bool


def install(app: Flask, desk: Desk) -> None:
    """Give the templates their words and functions."""

    def key_input() -> Markup:
        made = desk.engine.new_id()
        return Markup('<input type="hidden" name="key" value="{}">').format(made)

    def values() -> dict[str, object]:
        held: SignedIn | None = getattr(current_user, "held", None)
        actor = desk.actor()
        return {
            "me": held,
            "actor": actor,
            "places": _places(desk, actor) if actor else (),
            "banner": desk.banner,
            "messages": get_flashed_messages(with_categories=True),
        }

    app.context_processor(values)
    env = app.jinja_env
    env.trim_blocks = env.lstrip_blocks = True
    # macros of imported templates see these too
    env.globals.update(
        t=desk.say,
        static=desk.assets.url,
        nonce=security.nonce,
        csrf=csrf.token_input,
        csrf_value=csrf.token,
        key_input=key_input,
        told=desk.told,
        asked=asked,
        known=lambda code: code in desk.wording() or code in desk.shipped,
        icon=env.get_template("parts/icons.html").module.icon,  # type: ignore[attr-defined]
    )


def _places(desk: Desk, actor: Actor) -> tuple[Place, ...]:
    found = [_place("inbox.index", desk.say("nav_inbox"))]
    found.extend(
        _place("record_list.index", kind.label, path=kind.path)
        for kind in desk.procedure().records.values()
        if kind.path and may(desk.engine, actor, "see", kind.id).allowed
    )
    if any(may(desk.engine, actor, "see", one).allowed for one in _campaigns(desk)):
        found.append(_place("campaign.index", desk.say("nav_campaigns")))
    if may(desk.engine, actor, "roster", "people").allowed:
        found.append(_place("roster.index", desk.say("nav_roster")))
    if any(may(desk.engine, actor, "manage", one).allowed for one in MANAGED):
        found.append(_place("admin.index", desk.say("nav_admin")))
    return tuple(found)


def _campaigns(desk: Desk) -> tuple[str, ...]:
    return (ANY_CAMPAIGN, *desk.procedure().campaigns)


MANAGED = ("people", "posts", "areas", "codes")


def _place(endpoint: str, label: str, **values: Any) -> Place:  # noqa: ANN401 - Flask's own
    url = url_for(endpoint, **values)
    here = request.path == url or request.path.startswith(f"{url}/")
    return Place(url, label, here)
