"""The form of a product: it saves itself, comes back on another machine, and is handed in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from forms import BoundForm
from web.files.routes import file_url
from web.form_flow import FormFlow, Kept, Problems, Sheet
from web.form_pages import FormUrls
from web.i18n import locale_tag
from web.limits import limiter
from web.products.blueprint import blueprint
from web.request_values import revision
from web.statuses import status_of
from web.viewers import current_viewer
from web.work import begin
from workflows.approvals.cases.forms import form_json
from workflows.business.catalogue import operations, queries
from workflows.business.catalogue.forms import product_form, shown_form
from workflows.business.catalogue.values import ProductView
from workflows.ground.errors import Conflict
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
        work, current_viewer(work), product, locale=locale_tag(), formdata=formdata, file_errors=errors
    )


class Editing(FormFlow):
    """The form of a product; its draft belongs to the product, whoever of the organisation types."""

    product: ProductView

    def __init__(self, product_id: str) -> None:
        """Take which product."""
        self.product_id = product_id

    def open(self, work: Work) -> Response | None:
        """Show a product that somebody reviews instead: sent twice, or a colleague was faster."""
        self.product = queries.product(work, current_viewer(work), self.product_id)
        return None if self.product.editable else _to_product(self.product_id)

    def bound(self, work: Work, *, sent: bool, errors: Problems | None = None) -> BoundForm:
        """Return the form of the product."""
        return bound(work, self.product, sent=sent, errors=errors)

    def kept(self, _work: Work) -> Kept:
        """Return the draft that the product carries."""
        return Kept(self.product.draft_revision, self.product.drafted_at)

    def keep(self, work: Work, form: BoundForm, _sent_revision: int | None) -> Kept:
        """Keep what was typed, unless a colleague has kept something since the page was opened."""
        viewer = current_viewer(work)
        self.product = operations.save_draft(work, viewer, self.product_id, form.draft, revision=revision())
        return self.kept(work)

    def urls(self) -> FormUrls:
        """Return where the form sends what."""
        return urls(self.product_id)

    def aside(self, work: Work, form: BoundForm) -> Response | None:
        """Save and close, or save and look at it."""
        then = request.form.get("then", SUBMIT)
        if form.row_action or then not in {SAVE, PREVIEW}:
            return None
        self.keep(work, form, None)
        if then == PREVIEW:
            return make_response(redirect(url_for("products.preview", product_id=self.product_id)))
        flash(_("Saved as a draft."), "success")
        return make_response(redirect(url_for("products.home")))

    def answers(self, work: Work, form: BoundForm) -> BoundForm:
        """Return the form to be read once more, beside what is listed now."""
        delta = self.product.listed
        return shown_form(work, self.product, form_json(form), locale=locale_tag(), delta=delta)

    def check_page(self, _work: Work, answers: BoundForm, kept: Kept) -> str:
        """Return the page with what was filled in."""
        return render_template(
            "products/check.html",
            product=self.product,
            form=answers,
            urls=self.urls(),
            revision=kept.revision,
        )

    def submit(self, work: Work, data: Mapping[str, Any] | None) -> Response:
        """Hand the product in."""
        operations.submit(work, current_viewer(work), self.product_id, data or {}, revision=revision())
        flash(_("Handed in. Here you see where it is."), "success")
        return _to_product(self.product_id)

    def conflicted(self, conflict: Conflict) -> Response:
        """Say who was faster, keep what was typed, let the person choose which of both shall stay."""
        if conflict.code != CONFLICT:
            flash(conflict.message(locale_tag()), "warning")
            return _to_product(self.product_id)
        with begin() as work:
            self.open(work)
            sheet = Sheet(
                self.bound(work, sent=True), self.kept(work), conflict=conflict.message(locale_tag())
            )
            return make_response(self.page(work, sheet), status_of(conflict))

    def page(self, _work: Work, sheet: Sheet) -> str:
        """Return the page with the form."""
        return render_template(
            "products/edit.html",
            product=self.product,
            form=sheet.form,
            urls=self.urls(),
            problem=sheet.problem,
            conflict=sheet.conflict,
            others_url=url_for("products.edit", product_id=self.product_id),
        )


@blueprint.get("/<product_id>/edit")
def edit(product_id: str) -> Response:
    """Show the form; a product that somebody reviews is shown instead."""
    return Editing(product_id).show()


@blueprint.post("/<product_id>/draft")
@limiter.limit("1200 per hour")
def save_draft(product_id: str) -> Response:
    """Keep what was typed so far."""
    return Editing(product_id).save()


@blueprint.post("/<product_id>/edit")
@limiter.limit("240 per hour")
def send(product_id: str) -> Response:
    """Hand the form in, or keep it and look at it; what is wrong is told at its field and nothing is lost."""
    return Editing(product_id).send()


def _to_product(product_id: str) -> Response:
    return make_response(redirect(url_for("products.product", product_id=product_id)))
