"""Who handles cards, withdrawals and the payment password: not an agent."""

from __future__ import annotations

from web.viewers import current_viewer, own_to_settle
from workflows.business.wallet.policy import MENU
from workflows.ground.work import Work
from workflows.people.organisations.values import OrganisationView
from workflows.people.viewer import require


def own_to_pay_from(work: Work) -> OrganisationView:
    """Return the organisation whose money the signed-in person moves.

    Raises: NotFound; Forbidden: as `own_to_settle`, or they act there as an agent.
    """
    own = own_to_settle(work, MENU)
    require(not current_viewer(work).is_agent_of(own.id), "wallet.not_for_agents")
    return own
