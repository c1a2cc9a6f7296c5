"""What the deployed tables of the package say: contract and instalments, cancelling."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from engine.definitions.structure import constant
from engine.feel import to_python
from workflows.business.ledger.money import FEN
from workflows.business.orders.models import ServiceOrder
from workflows.business.orders.values import ENDED, CancellationTerms, OrderTerms, Party
from workflows.ground.work import Work

PROCESS, MILESTONE_PROCESS, ENDING_PROCESS = "service_order", "milestone_acceptance", "order_ending"
TERMS, CANCELLATION = "order_terms", "order_cancellation"
NOT_NOW = CancellationTerms(allowed=False, cost_percent=Decimal(0))


def order_terms(work: Work, dues: Sequence[Decimal]) -> tuple[OrderTerms, ...]:
    """Return what holds for orders with so much to pay each, by the newest version of the process."""
    if not dues:
        return ()
    definition_id = work.repository.latest(PROCESS).id
    answers = work.repository.decide_each(TERMS, [{"due": due} for due in dues], definition_id)
    said = [to_python(one.value) for one in answers]
    return tuple(OrderTerms(bool(one["contract"]), Decimal(str(one["deposit_percent"]))) for one in said)


def terms_to_cancel(work: Work, row: ServiceOrder, by: Party) -> CancellationTerms:
    """Return on which terms `by` may cancel an order now, in its state since so many whole days.

    By the version of the process with which the order was placed.
    """
    if row.state in ENDED:
        return NOT_NOW
    facts = {"state": row.state, "by": by, "days": (work.now - row.entered_at).days}
    answer = to_python(work.repository.decide(CANCELLATION, facts, row.definition_id).value)
    if not answer:
        return NOT_NOW
    return CancellationTerms(bool(answer["allowed"]), Decimal(str(answer["cost_percent"])))


def goes_by_milestones(work: Work, row: ServiceOrder) -> bool:
    """Tell whether an order was placed with a version of the process that calls the one of milestones.

    What runs by an older one can neither be disputed nor ended by agreement: it awaits no such message.
    """
    if row.definition_id is None:
        return False
    elements = work.repository.program(row.definition_id).elements.values()
    return any(
        one.called_process is not None and constant(one.called_process.process_id) == MILESTONE_PROCESS
        for one in elements
    )


def follows_its_plan(work: Work, row: ServiceOrder) -> bool:
    """Tell whether the process of an order takes milestones until none is left, however many there are.

    One that was placed with an older version has counted them at its start.
    """
    if row.definition_id is None:
        return False
    elements = work.repository.program(row.definition_id).elements.values()
    return any(one.called_process is not None and "milestones_left" in str(one.outputs) for one in elements)


def share(amount: Decimal, percent: Decimal) -> Decimal:
    """Return a share of an amount, in whole fen and rounded down."""
    return (amount * percent / 100).quantize(FEN, rounding="ROUND_DOWN")
