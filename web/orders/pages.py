"""Lists of orders of both sides, the page of one, and what its people do there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, BinaryIO, cast, get_args

from flask import (
    Response,
    abort,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)

from web.account.form_input import secret
from web.contracts.labels import STATES as CONTRACT_STATES
from web.files.answers import file_answer
from web.form_problems import Problems, problems_of
from web.form_steps import carry_out
from web.i18n import locale_tag
from web.limits import limiter
from web.orders.blueprint import MOST_CHARACTERS, MOST_TYPED, blueprint
from web.orders.labels import (
    ACCEPTED_AS,
    AFTER_SALES_TONES,
    ANSWERS,
    BALANCE_FIRST,
    DEADLINES,
    ENDING_STATES,
    EVENTS,
    MILESTONE_STATES,
    NEXT,
    PLAN_CHANGE_STATES,
    RATED,
    SIDES,
    TONES,
    after_sales_names,
    state_names,
)
from web.paging import PAGE_ROWS, address_filters, listed, place
from web.product_kinds import kind_names
from web.request_values import as_day
from web.sent_files import has_sent_files, sent_files
from web.spreadsheets import saved_table
from web.statuses import status_of
from web.viewers import current_viewer, own_of_kind, own_of_kinds
from web.work import begin
from workflows.business.after_sales import queries as after_sales
from workflows.business.contracts.policy import may_supervise
from workflows.business.ledger.values import BalanceView
from workflows.business.orders import actions, queries, report_files
from workflows.business.orders.export import export
from workflows.business.orders.policy import MENU
from workflows.business.orders.queries import OrderSearch
from workflows.business.orders.terms import share
from workflows.business.orders.values import SIDES as BOTH_SIDES
from workflows.business.orders.values import STATE_NAMES, Action, OrderDetail, Side
from workflows.business.ratings.queries import has_rated
from workflows.business.wallet.queries import wallet
from workflows.files.sent_files import ACCEPTED, FIELD
from workflows.ground.errors import Conflict, Invalid
from workflows.ground.spreadsheets import FileKind
from workflows.ground.work import Work
from workflows.people.identity import payment_passwords
from workflows.people.identity.values import AttemptRefused
from workflows.people.organisations.values import OrganisationView

_LISTS: dict[str, str] = {"enterprise": "orders.purchases", "provider": "orders.sales"}
_WORDS: dict[str, Any] = {
    "contract_states": CONTRACT_STATES,
    "tones": TONES,
    "events": EVENTS,
    "sides": SIDES,
    "milestone_states": MILESTONE_STATES,
    "accepted_as": ACCEPTED_AS,
    "answers": ANSWERS,
    "ending_states": ENDING_STATES,
    "plan_change_states": PLAN_CHANGE_STATES,
}
"""What the page of an order says of states and kinds."""
_FILES: tuple[FileKind, ...] = get_args(FileKind)
Command = Callable[..., AttemptRefused | None]
"""Gets the work, the viewer, the number of the order, the id of the proposal, and what was typed."""


def _own(work: Work, side: Side) -> OrganisationView:
    """Return the organisation for whose side the signed-in person works on orders.

    Raises: NotFound: they belong to none; Forbidden: none of that kind, or not given the menu.
    """
    return own_of_kind(work, side, MENU, "orders.not_yours")


@blueprint.get("")
def home() -> Response:
    """Lead to the list of the own side."""
    with begin() as work:
        own = own_of_kinds(work, BOTH_SIDES, MENU, "orders.not_yours")
    return make_response(redirect(url_for(_LISTS[own.kind])))


@blueprint.get("/purchases")
def purchases() -> str:
    """Show what the enterprise has ordered, the newest first."""
    return _list("enterprise")


@blueprint.get("/sales")
def sales() -> str:
    """Show what was ordered of the provider, the newest first."""
    return _list("provider")


def _list(side: Side) -> str:
    endpoint = _LISTS[side]
    given = _given()
    set_filters: dict[str, Any] = {name: text for name, text in given.items() if text}
    with begin() as work:
        own = _own(work, side)
        rows = queries.orders(
            work, current_viewer(work), own.id, side, _search(given), after=place(), limit=PAGE_ROWS + 1
        )
    return render_template(
        "orders/list.html",
        own=own,
        side=side,
        page=listed(endpoint, rows, given, lambda one: one.id),
        list_url=url_for(endpoint),
        export_urls={
            kind: url_for("orders.download", side=side, kind=kind, **set_filters) for kind in _FILES
        },
        states=state_names(),
        tones=TONES,
    )


def _given() -> dict[str, str]:
    """Return what the address narrows a list by, "" where it says nothing or what is not known."""
    return address_filters("q", "first", "last", state=frozenset(STATE_NAMES), voucher=frozenset({"1"}))


def _search(given: dict[str, str]) -> OrderSearch:
    return OrderSearch(
        state=given["state"],
        text=given["q"],
        first=as_day(given["first"]),
        last=as_day(given["last"]),
        with_voucher=bool(given["voucher"]),
    )


@blueprint.get("/export/<side>.<kind>")
@limiter.limit("60 per hour")
def download(side: str, kind: str) -> Response:
    """Give a list as CSV or XLSX, narrowed as on its page; no cache keeps it."""
    if kind not in _FILES or side not in _LISTS:
        abort(404)
    given = _given()
    with begin() as work:
        own = _own(work, cast("Side", side))

        def write(file_kind: FileKind, target: BinaryIO) -> None:
            export(
                work,
                current_viewer(work),
                (own.id, cast("Side", side)),
                _search(given),
                target,
                kind=file_kind,
                locale=locale_tag(),
                kinds=kind_names(),
            )

        return saved_table(f"orders-{work.now:%Y%m%d}", kind, write)


@blueprint.get("/<number>")
def order(number: str) -> Response:
    """Show an order: how it stands, what is in it, its money, what has happened, what to do next."""
    with begin() as work:
        return _page(work, number)


def _page(
    work: Work, number: str, problems: Problems | None = None, *, status: int = 200, action: str = ""
) -> Response:
    viewer = current_viewer(work)
    detail = queries.order(work, viewer, number[:MOST_CHARACTERS])
    pays = not {"pay", "pay_plan"}.isdisjoint(detail.actions)
    page = render_template(
        "orders/order.html",
        detail=detail,
        order=detail.order,
        next_step=_next_step(work, detail),
        deposit_percent=_percent(detail),
        cost=share(detail.order.paid, detail.cancellation.cost_percent),
        balance=_available(work, detail) if pays else None,
        payment_password=payment_passwords.state(work, work.actor) if pays else "",
        after_sales=after_sales.of_order(work, detail.order.id),
        opening=after_sales.opening(work, viewer, detail.order.id) if detail.side == "enterprise" else None,
        after_sales_states=after_sales_names(),
        after_sales_tones=AFTER_SALES_TONES,
        sees_contract=detail.side is not None or may_supervise(viewer),
        states=state_names(),
        deadlines=[
            (DEADLINES[one.element_id], one.at) for one in detail.deadlines if one.element_id in DEADLINES
        ],
        **_WORDS,
        accepted_files=ACCEPTED,
        choose_again=FIELD in (problems or {}) and has_sent_files(),
        problems=problems or {},
        acted=action,
        values=request.form,
    )
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _next_step(work: Work, detail: OrderDetail) -> object:
    """Return what the viewer's side is to do, None if nothing is known of it."""
    side, order = detail.side, detail.order
    if (
        order.state == "awaiting_rating"
        and side is not None
        and has_rated(work, "service_order", order.id, side)
    ):
        return RATED
    if order.state == "awaiting_completion" and side == "enterprise" and "approve" not in detail.actions:
        return BALANCE_FIRST
    return NEXT.get((order.state, side or ""))


def _percent(detail: OrderDetail) -> int:
    """Return which share of what is due may be paid first, 0 where all of it is."""
    order = detail.order
    if order.state != "awaiting_payment" or order.deposit >= order.due:
        return 0
    return round(order.deposit * 100 / order.due)


def _available(work: Work, detail: OrderDetail) -> BalanceView:
    return wallet(work, current_viewer(work), detail.order.enterprise_id).balance


def typed_reason() -> str:
    """Return the words that came with a step, no more than could be right."""
    return request.form.get("reason", "")[:MOST_TYPED]


@blueprint.post("/<number>/<any(accept, refuse, start, finish, approve, 'return'):step>")
@limiter.limit("120 per hour")
def act(number: str, step: str) -> Response:
    """Take the next step of an order; files that come with a report are kept first, whatever it says."""
    typed = typed_reason()
    if step == "finish" and request.files and (refused := _attached(number)) is not None:
        return refused

    def take(work: Work) -> None:
        actions.act(work, current_viewer(work), number[:MOST_CHARACTERS], cast("Action", step), typed)

    return done(number, step, take)


@blueprint.post("/<number>/dispute")
@limiter.limit("60 per hour")
def dispute(number: str) -> Response:
    """Put the milestone that is under way before the platform."""
    typed = typed_reason()

    def step(work: Work) -> None:
        actions.dispute(work, current_viewer(work), number[:MOST_CHARACTERS], typed)

    return done(number, "dispute", step)


@blueprint.post("/<number>/files")
@limiter.limit("120 per hour")
def attach(number: str) -> Response:
    """Add files to the next report, and show the page with what was typed so far."""
    refused = _attached(number)
    if refused is not None:
        return refused
    with begin() as work:
        return _page(work, number, action="finish")


def _attached(number: str) -> Response | None:
    """Keep the files of the request with the next report; return the page where they are refused."""
    try:
        with begin() as work, sent_files() as sent:
            report_files.attach(work, current_viewer(work), number[:MOST_CHARACTERS], sent)
    except (Conflict, Invalid) as refusal:
        with begin() as work:
            return _page(work, number, problems_of(refusal), status=status_of(refusal), action="finish")
    return None


@blueprint.post("/<number>/files/<file_id>/remove")
@limiter.limit("120 per hour")
def remove_file(number: str, file_id: str) -> Response:
    """Take a file away that was not reported yet."""
    with begin() as work:
        report_files.remove(work, current_viewer(work), number[:MOST_CHARACTERS], file_id[:MOST_CHARACTERS])
    return make_response(redirect(url_for("orders.order", number=number)))


@blueprint.get("/<number>/files/<file_id>")
def file(number: str, file_id: str) -> Response:
    """Give a file of a report to those who may see the order."""
    with begin() as work:
        one, content = report_files.open_file(
            work, current_viewer(work), number[:MOST_CHARACTERS], file_id[:MOST_CHARACTERS]
        )
    return file_answer(content, one.content_type, one.name, shown=False)


@blueprint.post("/<number>/cancel")
@limiter.limit("60 per hour")
def cancel(number: str) -> Response:
    """Cancel an order for one's own side, on the terms that the page has shown."""
    typed = typed_reason()

    def step(work: Work) -> None:
        actions.cancel(work, current_viewer(work), number[:MOST_CHARACTERS], typed)

    return done(number, "cancel", step)


@blueprint.post("/<number>/pay")
@limiter.limit("30 per hour")
def pay(number: str) -> Response:
    """Pay into escrow from the wallet."""
    part = request.form.get("part") == "1"

    def step(work: Work) -> AttemptRefused | None:
        return actions.pay(
            work,
            current_viewer(work),
            number[:MOST_CHARACTERS],
            part=part,
            password=secret(actions.PASSWORD_FIELD),
        )

    return done(number, "pay", step)


def done(number: str, action: str, step: Callable[[Work], AttemptRefused | None]) -> Response:
    """Carry out a step and lead back to the order; what is refused stands on its page with what was typed."""

    def page(work: Work, problems: Problems, status: int) -> Response:
        return _page(work, number, problems, status=status, action=action)

    return carry_out(step, page, url_for("orders.order", number=number))


def answered(number: str, action: str, command: Command, proposal_id: str, *said: str) -> Response:
    """Answer a proposal or take it back, and lead back to the order."""

    def step(work: Work) -> AttemptRefused | None:
        return command(
            work, current_viewer(work), number[:MOST_CHARACTERS], proposal_id[:MOST_CHARACTERS], *said
        )

    return done(number, action, step)
