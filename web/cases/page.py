"""The page of a case, and its diagram as a file."""

from __future__ import annotations

from flask import Response, make_response, render_template, request

from web.cases import case_context
from web.cases.applying_again import again_urls
from web.cases.blueprint import blueprint
from web.cases.correction import correction_of
from web.cases.own_pages import own_page_for
from web.i18n import locale_tag
from web.request_values import whole
from web.viewers import current_viewer
from web.work import begin
from workflows.approvals.actions import carbon_copies
from workflows.approvals.cases import case_status, forms, item_queries, withdraw_and_urge


@blueprint.get("/<number>")
def case(number: str) -> str:
    """Show a case to those who may see it; `round` chooses an earlier submission."""
    with begin() as work:
        viewer = current_viewer(work)
        view = item_queries.case_by_number(work, viewer, number)
        carbon_copies.mark_copies_read(work, viewer, view.id)
        own = None if "round" in request.args else correction_of(work, viewer, view)
        form = forms.case_form(
            work, viewer, view, locale=locale_tag(), round_=whole(request.args.get("round", ""))
        )
        return render_template(
            "cases/case.html",
            **case_context.context(work, viewer, view, form),
            form=form,
            own=own,
            round=whole(request.args.get("round", "")) or view.round,
            permitted=case_status.permitted(work, viewer, view.id),
            again_url=again_urls(work, viewer, [view]).get(view.id),
            own_page=own_page_for(viewer, view),
            urging=withdraw_and_urge.urging(work, view.id),
        )


@blueprint.get("/<number>/diagram.bpmn")
def diagram(number: str) -> Response:
    """Give out the diagram that the case runs on."""
    with begin() as work:
        viewer = current_viewer(work)
        xml = case_status.path(work, viewer, item_queries.case_by_number(work, viewer, number).id).xml
    response = make_response(xml)
    response.content_type = "application/xml; charset=utf-8"
    response.headers["Cache-Control"] = "private, max-age=300"
    return response
