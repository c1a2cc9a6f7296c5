"""Who may see and answer a direct demand: its enterprise, the addressed provider or consultant, overseers."""

from __future__ import annotations

from sqlalchemy import exists, select

from workflows.business.consultants.models import Consultant
from workflows.business.direct_demands.addressees import MENU
from workflows.business.direct_demands.models import DirectDemand
from workflows.ground.work import Work
from workflows.people.identity.roles import OVERSIGHT
from workflows.people.viewer import Viewer


def is_own(viewer: Viewer, row: DirectDemand) -> bool:
    """Return whether the viewer works on the demands of the enterprise that has sent it."""
    return viewer.may(row.enterprise_id, MENU)


def may_answer(work: Work, viewer: Viewer, row: DirectDemand) -> bool:
    """Who takes orders for the provider, and the addressed consultant while the provider has them."""
    if viewer.may(row.provider_id, MENU):
        return True
    if row.consultant_user_id != viewer.user_id:
        return False
    active = exists().where(Consultant.id == row.addressee_id, Consultant.state == "active")
    return bool(work.session.scalar(select(active)))


def may_see(work: Work, viewer: Viewer, row: DirectDemand) -> bool:
    """Both sides, and who oversees."""
    return is_own(viewer, row) or viewer.holds(*OVERSIGHT) or may_answer(work, viewer, row)
