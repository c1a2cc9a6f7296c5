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
from web.product_vouchers import own_vouchers, paying
from web.shown_ratings import criterion_names, shown_ratings
from web.viewers import current_viewer, may_ask_directly, own_organisations
from web.work import begin
from workflows.business.carts.policy import may_collect
from workflows.business.catalogue import browsing, pages
from workflows.business.catalogue.counting import facet_counts
from workflows.business.volumes.counting import volume_of
from workflows.business.vouchers.paying import best_voucher
from workflows.business.vouchers.queries import own_voucher
from workflows.business.vouchers.values import VoucherView
from workflows.ground.errors import Forbidden, NotFound
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
        vouchers = own_vouchers(work)
        categories = tuple(one.value for one in shown.categories)
        return render_template(
            "catalogue/product.html",
            product=shown,
            related=related,
            paying=best_voucher(vouchers, shown.price_from, shown.price_to, categories),
            card_paying=paying(related, vouchers),
            may_order=_may_order(work),
            may_ask=shown.kind == "featured" and may_ask_directly(work),
            volume=volume_of(work, "product", product_id),
            ratings=shown_ratings(work, "product", product_id),
            criteria=criterion_names(),
        )


def _may_order(work: Work) -> bool:
    """Return whether the page offers the cart: to visitors, who sign in first, and to who orders."""
    if not current_user.is_authenticated:
        return True
    viewer = current_viewer(work)
    return any(may_collect(viewer, one) for one in own_organisations(work))


def _page(work: Work, search: SearchRequest) -> dict[str, object]:
    after = place()
    voucher = _chosen_voucher(work, search)
    search = (
        search.of_voucher(voucher.id, voucher.programme.categories) if voucher else search.of_voucher("", ())
    )
    cards = browsing.products(work, search.question, sort=search.sort, after=after, limit=CARDS + 1)
    counts = facet_counts(work, search.question)
    called = labels.value_names(work)
    provider = search.given["provider"]
    provider_name = names(work, [provider]).get(provider, "") if provider else ""
    kind = search.given["kind"]
    total = counts["kind"].get(kind, 0) if kind else sum(counts["kind"].values())
    more = len(cards) > CARDS
    usable = ((voucher,) if voucher.state == "usable" else ()) if voucher else own_vouchers(work)
    categories = called["category"]
    return {
        "asked": search,
        "cards": cards[:CARDS],
        "total": total,
        "facets": labels.facets(search, counts, called),
        "chips": labels.chips(search, called, provider_name, voucher.programme.name if voucher else ""),
        "voucher": voucher,
        "voucher_pays": [categories.get(one, one) for one in voucher.programme.categories] if voucher else [],
        "card_paying": paying(cards[:CARDS], usable),
        "sorts": labels.sorts(search),
        "units": labels.UNIT_NAMES,
        "next_url": search.address(after=cards[CARDS - 1].cursor) if more else None,
        "first_url": search.address() if after else None,
        "all_url": url_for("catalogue.home"),
    }


def _chosen_voucher(work: Work, search: SearchRequest) -> VoucherView | None:
    """Return the voucher that the search is for; one that is not the viewer's does not count."""
    voucher_id = search.given["voucher"]
    if not voucher_id or not current_user.is_authenticated:
        return None
    try:
        return own_voucher(work, current_viewer(work), voucher_id)
    except (NotFound, Forbidden):
        return None
