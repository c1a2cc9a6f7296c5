"""Changes of an order's plan as both its sides see them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import cast

from workflows.business.contracts.queries import contracts_of_subjects
from workflows.business.contracts.values import SubjectView
from workflows.business.ledger.money import to_yuan
from workflows.business.orders import plan_effects
from workflows.business.orders.models import OrderPlanChange, ServiceOrder
from workflows.business.orders.order_lifecycle import locked
from workflows.business.orders.values import PlanChangeState, PlanChangeView, PlanPartView, Side
from workflows.ground.errors import NotFound
from workflows.ground.work import Work


def plan_changes_of(work: Work, row: ServiceOrder) -> tuple[PlanChangeView, ...]:
    """Return the changes of an order's plan, the newest first; as many statements for many as for one."""
    rows = plan_effects.changes(work, row)
    supplements = contracts_of_subjects(work, plan_effects.SUBJECT, [one.id for one in rows])
    return tuple(
        PlanChangeView(
            id=one.id,
            side=cast("Side", one.side),
            parts=_parts(one),
            reason=one.reason,
            state=cast("PlanChangeState", one.state),
            added=Decimal(to_yuan(plan_effects.added_fen(one))),
            given_back=to_yuan(one.given_back_fen),
            proposed_at=one.proposed_at,
            answer_note=one.answer_note,
            answered_at=one.answered_at,
            supplement=supplements.get(one.id),
        )
        for one in rows
    )


def _parts(change: OrderPlanChange) -> tuple[PlanPartView, ...]:
    return tuple(
        PlanPartView(
            part["kind"],
            part["position"],
            part["title"],
            to_yuan(part["amount_fen"]),
            date.fromisoformat(part["due"]) if part["due"] else None,
            to_yuan(part["was_amount_fen"]),
            date.fromisoformat(part["was_due"]) if part["was_due"] else None,
        )
        for part in change.parts
    )


def supplement_subject(work: Work, change_id: str) -> SubjectView | None:
    """Return a change of plan as its supplement names it, None if there is none."""
    change = work.session.get(OrderPlanChange, change_id)
    row = work.session.get(ServiceOrder, change.order_id) if change is not None else None
    if change is None or row is None:
        return None
    total_fen = row.due_fen + plan_effects.added_fen(change)
    return SubjectView("", row.number or "", total_fen, row.provider_id, row.enterprise_id)


def hold_order(work: Work, change_id: str) -> ServiceOrder:
    """Return the order of a change, held until the end of the transaction. Raises: NotFound."""
    change = work.session.get(OrderPlanChange, change_id)
    if change is None:
        raise NotFound("orders.not_found")
    return locked(work, change.order_id)


def supplement_ended(work: Work, change_id: str, *, signed: bool) -> None:
    """Let a change of plan follow the end of its supplement."""
    plan_effects.supplement_ended(work, hold_order(work, change_id), change_id, signed=signed)
