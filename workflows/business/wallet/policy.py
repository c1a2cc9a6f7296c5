"""Who may look into a wallet: who binds the organisation, and members who were given the menu."""

from __future__ import annotations

from workflows.ground.work import Work
from workflows.people.organisations.queries import organisation
from workflows.people.organisations.values import OrganisationView
from workflows.people.policies.team import may_settle_in
from workflows.people.viewer import Viewer, require

MENU = "wallet"


def own_organisation(work: Work, viewer: Viewer, organisation_id: str) -> OrganisationView:
    """Return the organisation into whose wallet the viewer may look.

    What is in it stays the organisation's when it is not certified any more.

    Raises: NotFound: it is none of the viewer's; Forbidden: never certified, or not given the menu.
    """
    own = organisation(work, viewer, organisation_id)
    require(may_settle_in(viewer, own, MENU), "wallet.not_yours")
    return own


def own_to_pay_from(work: Work, viewer: Viewer, organisation_id: str) -> OrganisationView:
    """Return the organisation whose cards, payment password and withdrawals are the viewer's to handle.

    Raises: NotFound; Forbidden: as `own_organisation`, or the viewer acts there as an agent.
    """
    own = own_organisation(work, viewer, organisation_id)
    require(not viewer.is_agent_of(own.id), "wallet.not_for_agents")
    return own
