"""Who may work with a seal: who binds the organisation, and members who were given the menu."""

from __future__ import annotations

from workflows.business.identity_checks.values import PersonRole
from workflows.ground.work import Work
from workflows.people.organisations.queries import organisation
from workflows.people.organisations.values import OrganisationView
from workflows.people.policies.team import may_work_in
from workflows.people.viewer import Viewer, require

MENU = "seals"


def own_organisation(work: Work, viewer: Viewer, organisation_id: str) -> OrganisationView:
    """Return the organisation in whose seal's menu the viewer may work.

    Raises: NotFound: it is none of the viewer's; Forbidden: not certified, or not given the menu.
    """
    own = organisation(work, viewer, organisation_id)
    require(may_work_in(viewer, own, MENU), "seals.not_yours")
    return own


def may_revoke(viewer: Viewer, organisation_id: str, proved_by: PersonRole) -> bool:
    """The legal person takes any seal out of use, the agent one that the agent's identity stands for.

    What stands for the legal person is not an agent's to end; a member with the menu revokes none.
    """
    if viewer.owns(organisation_id):
        return True
    return proved_by == "agent" and viewer.is_agent_of(organisation_id)


def may_supervise(viewer: Viewer) -> bool:
    """Administrators look at every seal, and revoke one."""
    return viewer.holds("admin")
