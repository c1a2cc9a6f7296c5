"""The public pages: what the platform offers and how it works."""

from __future__ import annotations

from flask import Response, jsonify, make_response, redirect, render_template, request, url_for
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from web import i18n
from web.files.answers import file_answer
from web.i18n import locale_tag
from web.limits import limiter
from web.links import safe_next
from web.notices.labels import KINDS, TITLES
from web.notices.text import shown_text
from web.paging import PAGE_ROWS, listed, place
from web.portal.blueprint import blueprint
from web.portal.content import GUIDE, OFFERS, STEPS
from web.portal.demonstration import demonstration_accounts
from web.product_vouchers import own_vouchers, paying
from web.viewers import current_viewer
from web.work import begin
from workflows.business.catalogue import browsing
from workflows.business.catalogue.search_projection import ProductSearch
from workflows.files.portal_files import PortalText, files_of, open_file
from workflows.notices import queries
from workflows.notices.values import ANNOUNCEMENT_KINDS, AnnouncementKind
from workflows.people.policies.organisations import may_keep_announcements

LATEST = 4
"""How many notices the start page shows."""
CARDS = 4
"""How many of the newest products, and how many featured ones."""


@blueprint.get("/")
def home() -> str:
    """Show what the platform offers."""
    with begin() as work:
        newest = browsing.products(work, ProductSearch(), limit=CARDS)
        featured = browsing.featured(work, limit=CARDS)
        return render_template(
            "portal/home.html",
            offers=OFFERS,
            steps=STEPS,
            latest=queries.announcements(work, locale_tag(), limit=LATEST),
            newest=newest,
            featured=featured,
            card_paying=paying([*newest, *featured], own_vouchers(work)),
            trial=demonstration_accounts(work),
            kinds=KINDS,
        )


@blueprint.get("/guide")
def guide() -> str:
    """Show how an application goes, step by step."""
    return render_template("portal/guide.html", guide=GUIDE)


@blueprint.get("/notices")
@limiter.limit("240 per minute")
def notices() -> str:
    """List the public notices."""
    return _published("notice")


@blueprint.get("/policies")
@limiter.limit("240 per minute")
def policies() -> str:
    """List the policies and regulations."""
    return _published("policy")


@blueprint.get("/calls")
@limiter.limit("240 per minute")
def calls() -> str:
    """List the project calls."""
    return _published("call")


LISTS: dict[AnnouncementKind, str] = {
    "notice": "portal.notices",
    "policy": "portal.policies",
    "call": "portal.calls",
}
"""Where each kind is listed."""


def _published(kind: AnnouncementKind) -> str:
    with begin() as work:
        rows = queries.announcements(work, locale_tag(), kind=kind, after=place(), limit=PAGE_ROWS + 1)
    tabs = [(url_for(LISTS[one]), TITLES[one], None, one == kind) for one in ANNOUNCEMENT_KINDS]
    page = listed(LISTS[kind], rows, {}, lambda notice: notice.id)
    return render_template("portal/notices.html", page=page, tabs=tabs, title=TITLES[kind], kind=kind)


@blueprint.get("/notices/<notice_id>")
@limiter.limit("240 per minute")
def notice(notice_id: str) -> str:
    """Show one public notice, policy or call."""
    with begin() as work:
        view = queries.announcement(work, notice_id, locale_tag())
        return render_template(
            "portal/notice.html",
            notice=view,
            text=shown_text(view.body),
            files=files_of(work, PortalText("announcement", view.id)),
            kinds=KINDS,
            lists=LISTS,
        )


@blueprint.get("/notices/<notice_id>/files/<attachment_id>")
@limiter.limit("120 per minute")
def notice_file(notice_id: str, attachment_id: str) -> Response:
    """Give a file of a notice, policy or call to who may read that, or keeps it."""
    with begin() as work:
        if not (current_user.is_authenticated and may_keep_announcements(current_viewer(work))):
            queries.announcement(work, notice_id, locale_tag())
        one, content = open_file(work, PortalText("announcement", notice_id), attachment_id)
    return file_answer(content, one.content_type, one.name, shown=False)


@blueprint.get("/token")
def token() -> Response:
    """Give a script a fresh anti-forgery token: the one in its page died when somebody signed in again."""
    return jsonify(token=generate_csrf())


@blueprint.post("/language")
def language() -> Response:
    """Switch the language for this browser and go back to the page."""
    response = make_response(redirect(safe_next(request.form.get("next"))))
    locale = request.form.get("locale", "")
    if locale in i18n.LOCALES:
        response.set_cookie(i18n.COOKIE, locale, max_age=365 * 86400, httponly=True, samesite="Lax")
    return response
