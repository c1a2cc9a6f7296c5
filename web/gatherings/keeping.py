"""Activities for those who keep them: written, published, cancelled; who comes, and the code at the door."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from web.account.qr_codes import qr_code
from web.form_problems import Problems
from web.form_steps import answer_with, led_to
from web.gatherings.blueprint import MOST_CHARACTERS, blueprint
from web.i18n import locale_tag
from web.limits import limiter
from web.notices.text import shown_text
from web.paging import PAGE_ROWS, listed, place
from web.request_values import moment, refuse_unread_moments, shown_moment, whole
from web.sent_files import attachment_change, keep_waiting, removed, sent_files, waiting
from web.spreadsheets import saved_table
from web.viewers import current_viewer, insist_on_sign_in
from web.work import begin
from workflows.business.gatherings import keeping, queries
from workflows.business.gatherings.export import export
from workflows.business.gatherings.values import (
    LIMITS,
    MOST_PLACES,
    SIGN_UP_NAMES,
    STATE_NAMES,
    GatheringDraft,
    KeptGathering,
)
from workflows.files.portal_files import PortalText, files_of
from workflows.files.sent_files import ACCEPTED
from workflows.ground.spreadsheets import FileKind
from workflows.ground.work import Work
from workflows.people.policies.organisations import may_keep_announcements
from workflows.people.viewer import Viewer, require

TONES = {"draft": "secondary", "published": "success", "cancelled": "danger"}
SIGN_UP_TONES = {"taken": "success", "waiting": "warning", "cancelled": "secondary"}
_MOST_TYPED = 20_000


@blueprint.get("/kept")
def kept() -> str:
    """List all activities, drafts and cancelled ones too."""
    insist_on_sign_in()
    with begin() as work:
        rows = queries.kept(work, current_viewer(work), after=place(), limit=PAGE_ROWS + 1)
        return render_template(
            "gatherings/kept.html",
            page=listed("gatherings.kept", rows, {}, lambda one: one.id),
            states={state: name.say(locale_tag()) for state, name in STATE_NAMES.items()},
            tones=TONES,
            now=work.now,
        )


@blueprint.get("/kept/new")
def write() -> Response:
    """Show an empty activity."""
    insist_on_sign_in()
    with begin() as work:
        require(may_keep_announcements(current_viewer(work)))
        return _editor(work, None, {}, 200)


@blueprint.get("/kept/<gathering_id>")
def edit(gathering_id: str) -> Response:
    """Show an activity to change, with what its readers see."""
    insist_on_sign_in()
    with begin() as work:
        row = queries.kept_one(work, current_viewer(work), gathering_id[:MOST_CHARACTERS])
        return _editor(work, row, {}, 200)


def _editor(work: Work, row: KeptGathering | None, problems: Problems, status: int) -> Response:
    values = {name: request.form.get(name, getattr(row, name, "")) for name in keeping.TEXTS}
    values["places"] = request.form.get("places", str(row.places) if row is not None else "")
    for name in (*keeping.MOMENTS, *keeping.SCHEDULE):
        values[name] = request.form.get(name, shown_moment(getattr(row, name, None)))
    page = render_template(
        "gatherings/edit.html",
        row=row,
        values=values,
        limits=LIMITS,
        most_places=MOST_PLACES,
        states={state: name.say(locale_tag()) for state, name in STATE_NAMES.items()},
        tones=TONES,
        shown_text=shown_text,
        files=files_of(work, PortalText("gathering", row.id)) if row is not None else (),
        removed=removed(),
        accepted_files=ACCEPTED,
        waiting_files=waiting(work, _form(row.id if row is not None else None)),
        problems=problems,
        now=work.now,
    )
    return make_response(page, status)


def _form(gathering_id: str | None) -> str:
    """Return by what name files wait that came with the editor when it was refused."""
    return f"gathering:{gathering_id or 'new'}"


@blueprint.post("/kept/new")
@blueprint.post("/kept/<gathering_id>")
@limiter.limit("240 per hour")
def save(gathering_id: str | None = None) -> Response:
    """Keep what was typed, with its files; publish it as well if that was asked for."""
    insist_on_sign_in()
    publishing = request.form.get("then") == "publish"
    wanted = gathering_id[:MOST_CHARACTERS] if gathering_id else None
    form = _form(wanted)

    def step(work: Work) -> str:
        viewer = current_viewer(work)
        require(may_keep_announcements(viewer))
        refuse_unread_moments(keeping.SCHEDULE, "gatherings.invalid", "gatherings.bad_moment")
        saved = keeping.save(work, viewer, _typed(), wanted, attachment_change(work, form, sent))
        if publishing:
            keeping.publish(work, viewer, saved)
        return saved

    def page(work: Work, problems: Problems, status: int) -> Response:
        keep_waiting(work, form, sent)
        row = queries.kept_one(work, current_viewer(work), wanted) if wanted else None
        return _editor(work, row, problems, status)

    def done(saved: str) -> Response:
        said = _("The activity is published.") if publishing else _("The activity is saved.")
        return led_to(url_for("gatherings.edit", gathering_id=saved), said)

    with sent_files() as sent:
        return answer_with(step, page, done)


def _typed() -> GatheringDraft:
    texts = {name: request.form.get(name, "")[:_MOST_TYPED] for name in keeping.TEXTS}
    starts_at, ends_at, sign_up_until = (moment(request.form.get(name, "")) for name in keeping.MOMENTS)
    shown_from, shown_until = (moment(request.form.get(name, "")) for name in keeping.SCHEDULE)
    return GatheringDraft(
        **texts,
        shown_from=shown_from,
        shown_until=shown_until,
        starts_at=starts_at,
        ends_at=ends_at,
        sign_up_until=sign_up_until,
        places=whole(request.form.get("places", ""), least=1, most=MOST_PLACES),
    )


@blueprint.post("/kept/<gathering_id>/cancel")
@limiter.limit("60 per hour")
def cancel(gathering_id: str) -> Response:
    """Cancel an activity for ever; who has signed up is told."""
    return _done(keeping.cancel, gathering_id, _("The activity is cancelled; who has signed up was told."))


def _done(step: Callable[[Work, Viewer, str], None], gathering_id: str, said: str) -> Response:
    insist_on_sign_in()
    with begin() as work:
        step(work, current_viewer(work), gathering_id[:MOST_CHARACTERS])
    flash(said, "success")
    return make_response(redirect(url_for("gatherings.edit", gathering_id=gathering_id)))


@blueprint.get("/kept/<gathering_id>/people")
def people(gathering_id: str) -> str:
    """Show who has signed up, the figures, and the QR code at the door."""
    insist_on_sign_in()
    with begin() as work:
        viewer = current_viewer(work)
        row = queries.kept_one(work, viewer, gathering_id[:MOST_CHARACTERS])
        rows = queries.sign_ups(work, viewer, row.id, after=place(), limit=PAGE_ROWS + 1)
        door = url_for("gatherings.door", gathering_id=row.id, code=row.check_in_key, _external=True)
        return render_template(
            "gatherings/people.html",
            row=row,
            page=listed("gatherings.people", rows, {}, lambda one: one.id, gathering_id=row.id),
            counted=queries.counted(work, row.id),
            states={state: name.say(locale_tag()) for state, name in SIGN_UP_NAMES.items()},
            tones=SIGN_UP_TONES,
            code=qr_code(door, scale=6),
            door=door,
            export_urls={
                kind: url_for("gatherings.download", gathering_id=row.id, kind=kind)
                for kind in ("csv", "xlsx")
            },
        )


@blueprint.get("/kept/<gathering_id>/people.<kind>")
@limiter.limit("30 per minute")
def download(gathering_id: str, kind: str) -> Response:
    """Give who has signed up as a file."""
    insist_on_sign_in()
    locale = locale_tag()

    def write_table(file: FileKind, target: BinaryIO) -> None:
        with begin() as work:
            viewer = current_viewer(work)
            row = queries.kept_one(work, viewer, gathering_id[:MOST_CHARACTERS])
            export(work, viewer, row.id, target, kind=file, locale=locale)

    return saved_table("sign-ups", kind, write_table)
