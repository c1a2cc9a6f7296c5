"""Who may see and change an organisation."""

from __future__ import annotations

from workflows.people.identity.roles import OPERATIONS, OVERSIGHT
from workflows.people.organisations.values import OrganisationView
from workflows.people.viewer import Viewer


def may_see_organisation(viewer: Viewer, organisation: OrganisationView) -> bool:
    """Its own people; who oversees all; the window of its city or of its cluster."""
    if viewer.belongs_to(organisation.id) or viewer.holds(*OVERSIGHT):
        return True
    city = (organisation.region_code or "")[:4] + "00"
    return city in viewer.regions or organisation.cluster_id in viewer.clusters


def may_see_account(viewer: Viewer, organisation: OrganisationView) -> bool:
    """The bank account is for who binds the organisation and for finance."""
    return viewer.acts_for(organisation.id) or viewer.holds("finance")


def may_keep_regions(viewer: Viewer) -> bool:
    """Administrators keep regions, clusters and organisations."""
    return viewer.holds("admin")


def may_keep_announcements(viewer: Viewer) -> bool:
    """Operators write public notices."""
    return viewer.holds(*OPERATIONS)
