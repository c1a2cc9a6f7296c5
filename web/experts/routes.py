"""A person becomes an expert: by a mailed link or signed in, with the form, and sees how it stands."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, redirect, render_template, url_for
from flask_login import current_user

from web.account.challenges import refused_code
from web.account.form_input import ask, asker, typed
from web.experts import applying
from web.experts.labels import ENROLMENT_NEXT, ENROLMENT_STATES, EXPERT_STATES
from web.form_problems import at_fields
from web.i18n import locale_tag
from web.limits import limiter
from web.viewers import current_viewer
from web.work import begin, current_platform
from workflows.approvals.values import CaseView
from workflows.business.experts import directory, operations
from workflows.business.experts.forms import read_form
from workflows.business.experts.values import UNDER_WAY
from workflows.ground.errors import Invalid, InvalidState, NotFound
from workflows.ground.work import Work
from workflows.people.identity.values import CodeRefused
from workflows.people.invitations.link_requests import ask_for_link

blueprint = Blueprint("experts", __name__, template_folder="templates")


def _open_for_themselves(work: Work) -> None:
    """Raise: InvalidState: the person is an expert, or an application of theirs is under way."""
    if not current_user.is_authenticated:
        abort(401)
    if not _may_apply(work):
        raise InvalidState("experts.under_way")


def _may_apply(work: Work) -> bool:
    last = directory.own_enrolment(work, current_viewer(work))
    if last is None:
        return True
    return last.state not in UNDER_WAY and last.expert_state in {None, "ended"}


APPLICATION_FORM = applying.ApplicationForm(
    template="experts/application.html",
    submit="experts.apply",
    draft="experts.keep",
    open_for=_open_for_themselves,
)


@blueprint.get("/become-expert")
def become() -> Response:
    """Say what experts do, and ask for the address to which a personal link goes."""
    if current_user.is_authenticated:
        return make_response(redirect(url_for("experts.me")))
    return ask("experts/become.html", with_captcha=True)


@blueprint.post("/become-expert")
@limiter.limit("30 per hour")
def send_link() -> Response:
    """Mail a personal link; the answer is the same whoever has the address."""
    try:
        with begin() as work:
            answer = ask_for_link(
                work,
                email=typed("email"),
                asker=asker(),
                base_url=current_platform().settings.base_url,
            )
    except Invalid as refusal:
        return ask("experts/become.html", problems=at_fields(refusal.problems), with_captcha=True)
    if isinstance(answer, CodeRefused):
        problems = refused_code(answer)
        problems = {"email": problems["code"]} if "code" in problems else problems
        return ask("experts/become.html", problems=problems, with_captcha=True)
    return make_response(render_template("experts/link_sent.html", email=typed("email")))


@blueprint.get("/expert/application")
def application() -> Response:
    """Show the own application's form; who has applied sees how it stands instead."""
    with begin() as work:
        if not current_user.is_authenticated:
            abort(401)
        if not _may_apply(work):
            return make_response(redirect(url_for("experts.me")))
        return applying.show(APPLICATION_FORM)


@blueprint.post("/expert/application/draft")
@limiter.limit("1200 per hour")
def keep() -> Response:
    """Keep what was typed so far."""
    return applying.keep(APPLICATION_FORM)


@blueprint.post("/expert/application")
@limiter.limit("60 per hour")
def apply() -> Response:
    """Hand the own application in; sent twice, the first one counts."""

    def go_on(_case: CaseView) -> Response:
        return make_response(redirect(url_for("experts.me")))

    try:
        return applying.hand_in(APPLICATION_FORM, go_on)
    except InvalidState:
        return make_response(redirect(url_for("experts.me")))


@blueprint.get("/expert")
def me() -> str:
    """Show how the signed-in person stands as an expert."""
    if not current_user.is_authenticated:
        abort(401)
    with begin() as work:
        viewer = current_viewer(work)
        try:
            own = directory.expert(work, viewer, viewer.user_id)
        except NotFound:
            own = None
        form = (
            read_form(work, operations.PROCESS, operations.FORM, own.profile, locale=locale_tag())
            if own
            else None
        )
        return render_template(
            "experts/me.html",
            own=own,
            form=form,
            last=directory.own_enrolment(work, viewer),
            may_apply=_may_apply(work),
            states=ENROLMENT_STATES,
            next_steps=ENROLMENT_NEXT,
            expert_states=EXPERT_STATES,
        )
