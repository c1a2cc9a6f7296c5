"""One product: how it stands, what is in it, and what its people can do with it now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, abort, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from web.cases import case_context
from web.i18n import locale_tag
from web.limits import limiter
from web.products.blueprint import blueprint
from web.products.editing import bound
from web.viewers import current_viewer
from web.work import begin
from workflows.approvals.cases import case_status, item_queries
from workflows.approvals.cases.forms import form_json
from workflows.approvals.timeline import timeline
from workflows.approvals.values import CaseView
from workflows.business.catalogue import operations, queries
from workflows.business.catalogue.forms import shown_form
from workflows.business.catalogue.values import ProductView
from workflows.ground.work import Work
from workflows.people.viewer import Viewer

Command = Callable[[Work, Viewer, str], Any]
SAID = ("reject", "return")

QUESTIONS: dict[str, tuple[Any, Any, Any, str]] = {
    "off-sale": (
        _l("Take the product off sale?"),
        _l("It disappears from the catalogue at once. You can put it on sale again without a review."),
        _l("Yes, take it off sale"),
        "eye-off",
    ),
    "drop-change": (
        _l("Give up the change?"),
        _l("What you changed is thrown away. The product stays as it is listed."),
        _l("Yes, give it up"),
        "arrow-back-up",
    ),
    "delete": (
        _l("Delete the draft?"),
        _l("The draft is thrown away for everybody in your organisation. This cannot be undone."),
        _l("Yes, delete it"),
        "trash",
    ),
}
"""What is asked before something is done that is not undone by a second click: title, text, button, icon."""


@blueprint.get("/<product_id>")
def product(product_id: str) -> str:
    """Show a product to its people."""
    with begin() as work:
        viewer = current_viewer(work)
        view = queries.product(work, viewer, product_id)
        data = form_json(bound(work, view)) if view.editable and view.draft is not None else view.data
        form = shown_form(work, view, data, locale=locale_tag(), delta=view.change is not None)
        case = item_queries.case(work, viewer, view.case_id) if view.case_id else None
        return render_template(
            "products/product.html",
            product=view,
            form=form,
            changed=case_context.changed_fields(form),
            changed_lists=case_context.changed_lists(form),
            **_case_context(work, viewer, view, case),
        )


def _case_context(work: Work, viewer: Viewer, view: ProductView, case: CaseView | None) -> dict[str, Any]:
    if case is None:
        return {"case": None, "permitted": frozenset(), "said": None, "locale": locale_tag()}
    said = [entry for entry in timeline.timeline(work, viewer, case.id) if entry.kind in SAID]
    return {
        "case": case,
        "standing": case_context.standing_of(work, viewer, case),
        "permitted": case_status.permitted(work, viewer, case.id) if view.in_review else frozenset(),
        "said": said[-1] if said and view.standing in {"rejected", "returned"} else None,
        "locale": locale_tag(),
    }


@blueprint.get("/<product_id>/<question>")
def ask(product_id: str, question: str) -> str | Response:
    """Ask before something is done that a second click would not undo."""
    if question not in QUESTIONS:
        abort(404)
    with begin() as work:
        view = queries.product(work, current_viewer(work), product_id)
        title, text, button, picture = QUESTIONS[question]
        return render_template(
            "products/question.html",
            product=view,
            title=title,
            text=text,
            button=button,
            picture=picture,
            action=url_for(f"products.{question.replace('-', '_')}", product_id=product_id),
        )


@blueprint.post("/<product_id>/off-sale")
@limiter.limit("60 per hour")
def off_sale(product_id: str) -> Response:
    """Take the product off sale 下架."""
    return _do(operations.take_off_sale, product_id, _("The product is off sale."))


@blueprint.post("/<product_id>/on-sale")
@limiter.limit("60 per hour")
def on_sale(product_id: str) -> Response:
    """Put the product on sale again."""
    return _do(operations.put_on_sale, product_id, _("The product is on sale again."))


@blueprint.post("/<product_id>/drop-change")
@limiter.limit("60 per hour")
def drop_change(product_id: str) -> Response:
    """Give up the change of a listed product."""
    return _do(operations.drop_change, product_id, _("The change is given up."))


@blueprint.post("/<product_id>/delete")
@limiter.limit("60 per hour")
def delete(product_id: str) -> Response:
    """Delete a draft that was never handed in."""
    with begin() as work:
        operations.delete_draft(work, current_viewer(work), product_id)
    flash(_("The draft is deleted."), "success")
    return make_response(redirect(url_for("products.home")))


@blueprint.post("/<product_id>/copy")
@limiter.limit("60 per hour")
def copy(product_id: str) -> Response:
    """Make a new draft out of the product and go on with its form."""
    with begin() as work:
        made = operations.copy(work, current_viewer(work), product_id)
    flash(_("Copied. Change what is different and hand it in."), "success")
    return make_response(redirect(url_for("products.edit", product_id=made.id)))


def _do(command: Command, product_id: str, done: str) -> Response:
    with begin() as work:
        command(work, current_viewer(work), product_id)
    flash(done, "success")
    return make_response(redirect(url_for("products.product", product_id=product_id)))
