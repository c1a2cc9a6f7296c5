"""The account for payments of the own organisation."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, flash, make_response, redirect, url_for
from flask_babel import gettext as _

from web.account.application import own_organisation
from web.account.blueprint import blueprint
from web.account.form_input import ask, typed
from web.form_problems import Problems, at_fields
from web.limits import limiter
from web.viewers import current_viewer
from web.work import begin
from workflows.ground.errors import Invalid
from workflows.ground.work import Work
from workflows.people.organisations import operations, queries
from workflows.people.viewer import Viewer
from workflows.people.viewer_loader import viewer_of

_PAYMENT_FIELDS = ("bank", "location", "branch", "number")
Change = Callable[[Work, Viewer, str], None]


@blueprint.get("/payment-account")
def payment_account() -> Response:
    """Show the only account for receipts and refunds, and set it."""
    return _payment_page()


def _payment_page(problems: Problems | None = None) -> Response:
    with begin() as work:
        own = own_organisation(work)
        viewer = current_viewer(work)
        return ask(
            "account/payment_account.html",
            problems=problems,
            organisation=own,
            account=queries.payment_account(work, viewer, own.id) if viewer.acts_for(own.id) else None,
            may_see=viewer.acts_for(own.id),
            may_change=viewer.owns(own.id),
        )


@blueprint.post("/payment-account")
@limiter.limit("60 per hour")
def set_payment_account() -> Response:
    """Set the account for receipts and refunds."""

    def change(work: Work, viewer: Viewer, organisation_id: str) -> None:
        values = {field: typed(field) for field in _PAYMENT_FIELDS}
        operations.set_payment_account(work, viewer, organisation_id, **values)

    return _change(change, _payment_page, "account.payment_account", _("The account is saved."))


def _change(change: Change, page: Callable[[Problems], Response], endpoint: str, done: str) -> Response:
    try:
        with begin() as work:
            change(work, viewer_of(work), own_organisation(work).id)
    except Invalid as refusal:
        return page(at_fields(refusal.problems))
    flash(done, "success")
    return make_response(redirect(url_for(endpoint)))
