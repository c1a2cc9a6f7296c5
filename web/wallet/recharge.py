"""Online recharge: an amount, the gateway's page, and back to see whether the money has come."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from web.form_problems import Problems, problems_of
from web.limits import limiter
from web.request_values import yuan
from web.viewers import current_viewer, own_with
from web.wallet.blueprint import blueprint
from web.wallet.labels import OFFLINE_STATES, ORDER_STATES, order_state
from web.work import begin, current_platform
from workflows.business.payments.gateway import PaymentRequest
from workflows.business.payments.gateways import SANDBOX, gateway_named, is_open
from workflows.business.payments.operations import create_order
from workflows.business.payments.queries import SHOWN, latest_orders, order_of
from workflows.business.payments.values import PaymentOrderView
from workflows.business.wallet.offline_recharges import offline_recharges
from workflows.business.wallet.policy import MENU
from workflows.ground.errors import Invalid
from workflows.ground.work import Work
from workflows.people.organisations.values import OrganisationView


@blueprint.get("/recharge")
def recharge() -> Response:
    """Show the form, and the latest recharges."""
    with begin() as work:
        return _page(work)


def _page(work: Work, problems: Problems | None = None) -> Response:
    own = own_with(work, MENU)
    page = render_template(
        "wallet/recharge.html",
        open=is_open(current_platform().settings),
        latest=_latest(work, own.id),
        problems=problems or {},
        values=request.form,
    )
    return make_response(page, 422 if problems else 200)


def _latest(work: Work, organisation_id: str) -> list[dict[str, Any]]:
    """Return the latest recharges of both kinds, the newest first, as the page lists them."""
    online: list[dict[str, Any]] = [
        {
            "number": one.number, "url": url_for("wallet.recharge_order", number=one.number),
            "at": one.created_at, "state": ORDER_STATES[order_state(one, work.now)],
            "amount": one.amount, "way": _("Online"),
        }
        for one in latest_orders(work, organisation_id)
    ]  # fmt: skip
    offline: list[dict[str, Any]] = [
        {
            "number": one.case_number, "url": url_for("cases.case", number=one.case_number),
            "at": one.reported_at, "state": OFFLINE_STATES[one.state], "amount": one.amount,
            "way": _("By bank transfer"),
        }
        for one in offline_recharges(work, current_viewer(work), organisation_id)
    ]  # fmt: skip
    return sorted(online + offline, key=lambda one: one["at"], reverse=True)[:SHOWN]


@blueprint.post("/recharge")
@limiter.limit("60 per hour")
def start_recharge() -> Response:
    """Make an order, and lead to its page, from which a link goes to the gateway."""
    with begin() as work:
        own = own_with(work, MENU)
        gateway = gateway_named(work, current_platform().settings, SANDBOX)
        try:
            amount = yuan("amount")
            number = create_order(work, gateway.name, owner=own.id, amount=amount)
        except Invalid as refusal:
            return _page(work, problems_of(refusal))
    return make_response(redirect(url_for("wallet.recharge_order", number=number)))


@blueprint.get("/recharge/<number>")
@limiter.limit("1200 per hour")
def recharge_order(number: str) -> str:
    """Show how a recharge stands, by what the gateway has signed; the browser that comes back proves nothing.

    While it waits, a link leads to the gateway, and the page asks again by itself for its middle part.
    """
    with begin() as work:
        own = own_with(work, MENU)
        order = order_of(work, own.id, number)
        part = "part" in request.args
        return render_template(
            "wallet/recharge_state.html" if part else "wallet/recharge_order.html",
            order=order,
            states=ORDER_STATES,
            state=order_state(order, work.now),
            pay_url=_pay_url(work, own, order),
        )


def _pay_url(work: Work, own: OrganisationView, order: PaymentOrderView) -> str | None:
    """Return the gateway's page for an order, None once it cannot be paid any more."""
    settings = current_platform().settings
    if order.state != "pending" or order.expires_at <= work.now or not is_open(settings):
        return None
    gateway = gateway_named(work, settings, SANDBOX)
    return gateway.prepare(
        PaymentRequest(
            order.number,
            order.amount,
            f"钱包充值 {own.name}"[:100],
            settings.base_url + url_for("payments.notice", gateway=gateway.name),
            settings.base_url + url_for("wallet.recharge_order", number=order.number),
            order.expires_at,
        )
    )
