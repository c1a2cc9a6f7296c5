"""What goes on in somebody's place while they are away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from workflows.approvals.models import WorkItem, in_state
from workflows.ground.work import Work
from workflows.people.absences.active import away_now
from workflows.people.absences.queries import own_absences
from workflows.people.absences.values import AbsenceView
from workflows.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class WhileAway:
    """The viewer's absence that goes on. `in_hand`, `decided`: how many tasks deputies have, and had."""

    absence_id: str
    deputy_name: str
    ends_at: datetime
    in_hand: int
    decided: int


def while_away(work: Work, viewer: Viewer) -> list[WhileAway]:
    """Return the viewer's absences that go on now, with what is done in their place.

    No statement more for who is there; a few for who is away.
    """
    if all(one.user_id != viewer.user_id for one in away_now(work)):
        return []
    return [
        _with_numbers(work, one)
        for one in own_absences(work, viewer)
        if one.user_id == viewer.user_id and one.state == "going_on"
    ]


def _with_numbers(work: Work, absence: AbsenceView) -> WhileAway:
    lent = WorkItem.stands_for == absence.user_id
    held = select(func.count()).where(lent, in_state("claimed"))
    decided = select(func.count()).where(
        lent,
        in_state("done"),
        WorkItem.closed_by == absence.deputy_id,
        WorkItem.closed_at >= absence.starts_at,
    )
    in_hand, done = (work.session.scalar(count) or 0 for count in (held, decided))
    return WhileAway(absence.id, absence.deputy_name, absence.ends_at, in_hand, done)
