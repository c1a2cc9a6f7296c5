"""Who is online in the waiting room and the bidding room of a tender.

A page of the room says every few seconds that it is open; who has not for `ONLINE` is not online any more.
One row a person and room, so nothing grows with the time that a page is open. Until the waiting time nobody
is told who is there: in the room are those who have bid.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from workflows.business.demands.models import Demand
from workflows.business.demands.policy import MENU, is_own
from workflows.business.demands.tender_models import RoomVisit, Tender, TenderBid
from workflows.business.demands.tender_queries import tender_of_number
from workflows.business.demands.tender_values import ONLINE, RUNNING, WAITING, RoomPresence
from workflows.ground.errors import NotFound
from workflows.ground.work import Work
from workflows.people.identity.roles import OVERSIGHT
from workflows.people.organisations.models import Organisation
from workflows.people.viewer import Viewer

MOST_ORGANISATIONS = 200
KEPT = timedelta(hours=1)
AT_ONCE = 1_000
"""Visits that one run of the cleaning removes."""


def be_online(work: Work, viewer: Viewer, number: str) -> RoomPresence:
    """Note that the viewer has the room open, and return who else has, as far as the viewer may know.

    Raises: NotFound: none, or it is none of the viewer's.
    """
    demand, tender = tender_of_number(work, number)
    own_id = _side_of(work, viewer, demand, tender)
    if own_id is None and not viewer.holds(*OVERSIGHT):
        raise NotFound("demands.tender_not_found")
    if tender.state not in RUNNING or work.now < tender.opens_at - WAITING:
        return RoomPresence(shown=False, enterprise=False, bidders=0, names=())
    if own_id is not None:
        _note(work, viewer, tender, own_id)
    return _presence(work, demand, tender, named=own_id in {None, demand.organisation_id})


def _side_of(work: Work, viewer: Viewer, demand: Demand, tender: Tender) -> str | None:
    """Return the organisation for which the viewer is in the room, None for who oversees it."""
    if is_own(viewer, demand):
        return demand.organisation_id
    bidders = select(TenderBid.provider_id).where(
        TenderBid.tender_id == tender.id, TenderBid.state != "taken_back"
    )
    return next((one for one in work.session.scalars(bidders) if viewer.may(one, MENU)), None)


def _note(work: Work, viewer: Viewer, tender: Tender, organisation_id: str) -> None:
    visit = insert(RoomVisit).values(
        tender_id=tender.id, user_id=viewer.user_id, organisation_id=organisation_id, seen_at=work.now
    )
    work.session.execute(
        visit.on_conflict_do_update(
            index_elements=["tender_id", "user_id"],
            set_={"seen_at": work.now, "organisation_id": organisation_id},
        )
    )


def _presence(work: Work, demand: Demand, tender: Tender, *, named: bool) -> RoomPresence:
    rows = (
        select(RoomVisit.organisation_id, Organisation.name)
        .join(Organisation, Organisation.id == RoomVisit.organisation_id)
        .where(RoomVisit.tender_id == tender.id, RoomVisit.seen_at > work.now - ONLINE)
        .group_by(RoomVisit.organisation_id, Organisation.name)
        .order_by(RoomVisit.organisation_id)
        .limit(MOST_ORGANISATIONS)
    )
    online = {row.organisation_id: row.name for row in work.session.execute(rows)}
    enterprise = online.pop(demand.organisation_id, None) is not None
    return RoomPresence(
        shown=True, enterprise=enterprise, bidders=len(online), names=tuple(online.values()) if named else ()
    )


def forget_visits(work: Work) -> int:
    """Remove visits that are long over, a bounded number at once; return how many."""
    over = (
        select(RoomVisit.tender_id, RoomVisit.user_id)
        .where(RoomVisit.seen_at < work.now - KEPT)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    keys = [(row.tender_id, row.user_id) for row in work.session.execute(over)]
    work.session.execute(delete(RoomVisit).where(tuple_(RoomVisit.tender_id, RoomVisit.user_id).in_(keys)))
    return len(keys)
