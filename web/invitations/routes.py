"""The page of a personal link: who invites, and the two ways to accept. Looking uses nothing up."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask_login import current_user

from web.account.challenges import code_answer
from web.account.form_input import secret, typed
from web.account.masking import masked
from web.account.sign_up import made_before
from web.auth import start_session
from web.form_problems import Problems, at_fields
from web.i18n import locale_tag
from web.limits import limiter, remote_address
from web.statuses import status_of
from web.viewers import current_viewer
from web.work import begin
from workflows.approvals.cases.item_queries import case as case_view
from workflows.ground.errors import Forbidden, Invalid, InvalidState, NotFound
from workflows.people.identity.values import AttemptRefused
from workflows.people.invitations import accepting
from workflows.people.invitations.queries import invitation
from workflows.people.invitations.values import Accepted, AcceptedBefore, Confirmation, NewAccount
from workflows.people.viewer_loader import viewer_of

blueprint = Blueprint("invitations", __name__, template_folder="templates")


@blueprint.get("/<token>")
@limiter.limit("120 per hour")
def show(token: str) -> Response:
    """Show an invitation."""
    return _page(token)


def _page(token: str, problems: Problems | None = None, *, problem: str = "", status: int = 200) -> Response:
    try:
        with begin() as work:
            page = render_template(
                "invitations/invitation.html",
                invitation=invitation(work, token),
                token=token,
                problems=problems or {},
                problem=problem,
                values=request.form,
                masked=masked,
            )
            return _private(make_response(page, 422 if problems else status))
    except NotFound:
        return _private(make_response(render_template("invitations/dead.html"), 410))


def _private(response: Response) -> Response:
    """Let no cache keep the page and no other site learn its address, which is the key."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@blueprint.post("/<token>/accept")
@limiter.limit("30 per hour")
def accept(token: str) -> Response:
    """Accept with the account that is signed in."""
    if not current_user.is_authenticated:
        return make_response(
            redirect(url_for("account.sign_in", next=url_for("invitations.show", token=token)))
        )
    try:
        with begin() as work:
            said = Confirmation(typed("full_name"), typed("mobile"))
            accepted = accepting.accept(work, current_viewer(work), token, said)
    except NotFound:
        return _page(token)
    except (Forbidden, InvalidState) as refusal:
        return _page(token, problem=refusal.message(locale_tag()), status=status_of(refusal))
    if isinstance(accepted, AttemptRefused):
        return _page(token, at_fields(accepted.problems))
    return make_response(redirect(_goal(accepted, current_user.id)))


@blueprint.post("/<token>/join")
@limiter.limit("30 per hour")
def join(token: str) -> Response:
    """Make an account, accept with it and sign the browser in."""
    form = NewAccount(
        user_name=typed("user_name"),
        full_name=typed("full_name"),
        password=secret("password"),
        password_again=secret("password_again"),
        agreed=frozenset(request.form.getlist("agreed")),
        locale=locale_tag(),
        address=remote_address(),
        mobile=typed("mobile"),
        code=typed("code"),
    )
    try:
        with begin() as work:
            answer = accepting.join(work, token, form, user_agent=request.user_agent.string)
    except NotFound:
        return _page(token)
    except Invalid as refusal:
        return _page(token, at_fields(refusal.problems))
    except InvalidState as refusal:
        return _page(token, problem=refusal.message(locale_tag()), status=status_of(refusal))
    if isinstance(answer, AttemptRefused):
        return _page(token, at_fields(answer.problems))
    if isinstance(answer, AcceptedBefore):
        return made_before(_goal(answer.accepted, answer.user_id))
    signed_in, accepted = answer
    start_session(signed_in)
    return make_response(redirect(_goal(accepted, signed_in.account.id)))


@blueprint.post("/<token>/code")
@limiter.limit("20 per hour")
def send_code(token: str) -> Response:
    """Send a code to the phone that the invitation names; answers with a line for the form."""
    try:
        with begin() as work:
            answer = accepting.send_code(work, token, locale_tag())
    except NotFound:
        return _page(token)
    return _private(code_answer(answer))


def _goal(accepted: Accepted, user_id: str) -> str:
    """Return where the invitation leads: to the form of the case, or to the own page as an expert."""
    if accepted.kind == "agent":
        return url_for("workbench.organisation")
    if accepted.kind == "expert_self":
        return url_for("experts.application")
    if accepted.kind == "expert" or accepted.case_id is None:
        return url_for("experts.me")
    with begin() as work:
        number = case_view(work, viewer_of(work, user_id), accepted.case_id).number
    return url_for("cases.case", number=number)
