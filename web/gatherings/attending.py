"""Activities for everybody: the list, one with its sign-up, and checking in at the door."""

from __future__ import annotations

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from web.account.form_input import ask, asker, typed
from web.files.answers import file_answer
from web.form_problems import Problems
from web.form_steps import carry_out
from web.gatherings.blueprint import MOST_CHARACTERS, blueprint
from web.i18n import locale_tag
from web.limits import limiter
from web.notices.text import shown_text
from web.paging import PAGE_ROWS, listed, place
from web.viewers import current_viewer
from web.work import begin
from workflows.business.gatherings import queries, signing_up
from workflows.business.gatherings.values import LIMITS, GatheringView, SignUpDraft, SignUpView
from workflows.files.portal_files import PortalText, files_of, open_file
from workflows.ground.work import Work
from workflows.people.identity.values import AttemptRefused
from workflows.people.policies.organisations import may_keep_announcements
from workflows.people.viewer import Viewer

_MOST_TYPED = 400


def _viewer(work: Work) -> Viewer | None:
    return current_viewer(work) if current_user.is_authenticated else None


def _key() -> str:
    """Return the key of a visitor's sign-up, from the link in their mail or the form that it led to."""
    return request.values.get("key", "")[:MOST_CHARACTERS]


@blueprint.get("")
@limiter.limit("240 per minute")
def home() -> Response:
    """List the activities, the latest announced first."""
    with begin() as work:
        viewer = _viewer(work)
        rows = queries.published(work, locale_tag(), after=place(), limit=PAGE_ROWS + 1)
        return ask(
            "gatherings/home.html",
            page=listed("gatherings.home", rows, {}, lambda one: one.id),
            keeps=viewer is not None and may_keep_announcements(viewer),
            now=work.now,
        )


@blueprint.get("/<gathering_id>")
@limiter.limit("240 per minute")
def gathering(gathering_id: str) -> Response:
    """Show an activity, and how the reader stands: signed up, waiting, or invited to sign up."""
    with begin() as work:
        return _page(work, gathering_id, {}, 200)


def _page(work: Work, gathering_id: str, problems: Problems, status: int) -> Response:
    viewer, key = _viewer(work), _key()
    shown, own = _read(work, gathering_id, viewer, key)
    signs_up = shown.open and own is None
    response = ask(
        "gatherings/gathering.html",
        problems=problems,
        with_captcha=signs_up and viewer is None,
        captcha_of="sign_up",
        shown=shown,
        text=shown_text(shown.body),
        files=files_of(work, PortalText("gathering", shown.id)),
        own=own,
        key=key,
        signs_up=signs_up,
        limits=LIMITS,
        keeps=viewer is not None and may_keep_announcements(viewer),
        now=work.now,
    )
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response


def _read(
    work: Work, gathering_id: str, viewer: Viewer | None, key: str
) -> tuple[GatheringView, SignUpView | None]:
    return queries.gathering(work, gathering_id[:MOST_CHARACTERS], locale_tag(), viewer=viewer, key=key)


@blueprint.get("/<gathering_id>/files/<attachment_id>")
@limiter.limit("120 per minute")
def file(gathering_id: str, attachment_id: str) -> Response:
    """Give a file of an activity to everybody who may read that, or to who keeps it."""
    wanted = gathering_id[:MOST_CHARACTERS]
    with begin() as work:
        viewer = _viewer(work)
        if viewer is None or not may_keep_announcements(viewer):
            _read(work, wanted, viewer, _key())
        one, content = open_file(work, PortalText("gathering", wanted), attachment_id)
    return file_answer(content, one.content_type, one.name, shown=False)


@blueprint.post("/<gathering_id>/sign-up")
@limiter.limit("30 per hour")
def sign_up(gathering_id: str) -> Response:
    """Sign up; what is refused stands in the form with all that was typed."""
    draft = SignUpDraft(_told("name"), _told("organisation"), _told("email"), locale_tag())

    def step(work: Work) -> AttemptRefused | None:
        viewer = _viewer(work)
        wanted = gathering_id[:MOST_CHARACTERS]
        if viewer is not None:
            signing_up.sign_up_as_user(work, viewer, wanted, draft)
            return None
        answer = signing_up.sign_up_as_visitor(work, wanted, draft, asker())
        return answer if isinstance(answer, AttemptRefused) else None

    said = _("Received: how it stands is told here.")
    if not current_user.is_authenticated:
        said = _("Received: how it stands comes by mail, with a link to give the place back.")
    return _carried_out(step, gathering_id, said)


@blueprint.post("/<gathering_id>/give-back")
@limiter.limit("30 per hour")
def give_back(gathering_id: str) -> Response:
    """Give a place back; who waits longest gets it."""

    def step(work: Work) -> None:
        signing_up.give_back(work, gathering_id[:MOST_CHARACTERS], viewer=_viewer(work), key=_key())

    return _carried_out(step, gathering_id, _("Your sign-up is cancelled."))


def _carried_out(step: object, gathering_id: str, said: str) -> Response:
    def page(work: Work, problems: Problems, status: int) -> Response:
        return _page(work, gathering_id, problems, status)

    leads_to = url_for("gatherings.gathering", gathering_id=gathering_id)
    return carry_out(step, page, leads_to, said)  # type: ignore[arg-type]  # one of the steps above


@blueprint.get("/<gathering_id>/check-in")
@limiter.limit("240 per minute")
def door(gathering_id: str) -> Response:
    """Show what the QR code at the door leads to."""
    with begin() as work:
        return _door(work, gathering_id, {}, 200)


def _door(work: Work, gathering_id: str, problems: Problems, status: int) -> Response:
    viewer, key = _viewer(work), _key()
    shown, own = _read(work, gathering_id, viewer, key)
    response = ask(
        "gatherings/door.html",
        problems=problems,
        shown=shown,
        own=own,
        key=key,
        code=request.values.get("code", "")[:MOST_CHARACTERS],
    )
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/<gathering_id>/check-in")
@limiter.limit("60 per hour")
def check_in(gathering_id: str) -> Response:
    """Check in with the code at the door."""
    code, key = request.form.get("code", "")[:MOST_CHARACTERS], _key()

    def step(work: Work) -> None:
        signing_up.check_in(work, gathering_id[:MOST_CHARACTERS], code, viewer=_viewer(work), key=key)

    def page(work: Work, problems: Problems, status: int) -> Response:
        return _door(work, gathering_id, problems, status)

    leads_to = url_for("gatherings.door", gathering_id=gathering_id, code=code, key=key or None)
    return carry_out(step, page, leads_to, _("You are checked in. Welcome!"))


def _told(name: str) -> str:
    return typed(name)[:_MOST_TYPED]
