"""Public notices, policies and project calls for those who keep them: one editor."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from web.form_problems import Problems
from web.form_steps import answer_with, led_to
from web.i18n import locale_tag
from web.limits import limiter
from web.notices.labels import KINDS
from web.notices.text import shown_text
from web.paging import PAGE_ROWS, address_filters, listed, place
from web.request_values import moment, refuse_unread_moments, shown_moment
from web.sent_files import attachment_change, keep_waiting, removed, sent_files, waiting
from web.viewers import current_viewer, insist_on_sign_in
from web.work import begin
from workflows.administration import announcements
from workflows.files.portal_files import PortalText, files_of
from workflows.files.sent_files import ACCEPTED
from workflows.ground.work import Work
from workflows.notices import queries
from workflows.notices.values import (
    ANNOUNCEMENT_KINDS,
    AnnouncementDraft,
    AnnouncementKind,
    AnnouncementState,
    KeptAnnouncement,
)
from workflows.people.identity.queries import accounts
from workflows.people.policies.organisations import may_keep_announcements
from workflows.people.viewer import require

STATES: dict[str, AnnouncementState] = {
    "draft": "draft",
    "published": "published",
    "withdrawn": "withdrawn",
}
MOMENTS = ("shown_from", "shown_until", "deadline")

blueprint = Blueprint("notices", __name__, template_folder="templates")
blueprint.before_request(insist_on_sign_in)


@blueprint.get("")
def home() -> str:
    """List all notices, drafts and withdrawn ones too."""
    filters = address_filters("text", "state", kind=ANNOUNCEMENT_KINDS)
    with begin() as work:
        require(may_keep_announcements(current_viewer(work)))
        rows = queries.all_announcements(
            work,
            text=filters["text"],
            state=STATES.get(filters["state"]),
            kind=cast("AnnouncementKind", filters["kind"]) if filters["kind"] else None,
            after=place(),
            limit=PAGE_ROWS + 1,
        )
        return render_template(
            "notices/home.html",
            page=listed("notices.home", rows, filters, lambda notice: notice.id),
            authors=accounts(work, {notice.author_id for notice in rows if notice.author_id}),
            kinds=KINDS,
            now=work.now,
        )


@blueprint.get("/new")
def write() -> str:
    """Show an empty notice."""
    with begin() as work:
        require(may_keep_announcements(current_viewer(work)))
        kind = address_filters(kind=ANNOUNCEMENT_KINDS)["kind"] or "notice"
        draft = AnnouncementDraft("", "", kind=cast("AnnouncementKind", kind))
        return _page(work, None, draft)


@blueprint.get("/<notice_id>")
def edit(notice_id: str) -> str:
    """Show a notice to change, with what its readers see."""
    with begin() as work:
        require(may_keep_announcements(current_viewer(work)))
        notice = queries.kept(work, notice_id)
        return _page(work, notice, notice)


def _page(
    work: Work,
    notice: KeptAnnouncement | None,
    draft: AnnouncementDraft | KeptAnnouncement,
    problems: Problems | None = None,
) -> str:
    """Return the editor, with what readers see of what is kept."""
    locale = locale_tag()
    return render_template(
        "notices/edit.html",
        notice=notice,
        draft=draft,
        moments={name: request.form.get(name, shown_moment(getattr(draft, name))) for name in MOMENTS},
        problems=problems or {},
        shown_text=shown_text,
        kinds=KINDS,
        services={one: name.say(locale) for one, name in announcements.applied_for_online(work).items()},
        files=files_of(work, PortalText("announcement", notice.id)) if notice is not None else (),
        removed=removed(),
        accepted_files=ACCEPTED,
        waiting_files=waiting(work, _form(notice.id if notice is not None else None)),
        now=work.now,
    )


def _form(notice_id: str | None) -> str:
    """Return by what name files wait that came with the editor when it was refused."""
    return f"notice:{notice_id or 'new'}"


@blueprint.post("/new")
@blueprint.post("/<notice_id>")
@limiter.limit("240 per hour")
def save(notice_id: str | None = None) -> Response:
    """Keep what was typed, with its files; publish it as well if that was asked for."""
    draft, form = _typed(), _form(notice_id)
    publishing = request.form.get("then") == "publish"

    def step(work: Work) -> str:
        refuse_unread_moments(MOMENTS, "notices.announcement_incomplete", "notices.bad_moment")
        viewer = current_viewer(work)
        require(may_keep_announcements(viewer))
        saved = announcements.save(work, viewer, draft, notice_id, attachment_change(work, form, sent))
        if publishing:
            announcements.publish(work, viewer, saved)
        return saved

    def page(work: Work, problems: Problems, status: int) -> Response:
        require(may_keep_announcements(current_viewer(work)))
        keep_waiting(work, form, sent)
        notice = queries.kept(work, notice_id) if notice_id else None
        return make_response(_page(work, notice, draft, problems), status)

    def done(saved: str) -> Response:
        said = _("The notice is published.") if publishing else _("The notice is saved.")
        return led_to(url_for("notices.edit", notice_id=saved), said)

    with sent_files() as sent:
        return answer_with(step, page, done)


def _typed() -> AnnouncementDraft:
    texts = {name: request.form.get(name, "") for name in ("title_zh", "body_zh", "title_en", "body_en")}
    moments = {name: moment(request.form.get(name, "")) for name in MOMENTS}
    return AnnouncementDraft(
        texts["title_zh"], texts["body_zh"], texts["title_en"], texts["body_en"],
        pinned=request.form.get("pinned") == "on",
        kind=cast("AnnouncementKind", request.form.get("kind", "notice")),
        shown_from=moments["shown_from"], shown_until=moments["shown_until"], deadline=moments["deadline"],
        process_id=request.form.get("process_id", ""),
    )  # fmt: skip


@blueprint.post("/<notice_id>/publish")
def publish(notice_id: str) -> Response:
    """Show a notice on the portal."""
    with begin() as work:
        announcements.publish(work, current_viewer(work), notice_id)
    flash(_("The notice is published."), "success")
    return make_response(redirect(url_for("notices.edit", notice_id=notice_id)))


@blueprint.post("/<notice_id>/withdraw")
def withdraw(notice_id: str) -> Response:
    """Take a notice off the portal."""
    with begin() as work:
        announcements.withdraw(work, current_viewer(work), notice_id)
    flash(_("The notice is withdrawn."), "success")
    return make_response(redirect(url_for("notices.edit", notice_id=notice_id)))
