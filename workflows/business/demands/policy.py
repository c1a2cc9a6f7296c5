"""Who may do what with a demand: its enterprise, those who oversee, certified providers, everybody."""

from __future__ import annotations

from workflows.business.demands.models import Demand
from workflows.ground.work import Work
from workflows.people.identity.roles import OVERSIGHT
from workflows.people.organisations.queries import organisations_of
from workflows.people.policies.team import may_work_in
from workflows.people.viewer import Viewer

MENU = "orders"


def is_own(viewer: Viewer | None, row: Demand) -> bool:
    """Return whether the viewer works on the demands of its enterprise."""
    return viewer is not None and viewer.may(row.organisation_id, MENU)


def may_see(viewer: Viewer | None, row: Demand) -> bool:
    """Everybody while it is published; else its enterprise, and who oversees every case."""
    oversees = viewer is not None and viewer.holds(*OVERSIGHT)
    return row.state == "published" or is_own(viewer, row) or oversees


def may_read_contact(work: Work, viewer: Viewer | None, row: Demand) -> bool:
    """The enterprise itself, who oversees, and who takes orders for a certified provider."""
    if viewer is None:
        return False
    if is_own(viewer, row) or viewer.holds(*OVERSIGHT):
        return True
    own = organisations_of(work, viewer.user_id)
    return any(one.kind == "provider" and may_work_in(viewer, one, MENU) for one in own)


def may_move_deposit(viewer: Viewer, row: Demand) -> bool:
    """Money of a wallet is moved by who was given the wallet too, and never by an agent."""
    of = row.organisation_id
    return viewer.may(of, MENU) and viewer.may(of, "wallet") and not viewer.is_agent_of(of)
