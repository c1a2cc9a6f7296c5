"""Who may do what with an order: who binds one of its sides, and members who were given the menu there."""

from __future__ import annotations

from workflows.business.orders.models import ServiceOrder
from workflows.business.orders.values import Side
from workflows.people.identity.roles import OVERSIGHT
from workflows.people.viewer import Viewer

MENU = "orders"


def side_of(viewer: Viewer, row: ServiceOrder) -> Side | None:
    """Return on which side of an order the viewer works, None if on neither."""
    return side_between(viewer, row.enterprise_id, row.provider_id)


def side_between(viewer: Viewer, enterprise_id: str, provider_id: str) -> Side | None:
    """Return on which side of a deal between two organisations the viewer works, None if on neither."""
    if viewer.may(enterprise_id, MENU):
        return "enterprise"
    return "provider" if viewer.may(provider_id, MENU) else None


def organisation_of(row: ServiceOrder, side: Side) -> str:
    """Return the id of the organisation of one side."""
    return row.enterprise_id if side == "enterprise" else row.provider_id


def may_see(viewer: Viewer, row: ServiceOrder) -> bool:
    """Both sides, and who oversees every case; what is seen stays so when a certification ends."""
    return side_of(viewer, row) is not None or viewer.holds(*OVERSIGHT)


def may_pay(viewer: Viewer, row: ServiceOrder) -> bool:
    """Money of a wallet is moved by who was given the wallet too, and never by an agent."""
    of = row.enterprise_id
    return viewer.may(of, MENU) and viewer.may(of, "wallet") and not viewer.is_agent_of(of)
