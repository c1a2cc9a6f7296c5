"""What other programs read of the portal: an Atom feed (RFC 4287) of what is published, and the sitemap."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import cast
from xml.sax.saxutils import escape, quoteattr

from flask import Response, url_for

from web.i18n import locale_tag
from web.limits import limiter
from web.notices.labels import TITLES
from web.notices.text import shown_text
from web.paging import address_filters
from web.portal.blueprint import blueprint
from web.site import platform_name
from web.work import begin, current_platform
from workflows.business.catalogue import browsing, companies
from workflows.business.catalogue.companies import Sought
from workflows.business.catalogue.search_projection import ProductSearch
from workflows.business.demands import queries as demands
from workflows.business.demands.values import HallSearch
from workflows.business.enquiries import queries as enquiries
from workflows.ground.work import Work
from workflows.notices import queries
from workflows.notices.queries import AnnouncementView
from workflows.notices.values import ANNOUNCEMENT_KINDS, AnnouncementKind

MOST_ENTRIES = 30
MOST_OF_A_KIND = 1_000
"""The newest pages of each kind that the sitemap names; older ones are reached by the lists."""
_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
_LISTS = (
    "portal.home", "portal.notices", "portal.policies", "portal.calls", "portal.guide", "services.home",
    "catalogue.home", "providers.home", "providers.enterprises", "demands.home", "campaigns.home",
    "enquiries.home",
)  # fmt: skip


@blueprint.get("/notices.atom")
@limiter.limit("120 per minute")
def notices_feed() -> Response:
    """Give the newest notices, policies and calls, or one kind of these, as an Atom feed."""
    kind = address_filters(kind=ANNOUNCEMENT_KINDS)["kind"] or None
    asked = cast("AnnouncementKind | None", kind)
    with begin() as work:
        rows = queries.announcements(work, locale_tag(), kind=asked, limit=MOST_ENTRIES)
        now = work.now
    updated = max((one.published_at for one in rows if one.published_at), default=now)
    own = _address("portal.notices_feed", kind=kind)
    title = escape(f"{platform_name()} · {TITLES[kind or 'notice']}")
    lines = [
        _HEAD + f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{locale_tag()}">',
        f"<title>{title}</title><id>{escape(own)}</id><updated>{updated.isoformat()}</updated>",
        f'<link rel="self" href={quoteattr(own)}/><author><name>{escape(platform_name())}</name></author>',
        *map(_entry, rows),
        "</feed>",
    ]
    return Response("\n".join(lines), content_type="application/atom+xml; charset=utf-8")


def _address(endpoint: str, **values: str | None) -> str:
    """Return the whole address of a page, which no header of a request can change."""
    return current_platform().settings.base_url.rstrip("/") + url_for(endpoint, **values)  # type: ignore[arg-type]


def _entry(one: AnnouncementView) -> str:
    page = _address("portal.notice", notice_id=one.id)
    at = one.published_at.isoformat() if one.published_at else ""
    return (
        f"<entry><title>{escape(one.title)}</title><id>urn:uuid:{escape(one.id)}</id>"
        f"<link href={quoteattr(page)}/><published>{at}</published><updated>{at}</updated>"
        f'<content type="html">{escape(str(shown_text(one.body)))}</content></entry>'
    )


@blueprint.get("/sitemap.xml")
@limiter.limit("30 per minute")
def sitemap() -> Response:
    """Name the public lists and the newest pages of each kind."""
    with begin() as work:
        pages = [f"<url><loc>{escape(one)}</loc>{_modified(at)}</url>" for one, at in _pages(work)]
    lines = [_HEAD + '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">', *pages, "</urlset>"]
    return Response("\n".join(lines), content_type="application/xml; charset=utf-8")


def _modified(at: datetime | None) -> str:
    return f"<lastmod>{at.isoformat()}</lastmod>" if at is not None else ""


def _pages(work: Work) -> Iterator[tuple[str, datetime | None]]:
    """Yield the address of each page, with when it was published where that is known."""
    locale = locale_tag()
    for endpoint in _LISTS:
        yield _address(endpoint), None
    for notice in queries.announcements(work, locale, limit=MOST_OF_A_KIND):
        yield _address("portal.notice", notice_id=notice.id), notice.published_at
    for product in browsing.products(work, ProductSearch(), limit=MOST_OF_A_KIND):
        yield _address("catalogue.product", number=product.number), product.listed_at
    for kind in companies.INDUSTRY_FIELD:
        for company in companies.directory(work, kind, Sought(), locale, limit=MOST_OF_A_KIND):
            page = _address(f"providers.{kind}", organisation_id=company.organisation_id)
            yield page, None
    for demand in demands.hall(work, HallSearch(), locale, limit=MOST_OF_A_KIND):
        yield _address("demands.demand", number=demand.number), None
    for answer in enquiries.published(work, limit=MOST_OF_A_KIND):
        page = _address("enquiries.question", enquiry_id=answer.id)
        yield page, answer.published_at
