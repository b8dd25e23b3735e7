"""What a broken command raises, one class per condition."""

from __future__ import annotations

from gridflow.errors import GridflowError


class NothingPublishedError(GridflowError):
    """No definitions are active yet."""

    code = "nothing_published"
    status = 503


class NotOpenError(GridflowError):
    """The object is not in a state in which this can be done to it."""

    code = "not_open"
    status = 409


class QuotaError(GridflowError):
    """The person did this too often today."""

    code = "quota"
    status = 429


class ReasonMissingError(GridflowError):
    """The command wants a reason and got none."""

    code = "reason_missing"
    status = 400


class BrokenFileError(GridflowError):
    """A file cannot be read as what it must be."""

    code = "broken_file"
    status = 400


class BundleBrokenError(GridflowError):
    """A stored bundle can no longer be read as a site."""

    code = "bundle_broken"


class TooManySlotsError(GridflowError):
    """A form indexes more fields of a kind than there are typed columns."""

    code = "too_many_slots"
    status = 409


class AlreadyOpenError(GridflowError):
    """The record has an open case of the flow."""

    code = "already_open"
    status = 409


class HeldByCampaignError(GridflowError):
    """A running campaign opened, or will open, the record's case of the flow."""

    code = "held_by_campaign"
    status = 409


class CampaignOpenError(GridflowError):
    """The campaign runs over the area already."""

    code = "campaign_open"
    status = 409


class ProposalsWaitError(GridflowError):
    """A campaign cannot be closed while proposals wait for a decision."""

    code = "proposals_wait"
    status = 409


class SupersededError(GridflowError):
    """Another task took the place of this one; facts: its code, its form's name."""

    code = "superseded"
    status = 409


class NoOutcomeError(GridflowError):
    """No outcome of the step fits what was filled in."""

    code = "no_outcome"
    status = 409


class WrongCountyError(GridflowError):
    """The definitions name another county than the database serves."""

    code = "wrong_county"
    status = 409
