"""The public catalogue: search it, read about a product."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, url_for
from flask_login import current_user

from web.catalogue import labels
from web.catalogue.search_params import SearchRequest, asked
from web.i18n import locale_tag
from web.limits import limiter
from web.links import is_htmx
from web.paging import place
from web.viewers import current_viewer
from web.work import begin
from workflows.business.catalogue import browsing, pages
from workflows.business.catalogue.counting import facet_counts
from workflows.business.vouchers.paying import best_voucher
from workflows.ground.work import Work
from workflows.people.organisations.queries import names

blueprint = Blueprint("catalogue", __name__, template_folder="templates")

CARDS = 24
RELATED = 4


@blueprint.get("")
@limiter.limit("240 per minute")
def home() -> Response:
    """Show what is on sale and fits; htmx gets the list alone, everybody the same addresses."""
    search = asked()
    with begin() as work:
        page = _page(work, search)
        template = "catalogue/found.html" if is_htmx() else "catalogue/home.html"
        response = make_response(render_template(template, **page))
    if is_htmx():
        response.headers["HX-Push-Url"] = search.address(after=place())
    return response


@blueprint.get("/<number>")
@limiter.limit("240 per minute")
def product(number: str) -> str:
    """Show a product on sale."""
    with begin() as work:
        viewer = current_viewer(work) if current_user.is_authenticated else None
        product_id, shown = pages.product(work, viewer, number, locale_tag())
        related = browsing.related(work, product_id, limit=RELATED)
        categories = tuple(one.value for one in shown.categories)
        paying = best_voucher(work, viewer, shown.price_from, categories) if viewer is not None else None
        return render_template("catalogue/product.html", product=shown, related=related, paying=paying)


def _page(work: Work, search: SearchRequest) -> dict[str, object]:
    after = place()
    cards = browsing.products(work, search.question, sort=search.sort, after=after, limit=CARDS + 1)
    counts = facet_counts(work, search.question)
    called = labels.value_names(work)
    provider = search.given["provider"]
    provider_name = names(work, [provider]).get(provider, "") if provider else ""
    kind = search.given["kind"]
    total = counts["kind"].get(kind, 0) if kind else sum(counts["kind"].values())
    more = len(cards) > CARDS
    return {
        "asked": search,
        "cards": cards[:CARDS],
        "total": total,
        "facets": labels.facets(search, counts, called),
        "chips": labels.chips(search, called, provider_name),
        "sorts": labels.sorts(search),
        "next_url": search.address(after=cards[CARDS - 1].cursor) if more else None,
        "first_url": search.address() if after else None,
        "all_url": url_for("catalogue.home"),
    }
