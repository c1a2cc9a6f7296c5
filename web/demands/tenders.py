"""Tenders: the room of one, bids under seal, the choice; and what a provider has bid."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from web.demands.blueprint import blueprint
from web.demands.choosing import choice_page, chosen, voucher
from web.demands.labels import (
    BID_TONES,
    ROUND_HOURS_NAMES,
    STAGE_TONES,
    TENDER_TONES,
    bid_state_names,
    stage_names,
    tender_state_names,
)
from web.demands.room_lines import room_line
from web.files.answers import file_answer
from web.form_problems import Problems
from web.form_steps import answer_with, carry_out
from web.i18n import locale_tag
from web.limits import limit_in_this_process, limiter
from web.links import is_htmx
from web.paging import PAGE_ROWS, address_filters, listed, place
from web.request_values import yuan
from web.sent_files import keep_waiting, sent_files, waiting, with_waiting
from web.viewers import current_viewer, insist_on_sign_in, own_of_kind
from web.work import begin, current_platform
from workflows.business.demands import actions, bidding, queries, tender_choice, tender_queries, tender_talk
from workflows.business.demands.policy import MENU
from workflows.business.demands.stages import BID_STAGES
from workflows.business.demands.tender_values import RUNNING
from workflows.business.orders.checkout import CheckoutRequest
from workflows.files.sent_files import ACCEPTED
from workflows.ground.work import Work
from workflows.people.organisations.values import OrganisationView

MOST_CHARACTERS = 64
MOST_TYPED = 4_000
_MOST_PLAN = 20_000
"""What is read of a plan; what is too long for a bid is shown again, and said."""
ROOM_READS_A_MINUTE = 600
"""An open page asks for the room when it hears of news, some three times a second at most."""


def _provider(work: Work) -> OrganisationView:
    return own_of_kind(work, "provider", MENU, "demands.not_yours_to_answer")


def _secret_key() -> str:
    return current_platform().settings.secret_key


@blueprint.get("/<number>/tender")
@limit_in_this_process(ROOM_READS_A_MINUTE)
def tender(number: str) -> Response:
    """Show the room of a tender to its sides: until the opening who has bid, from then on what."""
    insist_on_sign_in()
    with begin() as work:
        return room_page(work, number)


def room_page(
    work: Work, number: str, problems: Problems | None = None, *, status: int = 200, written: str = ""
) -> Response:
    """Return the room as the viewer sees it; `written`: the bid whose message was refused."""
    shown = tender_queries.room(work, current_viewer(work), number[:MOST_CHARACTERS])
    page = render_template(
        "demands/tender.html",
        part=is_htmx(),
        shown=shown,
        of=shown.of,
        states=tender_state_names(),
        tones=TENDER_TONES,
        bid_states=bid_state_names(),
        bid_tones=BID_TONES,
        room_line=room_line,
        running=RUNNING,
        round_hours=ROUND_HOURS_NAMES,
        ticked=request.form.getlist("bids"),
        problems=problems or {},
        values=request.form,
        written=written,
    )
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def done_in_room(number: str, step: Callable[[Work], None], said: str) -> Response:
    """Carry out a step of a demand and lead to its room; what is refused stands there with what was typed."""

    def page(work: Work, problems: Problems, status: int) -> Response:
        return room_page(work, number, problems, status=status)

    return carry_out(step, page, url_for("demands.tender", number=number), said)


@blueprint.post("/bids/<bid_id>/say")
@limiter.limit("120 per hour")
def say_in_tender(bid_id: str) -> Response:
    """Write to the other side of a bid; what is refused stands in the room with what was typed."""
    insist_on_sign_in()
    typed, wanted = request.form.get("message", "")[:MOST_TYPED], bid_id[:MOST_CHARACTERS]
    with begin() as work:
        number = tender_queries.number_of_bid(work, wanted)

    def step(work: Work) -> None:
        tender_talk.say(work, current_viewer(work), wanted, typed)

    def page(work: Work, problems: Problems, status: int) -> Response:
        return room_page(work, number, problems, status=status, written=wanted)

    return carry_out(step, page, url_for("demands.tender", number=number, _anchor=f"bid-{wanted}"))


@blueprint.post("/<number>/tender/end")
@limiter.limit("60 per hour")
def end_tender(number: str) -> Response:
    """Withdraw the demand with its tender, for the fee that the page has shown."""
    insist_on_sign_in()
    wanted, typed = number[:MOST_CHARACTERS], request.form.get("reason", "")[:MOST_TYPED]

    def step(work: Work) -> None:
        actions.withdraw(work, current_viewer(work), wanted, typed, yuan("fee"))

    return done_in_room(
        wanted, step, _("The tender is over; what is left of the deposit is back in the wallet.")
    )


@blueprint.get("/<number>/bid")
def bid(number: str) -> Response:
    """Show the form of a bid. What was sent before is under seal, and not shown."""
    insist_on_sign_in()
    with begin() as work:
        return _bid_page(work, number)


def _bid_page(work: Work, number: str, problems: Problems | None = None, *, status: int = 200) -> Response:
    own, wanted = _provider(work), number[:MOST_CHARACTERS]
    shown = queries.demand(work, current_viewer(work), wanted, locale_tag())
    page = render_template(
        "demands/bid.html",
        own=own,
        card=shown.card,
        description=shown.description,
        of=tender_queries.of_demand(work, wanted),
        accepted_files=ACCEPTED,
        waiting_files=waiting(work, _form(number)),
        most_plan=bidding.MOST_PLAN,
        problems=problems or {},
        values=request.form,
    )
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/<number>/bid")
@limiter.limit("60 per hour")
def send_bid(number: str) -> Response:
    """Put a bid under seal; what is refused stands on the page with everything typed and sent."""
    insist_on_sign_in()
    plan, form = request.form.get("plan", "")[:_MOST_PLAN], _form(number)

    def step(work: Work) -> None:
        viewer, own = current_viewer(work), _provider(work)
        offer = bidding.BidDraft(own.id, yuan("price"), plan, with_waiting(work, form, files))
        bidding.bid(work, viewer, _secret_key(), number[:MOST_CHARACTERS], offer)

    def page(work: Work, problems: Problems, status: int) -> Response:
        keep_waiting(work, form, files)
        return _bid_page(work, number, problems, status=status)

    with sent_files() as files:
        return carry_out(
            step,
            page,
            url_for("demands.tender", number=number),
            _("Your bid is under seal until the opening."),
        )


def _form(number: str) -> str:
    return f"bid:{number[:MOST_CHARACTERS]}"


@blueprint.post("/<number>/bid/take-back")
@limiter.limit("60 per hour")
def take_back_bid(number: str) -> Response:
    """Take the own bid back before the opening."""
    insist_on_sign_in()
    with begin() as work:
        bidding.take_back(work, current_viewer(work), number[:MOST_CHARACTERS], _provider(work).id)
    flash(_("Your bid is taken back and destroyed."), "success")
    return make_response(redirect(url_for("demands.bids")))


@blueprint.get("/bids")
def bids() -> str:
    """Show the bids of the provider, the newest first."""
    insist_on_sign_in()
    given = address_filters(state=BID_STAGES)
    with begin() as work:
        own, viewer = _provider(work), current_viewer(work)
        rows = tender_queries.own_bids(
            work, viewer, own.id, stage=given["state"], after=place(), limit=PAGE_ROWS + 1
        )
        counts = tender_queries.counts_of_bids(work, viewer, own.id)
    states = stage_names(BID_STAGES)
    tabs = [("", _("All"), sum(counts.values()))]
    tabs += [(state, name, counts.get(state, 0)) for state, name in states.items()]
    return render_template(
        "demands/bids.html",
        own=own,
        page=listed("demands.bids", rows, given, lambda one: one.id),
        tabs=[
            (url_for("demands.bids", state=state or None), name, count, state == given["state"])
            for state, name, count in tabs
        ],
        states=states,
        tones=STAGE_TONES,
    )


@blueprint.get("/bids/<bid_id>/files/<file_id>")
def bid_file(bid_id: str, file_id: str) -> Response:
    """Give a file of an opened bid to those who may read it."""
    insist_on_sign_in()
    with begin() as work:
        one, content = tender_queries.open_file(
            work, current_viewer(work), _secret_key(), bid_id[:MOST_CHARACTERS], file_id[:MOST_CHARACTERS]
        )
    return file_answer(content, one.content_type, one.name, shown=False)


@blueprint.get("/bids/<bid_id>/choose")
def bid_choice(bid_id: str) -> Response:
    """Show the order that choosing this bid would place; nothing happens yet."""
    insist_on_sign_in()
    with begin() as work:
        return _choice_page(work, bid_id[:MOST_CHARACTERS], {}, 200)


def _choice_page(work: Work, bid_id: str, problems: Problems, status: int) -> Response:
    made, of = tender_queries.quote(work, current_viewer(work), bid_id, voucher())
    back = (url_for("demands.tender", number=of.demand_number), _("Room of the tender"))
    return choice_page(work, of.title, made, back=back, problems=problems, status=status)


@blueprint.post("/bids/<bid_id>/choose")
@limiter.limit("60 per hour")
def choose_bid(bid_id: str) -> Response:
    """Choose the bid: the order is placed as the page has shown it."""
    insist_on_sign_in()
    wanted, message = bid_id[:MOST_CHARACTERS], request.form.get("message", "")[:MOST_TYPED]

    def step(work: Work) -> str:
        viewer = current_viewer(work)
        made, _of = tender_queries.quote(work, viewer, wanted, voucher())
        asked = CheckoutRequest(0, {made.provider_id: yuan("due")}, {made.provider_id: voucher()})
        return tender_choice.choose(work, viewer, wanted, asked, message)

    def page(work: Work, problems: Problems, status: int) -> Response:
        return _choice_page(work, wanted, problems, status)

    return answer_with(step, page, chosen)
