"""Who offers something here and who is certified: two directories, a page for each company."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from web.catalogue.search_params import told
from web.i18n import locale_tag
from web.limits import limiter
from web.paging import listed, place
from web.product_vouchers import own_vouchers, paying
from web.shown_ratings import criterion_names, shown_ratings
from web.viewers import current_viewer, may_ask_directly, own_organisations
from web.work import begin
from workflows.business.carts.policy import may_collect
from workflows.business.catalogue import browsing, companies, public_consultants
from workflows.business.catalogue.companies import Sought
from workflows.business.catalogue.disclosed_answers import audience
from workflows.business.catalogue.search_projection import ProductSearch
from workflows.business.demands import queries as demands
from workflows.business.demands.values import DemandCard, HallSearch
from workflows.business.orders.queries import settled_orders
from workflows.business.rankings.points import latest_periods
from workflows.business.rankings.queries import may_read_reasons, standing
from workflows.business.rankings.values import Ranked, RankStanding
from workflows.business.volumes.counting import volume_of
from workflows.ground.work import Work
from workflows.people.organisations.queries import form_context
from workflows.people.organisations.values import Kind
from workflows.people.viewer import Viewer

blueprint = Blueprint("providers", __name__, template_folder="templates")

COMPANIES = 20
PRODUCTS = 12
DEMANDS = 6
"""How many of the demands that an enterprise has in the project hall its page shows, the newest."""
NAMES = ("q", "region", "type", "industry")
TITLES = {"provider": _l("Service providers"), "enterprise": _l("Certified enterprises")}
SUBTITLES = {
    "provider": _l("Certified organisations that help enterprises"),
    "enterprise": _l("Enterprises whose registration was approved"),
}


@blueprint.get("/providers")
@limiter.limit("240 per minute")
def home() -> str:
    """List the certified providers."""
    return _directory("provider", "providers.home")


@blueprint.get("/enterprises")
@limiter.limit("240 per minute")
def enterprises() -> str:
    """List the certified enterprises."""
    return _directory("enterprise", "providers.enterprises")


@blueprint.get("/providers/<organisation_id>")
@limiter.limit("240 per minute")
def provider(organisation_id: str) -> str:
    """Show a certified provider."""
    return _company("provider", organisation_id)


@blueprint.get("/enterprises/<organisation_id>")
@limiter.limit("240 per minute")
def enterprise(organisation_id: str) -> str:
    """Show a certified enterprise."""
    return _company("enterprise", organisation_id)


def _directory(kind: Kind, endpoint: str) -> str:
    given = {name: told(name) for name in NAMES}
    sought = Sought(given["q"], given["region"], given["type"], given["industry"])
    locale = locale_tag()
    with begin() as work:
        cards = companies.directory(work, kind, sought, locale, after=place(), limit=COMPANIES + 1)
        page = listed(endpoint, cards, given, lambda card: card.organisation_id, rows=COMPANIES)
        return render_template(
            "providers/directory.html",
            kind=kind,
            title=TITLES[kind],
            subtitle=SUBTITLES[kind],
            endpoint=endpoint,
            page=page,
            regions=[(one["value"], one["label"]) for one in form_context(work, locale)["regions"]],
            types=companies.choices(work, "provider", "provider_type", locale),
            industries=companies.industries(work, kind, locale),
        )


def _company(kind: Kind, organisation_id: str) -> str:
    locale = locale_tag()
    with begin() as work:
        viewer = current_viewer(work) if current_user.is_authenticated else None
        to = audience(viewer)
        company = companies.page(work, kind, organisation_id, locale, to)
        question = ProductSearch(organisation_id=company.organisation_id)
        products = browsing.products(work, question, limit=PRODUCTS + 1)
        return render_template(
            "providers/company.html",
            company=company,
            title=TITLES[kind],
            products=products[:PRODUCTS],
            card_paying=paying(products[:PRODUCTS], own_vouchers(work)),
            more=len(products) > PRODUCTS,
            ratings=shown_ratings(work, "organisation", company.organisation_id),
            criteria=criterion_names(),
            may_invite=kind == "provider" and viewer is not None and _orders(work, viewer),
            may_ask=kind == "provider" and may_ask_directly(work),
            standing=_standing(work, company.organisation_id) if kind == "provider" else None,
            volume=volume_of(work, "provider", company.organisation_id) if kind == "provider" else None,
            may_read_points=viewer is not None and may_read_reasons(viewer, company.organisation_id),
            demands=_published(work, company.organisation_id) if kind == "enterprise" else (),
            orders=settled_orders(work, company.organisation_id) if kind == "enterprise" else 0,
            consultants=public_consultants.consultants(work, company.organisation_id, locale, to),
            types=companies.choices(work, "provider", "provider_type", locale),
        )


def _published(work: Work, organisation_id: str) -> tuple[DemandCard, ...]:
    """Return what an enterprise looks for in the project hall now."""
    return demands.hall(work, HallSearch(organisation_id=organisation_id), locale_tag(), limit=DEMANDS)


def _standing(work: Work, organisation_id: str) -> RankStanding:
    """Return where a provider stands in the ranking of this year."""
    return standing(work, Ranked("provider", organisation_id), latest_periods(work)[0])


def _orders(work: Work, viewer: Viewer) -> bool:
    """Return whether the viewer orders for an enterprise, and so may invite a provider to its demands."""
    return any(may_collect(viewer, one) for one in own_organisations(work))
