"""`/campaigns`: how far a campaign is, the lists it counts, and deciding about it."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import flash, request
from werkzeug.wrappers import Response as AnyResponse

from gridflow.engine.access import may
from gridflow.engine.campaigns import (
    campaign_list,
    campaign_page,
    campaign_subjects,
    close_campaign,
    decide_proposal,
    open_campaign,
)
from gridflow.web.campaign_view import Link, laggards_first, pace_of, share
from gridflow.web.page import Page, cursor_of_request, exposed, key_of_request, see

STATES = ("todo", "claimed", "done", "waiting", "open", "ended")
NO_CLASS = "-"
AT_MOST = 80


class Campaigns(Page):
    """Campaigns in the actor's scope."""

    @exposed("/")
    def index(self) -> AnyResponse:
        """Show the campaigns there are, and those that may be opened."""
        rows = campaign_list(self.engine, self.actor)
        return self.show("campaigns.html", rows=rows)

    @exposed("/", methods=("POST",))
    def open(self) -> AnyResponse:
        """Open a campaign over the actor's part of its area."""
        code = open_campaign(
            self.engine,
            self.actor,
            request.form.get("campaign", "")[:AT_MOST],
            key=key_of_request(self.engine),
        )
        flash(self.desk.say("campaign_was_opened"), "sent")
        return see("campaign.show_campaign", code=code)

    @exposed("/<code>")
    def show_campaign(self, code: str) -> AnyResponse:
        """Show how far a campaign is, in the actor's area or one below it."""
        area = request.args.get("area", "")[:AT_MOST] or None
        page = campaign_page(self.engine, self.actor, code, area=area)
        record = self._kind(page.record_path)
        whole, full = (
            bool(record) and may(self.engine, self.actor, verb, record).allowed
            for verb in ("print", "reveal")
        )
        return self.show(
            "campaign.html",
            page=page,
            rows=laggards_first(page),
            link=Link(page.code, page.area_code),
            pace=pace_of(page, self.engine.today()),
            share=share,
            # the volume of a grid, or of a village: its grids lie right below
            volume=whole and all(one.leaf for one in page.rows),
            full=full,
        )

    def _kind(self, path: str) -> str:
        kinds = self.desk.procedure().records.values()
        return next((one.id for one in kinds if one.path == path), "")

    @exposed("/<code>/subjects")
    def subjects(self, code: str) -> AnyResponse:
        """List the records behind a number."""
        asked = {name: request.args.get(name, "")[:AT_MOST] for name in _NARROWED}
        class_ = "" if asked["class"] == NO_CLASS else asked["class"] or None
        state = asked["state"] if asked["state"] in STATES else ""
        page = campaign_page(self.engine, self.actor, code, area=asked["area"] or None)
        found = campaign_subjects(
            self.engine,
            self.actor,
            code,
            area=asked["area"] or None,
            class_=class_,
            state=state or None,
            after=_cursor(),
        )
        kept = [(name, value) for name, value in asked.items() if value]
        following = ""
        if found.after is not None:
            title, record = found.after
            following = "?" + urlencode([*kept, ("after", f"{record}.{title}")])
        return self.show(
            "campaign_subjects.html",
            page=page,
            rows=found.rows,
            following=following,
            first="?" + urlencode(kept) if cursor_of_request() else "",
            asked=asked,
            state=state,
            states=STATES,
        )

    @exposed("/<code>/decide", methods=("POST",))
    def decide(self, code: str) -> AnyResponse:
        """Change a record's form as proposed, or keep it, for a reason."""
        change = request.form.get("do") == "change"
        decide_proposal(
            self.engine,
            self.actor,
            code,
            request.form.get("record", "")[:AT_MOST],
            change=change,
            reason=request.form.get("reason", "").strip(),
            key=key_of_request(self.engine),
        )
        flash(self.desk.say("proposal_changed" if change else "proposal_kept"), "sent")
        area = request.form.get("area", "")[:AT_MOST]
        return see("campaign.show_campaign", code=code, area=area or None)

    @exposed("/<code>/close", methods=("POST",))
    def close(self, code: str) -> AnyResponse:
        """End a campaign: what is open stays to be done."""
        close_campaign(self.engine, self.actor, code, key=key_of_request(self.engine))
        flash(self.desk.say("campaign_was_closed"), "sent")
        return see("campaign.show_campaign", code=code)


_NARROWED = ("area", "class", "state")


def _cursor() -> tuple[str, int] | None:
    """Return title and record of the last row before this page, None on the first."""
    record, _, title = cursor_of_request().partition(".")
    return (title, int(record)) if record.isdecimal() else None
