"""What a campaign as a whole keeps to: one kind of record, and a form to begin with."""

from __future__ import annotations

from collections.abc import Mapping

from gridflow.spec.campaigns import Campaign
from gridflow.spec.flows import Flow
from gridflow.spec.forms import Form
from gridflow.spec.gathered import Gathered, child, maps_in, text_of
from gridflow.spec.node import Node
from gridflow.spec.reading import Reading


def check_campaign(
    campaign: Campaign,
    flows: Mapping[str, Flow],
    forms: Mapping[str, Form],
    gathered: Gathered,
    reading: Reading,
) -> None:
    """Tell of a flow or a form about another record, and of a flow without a form."""
    node = gathered.by_id["campaign"].get(campaign.id)
    flow = flows.get(campaign.flow)
    if flow is not None:
        written = child(node, "flow")
        _check_about(campaign, "flow", flow, written, "flow", reading)
        if not flow.steps or flow.steps[0].form is None:
            place = written.place if written else campaign.place
            reading.tell("first-step-without-form", place, "flow", word=flow.id)
    rows = {text_of(one, "rule"): one for one in maps_in(node, "rules")}
    for rule in campaign.rules:
        form = forms.get(rule.form)
        if form is not None:
            written = child(rows.get(rule.id), "form")
            path = f"rules.{rule.id}.form"
            _check_about(campaign, "form", form, written, path, reading)


def _check_about(
    campaign: Campaign,
    thing: str,
    found: Flow | Form,
    written: Node | None,
    path: str,
    reading: Reading,
) -> None:
    if found.about == campaign.about:
        return
    place = written.place if written else campaign.place
    reading.tell(
        "about-another",
        place,
        path,
        word=found.id,
        thing=thing,
        needed=campaign.about,
        here=found.about,
    )
