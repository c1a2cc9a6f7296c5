"""Reading seals: whether there is one that counts, the page of its organisation, its picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Select, exists, select

from workflows.business.certificates.models import Certificate
from workflows.business.identity_checks.models import IdentityCheck
from workflows.business.identity_checks.values import PersonRole
from workflows.business.seals.models import Seal
from workflows.business.seals.policy import may_supervise, own_organisation
from workflows.business.seals.values import SealSource, SealState, SealView
from workflows.ground.errors import NotFound
from workflows.ground.reasons import in_words
from workflows.ground.work import Work
from workflows.people.organisations.models import Organisation
from workflows.people.viewer import Viewer

SHOWN = 20


def has_valid_seal(work: Work, organisation_id: str) -> bool:
    """Tell whether this is a certified organisation with a seal that counts now.

    Whoever asks for “a certified enterprise with a seal” asks this.
    """
    valid = (
        select(Seal.id)
        .join(Certificate, Certificate.serial == Seal.certificate_serial)
        .join(Organisation, Organisation.id == Seal.organisation_id)
        .where(
            Seal.organisation_id == organisation_id,
            Seal.state == "active",
            Seal.name == Organisation.name,
            Organisation.certification == "certified",
            Certificate.revoked_at.is_(None),
            Certificate.valid_until > work.now,
        )
    )
    return bool(work.session.scalar(select(exists(valid))))


def seals(work: Work, viewer: Viewer, organisation_id: str) -> Sequence[SealView]:
    """Return the seals of the viewer's organisation, the newest first. Raises: NotFound; Forbidden."""
    own = own_organisation(work, viewer, organisation_id)
    return _listed(work, own.id)


def supervised_seals(work: Work, viewer: Viewer, organisation_id: str) -> Sequence[SealView]:
    """Return the seals of any organisation for who supervises them; nothing for everybody else."""
    return _listed(work, organisation_id) if may_supervise(viewer) else ()


def _listed(work: Work, organisation_id: str) -> Sequence[SealView]:
    rows = _rows().where(Seal.organisation_id == organisation_id)
    newest = rows.order_by(Seal.made_at.desc(), Seal.id).limit(SHOWN)
    return tuple(view(work, *known) for known in work.session.execute(newest))


def seal(work: Work, viewer: Viewer, seal_id: str) -> SealView:
    """Return a seal for its organisation, and for who supervises. Raises: NotFound; Forbidden."""
    known = work.session.execute(_rows().where(Seal.id == seal_id)).one_or_none()
    if known is None:
        raise NotFound("seals.not_found")
    row = known[0]
    if not may_supervise(viewer):
        if not viewer.belongs_to(row.organisation_id):
            raise NotFound("seals.not_found")
        own_organisation(work, viewer, row.organisation_id)
    return view(work, *known)


def picture(work: Work, viewer: Viewer, seal_id: str) -> bytes:
    """Return what a seal looks like, as PNG. Raises: NotFound; Forbidden."""
    one = seal(work, viewer, seal_id)
    return work.session.scalars(select(Seal.picture).where(Seal.id == one.id)).one()


def certificate_of(work: Work, viewer: Viewer, seal_id: str) -> str:
    """Return the certificate of a seal as PEM: what is public of it. Raises: NotFound; Forbidden."""
    return work.session.get_one(Certificate, seal(work, viewer, seal_id).serial).pem


def _rows() -> Select[Seal, Certificate, str]:
    return (
        select(Seal, Certificate, IdentityCheck.person_role)
        .join(Certificate, Certificate.serial == Seal.certificate_serial)
        .join(IdentityCheck, IdentityCheck.number == Seal.check_number)
    )


def view(work: Work, row: Seal, certificate: Certificate, person_role: str) -> SealView:
    """Return a row as a value; one whose certificate has run out is shown as expired."""
    state = "expired" if row.state == "active" and certificate.valid_until <= work.now else row.state
    return SealView(
        row.id,
        row.organisation_id,
        row.name,
        row.code,
        cast("SealSource", row.source),
        cast("SealState", state),
        in_words(row.reason),
        row.person,
        cast("PersonRole", person_role),
        row.made_at,
        row.ended_by,
        row.ended_at,
        row.certificate_serial,
        certificate.fingerprint,
        certificate.valid_from,
        certificate.valid_until,
    )


@dataclass(frozen=True, slots=True)
class SealToSignWith:
    """What a signature is made of: the seal, its picture, and the serial of its certificate."""

    id: str
    serial: str
    picture: bytes


def seal_to_sign_with(work: Work, organisation_id: str) -> SealToSignWith | None:
    """Return the seal of a certified organisation that counts now, None if there is none."""
    if not has_valid_seal(work, organisation_id):
        return None
    active = select(Seal).where(Seal.organisation_id == organisation_id, Seal.state == "active")
    row = work.session.scalars(active).one()
    return SealToSignWith(row.id, row.certificate_serial, row.picture)
