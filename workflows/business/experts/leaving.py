"""An expert who steps down: open reviews go to others, as when an operator ends an expert."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from workflows.business.experts import expert_lifecycle
from workflows.business.experts.models import Expert
from workflows.ground.audit.log import Subject, record
from workflows.ground.errors import NotFound
from workflows.ground.work import Work
from workflows.people.departures import Departure, HeldPlace
from workflows.people.identity.groups import revoke

LIVE = ("active", "suspended")


def _places(work: Work, user_id: str) -> Iterator[HeldPlace]:
    rows = select(Expert.user_id).where(Expert.user_id == user_id, Expert.state.in_(LIVE))
    for expert_id in work.session.scalars(rows):
        yield HeldPlace("expert", expert_id)


def leave(work: Work, user_id: str, expert_id: str) -> None:
    """End the person's own place as an expert. Raises: NotFound: they are none."""
    row = work.session.get(Expert, expert_id, with_for_update=True, populate_existing=True)
    if row is None or row.user_id != user_id or row.state not in LIVE:
        raise NotFound("own_account.place_not_found")
    record(
        work, "expert.left", Subject("expert", user_id, row.name), {"state": row.state}, {"state": "ended"}
    )
    row.state, row.reason, row.changed_at = "ended", "", work.now
    work.session.flush()
    revoke(work, user_id, expert_lifecycle.GROUP)


DEPARTURE = Departure(places=_places, leave=leave)
