"""A product as the portal will show it, before anybody else sees it."""

from __future__ import annotations

from flask import render_template

from web.i18n import locale_tag
from web.products.blueprint import blueprint
from web.products.editing import bound
from web.viewers import current_viewer
from web.work import begin
from workflows.approvals.cases.forms import form_json
from workflows.business.catalogue import disclosed_answers, pages, queries
from workflows.business.catalogue.views import shown_product


@blueprint.get("/<product_id>/preview")
def preview(product_id: str) -> str:
    """Show what is typed, or else what was handed in, through the very template of the catalogue."""
    with begin() as work:
        view = queries.product(work, current_viewer(work), product_id)
        data = form_json(bound(work, view)) if view.editable and view.draft is not None else view.data
        shown = shown_product(
            disclosed_answers.answers(work, "product", data, "members"),
            locale_tag(),
            number=view.number,
            provider=pages.provider(work, view.organisation_id, locale_tag()),
            listed_at=view.listed_at,
        )
        return render_template("products/preview.html", product=view, shown=shown)
