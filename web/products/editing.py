"""The form of a product: it saves itself, comes back on another machine, and is handed in."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from forms import BoundForm
from web.files.routes import file_url
from web.form_pages import FormUrls, draft_saved
from web.form_problems import problems_of
from web.i18n import locale_tag
from web.limits import limiter
from web.products.blueprint import blueprint
from web.request_values import revision
from web.viewers import viewer
from web.work import begin
from workflows.approvals.cases.forms import form_json
from workflows.business.catalogue import operations, queries
from workflows.business.catalogue.forms import product_form
from workflows.business.catalogue.values import ProductView
from workflows.ground.errors import Conflict, Invalid, InvalidState
from workflows.ground.work import Work

SUBMIT, SAVE, PREVIEW = "submit", "save", "preview"
CONFLICT = "catalogue.draft_conflict"


def urls(product_id: str) -> FormUrls:
    """Return where the form of a product sends what."""
    return FormUrls(
        submit=url_for("products.send", product_id=product_id),
        draft=url_for("products.save_draft", product_id=product_id),
        upload=url_for("files.upload"),
        file=file_url,
    )


def bound(
    work: Work, product: ProductView, *, sent: bool = False, errors: Mapping[str, list[str]] | None = None
) -> BoundForm:
    """Return the form of a product, with what the request carries if it was `sent`."""
    formdata = request.form if sent else None
    return product_form(
        work, viewer(work), product, locale=locale_tag(), formdata=formdata, file_errors=errors
    )


@blueprint.get("/<product_id>/edit")
def edit(product_id: str) -> Response:
    """Show the form; a product that somebody reviews is shown instead."""
    with begin() as work:
        product = queries.product(work, viewer(work), product_id)
        if not product.editable:
            return _to_product(product_id)
        return _show(product, bound(work, product))


@blueprint.post("/<product_id>/draft")
@limiter.limit("1200 per hour")
def save_draft(product_id: str) -> Response:
    """Keep what was typed so far."""
    with begin() as work:
        form = bound(work, queries.product(work, viewer(work), product_id), sent=True)
        saved = operations.save_draft(work, viewer(work), product_id, form.draft, revision=revision())
        at = saved.drafted_at or work.now
        return draft_saved(form, urls(product_id), revision=saved.draft_revision, saved_at=at)


@blueprint.post("/<product_id>/edit")
@limiter.limit("240 per hour")
def send(product_id: str) -> Response:
    """Hand the form in, or keep it and look at it; what is wrong is told at its field and nothing is lost."""
    try:
        with begin() as work:
            product = queries.product(work, viewer(work), product_id)
            if not product.editable:  # sent twice, or a colleague was faster
                return _to_product(product_id)
            form = bound(work, product, sent=True)
            then = request.form.get("then", SUBMIT)
            if form.row_action or then != SUBMIT or not form.validate():
                return _keep(work, product, form, then)
            operations.submit(work, viewer(work), product_id, form_json(form), revision=revision())
    except Conflict as conflict:
        return _conflict(product_id, conflict)
    except (Invalid, InvalidState) as refusal:
        return _refused(product_id, refusal)
    flash(_("Handed in. Here you see where it is."), "success")
    return _to_product(product_id)


def _keep(work: Work, product: ProductView, form: BoundForm, then: str) -> Response:
    saved = operations.save_draft(work, viewer(work), product.id, form.draft, revision=revision())
    if form.row_action or then not in {SAVE, PREVIEW}:
        return _show(saved, form)
    if then == PREVIEW:
        return make_response(redirect(url_for("products.preview", product_id=product.id)))
    flash(_("Saved as a draft."), "success")
    return make_response(redirect(url_for("products.home")))


def _conflict(product_id: str, conflict: Conflict) -> Response:
    """Say who was faster, keep what was typed, and let the person choose which of both shall stay."""
    if conflict.code != CONFLICT:
        flash(conflict.message(locale_tag()), "warning")
        return _to_product(product_id)
    with begin() as work:
        product = queries.product(work, viewer(work), product_id)
        form = bound(work, product, sent=True)
        return _show(product, form, conflict=conflict.message(locale_tag()), status=409)


def _refused(product_id: str, refusal: Invalid | InvalidState) -> Response:
    with begin() as work:
        product = queries.product(work, viewer(work), product_id)
        if not product.editable:
            return _to_product(product_id)
        at_fields = problems_of(refusal) if isinstance(refusal, Invalid) and refusal.problems else None
        form = bound(work, product, sent=True, errors=at_fields)
        form.validate()
        status = 422 if isinstance(refusal, Invalid) else 409
        return _show(product, form, problem=refusal.message(locale_tag()), status=status)


def _show(
    product: ProductView,
    form: BoundForm,
    *,
    problem: str = "",
    conflict: str = "",
    status: int | None = None,
) -> Response:
    page = render_template(
        "products/edit.html",
        product=product,
        form=form,
        urls=urls(product.id),
        problem=problem,
        conflict=conflict,
        others_url=url_for("products.edit", product_id=product.id),
    )
    refused = form.submitted and not form.row_action
    return make_response(page, status or (422 if refused else 200))


def _to_product(product_id: str) -> Response:
    return make_response(redirect(url_for("products.product", product_id=product_id)))
