"""What the engine may ask about groups when a package is deployed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from workflows.ground.work import Work
from workflows.people.identity.roles import is_group
from workflows.people.organisations.models import Cluster, Region
from workflows.people.viewer import CLUSTER, WINDOW


class Groups:
    """The groups that tasks may be addressed to: roles, windows of regions and clusters."""

    def __init__(self, begin: Callable[[], AbstractContextManager[Work]]) -> None:
        """Look up windows and clusters in a transaction of `begin`, or in the one that is open."""
        self._begin = begin

    def group_exists(self, group: str) -> bool:
        """Tell whether tasks may be addressed to `group`."""
        if not is_group(group):
            return False
        with self._begin() as work:
            if group.startswith(WINDOW):
                region = work.session.get(Region, group.removeprefix(WINDOW))
                return region is not None and region.has_window
            if group.startswith(CLUSTER):
                cluster = work.session.get(Cluster, group.removeprefix(CLUSTER))
                return cluster is not None and cluster.active
        return True
