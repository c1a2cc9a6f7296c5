"""Regions and industry clusters, and who works in their windows."""

from __future__ import annotations

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from web.admin.blueprint import blueprint
from web.form_problems import problems_of
from web.i18n import locale_tag
from web.viewers import current_viewer
from web.work import begin
from workflows.administration import places as operations
from workflows.administration import queries
from workflows.administration.values import StaffedRegion
from workflows.ground.errors import Invalid
from workflows.ground.work import Work
from workflows.people.organisations import queries as organisations
from workflows.people.viewer import CLUSTER, WINDOW


def _typed(*names: str) -> dict[str, str]:
    return {name: request.form.get(name, "").strip() for name in names}


@blueprint.get("/regions")
def regions() -> Response:
    """Show the tree of regions with their windows."""
    return _regions({}, {})


def _regions(typed: dict[str, str], problems: dict[str, list[str]]) -> Response:
    with begin() as work:
        tree = queries.staffed_regions(work, current_viewer(work))
        counties: dict[str, list[StaffedRegion]] = {}
        for staffed in tree:
            if staffed.region.level > 2:
                counties.setdefault(staffed.region.parent_code or "", []).append(staffed)
        page = render_template(
            "admin/regions.html",
            tree=tree,
            counties=counties,
            typed=typed,
            problems=problems,
            locale=locale_tag(),
        )
    return make_response(page, 422 if problems else 200)


def _to_regions(said: str) -> Response:
    flash(said, "success")
    return make_response(redirect(url_for("admin.regions")))


@blueprint.post("/regions")
def add_region() -> Response:
    """Add a region below another."""
    typed = _typed("code", "parent_code", "name_zh", "name_en")
    try:
        with begin() as work:
            operations.add_region(work, current_viewer(work), **typed)
    except Invalid as refusal:
        return _regions(typed, problems_of(refusal))
    return _to_regions(_("The region is added."))


@blueprint.get("/regions/<code>")
def region(code: str) -> Response:
    """Show one region to change."""
    return _region(code, {}, {})


def _region(code: str, typed: dict[str, str], problems: dict[str, list[str]]) -> Response:
    with begin() as work:
        viewer = current_viewer(work)
        tree = {staffed.region.code: staffed for staffed in queries.staffed_regions(work, viewer)}
        if code not in tree:
            abort(404)
        shown = tree[code]
        page = render_template(
            "admin/region.html",
            shown=shown,
            staff=queries.staff_of(work, viewer, f"{WINDOW}{code}"),
            region=shown.region,
            parent=tree.get(shown.region.parent_code or ""),
            typed=typed,
            problems=problems,
            locale=locale_tag(),
        )
    return make_response(page, 422 if problems else 200)


@blueprint.post("/regions/<code>")
def rename_region(code: str) -> Response:
    """Rename a region."""
    typed = _typed("name_zh", "name_en")
    try:
        with begin() as work:
            operations.rename_region(work, current_viewer(work), code, **typed)
    except Invalid as refusal:
        return _region(code, typed, problems_of(refusal))
    return _to_regions(_("The region is renamed."))


@blueprint.post("/regions/<code>/active")
def set_region_active(code: str) -> Response:
    """Retire a region or bring it back."""
    active = request.form.get("active") == "yes"
    with begin() as work:
        operations.set_region_active(work, current_viewer(work), code, active=active)
    return _to_regions(_("The region is in use again.") if active else _("The region is retired."))


@blueprint.post("/regions/<code>/window")
def set_window(code: str) -> Response:
    """Open or close the window of a region."""
    has_window = request.form.get("has_window") == "yes"
    with begin() as work:
        operations.set_window(work, current_viewer(work), code, has_window=has_window)
    return _to_regions(_("The window is open.") if has_window else _("The window is closed."))


@blueprint.get("/clusters")
def clusters() -> str:
    """List the industry clusters with their windows."""
    with begin() as work:
        return render_template(
            "admin/clusters.html",
            clusters=queries.staffed_clusters(work, current_viewer(work)),
            regions=_region_names(work),
            locale=locale_tag(),
        )


@blueprint.get("/clusters/new")
def new_cluster() -> Response:
    """Show the form for a new industry cluster."""
    return _cluster(None, {}, {})


@blueprint.get("/clusters/<cluster_id>")
def cluster(cluster_id: str) -> Response:
    """Show one industry cluster to change."""
    return _cluster(cluster_id, {}, {})


@blueprint.post("/clusters/new")
@blueprint.post("/clusters/<cluster_id>")
def save_cluster(cluster_id: str | None = None) -> Response:
    """Make or change an industry cluster."""
    typed = _typed("id", "region_code", "name_zh", "name_en")
    active = cluster_id is None or request.form.get("active") == "on"
    try:
        with begin() as work:
            operations.save_cluster(
                work,
                current_viewer(work),
                cluster_id or typed["id"],
                region_code=typed["region_code"],
                name_zh=typed["name_zh"],
                name_en=typed["name_en"],
                active=active,
                create=cluster_id is None,
            )
    except Invalid as refusal:
        return _cluster(cluster_id, typed, problems_of(refusal))
    flash(_("The industry cluster is saved."), "success")
    return make_response(redirect(url_for("admin.clusters")))


def _cluster(cluster_id: str | None, typed: dict[str, str], problems: dict[str, list[str]]) -> Response:
    with begin() as work:
        viewer = current_viewer(work)
        known = {staffed.cluster.id: staffed for staffed in queries.staffed_clusters(work, viewer)}
        if cluster_id is not None and cluster_id not in known:
            abort(404)
        page = render_template(
            "admin/cluster.html",
            shown=known.get(cluster_id or ""),
            staff=queries.staff_of(work, viewer, f"{CLUSTER}{cluster_id}") if cluster_id else (),
            regions=[
                (region.code, region.name(locale_tag()))
                for region in organisations.regions(work)
                if region.active and region.level > 1
            ],
            typed=typed,
            problems=problems,
            locale=locale_tag(),
        )
    return make_response(page, 422 if problems else 200)


def _region_names(work: Work) -> dict[str, str]:
    return {region.code: region.name(locale_tag()) for region in organisations.regions(work)}
