"""Pages of ratings: those of an order, the lists of an organisation, and what the public reads."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from web.form_problems import Problems
from web.form_steps import carry_out
from web.i18n import locale_tag
from web.limits import limiter
from web.paging import PAGE_ROWS, listed, place
from web.request_values import whole
from web.shown_ratings import criterion_names
from web.viewers import current_viewer, insist_on_sign_in, own_organisations
from web.work import begin
from workflows.business.catalogue import companies, pages
from workflows.business.catalogue.disclosed_answers import audience
from workflows.business.orders.policy import MENU
from workflows.business.ratings import operations, queries, review
from workflows.business.ratings.values import (
    CRITERIA,
    MOST_REASON,
    MOST_STARS,
    MOST_WORDS,
    AboutKind,
    RatingDraft,
)
from workflows.ground.errors import Forbidden, NotFound
from workflows.ground.work import Work
from workflows.people.organisations.values import Kind, OrganisationView

blueprint = Blueprint("ratings", __name__, template_folder="templates")
_MOST_CHARACTERS = 64
_MOST_TYPED = 2 * MOST_WORDS
_PUBLIC = frozenset({"ratings.of_product", "ratings.of_provider", "ratings.of_enterprise"})
STARS = {1: _l("Very poor"), 2: _l("Poor"), 3: _l("Fair"), 4: _l("Good"), 5: _l("Very good")}


@blueprint.before_request
def _let_in() -> None:
    """Send a visitor to the sign-in page from all pages but those of the public."""
    if request.endpoint not in _PUBLIC:
        insist_on_sign_in()


def _own(work: Work) -> OrganisationView:
    """Return the organisation for which the signed-in person works on orders.

    Raises: NotFound: they belong to none; Forbidden: the menu was not given to them.
    """
    own = own_organisations(work)
    if not own:
        raise NotFound("organisations.not_found")
    viewer = current_viewer(work)
    for organisation in own:
        if viewer.may(organisation.id, MENU):
            return organisation
    raise Forbidden("ratings.not_yours")


@blueprint.get("")
def home() -> str:
    """List what others have said about the organisation, the newest first."""
    return _list("ratings.home")


@blueprint.get("/given")
def given() -> str:
    """List what the organisation has said about others, the newest first."""
    return _list("ratings.given")


def _list(endpoint: str) -> str:
    about_us = endpoint == "ratings.home"
    with begin() as work:
        own = _own(work)
        read = queries.received if about_us else queries.given
        rows = read(work, current_viewer(work), own.id, after=place(), limit=PAGE_ROWS + 1)
        return render_template(
            "ratings/list.html",
            own=own,
            about_us=about_us,
            page=listed(endpoint, rows, {}, lambda one: one.id, rows=PAGE_ROWS),
            totals=queries.totals(work, "organisation", own.id),
            criteria=criterion_names(),
        )


@blueprint.get("/of/<number>")
def both(number: str) -> Response:
    """Show what two sides have said about each other, and what can still be said."""
    with begin() as work:
        return _page(work, number)


def _page(work: Work, number: str, problems: Problems | None = None, *, status: int = 200) -> Response:
    shown = queries.of_both(work, current_viewer(work), number[:_MOST_CHARACTERS])
    page = render_template(
        "ratings/both.html",
        shown=shown,
        about_url=about_url(shown.kind, shown.number),
        state=shown.state_name.say(locale_tag()),
        criteria=criterion_names(),
        stars=STARS,
        most_words=MOST_WORDS,
        most_reason=MOST_REASON,
        problems=problems or {},
        values=request.form,
    )
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/of/<number>")
@limiter.limit("60 per hour")
def rate(number: str) -> Response:
    """Rate the other side of an order or a filed deal."""
    stars: dict[str, int] = {
        one: whole(request.form.get(one, ""), least=1, most=MOST_STARS) or 0 for one in CRITERIA
    }
    draft = RatingDraft(stars, request.form.get("words", "")[:_MOST_TYPED])

    def step(work: Work) -> None:
        operations.rate(work, current_viewer(work), number[:_MOST_CHARACTERS], draft)

    return _done(number, step)


@blueprint.post("/of/<number>/<rating_id>/answer")
@limiter.limit("60 per hour")
def answer(number: str, rating_id: str) -> Response:
    """Answer what the other side has said."""
    typed = request.form.get("answer", "")[:_MOST_TYPED]

    def step(work: Work) -> None:
        operations.answer(work, current_viewer(work), rating_id[:_MOST_CHARACTERS], typed)

    return _done(number, step)


@blueprint.post("/of/<number>/<rating_id>/report")
@limiter.limit("30 per hour")
def report(number: str, rating_id: str) -> Response:
    """Report what the other side has said to the operators."""
    typed = request.form.get("reason", "")[:_MOST_TYPED]

    def step(work: Work) -> None:
        review.report(work, current_viewer(work), rating_id[:_MOST_CHARACTERS], typed)

    return _done(number, step, _("Reported: the operators review it."))


def _done(number: str, step: Callable[[Work], None], said: str = "") -> Response:
    """Carry out a step and lead back to the ratings; what is refused stands there with what was typed."""

    def page(work: Work, problems: Problems, status: int) -> Response:
        return _page(work, number, problems, status=status)

    return carry_out(step, page, url_for("ratings.both", number=number), said)


def about_url(kind: AboutKind, number: str) -> str:
    """Return the page of what two sides rate each other for."""
    if kind == "service_order":
        return url_for("orders.order", number=number)
    return url_for("filed_deals.filed_deal", number=number)


@blueprint.get("/products/<number>")
@limiter.limit("240 per minute")
def of_product(number: str) -> str:
    """Show what enterprises have said about a product on sale."""
    with begin() as work:
        viewer = current_viewer(work) if current_user.is_authenticated else None
        product_id, shown = pages.product(work, viewer, number, locale_tag())
        rows = queries.latest(work, "product", product_id, after=place(), limit=PAGE_ROWS + 1)
        return render_template(
            "ratings/public.html",
            name=shown.name,
            about_url=url_for("catalogue.product", number=number),
            page=listed("ratings.of_product", rows, {}, lambda one: one.id, rows=PAGE_ROWS, number=number),
            totals=queries.totals(work, "product", product_id),
            rated="provider",
            criteria=criterion_names(),
        )


@blueprint.get("/providers/<organisation_id>")
@limiter.limit("240 per minute")
def of_provider(organisation_id: str) -> str:
    """Show what enterprises have said about a certified provider."""
    return _company("provider", organisation_id)


@blueprint.get("/enterprises/<organisation_id>")
@limiter.limit("240 per minute")
def of_enterprise(organisation_id: str) -> str:
    """Show what providers have said about a certified enterprise."""
    return _company("enterprise", organisation_id)


def _company(kind: Kind, organisation_id: str) -> str:
    endpoint = f"ratings.of_{kind}"
    with begin() as work:
        viewer = current_viewer(work) if current_user.is_authenticated else None
        company = companies.page(work, kind, organisation_id, locale_tag(), audience(viewer))
        about = company.organisation_id
        rows = queries.latest(work, "organisation", about, after=place(), limit=PAGE_ROWS + 1)
        return render_template(
            "ratings/public.html",
            name=company.name,
            about_url=url_for(f"providers.{kind}", organisation_id=about),
            page=listed(endpoint, rows, {}, lambda one: one.id, rows=PAGE_ROWS, organisation_id=about),
            totals=queries.totals(work, "organisation", about),
            rated=kind,
            criteria=criterion_names(),
        )
