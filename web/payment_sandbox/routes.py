"""The sandbox of a payment gateway: its payment page, its questions and answers. It knows no accounts."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from web.form_problems import Problems, problems_of
from web.i18n import locale_tag
from web.limits import limiter
from web.security import csrf
from web.work import begin, current_platform
from workflows.business.ledger.money import to_yuan
from workflows.business.payment_sandbox import operations, pay_outs
from workflows.business.payment_sandbox.answers import answer
from workflows.business.payment_sandbox.banks import BANKS, BEHAVIOURS, CARD_BEHAVIOURS
from workflows.ground.errors import Invalid
from workflows.ground.messages import sentence
from workflows.ground.work import Work

blueprint = Blueprint("payment_sandbox", __name__, template_folder="templates")


@blueprint.get("/pay")
@limiter.limit("120 per minute")
def pay() -> Response:
    """Open the payment that a merchant has signed, and show it."""
    with begin() as work:
        try:
            row = operations.open_payment(work, _secret_key(), request.args.to_dict())
        except Invalid as refusal:
            page = render_template(
                "sandbox_refused.html", sandbox=_("Payment sandbox"), refusal=refusal.message(locale_tag())
            )
            return make_response(page, 400)
        return make_response(redirect(url_for("payment_sandbox.payment", order_no=row.order_no)))


def _secret_key() -> str:
    return current_platform().settings.secret_key


@blueprint.get("/payments/<order_no>")
@limiter.limit("600 per hour")
def payment(order_no: str) -> Response:
    """Show a payment: banks and limits while it waits, then what became of it and of its notices."""
    with begin() as work:
        return _page(work, order_no)


def _page(work: Work, order_no: str, problems: Problems | None = None) -> Response:
    row = operations.payment(work, order_no[:64])
    page = render_template(
        "payment_sandbox/payment.html",
        payment=row,
        amount=to_yuan(row.amount_fen),
        paid=to_yuan(row.paid_fen),
        is_open=row.state == "pending" and row.expires_at > work.now,
        notices=operations.notices(work, row.order_no),
        banks={name: (bank.label.say(locale_tag()), bank.limit) for name, bank in BANKS.items()},
        behaviours={name: one.label.say(locale_tag()) for name, one in BEHAVIOURS.items()},
        problems=problems or {},
        values=request.form,
    )
    return make_response(page, 422 if problems else 200)


@blueprint.post("/payments/<order_no>")
@limiter.limit("120 per hour")
def act(order_no: str) -> Response:
    """Pay, or let the bank refuse; from the page after it a link leads back to the merchant."""
    with begin() as work:
        try:
            if request.form.get("act") == "fail":
                row = operations.fail(work, order_no[:64])
            else:
                row = operations.pay(
                    work,
                    order_no[:64],
                    bank=request.form.get("bank", ""),
                    behaviour=request.form.get("behaviour", ""),
                )
        except Invalid as refusal:
            return _page(work, order_no, problems_of(refusal))
        return make_response(redirect(url_for("payment_sandbox.payment", order_no=row.order_no)))


@blueprint.route("/bank", methods=("GET", "POST"))
@limiter.limit("600 per hour")
def bank() -> Response:
    """Show what came in on a card, as its owner's bank would, to whoever types its number."""
    typed = request.form.get("card", "")[:60]
    card = pay_outs.digits(typed)
    refused = request.method == "POST" and card is None
    with begin() as work:
        arrivals = pay_outs.arrivals(work, card) if card is not None else None
        page = render_template(
            "payment_sandbox/bank.html",
            arrivals=[(one, to_yuan(one.paid_fen)) for one in arrivals] if arrivals is not None else None,
            behaviours={tail: one.label.say(locale_tag()) for tail, one in CARD_BEHAVIOURS.items()},
            problems={"card": [sentence("payment_sandbox.unreadable_card", locale_tag())]} if refused else {},
            values=request.form,
        )
    response = make_response(page, 422 if refused else 200)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/gateway")
@limiter.limit("600 per minute")
def gateway() -> Response:
    """Answer a question that the merchant has signed, with the sandbox's own signature."""
    with begin() as work:
        try:
            said = answer(work, _secret_key(), request.form.to_dict())
        except Invalid:
            abort(400)
    return Response(urlencode(said), content_type="application/x-www-form-urlencoded")


csrf.exempt(gateway)  # no cookie counts there, but a signature
