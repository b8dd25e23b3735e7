"""Published definitions: source text under its digest, and which one is active."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from peewee import fn

from gridflow.errors import NotFoundError
from gridflow.store.database import Session, Transaction
from gridflow.store.models import ActiveBundle
from gridflow.store.models import Bundle as BundleModel
from gridflow.store.statements import Statement, at, shape


@dataclass(frozen=True, slots=True)
class Bundle:
    """A published site, without its text."""

    id: int
    digest: str
    label: str
    note: str
    published_at: datetime
    person: int | None


@dataclass(frozen=True, slots=True)
class Activation:
    """A bundle became the active one."""

    number: int
    digest: str
    at: datetime
    person: int | None


_BUNDLE = shape(Bundle, BundleModel)
_ACTIVATION = shape(Activation, ActiveBundle)
_ACTIVE = Statement(
    lambda: (
        ActiveBundle.select(ActiveBundle.digest)
        .where(ActiveBundle.county == at("county"))
        .order_by(ActiveBundle.number.desc())
        .limit(1)
    )
)
_BY_DIGEST = Statement(
    lambda: BundleModel.select(*_BUNDLE.columns).where(
        (BundleModel.county == at("county")) & (BundleModel.digest == at("digest"))
    )
)
_TEXT = Statement(
    lambda: BundleModel.select(BundleModel.text).where(
        (BundleModel.county == at("county")) & (BundleModel.digest == at("digest"))
    )
)


def add_bundle(
    tx: Transaction,
    digest: str,
    text: str,
    label: str,
    note: str,
    person: int | None,
    now: datetime,
) -> Bundle:
    """Keep a site's source text under its digest; the same text is kept once."""
    tx.change(
        BundleModel.insert(
            {
                BundleModel.county: tx.county,
                BundleModel.id: tx.new_id(),
                BundleModel.digest: digest,
                BundleModel.text: text,
                BundleModel.label: label,
                BundleModel.note: note,
                BundleModel.published_at: now,
                BundleModel.person: person,
            }
        ).on_conflict_ignore()
    )
    return _must(tx, digest)


def _must(session: Session, digest: str) -> Bundle:
    found = session.row(_BUNDLE, _BY_DIGEST, digest=digest)
    if found is None:
        raise NotFoundError(bundle=digest)
    return found


def activate(tx: Transaction, digest: str, person: int | None, now: datetime) -> None:
    """Make a bundle the active one; NotFoundError if it was never published."""
    found = _must(tx, digest)
    if active_digest(tx) == digest:
        return
    last = ActiveBundle.select(fn.MAX(ActiveBundle.number)).where(
        ActiveBundle.county == tx.county
    )
    tx.change(
        ActiveBundle.insert(
            {
                ActiveBundle.county: tx.county,
                ActiveBundle.id: tx.new_id(),
                ActiveBundle.number: (tx.value(last) or 0) + 1,
                ActiveBundle.bundle: found.id,
                ActiveBundle.digest: digest,
                ActiveBundle.at: now,
                ActiveBundle.person: person,
            }
        )
    )


def active_digest(session: Session) -> str | None:
    """Return the digest of the active bundle; None before the first publishing."""
    found: str | None = session.value(_ACTIVE)
    return found


def bundle_text(session: Session, digest: str) -> str:
    """Return the source text of a bundle; NotFoundError if there is none."""
    text: str | None = session.value(_TEXT, digest=digest)
    if text is None:
        raise NotFoundError(bundle=digest)
    return text


def bundles(session: Session) -> tuple[Bundle, ...]:
    """Return all published bundles, newest first."""
    query = BundleModel.select(*_BUNDLE.columns).where(
        BundleModel.county == session.county
    )
    newest = (BundleModel.published_at.desc(), BundleModel.id.desc())
    return session.rows(_BUNDLE, query.order_by(*newest))


def activations(session: Session) -> tuple[Activation, ...]:
    """Return which bundle became active when, newest first."""
    query = ActiveBundle.select(*_ACTIVATION.columns).where(
        ActiveBundle.county == session.county
    )
    return session.rows(_ACTIVATION, query.order_by(ActiveBundle.number.desc()))
