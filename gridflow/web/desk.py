"""What every page is handed: engine, doorbell, static files, wording."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask_login import current_user

from gridflow.engine import Actor, Engine
from gridflow.engine.faults import Fault
from gridflow.engine.upload_folder import UploadFolder
from gridflow.spec.procedure import Procedure
from gridflow.spec.wording import Wording
from gridflow.web.assets import Assets


@dataclass(frozen=True, slots=True)
class Desk:
    """Built once by the factory.

    Attributes:
        prints: printed files by the digest of their content.
        doorbell: tells the workers that a job is waiting; called after the commit.
        shipped: the sentences that came with this release.
        banner: a line over every page, such as that of a demo's clock.
    """

    engine: Engine
    prints: UploadFolder
    doorbell: Callable[[], None]
    assets: Assets
    shipped: Wording
    banner: str = ""

    def actor(self) -> Actor | None:
        """Return who acts in this request; None before log-in or without a post."""
        found: Actor | None = getattr(current_user, "actor", None)
        return found

    def procedure(self) -> Procedure:
        """Return the definitions in force where the actor works."""
        site = self.engine.library.active()
        actor = self.actor()
        return site.procedures[actor.procedure if actor else site.base]

    def wording(self) -> Wording:
        """Return the sentences of the actor's procedure."""
        return self.procedure().wording

    def say(self, code: str, /, **facts: object) -> str:
        """Return a sentence of the published wording.

        What was published by an older release lacks the sentences that came with this
        one: the shipped ones stand in.
        """
        wording = self.wording()
        return (wording if code in wording else self.shipped).say(code, **facts)

    def told(self, fault: Fault) -> str:
        """Return the sentence of a fault; a definition's own comes first."""
        return fault.say or self.say(fault.code, **fault.facts)
