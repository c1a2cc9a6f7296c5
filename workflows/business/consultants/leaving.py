"""A consultant who leaves a provider by themselves, at whatever stage the link is."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from workflows.approvals.tasks.locking import lock_case
from workflows.business.consultants import consultant_lifecycle
from workflows.business.consultants.models import Consultant
from workflows.business.consultants.values import HELD, RUNNING
from workflows.ground.audit.log import Subject, record
from workflows.ground.errors import NotFound
from workflows.ground.work import Work
from workflows.people.departures import Departure, HeldPlace
from workflows.people.organisations.models import Organisation


def _places(work: Work, user_id: str) -> Iterator[HeldPlace]:
    rows = (
        select(Consultant.id, Organisation.id, Organisation.name)
        .join(Organisation, Organisation.id == Consultant.organisation_id)
        .where(Consultant.user_id == user_id, Consultant.state.in_(HELD))
        .order_by(Consultant.id)
    )
    for consultant_id, organisation_id, name in work.session.execute(rows):
        yield HeldPlace("consultant", consultant_id, organisation_id, name)


def leave(work: Work, user_id: str, consultant_id: str) -> None:
    """End the person's own link; its process ends with it, who invited them is told.

    Raises: NotFound: this is not their link, or it has ended.
    """
    known = work.session.get(Consultant, consultant_id)
    if known is None or known.user_id != user_id:
        raise NotFound("own_account.place_not_found")
    lock_case(work, known.case_id)
    row = consultant_lifecycle.locked(work, consultant_id)
    if row.state not in HELD:
        raise NotFound("own_account.place_not_found")
    before = row.state
    consultant_lifecycle.end(work, row.id)
    if before in RUNNING:
        work.runtime.correlate("consultant_ended", correlation_key=row.id, variables={"reason": ""})
    subject = Subject("consultant", row.id, row.name)
    record(work, "consultant.left", subject, {"state": before}, {"state": "ended"})
    consultant_lifecycle.tell_provider(work, row, "consultant_left")


DEPARTURE = Departure(places=_places, leave=leave)
