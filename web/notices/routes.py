"""Public notices for those who keep them."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from web.form_problems import problems_of
from web.notices.text import shown_text
from web.paging import PAGE_ROWS, address_filters, listed, place
from web.viewers import current_viewer, insist_on_sign_in
from web.work import begin
from workflows.administration import announcements
from workflows.ground.errors import Invalid
from workflows.notices import queries
from workflows.notices.values import AnnouncementDraft, AnnouncementState
from workflows.people.identity.queries import accounts
from workflows.people.policies.organisations import may_keep_announcements
from workflows.people.viewer import require

STATES: dict[str, AnnouncementState] = {
    "draft": "draft",
    "published": "published",
    "withdrawn": "withdrawn",
}

blueprint = Blueprint("notices", __name__, template_folder="templates")
blueprint.before_request(insist_on_sign_in)


@blueprint.get("")
def home() -> str:
    """List all notices, drafts and withdrawn ones too."""
    filters = address_filters("text", "state")
    with begin() as work:
        require(may_keep_announcements(current_viewer(work)))
        rows = queries.all_announcements(
            work,
            text=filters["text"],
            state=STATES.get(filters["state"]),
            after=place(),
            limit=PAGE_ROWS + 1,
        )
        return render_template(
            "notices/home.html",
            page=listed("notices.home", rows, filters, lambda notice: notice.id),
            authors=accounts(work, {notice.author_id for notice in rows if notice.author_id}),
        )


@blueprint.get("/new")
def write() -> str:
    """Show an empty notice."""
    with begin() as work:
        require(may_keep_announcements(current_viewer(work)))
        return render_template("notices/edit.html", notice=None, draft=AnnouncementDraft("", ""), problems={})


@blueprint.get("/<notice_id>")
def edit(notice_id: str) -> str:
    """Show a notice to change, with what its readers see."""
    with begin() as work:
        require(may_keep_announcements(current_viewer(work)))
        notice = queries.kept(work, notice_id)
        return render_template(
            "notices/edit.html", notice=notice, draft=notice, problems={}, shown_text=shown_text
        )


@blueprint.post("/new")
@blueprint.post("/<notice_id>")
def save(notice_id: str | None = None) -> Response:
    """Keep what was typed; publish it as well if that was asked for."""
    draft = _typed()
    publishing = request.form.get("then") == "publish"
    try:
        with begin() as work:
            viewer = current_viewer(work)
            saved = announcements.save(work, viewer, draft, notice_id)
            if publishing:
                announcements.publish(work, viewer, saved)
    except Invalid as refusal:
        return _show_again(notice_id, draft, refusal)
    flash(_("The notice is published.") if publishing else _("The notice is saved."), "success")
    return make_response(redirect(url_for("notices.edit", notice_id=saved)))


def _typed() -> AnnouncementDraft:
    texts = {name: request.form.get(name, "") for name in ("title_zh", "body_zh", "title_en", "body_en")}
    return AnnouncementDraft(**texts, pinned=request.form.get("pinned") == "on")


def _show_again(notice_id: str | None, draft: AnnouncementDraft, refusal: Invalid) -> Response:
    with begin() as work:
        notice = queries.kept(work, notice_id) if notice_id else None
        page = render_template(
            "notices/edit.html",
            notice=notice,
            draft=draft,
            problems=problems_of(refusal),
            shown_text=shown_text,
        )
    return make_response(page, 422)


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
