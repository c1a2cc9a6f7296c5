"""Reading invitations: what a link opens, and when links were sent."""

from __future__ import annotations

from collections.abc import Collection
from typing import cast

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from workflows.ground.errors import NotFound
from workflows.ground.work import Work
from workflows.people.identity.codes import digest
from workflows.people.identity.models import User
from workflows.people.invitations.models import Invitation
from workflows.people.invitations.values import InvitationView, Kind, SentLink


def by_token(work: Work, token: str) -> Invitation | None:
    """Return the row that a token belongs to, in any state."""
    return work.session.scalar(
        select(Invitation)
        .where(Invitation.token_hash == digest(token))
        .execution_options(populate_existing=True)
    )


def is_live(work: Work, row: Invitation) -> bool:
    """Return whether a link can still be accepted."""
    return row.state == "open" and row.expires_at > work.now


def invitation(work: Work, token: str) -> InvitationView:
    """Return what a live link says. Looking uses nothing up: mail programs look at links too.

    Raises: NotFound: it is dead, or never was; the answer does not tell which.
    """
    row = by_token(work, token)
    if row is None or not is_live(work, row):
        raise NotFound("invitations.dead")
    return InvitationView(
        kind=cast("Kind", row.kind),
        subject_id=row.subject_id,
        inviter=row.inviter,
        name=row.name,
        email=row.email,
        expires_at=row.expires_at,
        has_account=owner_of_address(work, row) is not None,
        mobile=row.mobile,
    )


def owner_of_address(work: Work, row: Invitation) -> str | None:
    """Return whose account has the number or the address that the invitation was sent to."""
    by_mobile = work.session.scalar(select(User.id).where(User.mobile == row.mobile)) if row.mobile else None
    if by_mobile is not None or not row.email_key:
        return by_mobile
    return work.session.scalar(select(User.id).where(User.email_key == row.email_key))


def last_sent(work: Work, kind: Kind, subject_ids: Collection[str]) -> dict[str, SentLink]:
    """Return {subject: the link sent last}; one statement, none for nobody."""
    newest = (
        select(Invitation.subject_id, Invitation.sent_at, Invitation.expires_at)
        .where(Invitation.kind == kind, Invitation.subject_id.in_(list(subject_ids)))
        .order_by(Invitation.subject_id, Invitation.id.desc())
        .ext(distinct_on(Invitation.subject_id))
    )
    if not subject_ids:
        return {}
    return {row.subject_id: SentLink(row.sent_at, row.expires_at) for row in work.session.execute(newest)}
