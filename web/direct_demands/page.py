"""The page of one direct demand, for both of its sides and for who oversees."""

from __future__ import annotations

from typing import cast

from flask import Response, make_response, render_template, request, url_for
from flask_babel import gettext as _

from web.direct_demands.blueprint import blueprint
from web.direct_demands.labels import NEXT, TONES, addressee_kind_names, state_names
from web.form_problems import Problems
from web.form_steps import carry_out
from web.limits import limiter
from web.viewers import current_viewer, insist_on_sign_in
from web.work import begin
from workflows.business.direct_demands import operations, queries
from workflows.business.direct_demands.values import Step
from workflows.ground.work import Work

_MOST_CHARACTERS = 64
_MOST_TYPED = 2_000


@blueprint.get("/<number>")
def direct_demand(number: str) -> Response:
    """Show a direct demand: what is asked for, how it stands, what to do next."""
    insist_on_sign_in()
    with begin() as work:
        return _page(work, number)


def _page(
    work: Work, number: str, problems: Problems | None = None, *, status: int = 200, acted: str = ""
) -> Response:
    shown = queries.direct_demand(work, current_viewer(work), number[:_MOST_CHARACTERS])
    page = render_template(
        "direct_demands/page.html",
        shown=shown,
        card=shown.card,
        states=state_names(),
        tones=TONES,
        kinds=addressee_kind_names(),
        next_words=NEXT,
        problems=problems or {},
        acted=acted,
        values=request.form,
    )
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/<number>/<any(accept, decline, order, not_agreed):step>")
@limiter.limit("120 per hour")
def act(number: str, step: str) -> Response:
    """Note what the provider does; what is refused stands on the page with everything typed."""
    insist_on_sign_in()

    def take(work: Work) -> None:
        operations.take_step(
            work,
            current_viewer(work),
            number[:_MOST_CHARACTERS],
            cast("Step", step),
            request.form.get("words", "")[:_MOST_TYPED],
            order_number=request.form.get("order", "")[:_MOST_CHARACTERS],
        )

    def page(work: Work, problems: Problems, status: int) -> Response:
        return _page(work, number, problems, status=status, acted=step)

    leads_to = url_for("direct_demands.direct_demand", number=number)
    return carry_out(take, page, leads_to, _("Noted: the enterprise has been told."))
