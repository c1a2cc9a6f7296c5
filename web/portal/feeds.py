"""What other programs read of the portal: Atom feeds (RFC 4287) of what is published, and the sitemap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple, cast
from xml.sax.saxutils import escape, quoteattr

from flask import Response, url_for
from flask_babel import gettext as _

from web.filters import local_time
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
from workflows.business.gatherings import queries as gatherings
from workflows.business.gatherings.values import GatheringView
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
    "enquiries.home", "gatherings.home",
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
    title = f"{platform_name()} · {TITLES[kind or 'notice']}"
    return _feed(title, _address("portal.notices_feed", kind=kind), map(_of_notice, rows), now)


@blueprint.get("/activities.atom")
@limiter.limit("120 per minute")
def activities_feed() -> Response:
    """Give the newest activities as an Atom feed."""
    with begin() as work:
        rows = gatherings.published(work, locale_tag(), limit=MOST_ENTRIES)
        now = work.now
    title = f"{platform_name()} · {_('Activities')}"
    return _feed(title, _address("portal.activities_feed"), map(_of_activity, rows), now)


class FeedEntry(NamedTuple):
    """What a feed says of one page; `html` is safe."""

    id: str
    title: str
    page: str
    at: datetime | None
    html: str


def _of_notice(one: AnnouncementView) -> FeedEntry:
    page = _address("portal.notice", notice_id=one.id)
    return FeedEntry(one.id, one.title, page, one.published_at, str(shown_text(one.body)))


def _of_activity(one: GatheringView) -> FeedEntry:
    page = _address("gatherings.gathering", gathering_id=one.id)
    about = f"<p>{local_time(one.starts_at, 'exact')} · {escape(one.venue)}</p>"
    return FeedEntry(one.id, one.title, page, one.announced_at, about + str(shown_text(one.body)))


def _feed(title: str, own: str, of: Iterable[FeedEntry], now: datetime) -> Response:
    """Return a feed; `own` is its address, which stands for it."""
    entries = list(of)
    updated = max((one.at for one in entries if one.at), default=now)
    lines = [
        _HEAD + f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{locale_tag()}">',
        f"<title>{escape(title)}</title><id>{escape(own)}</id><updated>{updated.isoformat()}</updated>",
        f'<link rel="self" href={quoteattr(own)}/><author><name>{escape(platform_name())}</name></author>',
        *map(_written, entries),
        "</feed>",
    ]
    return Response("\n".join(lines), content_type="application/atom+xml; charset=utf-8")


def _written(one: FeedEntry) -> str:
    at = one.at.isoformat() if one.at else ""
    return (
        f"<entry><title>{escape(one.title)}</title><id>urn:uuid:{escape(one.id)}</id>"
        f"<link href={quoteattr(one.page)}/><published>{at}</published><updated>{at}</updated>"
        f'<content type="html">{escape(one.html)}</content></entry>'
    )


def _address(endpoint: str, **values: str | None) -> str:
    """Return the whole address of a page, which no header of a request can change."""
    return current_platform().settings.base_url.rstrip("/") + url_for(endpoint, **values)  # type: ignore[arg-type]


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
    for activity in gatherings.published(work, locale, limit=MOST_OF_A_KIND):
        yield _address("gatherings.gathering", gathering_id=activity.id), activity.announced_at
    for answer in enquiries.published(work, limit=MOST_OF_A_KIND):
        page = _address("enquiries.question", enquiry_id=answer.id)
        yield page, answer.published_at
