"""Changing the plan of an order in service: proposed on a page of its own, answered on the order's."""

from __future__ import annotations

from decimal import Decimal

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from web.account.form_input import secret
from web.form_problems import Problems, problems_of
from web.limits import limiter
from web.orders.blueprint import MOST_CHARACTERS, blueprint
from web.orders.labels import MILESTONE_STATES
from web.orders.pages import answered, typed_reason
from web.request_values import as_day, yuan
from web.statuses import status_of
from web.viewers import current_viewer
from web.work import begin
from workflows.business.orders import plan_changes, queries
from workflows.business.orders.actions import PASSWORD_FIELD
from workflows.business.orders.plan_changes import NewPart
from workflows.business.orders.values import MilestoneView, OrderDetail
from workflows.ground.errors import Conflict, FieldProblem, Invalid, InvalidState
from workflows.ground.work import Work
from workflows.people.viewer import require


@blueprint.get("/<number>/plan")
def change_plan(number: str) -> Response:
    """Show the plan as it is, its milestones that are not accepted as fields."""
    with begin() as work:
        detail = _own(work, number)
        if "propose_plan" not in detail.actions:
            raise Conflict("orders.plan_under_way" if detail.plan_change else "orders.not_now")
        return _page(detail, {})


@blueprint.post("/<number>/plan")
@limiter.limit("30 per hour")
def propose_plan(number: str) -> Response:
    """Propose the plan that was typed; what is refused stands on its page with everything typed."""
    try:
        with begin() as work:
            detail = _own(work, number)
            plan, reason = _typed(detail), typed_reason()
            plan_changes.propose(work, current_viewer(work), number[:MOST_CHARACTERS], plan, reason)
    except (Conflict, Invalid, InvalidState) as refusal:
        with begin() as work:
            return _page(_own(work, number), problems_of(refusal), status=status_of(refusal))
    flash(_("Done: the other side has been told."), "success")
    return make_response(redirect(url_for("orders.order", number=number)))


def _own(work: Work, number: str) -> OrderDetail:
    """Return the order for one of its sides. Raises: NotFound; Forbidden: who only looks on."""
    detail = queries.order(work, current_viewer(work), number[:MOST_CHARACTERS])
    require(detail.side is not None, "orders.not_yours")
    return detail


def _page(detail: OrderDetail, problems: Problems, *, status: int = 200) -> Response:
    page = render_template(
        "orders/plan.html",
        detail=detail,
        order=detail.order,
        milestone_states=MILESTONE_STATES,
        new_positions=_new_positions(detail),
        values=request.form,
        problems=problems,
    )
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _typed(detail: OrderDetail) -> dict[int, NewPart]:
    """Return what was typed for each milestone that is not accepted, and for new ones.

    Raises: Invalid: at all amounts that are no numbers.
    """
    plan: dict[int, NewPart] = {}
    problems: list[FieldProblem] = []
    positions = [one.position for one in detail.milestones if is_open(one)]
    for position in (*positions, *(one for one in _new_positions(detail) if _is_filled_in(one))):
        amount: Decimal | None = None
        removed = f"remove-{position}" in request.form
        try:
            amount = None if removed else yuan(f"amount-{position}")
        except Invalid as unclear:
            problems += unclear.problems
        plan[position] = NewPart(
            amount, as_day(request.form.get(f"due-{position}", "")), _title(position), removed
        )
    if problems:
        raise Invalid("orders.plan_invalid", problems)
    return plan


def _new_positions(detail: OrderDetail) -> range:
    """Return the positions that new milestones would have; the form has room for two."""
    last = max((one.position for one in detail.milestones), default=0)
    return range(last + 1, last + 3)


def _is_filled_in(position: int) -> bool:
    named = (f"amount-{position}", f"due-{position}")
    return bool(_title(position)) or any(request.form.get(name, "").strip() for name in named)


def _title(position: int) -> str:
    return request.form.get(f"title-{position}", "")[:MOST_CHARACTERS].strip()


def is_open(milestone: MilestoneView) -> bool:
    """Tell whether a milestone can still be changed."""
    return milestone.state not in {"accepted", "ended"}


@blueprint.post("/<number>/plan/<change_id>/agree")
@limiter.limit("30 per hour")
def agree_plan(number: str, change_id: str) -> Response:
    """Agree to a change, and lead to the order, from which a link goes to the supplement."""
    return answered(number, "agree_plan", plan_changes.agree, change_id)


@blueprint.post("/<number>/plan/<change_id>/return")
@limiter.limit("30 per hour")
def return_plan(number: str, change_id: str) -> Response:
    """Return a change with a remark."""
    return answered(number, "return_plan", plan_changes.give_back, change_id, typed_reason())


@blueprint.post("/<number>/plan/<change_id>/take-back")
@limiter.limit("30 per hour")
def take_back_plan(number: str, change_id: str) -> Response:
    """Take a change of one's own side back."""
    return answered(number, "take_back_plan", plan_changes.take_back, change_id)


@blueprint.post("/<number>/plan/<change_id>/pay")
@limiter.limit("30 per hour")
def pay_plan(number: str, change_id: str) -> Response:
    """Pay what a signed change adds from the wallet."""
    return answered(number, "pay_plan", plan_changes.pay, change_id, secret(PASSWORD_FIELD))
