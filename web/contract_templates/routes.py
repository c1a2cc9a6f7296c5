"""Templates of contracts: operators read every version, draft the next one, and publish it."""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from web.contract_templates.template_form import typed_content, with_blanks
from web.contracts.labels import TEMPLATE_STATES, VARIABLE_KINDS
from web.files.answers import file_answer
from web.form_problems import Problems, problems_of
from web.limits import limiter
from web.viewers import current_viewer, insist_on_sign_in
from web.work import begin
from workflows.business.contracts import templates
from workflows.business.contracts.values import TemplateContent, TemplateView
from workflows.ground.errors import Invalid

blueprint = Blueprint("contract_templates", __name__, template_folder="templates")
blueprint.before_request(insist_on_sign_in)
_MOST_CHARACTERS = 64


@blueprint.get("")
def home() -> str:
    """List every template with its versions, the newest first."""
    with begin() as work:
        versions = templates.versions(work, current_viewer(work))
        used = templates.count_of(work, [one.id for one in versions])
    grouped = [list(some) for _id, some in groupby(versions, key=lambda one: one.template_id)]
    return render_template(
        "contract_templates/home.html", templates=grouped, states=TEMPLATE_STATES, used=used
    )


@blueprint.get("/<version_id>")
def version(version_id: str) -> Response:
    """Show a version; a draft as a form."""
    with begin() as work:
        return _page(templates.version(work, current_viewer(work), version_id[:_MOST_CHARACTERS]))


def _page(
    one: TemplateView, problems: Problems | None = None, typed: TemplateContent | None = None
) -> Response:
    page = render_template(
        "contract_templates/edit.html" if one.state == "draft" else "contract_templates/version.html",
        template=one,
        content=with_blanks(typed or one.content) if one.state == "draft" else one.content,
        states=TEMPLATE_STATES,
        kinds=VARIABLE_KINDS,
        problems=problems or {},
    )
    return make_response(page, 422 if problems else 200)


@blueprint.post("/<template_id>/versions")
@limiter.limit("60 per hour")
def begin_version(template_id: str) -> Response:
    """Begin the next version with what the latest says."""
    with begin() as work:
        version_id = templates.begin_version(work, current_viewer(work), template_id[:_MOST_CHARACTERS])
    return make_response(redirect(url_for("contract_templates.version", version_id=version_id)))


@blueprint.post("/<version_id>")
@limiter.limit("300 per hour")
def save(version_id: str) -> Response:
    """Keep the draft, or publish it; whatever is wrong stands at its field."""
    with begin() as work:
        one = templates.version(work, current_viewer(work), version_id[:_MOST_CHARACTERS])
        content = typed_content(request.form, one.content)
        try:
            templates.save_version(work, current_viewer(work), one.id, content)
        except Invalid as refusal:
            return _page(one, problems_of(refusal), content)
        if request.form.get("do") == "publish":
            templates.publish(work, current_viewer(work), one.id)
            flash(_("The version is published. New contracts begin with it."), "success")
        else:
            flash(_("The draft is saved."), "success")
    return make_response(redirect(url_for("contract_templates.version", version_id=one.id)))


@blueprint.post("/<version_id>/discard")
@limiter.limit("60 per hour")
def discard(version_id: str) -> Response:
    """Throw a draft away."""
    with begin() as work:
        templates.discard(work, current_viewer(work), version_id[:_MOST_CHARACTERS])
    flash(_("The draft is thrown away."), "success")
    return make_response(redirect(url_for("contract_templates.home")))


@blueprint.get("/<version_id>/preview.pdf")
@limiter.limit("60 per hour")
def preview(version_id: str) -> Response:
    """Give a version as a PDF with all its parts, its variables still open."""
    with begin() as work:
        content = templates.preview(work, current_viewer(work), version_id[:_MOST_CHARACTERS])
    return file_answer(content, "application/pdf", "template.pdf", shown=True)
