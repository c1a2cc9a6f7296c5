"""Sub-accounts: list, make, change, delete, new first password."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from web.form_problems import problems_of
from web.i18n import locale_tag
from web.limits import limiter
from web.navigation import endpoint_exists
from web.paging import PAGE_ROWS, address_filters, listed, place
from web.team.blueprint import blueprint
from web.viewers import current_viewer, own_to_settle, own_with
from web.work import begin
from workflows.ground.errors import Invalid, InvalidState
from workflows.people.organisations.menus import MENUS, menus_of
from workflows.people.organisations.values import OrganisationView
from workflows.people.sub_accounts import operations, queries
from workflows.people.sub_accounts.values import Colleague, SubAccountView
from workflows.people.viewer import Viewer

PLACES = {"products": "products.home", "orders": "orders.home"}
"""Pages of menus that live elsewhere: a menu without a page is not offered."""


@blueprint.get("/sub-accounts")
def sub_accounts() -> str:
    """List the sub-accounts, the newest first."""
    filters = address_filters("text")
    with begin() as work:
        own = own_to_settle(work, "sub_accounts")
        rows = queries.sub_accounts(
            work, current_viewer(work), own.id, text=filters["text"], after=place(), limit=PAGE_ROWS + 1
        )
        return render_template(
            "team/sub_accounts.html",
            page=listed("team.sub_accounts", rows, filters, lambda one: one.user_id),
            menu_names={name: menu.name(locale_tag()) for name, menu in MENUS.items()},
            own_id=current_viewer(work).user_id,
            adds=own.certified,
        )


@blueprint.get("/sub-accounts/new")
def new_sub_account() -> Response:
    """Ask for a new sub-account."""
    return _ask_new({})


@blueprint.post("/sub-accounts/new")
@limiter.limit("120 per hour")
def add_sub_account() -> Response:
    """Make a sub-account and show its first password, once."""
    try:
        with begin() as work:
            own = own_with(work, "sub_accounts")
            made = operations.add(
                work,
                current_viewer(work),
                own.id,
                user_name=request.form.get("user_name", ""),
                password=request.form.get("password", ""),
                person=_typed(),
            )
            return make_response(render_template("team/password.html", made=made, new=True))
    except Invalid as refusal:
        return _ask_new(problems_of(refusal))


def _ask_new(problems: dict[str, list[str]]) -> Response:
    with begin() as work:
        own = own_with(work, "sub_accounts")
        typed = {
            name: request.form.get(name, "") for name in ("user_name", "full_name", "mobile", "position")
        }
        page = render_template(
            "team/sub_account.html",
            account=None,
            typed=typed,
            chosen=frozenset(request.form.getlist("menus")),
            menus=_offered(current_viewer(work), own),
            number=own.number,
            problems=problems,
            own=False,
        )
        return make_response(page, 422 if problems else 200)


@blueprint.get("/sub-accounts/<user_id>")
def sub_account(user_id: str) -> Response:
    """Show a sub-account, to be changed."""
    return _ask_change(user_id, {})


@blueprint.post("/sub-accounts/<user_id>")
@limiter.limit("300 per hour")
def change_sub_account(user_id: str) -> Response:
    """Change a sub-account; what was taken away is gone with its next click."""
    try:
        with begin() as work:
            operations.change(
                work, current_viewer(work), own_to_settle(work, "sub_accounts").id, user_id, _typed()
            )
    except Invalid as refusal:
        return _ask_change(user_id, problems_of(refusal))
    except InvalidState as refusal:
        return _ask_change(user_id, {"": [refusal.message(locale_tag())]})
    flash(_("The sub-account is changed."), "success")
    return make_response(redirect(url_for("team.sub_accounts")))


def _ask_change(user_id: str, problems: dict[str, list[str]]) -> Response:
    with begin() as work:
        own, viewer = own_to_settle(work, "sub_accounts"), current_viewer(work)
        account = queries.sub_account(work, viewer, own.id, user_id)
        sent = request.method == "POST" and "full_name" in request.form
        page = render_template(
            "team/sub_account.html",
            account=account,
            typed=request.form if sent else _values(account),
            chosen=frozenset(request.form.getlist("menus")) if sent else account.menus,
            menus=_offered(viewer, own),
            problems=problems,
            own=user_id == viewer.user_id,
        )
        return make_response(page, 422 if problems else 200)


def _values(account: SubAccountView) -> dict[str, str]:
    return {"full_name": account.full_name, "mobile": account.mobile, "position": account.position}


@blueprint.post("/sub-accounts/<user_id>/password")
@limiter.limit("60 per hour")
def reset_sub_account_password(user_id: str) -> Response:
    """Make a new first password and show it, once."""
    try:
        with begin() as work:
            made = operations.reset_password(
                work, current_viewer(work), own_to_settle(work, "sub_accounts").id, user_id
            )
            return make_response(render_template("team/password.html", made=made, new=False))
    except InvalidState as refusal:
        return _ask_change(user_id, {"": [refusal.message(locale_tag())]})


@blueprint.get("/sub-accounts/<user_id>/delete")
def delete_question(user_id: str) -> str:
    """Ask whether a sub-account shall really be deleted."""
    with begin() as work:
        own = own_to_settle(work, "sub_accounts")
        account = queries.sub_account(work, current_viewer(work), own.id, user_id)
        return render_template("team/delete.html", account=account)


@blueprint.post("/sub-accounts/<user_id>/delete")
@limiter.limit("60 per hour")
def delete_sub_account(user_id: str) -> Response:
    """Delete a sub-account: it is signed out everywhere at once."""
    try:
        with begin() as work:
            operations.remove(work, current_viewer(work), own_to_settle(work, "sub_accounts").id, user_id)
    except InvalidState as refusal:
        return _ask_change(user_id, {"": [refusal.message(locale_tag())]})
    flash(_("The sub-account is deleted; it was signed out everywhere."), "success")
    return make_response(redirect(url_for("team.sub_accounts")))


def _typed() -> Colleague:
    return Colleague(
        full_name=request.form.get("full_name", ""),
        mobile=request.form.get("mobile", "").strip(),
        position=request.form.get("position", ""),
        menus=frozenset(request.form.getlist("menus")),
    )


def _offered(viewer: Viewer, own: OrganisationView) -> list[dict[str, Any]]:
    """Every menu of the organisation that has a page; those that the viewer lacks cannot be given."""
    names = [name for name in menus_of(own.kind) if endpoint_exists(PLACES.get(name, "team.home"))]
    return [
        {"name": name, "label": MENUS[name].name(locale_tag()), "held": viewer.may(own.id, name)}
        for name in names
    ]
