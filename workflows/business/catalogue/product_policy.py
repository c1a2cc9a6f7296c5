"""Who may see and keep the products of an organisation, and which kinds it may list."""

from __future__ import annotations

from workflows.business.catalogue.values import ProductKind
from workflows.people.organisations.values import OrganisationView
from workflows.people.policies.team import may_work_in
from workflows.people.viewer import Viewer

MENU = "products"
_KINDS: dict[str, tuple[ProductKind, ...]] = {
    "provider": ("solution", "service", "featured", "regular"),
    "enterprise": ("own",),
}


def may_keep_products(viewer: Viewer, organisation: OrganisationView) -> bool:
    """Who was given the menu, once the organisation is certified."""
    return may_work_in(viewer, organisation, MENU)


def may_see_products(viewer: Viewer, organisation_id: str) -> bool:
    """Who was given the menu; also while the organisation is not certified any more."""
    return viewer.may(organisation_id, MENU)


def kinds_for(organisation: OrganisationView) -> tuple[ProductKind, ...]:
    """Return the kinds of products that an organisation may list, none before it is certified."""
    return _KINDS[organisation.kind] if organisation.certified else ()
