"""The own products by state, and choosing the kind of a new one."""

from __future__ import annotations

from typing import cast

from flask import Response, abort, make_response, redirect, render_template, request, url_for

from web.i18n import locale_tag
from web.limits import limiter
from web.paging import address_filters, place
from web.product_kinds import KINDS
from web.products.blueprint import blueprint, own_organisation
from web.products.labels import TABS
from web.viewers import current_viewer
from web.work import begin
from workflows.business.catalogue import operations, queries
from workflows.business.catalogue.product_policy import kinds_for
from workflows.business.catalogue.profile import missing_in_profile
from workflows.business.catalogue.values import ProductKind

SEARCH_LIMIT = 100


@blueprint.get("")
def home() -> str:
    """List the organisation's products, narrowed by state and words."""
    filters = address_filters("state", "text")
    tab, text = filters["state"], filters["text"][:SEARCH_LIMIT].replace("\x00", "")
    with begin() as work:
        viewer, own = current_viewer(work), own_organisation(work)
        counts = queries.counts(work, viewer, own.id, text=text)
        if not own.certified and not counts[""] and not text:
            return render_template("products/not_yet.html", own=own)
        page = queries.own_products(work, viewer, own.id, tab=tab, text=text, after=place())
        return render_template(
            "products/home.html",
            own=own,
            page=page,
            counts=counts,
            tabs=TABS,
            tab=tab if tab in TABS else "",
            text=text,
            paged=place() is not None,
        )


@blueprint.get("/new")
def choose() -> str:
    """Show the kinds of products that the organisation may list, each explained."""
    with begin() as work:
        own = own_organisation(work)
        if not own.certified:
            return render_template("products/not_yet.html", own=own)
        offered = {kind: KINDS[kind] for kind in kinds_for(own)}
        missing = missing_in_profile(work, own, locale_tag()) if "own" in offered else []
        return render_template("products/choose.html", own=own, offered=offered, missing=missing)


@blueprint.post("/new")
@limiter.limit("60 per hour")
def create() -> Response:
    """Begin a product of the chosen kind and go on with its form."""
    kind = request.form.get("kind", "")
    with begin() as work:
        own = own_organisation(work)
        if kind not in KINDS:
            abort(400)
        made = operations.create(work, current_viewer(work), own.id, cast("ProductKind", kind))
    return make_response(redirect(url_for("products.edit", product_id=made.id)))
