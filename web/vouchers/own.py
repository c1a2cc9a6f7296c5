"""The vouchers of the signed-in person's organisation, and one of them with every movement."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, render_template, url_for
from flask_babel import gettext as _

from web.form_steps import led_to
from web.i18n import locale_tag
from web.limits import limiter
from web.paging import place
from web.viewers import current_viewer, own_to_settle
from web.vouchers.blueprint import blueprint
from web.vouchers.labels import KINDS, SOURCES, STATES
from web.wallet.labels import line_labels, order_numbers
from web.work import begin
from workflows.business.catalogue import taxonomy
from workflows.business.ledger.statements import StatementPeriod, statement
from workflows.business.vouchers import expiry, queries
from workflows.business.vouchers.policy import MENU
from workflows.business.vouchers.size_class import size_class_of


@blueprint.get("")
def home() -> str:
    """Show a page of the organisation's vouchers, the newest first, and its size class with the reason."""
    with begin() as work:
        own = own_to_settle(work, MENU)
        page = queries.vouchers(work, current_viewer(work), own.id, after=place())
        size = size_class_of(work, own.profile) if own.kind == "enterprise" else None
    more = len(page) == queries.PAGE_VOUCHERS
    return render_template(
        "vouchers/home.html",
        own=own,
        vouchers=page,
        size=size.reason(locale_tag()) if size is not None else None,
        next_url=url_for("vouchers.home", after=page[-1].id) if more else None,
        first_url=url_for("vouchers.home") if place() else None,
        states=STATES,
        kinds=KINDS,
    )


@blueprint.post("/<voucher_id>/give-up")
@limiter.limit("60 per hour")
def give_up(voucher_id: str) -> Response:
    """End a voucher now; what is left of it goes back to its programme."""
    with begin() as work:
        expiry.give_up(work, current_viewer(work), voucher_id)
    return led_to(url_for("vouchers.voucher", voucher_id=voucher_id), _("The voucher is given up."))


@blueprint.get("/<voucher_id>")
def voucher(voucher_id: str) -> str:
    """Show one voucher: what it is worth, what it pays, and a page of what moved in it, newest first."""
    with begin() as work:
        viewer = current_viewer(work)
        one = queries.own_voucher(work, viewer, voucher_id)
        gives_up = viewer.owns(one.organisation_id) and one.state in ("usable", "not_yet")
        whole = StatementPeriod(one.granted_at - timedelta(days=1), work.now + timedelta(days=1))
        moved = statement(work, one.account_id, whole, after=place(), newest_first=True)
        orders = order_numbers(work, [line.cause for line in moved.lines])
    names = taxonomy.names("categories", locale_tag())
    return render_template(
        "vouchers/voucher.html",
        one=one,
        gives_up=gives_up,
        statement=moved,
        order_numbers=orders,
        categories=[(value, names.get(value, value)) for value in one.programme.categories],
        next_url=url_for("vouchers.voucher", voucher_id=voucher_id, after=moved.next) if moved.next else None,
        first_url=url_for("vouchers.voucher", voucher_id=voucher_id) if place() else None,
        states=STATES,
        voucher_kinds=KINDS,
        sources=SOURCES,
        **line_labels(),
    )
