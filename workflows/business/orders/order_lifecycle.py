"""What a case does to the order it is about; called by the kind of case and by its process's jobs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from engine import Element
from forms import Text
from workflows.business.contracts import queries as contracts
from workflows.business.contracts.opening import abandon_about
from workflows.business.ledger.money import shown, to_yuan
from workflows.business.orders import ending_proposals, escrow, milestones, notices, plan_effects
from workflows.business.orders.models import OrderLine, ServiceOrder
from workflows.business.orders.terms import order_terms, terms_to_cancel
from workflows.business.orders.timeline import note
from workflows.business.orders.values import (
    ENDED,
    ORDER_STATES,
    SERVING,
    SETTLED,
    SIDES,
    OrderState,
    Party,
    Ruling,
)
from workflows.business.rankings.points import Happening, award
from workflows.business.rankings.values import Ranked
from workflows.business.volumes.counting import count_deal
from workflows.ground.errors import InvalidState, NotFound
from workflows.ground.work import Work

CONTRACT_SUBJECT = "order"
"""As what contracts know an order."""
PROCESS_VARIABLES = frozenset(
    {"order", "due", "paid", "answer", "provider_id", "enterprise_id", "needs_contract", "milestones"}
)


def locked(work: Work, order_id: str | None = None, *, number: str | None = None) -> ServiceOrder:
    """Return the row as it is now, held until the end of the transaction. Raises: NotFound."""
    wanted = ServiceOrder.id == order_id if order_id is not None else ServiceOrder.number == number
    row = work.session.scalar(
        select(ServiceOrder).where(wanted).with_for_update().execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound("orders.not_found")
    return row


def name(work: Work, order_id: str) -> str:
    """Return what the case's title names: the provider. Raises: NotFound."""
    return locked(work, order_id).provider_name


def number(work: Work, order_id: str) -> str:
    """Return what the title of a case about the order names: its number. Raises: NotFound."""
    return locked(work, order_id).number or ""


def ending_variables(work: Work, order_id: str) -> dict[str, Any]:
    """Return by what the process of a proposal knows its order."""
    return {"order": locked(work, order_id).id}


def process_variables(work: Work, order_id: str) -> dict[str, Any]:
    """Return what the process decides by; `answer` is what the message of an action brings."""
    row = locked(work, order_id)
    due = to_yuan(row.due_fen)
    (terms,) = order_terms(work, [due])
    return {
        "order": row.id,
        "due": due,
        "paid": to_yuan(row.paid_fen),
        "answer": "",
        "provider_id": row.provider_id,
        "enterprise_id": row.enterprise_id,
        "needs_contract": terms.contract,
        "milestones": [one.position for one in milestones.milestones_of(work, row)],
    }


def submitted(work: Work, order_id: str, case_id: str, _data: Mapping[str, Any]) -> None:
    """The case of the order begins."""
    locked(work, order_id).case_id = case_id
    work.session.flush()


def ending_submitted(work: Work, order_id: str, *_: Any) -> None:
    """The case of a proposal begins with it alone. Raises: InvalidState: nothing was proposed."""
    if ending_proposals.waiting(work, locked(work, order_id)) is None:
        raise InvalidState("orders.not_now")


def ending_withdrawn(work: Work, order_id: str) -> None:
    """The case of a proposal is taken back: the order goes on."""
    ending_proposals.withdrawn(work, locked(work, order_id))


def ending_ended(work: Work, order_id: str, *_: Any) -> None:
    """The case of a proposal is over: one that it leaves in the middle has lapsed."""
    ending_proposals.lapse(work, locked(work, order_id))


def milestone_submitted(*_: Any) -> None:
    """A milestone is begun by its order alone. Raises: InvalidState: always."""
    raise InvalidState("orders.not_now")


def ended(work: Work, order_id: str, _state: str, _data: Any) -> None:
    """The case is over: a settled order is completed, one that it leaves in the middle is cancelled."""
    row = locked(work, order_id)
    if row.state == "awaiting_rating":
        _stand(work, row, "completed")
        note(work, row, "platform", "complete")
    elif row.state not in ENDED:
        row.cancelled_by = "platform"
        note(work, row, "platform", "lapse")
        give_up(work, row)


def give_up(work: Work, row: ServiceOrder, fee_percent: Decimal = Decimal(0)) -> None:
    """Cancel a held order: everything goes back, less what cancelling costs whoever has cancelled.

    Where both or the platform have said how much goes back, the provider gets the rest, less the fee.
    """
    if row.state in ENDED:
        return
    by: Party = row.cancelled_by or "platform"  # type: ignore[assignment]
    cost = terms_to_cancel(work, row, by).cost_percent if by == "enterprise" else Decimal(0)
    lapse = "unsigned" if row.state == "awaiting_contract" else "lapse"
    if not row.cancelled_by:
        row.cancelled_by = "platform"
        note(work, row, "platform", lapse)
    abandon_about(work, CONTRACT_SUBJECT, row.id, "orders.called_off")
    ending_proposals.overtake(work, row)
    plan_effects.overtake(work, row)
    milestones.end_all(work, row)
    if row.refund_fen is not None:
        escrow.pay_out(work, row, "split", max(0, escrow.held_fen(row) - row.refund_fen), fee_percent)
    escrow.give_back(work, row, cost)
    refused = row.cancelled_by == "provider" and row.state == "awaiting_acceptance"
    _stand(work, row, "cancelled")
    if row.refund_fen is not None:
        return  # whoever said how much has told both sides
    what = lapse if row.cancelled_by == "platform" else "refuse" if refused else "cancel"
    if row.cancelled_by != "enterprise":
        notices.tell(work, row, "enterprise", what)
    if row.cancelled_by != "provider":
        notices.tell(work, row, "provider", lapse if what == lapse else "cancel")


def take_over_contract(work: Work, row: ServiceOrder, contract_id: str) -> None:
    """Let what the signed contract says of money and milestones hold for a held order."""
    plan = contracts.plan(work, contract_id)
    row.deposit_fen = plan.deposit_fen if plan.payment == "instalments" else row.due_fen
    row.release = plan.release
    milestones.plan_of_contract(work, row, plan.milestones)
    note(work, row, "platform", "signed", plan.number)
    work.session.flush()


def settle(
    work: Work, row: ServiceOrder, fee_percent: Decimal = Decimal(0), *, to_be_rated: bool = False
) -> None:
    """Note that all milestones of a held order are accepted and paid out, and tell both sides.

    An older process knows no milestones: with its end the last is accepted, and all is paid out.
    `to_be_rated`: its process goes on, and completes it later; otherwise it is completed by this.
    """
    if row.state in ENDED | SETTLED:
        return
    milestones.accept_rest(work, row, fee_percent)
    ending_proposals.overtake(work, row)
    plan_effects.overtake(work, row)
    what = "settle" if to_be_rated else "complete"
    _stand(work, row, "awaiting_rating" if to_be_rated else "completed")
    note(work, row, "platform", what)
    for side in SIDES:
        notices.tell(work, row, side, what)


def rule(work: Work, row: ServiceOrder, ruling: Ruling) -> None:
    """Note what the platform has decided about the milestone in dispute, and tell both sides.

    What is given back is bounded by what is in escrow; the case carries it out.
    """
    milestone = milestones.current(work, row)
    if ruling.decision == "accept":
        milestone.accepted_as = "platform"
    elif ruling.decision == "refund":
        row.refund_fen, row.cancelled_by = min(ruling.refund_fen, escrow.held_fen(row)), "platform"
    row.pending = "dispute"  # until the process has come to where this leads
    note(work, row, "platform", f"ruled_{ruling.decision}", ruling.explanation)
    for side in SIDES:
        notices.tell(
            work, row, side, f"ruled_{ruling.decision}", milestone=milestones.called(milestone),
            refund=Text(shown(row.refund_fen or 0)),
        )  # fmt: skip


def accept_milestone(work: Work, row: ServiceOrder, fee_percent: Decimal) -> int:
    """Accept the milestone of a held order that is under way, and pay out what goes with it.

    Nobody has accepted it: the time for that is over, and it counts as accepted. The next one begins; after
    the last one the process settles the order. Returns how many are left, the next one among them.
    """
    milestone = milestones.current(work, row)
    named = milestones.called(milestone)
    if not milestone.accepted_as:
        milestone.accepted_as = "deemed"
        milestones.answer(work, milestone, "deemed")
        note(work, row, "platform", "deemed", milestone.title)
        notices.tell(work, row, "enterprise", "deemed", milestone=named)
        notices.tell(work, row, "provider", "deemed", milestone=named)
    elif milestone.accepted_as == "enterprise":
        notices.tell(work, row, "provider", "approve", milestone=named)
    milestone.state, milestone.accepted_at = "accepted", work.now
    work.session.flush()
    planned = [one for one in milestones.milestones_of(work, row) if one.state == "planned"]
    plan_effects.overtake(work, row, milestone.position, over=not planned)
    milestones.pay_out(work, row, milestone, fee_percent)
    if planned:
        _stand(work, row, "in_service")  # where the process is, once this job is done
    else:
        row.pending = "approve"
        work.session.flush()
    return len(planned)


def enter(work: Work, row: ServiceOrder, elements: Iterable[Element]) -> None:
    """Let a held order be in the state that one of these steps of its process is; none of them: as it was."""
    here = {one.element_id for one in elements}
    for state in ORDER_STATES:
        if state in here:
            _stand(work, row, state)
            return


def _stand(work: Work, row: ServiceOrder, state: OrderState) -> None:
    row.state, row.pending, row.entered_at = state, "", work.now
    if state in SERVING:
        milestones.enter(work, row, state)  # type: ignore[arg-type]  # these states are those of milestones
    if state == "completed":
        _count(work, row)
    work.session.flush()


def _count(work: Work, row: ServiceOrder) -> None:
    """Let a completed order count in the ranking, and for volume: its sum, and its lines by product."""
    done = Happening("order_completed", row.id, row.number or "", row.enterprise_name)
    award(work, [Ranked("provider", row.provider_id)], done)
    by_product: dict[str, int] = {}
    for line in work.session.scalars(select(OrderLine).where(OrderLine.order_id == row.id)):
        by_product[line.product_id] = by_product.get(line.product_id, 0) + line.amount_fen
    count_deal(work, row.provider_id, row.total_fen, by_product)
