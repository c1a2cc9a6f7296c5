"""Who may see an organisation's vouchers: who binds it, and members who were given the wallet."""

from __future__ import annotations

from workflows.ground.work import Work
from workflows.people.organisations.queries import organisation
from workflows.people.organisations.values import OrganisationView
from workflows.people.policies.team import may_settle_in
from workflows.people.viewer import Viewer, require

MENU = "wallet"


def own_organisation(work: Work, viewer: Viewer, organisation_id: str) -> OrganisationView:
    """Return the organisation whose vouchers the viewer may see.

    It goes on seeing them, and gives them up, when it is not certified any more.

    Raises: NotFound: it is none of the viewer's; Forbidden: never certified, or not given the menu.
    """
    own = organisation(work, viewer, organisation_id)
    require(may_settle_in(viewer, own, MENU), "vouchers.not_yours")
    return own
