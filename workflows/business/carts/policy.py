"""Who has a cart: who binds an enterprise, and members who were given the menu of orders."""

from __future__ import annotations

from workflows.ground.work import Work
from workflows.people.organisations.queries import organisation
from workflows.people.organisations.values import OrganisationView
from workflows.people.viewer import Viewer, require

MENU = "orders"


def may_collect(viewer: Viewer, own: OrganisationView) -> bool:
    """Whether the viewer orders for an enterprise; it need not be certified to collect what it wants."""
    return own.kind == "enterprise" and viewer.may(own.id, MENU)


def own_enterprise(work: Work, viewer: Viewer, organisation_id: str) -> OrganisationView:
    """Return the enterprise for which the viewer orders.

    Raises: NotFound: it is none of the viewer's; Forbidden: a provider, or the menu was not given to them.
    """
    own = organisation(work, viewer, organisation_id)
    require(may_collect(viewer, own), "carts.not_yours")
    return own
