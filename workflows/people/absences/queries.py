"""Who is, was and will be away."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select

from workflows.ground.work import Work
from workflows.people.absences.chains import between, partial
from workflows.people.absences.models import Absence
from workflows.people.absences.values import AbsenceView, State
from workflows.people.identity import queries as identity
from workflows.people.identity.models import RoleGrant
from workflows.people.policies.absences import may_confirm, may_keep_all, may_set, may_set_for_others
from workflows.people.viewer import Viewer, require

SHOWN = 100


def own_absences(work: Work, viewer: Viewer) -> list[AbsenceView]:
    """Return the viewer's absences, and those in which they stand in, the latest first; 100 at most."""
    mine = or_(Absence.user_id == viewer.user_id, Absence.deputy_id == viewer.user_id)
    rows = select(Absence).where(mine).order_by(Absence.starts_at.desc(), Absence.id.desc()).limit(SHOWN)
    return _views(work, viewer, list(work.session.scalars(rows)))


def all_absences(work: Work, viewer: Viewer) -> list[AbsenceView]:
    """Return the absences that go on or are ahead, the next to end first; 100 at most.

    Of everybody for operators and administrators, of their groups for leads. Raises: Forbidden.
    """
    require(may_set_for_others(viewer))
    rows = select(Absence).where(Absence.ends_at > work.now, Absence.ended_at.is_(None))
    if not may_keep_all(viewer):
        led = select(RoleGrant.user_id).where(RoleGrant.group_id.in_(viewer.leads))
        rows = rows.where(Absence.user_id.in_(led))
    absences = work.session.scalars(rows.order_by(Absence.ends_at, Absence.id).limit(SHOWN))
    return _views(work, viewer, list(absences))


def state_of(work: Work, row: Absence) -> State:
    """Return whether an absence waits to be confirmed, is ahead, goes on or is over."""
    if row.ended_at is not None or row.ends_at <= work.now:
        return "over"
    if row.confirmed_at is None:
        return "waiting"
    return "going_on" if row.starts_at <= work.now else "ahead"


def _views(work: Work, viewer: Viewer, rows: Sequence[Absence]) -> list[AbsenceView]:
    ids = {who for row in rows for who in (row.user_id, row.deputy_id, row.set_by)}
    ids |= {row.confirmed_by for row in rows if row.confirmed_by is not None}
    accounts = identity.accounts(work, ids)
    names = {user_id: account.shown_name for user_id, account in accounts.items()}
    waiting = [row for row in rows if state_of(work, row) == "waiting"]
    beside = between(work, work.now, max(row.ends_at for row in waiting)) if waiting else []
    return [
        AbsenceView(
            id=row.id,
            user_id=row.user_id,
            user_name=names.get(row.user_id, ""),
            deputy_id=row.deputy_id,
            deputy_name=names.get(row.deputy_id, ""),
            starts_at=row.starts_at,
            ends_at=row.ended_at or row.ends_at,
            process_ids=tuple(row.process_ids),
            reason=row.reason,
            set_by_name=names.get(row.set_by, ""),
            state=(state := state_of(work, row)),
            may_end=state != "over" and may_set(viewer, row.user_id, accounts[row.user_id].groups),
            confirmed_by_name=names.get(row.confirmed_by or "", ""),
            may_confirm=row in waiting and may_confirm(viewer, row.user_id, partial=partial(beside, row)),
        )
        for row in rows
    ]
