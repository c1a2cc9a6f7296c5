"""One search over everything that the public may read."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from web.catalogue.search_params import told
from web.i18n import locale_tag
from web.limits import limiter
from web.notices.labels import KINDS
from web.portal.blueprint import blueprint
from web.viewers import current_viewer
from web.work import begin
from workflows.business.catalogue import browsing, companies, public_consultants
from workflows.business.catalogue.disclosed_answers import audience
from workflows.business.catalogue.search_projection import ProductSearch
from workflows.business.demands import queries as demands
from workflows.business.demands.values import HallSearch
from workflows.business.enquiries import queries as enquiries
from workflows.business.gatherings import queries as gatherings
from workflows.ground.fulltext import query_text
from workflows.ground.work import Work
from workflows.notices import queries as notices

SHOWN = 6
"""How many of each kind are shown; each statement reads no more, whatever there is."""


class Hit(NamedTuple):
    """One thing that fits: its name, its page, and a word about it."""

    title: str
    url: str
    about: Any = ""


class Hits(NamedTuple):
    """What fits of one kind, and the list that shows all of it."""

    title: str
    icon: str
    hits: list[Hit]
    all_url: str | None = None


@blueprint.get("/search")
@limiter.limit("120 per minute")
def search() -> str:
    """Show what has all of some words: products, companies, consultants, public texts, activities, demands,
    questions."""
    text = told("q")
    groups: list[Hits] = []
    if query_text(text):
        with begin() as work:
            groups = [one for one in _groups(work, text) if one.hits]
    return render_template("portal/search.html", text=text, groups=groups)


def _groups(work: Work, text: str) -> list[Hits]:
    locale = locale_tag()
    products = browsing.products(work, ProductSearch(text=text), sort="relevance", limit=SHOWN)
    published = notices.announcements(work, locale, text=text, limit=SHOWN)
    wanted = demands.hall(work, HallSearch(text=text), locale, limit=SHOWN)
    return [
        Hits(
            _("Products and services"), "package",
            [
                Hit(one.name, url_for("catalogue.product", number=one.number), one.organisation_name)
                for one in products
            ],
            url_for("catalogue.home", q=text),
        ),
        _companies(work, text),
        _consultants(work, text),
        Hits(
            _("Notices, policies, project calls"), "speakerphone",
            [
                Hit(one.title, url_for("portal.notice", notice_id=one.id), KINDS[one.kind])
                for one in published
            ],
        ),
        _activities(work, text),
        Hits(
            _("Project hall"), "clipboard-list",
            [
                Hit(one.title, url_for("demands.demand", number=one.number), one.organisation_name)
                for one in wanted
            ],
            url_for("demands.home", q=text),
        ),
        _questions(work, text),
    ]  # fmt: skip


def _activities(work: Work, text: str) -> Hits:
    hits = [
        Hit(one.title, url_for("gatherings.gathering", gathering_id=one.id), one.venue)
        for one in gatherings.published(work, locale_tag(), text=text, limit=SHOWN)
    ]
    return Hits(_("Activities"), "calendar-event", hits)


def _questions(work: Work, text: str) -> Hits:
    hits = [
        Hit(one.subject, url_for("enquiries.question", enquiry_id=one.id))
        for one in enquiries.published(work, text=text, limit=SHOWN)
    ]
    return Hits(_("Questions and answers"), "message-question", hits, url_for("enquiries.home", q=text))


def _companies(work: Work, text: str) -> Hits:
    kinds = {"provider": _("Service provider"), "enterprise": _("Enterprise")}
    hits = [
        Hit(one.name, url_for(f"providers.{one.kind}", organisation_id=one.organisation_id), kinds[one.kind])
        for one in companies.named(work, text, limit=SHOWN)
    ]
    return Hits(_("Companies"), "building", hits)


def _consultants(work: Work, text: str) -> Hits:
    to = audience(current_viewer(work) if current_user.is_authenticated else None)
    hits = [
        Hit(
            one.consultant.name,
            url_for("providers.provider", organisation_id=one.organisation_id),
            one.organisation_name,
        )
        for one in public_consultants.named(work, text, locale_tag(), to, limit=SHOWN)
        if one.consultant.name
    ]
    return Hits(_("Consultants"), "user-heart", hits)
