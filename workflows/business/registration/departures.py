"""What becomes of an organisation whose legal person closes the account, and whom it goes on naming."""

from __future__ import annotations

from sqlalchemy import select

from workflows.business.seals.operations import organisation_changed
from workflows.ground.work import Work
from workflows.people.departures import Departure
from workflows.people.organisations import operations as organisations
from workflows.people.organisations.models import Member, Organisation


def _close(work: Work, organisation_id: str) -> None:
    """It is certified no more, and its seal is revoked."""
    organisations.close(work, organisation_id)
    organisation_changed(work, organisation_id)


def _named(work: Work, user_id: str) -> bool:
    """Whoever belonged to an organisation that was certified stands in its records."""
    belonged = (
        select(Member.user_id)
        .join(Organisation, Organisation.id == Member.organisation_id)
        .where(Member.user_id == user_id, Organisation.certified_at.is_not(None))
        .limit(1)
    )
    return work.session.scalar(belonged) is not None


DEPARTURE = Departure(close_organisation=_close, keeps=_named)
