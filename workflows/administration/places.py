"""What administrators do with regions and industry clusters; each action is recorded."""

from __future__ import annotations

from typing import Any

from workflows.ground.audit.log import Subject, record
from workflows.ground.errors import Conflict, FieldProblem, Invalid
from workflows.ground.work import Work
from workflows.people.organisations import operations
from workflows.people.organisations.queries import clusters, regions
from workflows.people.organisations.values import ClusterView, RegionView
from workflows.people.viewer import Viewer


def add_region(
    work: Work, viewer: Viewer, code: str, *, parent_code: str, name_zh: str, name_en: str
) -> None:
    """Add a region below another. Raises: Forbidden; NotFound: no such parent; Invalid: at the field."""
    names = {"name_zh": name_zh, "name_en": name_en}
    operations.save_region(work, viewer, code.strip(), parent_code=parent_code, **names)
    _note_region(work, "region.added", None, code.strip())


def rename_region(work: Work, viewer: Viewer, code: str, *, name_zh: str, name_en: str) -> None:
    """Rename a region. Raises: Forbidden; NotFound; Invalid: at the field."""
    before = _region(work, code)
    operations.save_region(work, viewer, code, name_zh=name_zh, name_en=name_en)
    _note_region(work, "region.renamed", before, code)


def set_region_active(work: Work, viewer: Viewer, code: str, *, active: bool) -> None:
    """Retire a region or bring it back. Raises: Forbidden; NotFound; InvalidState."""
    before = _region(work, code)
    operations.set_region_active(work, viewer, code, active=active)
    _note_region(work, "region.restored" if active else "region.retired", before, code)


def set_window(work: Work, viewer: Viewer, code: str, *, has_window: bool) -> None:
    """Give a region a window or take it away. Raises: Forbidden; NotFound."""
    before = _region(work, code)
    operations.set_window(work, viewer, code, has_window=has_window)
    work.session.flush()
    _note_region(work, "region.window_opened" if has_window else "region.window_closed", before, code)


def save_cluster(
    work: Work,
    viewer: Viewer,
    cluster_id: str,
    *,
    region_code: str,
    name_zh: str,
    name_en: str,
    active: bool = True,
    create: bool = False,
) -> None:
    """Make or change an industry cluster; one that is not active is offered to nobody any more.

    Raises: Forbidden; NotFound; Invalid: at the field, also when the id is taken.
    """
    cluster_id = cluster_id.strip()
    before = _cluster(work, cluster_id)
    names = {"name_zh": name_zh, "name_en": name_en}
    try:
        operations.save_cluster(
            work, viewer, cluster_id, region_code=region_code, active=active, create=create, **names
        )
    except Conflict as taken:
        problem = FieldProblem("id", taken.code, taken.params)
        raise Invalid("organisations.input_incomplete", [problem]) from taken
    after = _cluster(work, cluster_id)
    if after is not None and before != after:
        action = "cluster.changed" if before else "cluster.added"
        subject = Subject("cluster", cluster_id, after.name_zh)
        record(work, action, subject, _cluster_facts(before), _cluster_facts(after))


def _note_region(work: Work, action: str, before: RegionView | None, code: str) -> None:
    after = _region(work, code)
    if after is not None and before != after:
        subject = Subject("region", code, after.name_zh)
        record(work, action, subject, _region_facts(before), _region_facts(after))


def _region(work: Work, code: str) -> RegionView | None:
    return next((region for region in regions(work) if region.code == code), None)


def _cluster(work: Work, cluster_id: str) -> ClusterView | None:
    return next((one for one in clusters(work, active_only=False) if one.id == cluster_id), None)


def _region_facts(region: RegionView | None) -> dict[str, Any]:
    if region is None:
        return {}
    return {
        "name_zh": region.name_zh,
        "name_en": region.name_en,
        "active": region.active,
        "has_window": region.has_window,
    }


def _cluster_facts(cluster: ClusterView | None) -> dict[str, Any]:
    if cluster is None:
        return {}
    return {
        "name_zh": cluster.name_zh,
        "name_en": cluster.name_en,
        "region": cluster.region_code,
        "active": cluster.active,
    }
