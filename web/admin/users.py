"""Users: search, make, roles, lock, sessions, passwords."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from web.account.browsers import describe_browser
from web.admin.blueprint import blueprint
from web.admin.labels import ACTIONS, shown_changes
from web.form_problems import problems_of
from web.i18n import locale_tag
from web.paging import PAGE_ROWS, address_filters, listed, place
from web.viewers import current_viewer
from web.work import begin
from workflows.administration import queries
from workflows.administration import users as operations
from workflows.ground.errors import Invalid
from workflows.ground.work import Work
from workflows.own_account.closing import obstacles
from workflows.people.identity.queries import leads_of
from workflows.people.identity.roles import ROLES
from workflows.people.organisations import queries as organisations
from workflows.people.organisations.group_names import group_names
from workflows.people.viewer import CLUSTER, WINDOW

FIELDS = ("user_name", "full_name", "mobile", "email")
TRAIL_SHOWN = 20


def role_choices() -> list[tuple[str, str]]:
    """Return (group, name) of every role that has no scope."""
    chinese = locale_tag() == "zh-CN"
    return [(role, names[0 if chinese else 1]) for role, names in ROLES.items()]


def _group_choices(work: Work) -> dict[str, Any]:
    windows = [
        (f"{WINDOW}{region.code}", region.name(locale_tag()), region.has_window)
        for region in organisations.regions(work)
        if region.active and (region.has_window or region.level == 2)
    ]
    clusters = [
        (f"{CLUSTER}{cluster.id}", cluster.name(locale_tag())) for cluster in organisations.clusters(work)
    ]
    return {"roles": role_choices(), "windows": windows, "clusters": clusters}


@blueprint.get("/users")
def users() -> str:
    """List accounts by user name."""
    filters = address_filters("text", "role", "state")
    with begin() as work:
        rows = queries.users(
            work,
            current_viewer(work),
            text=filters["text"],
            group_id=filters["role"] or None,
            disabled={"locked": True, "active": False}.get(filters["state"]),
            after=place(),
            limit=PAGE_ROWS + 1,
        )
        page = listed("admin.users", rows, filters, lambda account: account.id)
        held = {group for account in page.rows for group in account.groups}
        scoped = [("window", _("Window of any region")), ("cluster", _("Window of any cluster"))]
        return render_template(
            "admin/users.html",
            page=page,
            names=group_names(work, held, locale_tag()),
            roles=[*role_choices(), *scoped],
        )


@blueprint.get("/users/new")
def new_user() -> str:
    """Show the form for a new account."""
    with begin() as work:
        return render_template(
            "admin/new_user.html", **_group_choices(work), typed={}, chosen=frozenset(), problems={}
        )


@blueprint.post("/users/new")
def create_user() -> Response:
    """Make an account and show its first password, once."""
    typed = {name: request.form.get(name, "").strip() for name in FIELDS}
    chosen = frozenset(request.form.getlist("groups"))
    try:
        with begin() as work:
            made = operations.create(work, current_viewer(work), groups=chosen, **typed)
            return make_response(render_template("admin/password.html", made=made, new=True))
    except Invalid as refusal:
        with begin() as work:
            page = render_template(
                "admin/new_user.html",
                **_group_choices(work),
                typed=typed,
                chosen=chosen,
                problems=problems_of(refusal),
            )
        return make_response(page, 422)


@blueprint.get("/users/<user_id>")
def user(user_id: str) -> Response:
    """Show one account."""
    return _page(user_id)


def _page(user_id: str, refusal: Invalid | None = None, chosen: frozenset[str] | None = None) -> Response:
    with begin() as work:
        viewer = current_viewer(work)
        shown = queries.user(work, viewer, user_id)
        trail = queries.audit_log(work, viewer, subject_kind="user", subject_id=user_id, limit=TRAIL_SHOWN)
        page = render_template(
            "admin/user.html",
            shown=shown,
            account=shown.account,
            own=user_id == viewer.user_id,
            **_group_choices(work),
            chosen=shown.account.groups if chosen is None else chosen,
            leads=leads_of(work, user_id),
            names=group_names(work, shown.account.groups, locale_tag()),
            describe_browser=describe_browser,
            trail=trail,
            changes=shown_changes(work, trail),
            actions=ACTIONS,
            problems=problems_of(refusal) if refusal else {},
        )
    return make_response(page, 422 if refusal else 200)


def _back(user_id: str, said: str) -> Response:
    flash(said, "success")
    return make_response(redirect(url_for("admin.user", user_id=user_id)))


@blueprint.post("/users/<user_id>/name")
def rename_user(user_id: str) -> Response:
    """Change the name that is shown for a user."""
    with begin() as work:
        operations.rename(work, current_viewer(work), user_id, request.form.get("full_name", ""))
    return _back(user_id, _("The name is changed."))


@blueprint.post("/users/<user_id>/close")
def close_user(user_id: str) -> Response:
    """Close an account for good, or say what stands in the way."""
    with begin() as work:
        viewer = current_viewer(work)
        queries.user(work, viewer, user_id)
        in_the_way = obstacles(work, user_id)
        if not in_the_way:
            operations.close(work, viewer, user_id)
            return _back(user_id, _("The account is closed for good."))
    for one in in_the_way:
        flash(one.message(locale_tag()), "warning")
    return make_response(redirect(url_for("admin.user", user_id=user_id)))


@blueprint.post("/users/<user_id>/roles")
def change_roles(user_id: str) -> Response:
    """Make the ticked groups the groups of a user."""
    chosen = frozenset(request.form.getlist("groups"))
    try:
        with begin() as work:
            operations.set_groups(work, current_viewer(work), user_id, chosen)
    except Invalid as refusal:
        return _page(user_id, refusal, chosen)
    return _back(user_id, _("The roles are changed."))


@blueprint.post("/users/<user_id>/leads")
def change_leads(user_id: str) -> Response:
    """Make a user the lead of the ticked ones among their groups."""
    try:
        with begin() as work:
            operations.set_leads(
                work, current_viewer(work), user_id, frozenset(request.form.getlist("leads"))
            )
    except Invalid as refusal:
        return _page(user_id, refusal)
    return _back(user_id, _("The groups that this person leads are changed."))


@blueprint.post("/users/<user_id>/lock")
def lock_user(user_id: str) -> Response:
    """Keep a user from signing in."""
    try:
        with begin() as work:
            operations.lock(work, current_viewer(work), user_id)
    except Invalid as refusal:
        return _page(user_id, refusal)
    return _back(user_id, _("The account is locked; its owner was signed out everywhere."))


@blueprint.post("/users/<user_id>/unlock")
def unlock_user(user_id: str) -> Response:
    """Let a locked user sign in again."""
    with begin() as work:
        operations.unlock(work, current_viewer(work), user_id)
    return _back(user_id, _("The account is unlocked."))


@blueprint.post("/users/<user_id>/sign-out")
def sign_user_out(user_id: str) -> Response:
    """Sign a user out everywhere."""
    with begin() as work:
        operations.end_sessions(work, current_viewer(work), user_id)
    return _back(user_id, _("The user is signed out everywhere."))


@blueprint.post("/users/<user_id>/second-factor")
def reset_second_factor(user_id: str) -> Response:
    """Take the second factor of somebody away who lost it."""
    try:
        with begin() as work:
            operations.reset_second_factor(work, current_viewer(work), user_id)
    except Invalid as refusal:
        return _page(user_id, refusal)
    return _back(user_id, _("The second factor is reset; the user was signed out everywhere."))


@blueprint.post("/users/<user_id>/failures")
def forget_failures(user_id: str) -> Response:
    """Let somebody try again at once who failed to sign in too often."""
    with begin() as work:
        operations.forget_failures(work, current_viewer(work), user_id)
    return _back(user_id, _("The user may try to sign in again."))


@blueprint.post("/users/<user_id>/password")
def reset_password(user_id: str) -> str:
    """Give a user a new first password and show it, once."""
    with begin() as work:
        made = operations.reset_password(work, current_viewer(work), user_id)
        return render_template("admin/password.html", made=made, new=False)
