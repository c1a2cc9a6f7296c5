"""Invitations: sent from a provider's page, answered and negotiated by both sides, chosen with an order."""

from __future__ import annotations

from flask import Response, make_response, render_template, request, url_for
from flask_babel import gettext as _

from web.demands.blueprint import blueprint
from web.demands.choosing import choice_page, chosen, voucher
from web.demands.labels import (
    ENTRIES,
    INVITATION_TONES,
    SIDES,
    STAGE_TONES,
    invitation_state_names,
    stage_names,
)
from web.files.answers import file_answer
from web.form_problems import Problems
from web.form_steps import answer_with, carry_out, led_to
from web.limits import limiter
from web.paging import PAGE_ROWS, address_filters, listed, place
from web.request_values import yuan
from web.sent_files import keep_waiting, sent_files, waiting, with_waiting
from web.viewers import current_viewer, insist_on_sign_in, own_of_kind
from web.work import begin
from workflows.business.demands import invitation_queries, inviting
from workflows.business.demands.policy import MENU
from workflows.business.demands.stages import INVITATION_STAGES
from workflows.business.orders.checkout import CheckoutRequest
from workflows.files.sent_files import ACCEPTED
from workflows.ground.work import Work
from workflows.people.organisations.queries import names
from workflows.people.organisations.values import OrganisationView

_MOST_CHARACTERS = 64
_MOST_TYPED = 4_000


def _own(work: Work) -> OrganisationView:
    return own_of_kind(work, "enterprise", MENU, "demands.not_yours")


@blueprint.get("/invite/<provider_id>")
def ask(provider_id: str) -> Response:
    """Show to which of the enterprise's demands a provider can be invited."""
    insist_on_sign_in()
    with begin() as work:
        return _ask_page(work, provider_id)


def _ask_page(
    work: Work, provider_id: str, problems: Problems | None = None, *, status: int = 200
) -> Response:
    own = _own(work)
    page = render_template(
        "demands/invite.html",
        provider_id=provider_id[:_MOST_CHARACTERS],
        provider=names(work, [provider_id[:_MOST_CHARACTERS]]).get(provider_id[:_MOST_CHARACTERS], ""),
        demands=invitation_queries.open_demands(work, current_viewer(work), own.id),
        chosen=request.values.get("demand", "")[:_MOST_CHARACTERS],
        problems=problems or {},
        values=request.form,
    )
    return make_response(page, status)


@blueprint.post("/invite/<provider_id>")
@limiter.limit("60 per hour")
def invite(provider_id: str) -> Response:
    """Invite a provider to a demand; what is refused stands on the page with everything typed."""
    insist_on_sign_in()
    number = request.form.get("demand", "")[:_MOST_CHARACTERS]

    def step(work: Work) -> str:
        return inviting.invite(work, current_viewer(work), number, provider_id[:_MOST_CHARACTERS], _typed())

    def page(work: Work, problems: Problems, status: int) -> Response:
        return _ask_page(work, provider_id, problems, status=status)

    return answer_with(step, page, _invited)


def _invited(invitation_id: str) -> Response:
    said = _("The invitation is sent; the provider has been told.")
    return led_to(url_for("demands.invitation", invitation_id=invitation_id), said)


def _typed() -> str:
    return request.form.get("message", "")[:_MOST_TYPED]


@blueprint.get("/invitations")
def invitations() -> str:
    """Show the invitations that the provider has got, the newest first."""
    insist_on_sign_in()
    given = address_filters(state=INVITATION_STAGES)
    with begin() as work:
        own = own_of_kind(work, "provider", MENU, "demands.not_yours_to_answer")
        viewer = current_viewer(work)
        views = invitation_queries.of_provider(
            work, viewer, own.id, stage=given["state"], after=place(), limit=PAGE_ROWS + 1
        )
        counts = invitation_queries.counts_of_provider(work, viewer, own.id)
    states = stage_names(INVITATION_STAGES)
    tabs = [("", _("All"), sum(counts.values()))]
    tabs += [(state, name, counts.get(state, 0)) for state, name in states.items()]
    return render_template(
        "demands/invitations.html",
        own=own,
        page=listed("demands.invitations", views, given, lambda one: one.id),
        tabs=[
            (url_for("demands.invitations", state=state or None), name, count, state == given["state"])
            for state, name, count in tabs
        ],
        states=states,
        tones=STAGE_TONES,
    )


@blueprint.get("/invitations/<invitation_id>")
def invitation(invitation_id: str) -> Response:
    """Show an invitation to both of its sides: how it stands, what was said, what to do next."""
    insist_on_sign_in()
    with begin() as work:
        return _page(work, invitation_id)


def _page(
    work: Work, invitation_id: str, problems: Problems | None = None, *, status: int = 200, acted: str = ""
) -> Response:
    shown = invitation_queries.invitation(work, current_viewer(work), invitation_id[:_MOST_CHARACTERS])
    page = render_template(
        "demands/invitation.html",
        shown=shown,
        of=shown.of,
        states=invitation_state_names(),
        tones=INVITATION_TONES,
        entries=ENTRIES,
        sides=SIDES,
        accepted_files=ACCEPTED,
        waiting_files=waiting(work, _form(invitation_id)) if "say" in shown.actions else (),
        problems=problems or {},
        acted=acted,
        values=request.form,
    )
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/invitations/<invitation_id>/<any(accept, decline, offer, say, drop):step>")
@limiter.limit("120 per hour")
def act(invitation_id: str, step: str) -> Response:
    """Take a step of an invitation; what is refused stands on its page with everything typed."""
    insist_on_sign_in()

    def take(work: Work) -> None:
        viewer, of = current_viewer(work), invitation_id[:_MOST_CHARACTERS]
        if step == "say":
            inviting.say(work, viewer, of, _typed(), with_waiting(work, _form(of), files))
        elif step in {"accept", "offer"}:
            taken = inviting.accept if step == "accept" else inviting.offer
            taken(work, viewer, of, yuan("price"), _typed())
        else:
            (inviting.drop if step == "drop" else inviting.decline)(work, viewer, of, _typed())

    def page(work: Work, problems: Problems, status: int) -> Response:
        keep_waiting(work, _form(invitation_id), files)
        return _page(work, invitation_id, problems, status=status, acted=step)

    with sent_files() as files:
        return carry_out(take, page, url_for("demands.invitation", invitation_id=invitation_id))


def _form(invitation_id: str) -> str:
    return f"invitation:{invitation_id[:_MOST_CHARACTERS]}"


@blueprint.get("/invitations/<invitation_id>/files/<file_id>")
def file(invitation_id: str, file_id: str) -> Response:
    """Give a file of the thread to those who may read it."""
    insist_on_sign_in()
    with begin() as work:
        one, content = invitation_queries.open_file(
            work, current_viewer(work), invitation_id[:_MOST_CHARACTERS], file_id[:_MOST_CHARACTERS]
        )
    return file_answer(content, one.content_type, one.name, shown=False)


@blueprint.get("/invitations/<invitation_id>/choose")
def choice(invitation_id: str) -> Response:
    """Show the order that choosing this provider would place; nothing happens yet."""
    insist_on_sign_in()
    with begin() as work:
        return _choice_page(work, invitation_id[:_MOST_CHARACTERS], {}, 200)


def _choice_page(work: Work, invitation_id: str, problems: Problems, status: int) -> Response:
    viewer = current_viewer(work)
    shown = invitation_queries.invitation(work, viewer, invitation_id)
    made = invitation_queries.quote(work, viewer, invitation_id, {shown.of.provider_id: voucher()})
    back = (url_for("demands.invitation", invitation_id=shown.of.id), _("Negotiation"))
    return choice_page(work, shown.of.title, made, back=back, problems=problems, status=status)


@blueprint.post("/invitations/<invitation_id>/choose")
@limiter.limit("60 per hour")
def choose(invitation_id: str) -> Response:
    """Choose the provider: the order is placed as the page has shown it."""
    insist_on_sign_in()
    wanted, message = invitation_id[:_MOST_CHARACTERS], _typed()

    def step(work: Work) -> str:
        viewer = current_viewer(work)
        provider = invitation_queries.invitation(work, viewer, wanted).of.provider_id
        asked = CheckoutRequest(0, {provider: yuan("due")}, {provider: voucher()})
        return inviting.choose(work, viewer, wanted, asked, message)

    def page(work: Work, problems: Problems, status: int) -> Response:
        return _choice_page(work, wanted, problems, status)

    return answer_with(step, page, chosen)
