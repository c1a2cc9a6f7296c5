"""What becomes of a change of plan: it waits for its signatures, then holds, or is overtaken.

Each function is called with the order's row held; money moves by `escrow` alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from forms import Text
from workflows.business.contracts import supplements
from workflows.business.ledger.money import shown
from workflows.business.orders import escrow, milestones, notices
from workflows.business.orders.models import OrderMilestone, OrderPlanChange, ServiceOrder
from workflows.business.orders.timeline import note
from workflows.business.orders.values import CHANGES_UNDER_WAY, SERVING, SIDES
from workflows.ground.work import Work

SUBJECT = "plan_change"
"""As what contracts know a change of plan."""


def changes(work: Work, row: ServiceOrder) -> list[OrderPlanChange]:
    """Return the changes of an order's plan that were proposed, the newest first."""
    rows = select(OrderPlanChange).where(OrderPlanChange.order_id == row.id)
    return list(work.session.scalars(rows.order_by(OrderPlanChange.id.desc())))


def under_way(work: Work, row: ServiceOrder) -> OrderPlanChange | None:
    """Return the change that waits for an answer, for signatures or for money."""
    return next((one for one in changes(work, row) if one.state in CHANGES_UNDER_WAY), None)


def added_fen(change: OrderPlanChange) -> int:
    """Return by how much a change raises what is due; less than 0 where it lowers it."""
    return sum(part["amount_fen"] - part["was_amount_fen"] for part in change.parts)


def fits(work: Work, row: ServiceOrder, change: OrderPlanChange) -> bool:
    """Tell whether all that a change is about can still be changed."""
    rows = milestones.milestones_of(work, row)
    begun = max((one.position for one in rows if one.state != "planned"), default=0)
    rest = {one.position: one for one in rows if is_open(one)}
    return row.state in SERVING and all(_fits(part, rest, begun) for part in change.parts)


def _fits(part: Mapping[str, Any], rest: Mapping[int, OrderMilestone], begun: int) -> bool:
    """Tell whether one part can still be had; `begun`: the position of what has begun last."""
    if part["kind"] == "added":
        return bool(part["after"] >= begun)
    kept = rest.get(part["position"])
    is_in_time = part["kind"] == "changed" or part["position"] > begun
    return kept is not None and kept.amount_fen == part["was_amount_fen"] and is_in_time


def is_open(milestone: OrderMilestone) -> bool:
    """Tell whether a milestone is neither accepted nor over."""
    return milestone.state not in {"accepted", "ended"}


def supplement_ended(work: Work, row: ServiceOrder, change_id: str, *, signed: bool) -> None:
    """Both have signed the supplement of a change: it holds, or waits for the money; or it was given up."""
    change = work.session.get_one(OrderPlanChange, change_id, populate_existing=True)
    if change.state != "signing":
        return
    if not signed:
        change.state = "unsigned"
        note(work, row, "platform", "plan_unsigned")
    elif added_fen(change) > 0:
        change.state = "to_pay"
        note(work, row, "platform", "plan_signed")
        for side in SIDES:
            notices.tell(work, row, side, "plan_to_pay", amount=Text(shown(added_fen(change))))
    else:
        put_in_force(work, row, change)
    work.session.flush()


def put_in_force(work: Work, row: ServiceOrder, change: OrderPlanChange) -> None:
    """Let the plan of a change hold: what is in escrow beyond the new total goes back to the enterprise."""
    due_fen = row.due_fen + added_fen(change)
    back_fen = max(0, row.paid_fen - due_fen)
    escrow.give_back_part(work, row, f"plan:{change.id}", back_fen)
    milestones.change(work, row, change.parts)
    row.total_fen += added_fen(change)
    row.due_fen, row.deposit_fen = due_fen, min(row.deposit_fen, due_fen)
    change.state, change.in_force_at, change.given_back_fen = "in_force", work.now, back_fen
    note(work, row, "platform", "plan_changed")
    work.session.flush()
    for side in SIDES:
        notices.tell(work, row, side, "plan_changed", amount=Text(shown(back_fen)))


def _touches(part: Mapping[str, Any], accepted: int) -> bool:
    if part["kind"] == "removed":
        return part["position"] in {accepted, accepted + 1}
    return bool(part["after" if part["kind"] == "added" else "position"] == accepted)


def overtake(work: Work, row: ServiceOrder, position: int | None = None, *, over: bool = False) -> None:
    """Let a change under way be over: a milestone that it is about is accepted, or the order is over.

    `position`: of the accepted milestone, None where the order is over; `over`: it was the last one. One that
    was to be removed, or to follow a new one, begins with the acceptance of the one before it.
    """
    change = under_way(work, row)
    if change is None:
        return
    if position is not None and not over and not any(_touches(part, position) for part in change.parts):
        return
    was_signing, change.state = change.state == "signing", "overtaken"
    work.session.flush()
    if was_signing:
        supplements.withdraw(work, SUBJECT, change.id, "orders.plan_overtaken")
    if position is not None:
        note(work, row, "platform", "plan_overtaken")
        for side in SIDES:
            notices.tell(work, row, side, "plan_overtaken")
