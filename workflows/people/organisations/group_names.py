"""The names of groups for people: no page shows `window:430100`."""

from __future__ import annotations

from collections.abc import Iterable

from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.people.identity.roles import ROLES
from workflows.people.organisations.queries import clusters, regions
from workflows.people.viewer import CLUSTER, WINDOW


def group_names(work: Work, groups: Iterable[str], locale: Locale) -> dict[str, str]:
    """Return {group id: name} of roles, windows and clusters; at most two statements."""
    wanted = frozenset(groups)
    chinese = locale == "zh-CN"
    names = {group: ROLES[group][0 if chinese else 1] for group in wanted if group in ROLES}
    codes = {group.removeprefix(WINDOW) for group in wanted if group.startswith(WINDOW)}
    if codes:
        for region in (one for one in regions(work) if one.code in codes):
            name = f"{region.name_zh}窗口" if chinese else f"Window of {region.name_en}"
            names[f"{WINDOW}{region.code}"] = name
    ids = {group.removeprefix(CLUSTER) for group in wanted if group.startswith(CLUSTER)}
    if ids:
        for cluster in (one for one in clusters(work, active_only=False) if one.id in ids):
            name = f"{cluster.name_zh}窗口" if chinese else f"Window of {cluster.name_en}"
            names[f"{CLUSTER}{cluster.id}"] = name
    return {group: names.get(group, group) for group in wanted}
