"""Who may see and do what with a filed deal: both of its sides, and who oversees."""

from __future__ import annotations

from workflows.business.filed_deals.models import FiledDeal
from workflows.business.orders.policy import side_between
from workflows.business.orders.values import Side
from workflows.people.identity.roles import OVERSIGHT
from workflows.people.viewer import Viewer


def side_of(viewer: Viewer, row: FiledDeal) -> Side | None:
    """Return on which side of a filed deal the viewer works, None if on neither."""
    return side_between(viewer, row.enterprise_id, row.provider_id)


def may_see(viewer: Viewer, row: FiledDeal) -> bool:
    """Both sides, and who oversees every case."""
    return side_of(viewer, row) is not None or viewer.holds(*OVERSIGHT)
