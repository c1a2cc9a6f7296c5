"""What an enterprise does on the page of its demand: it lets the deposit be held, or withdraws it.

The row is held first: of two who act at once the second finds the demand as the first has left it.
"""

from __future__ import annotations

from decimal import Decimal

from workflows.approvals.models import Case
from workflows.business.demands import demand_lifecycle, tender_lifecycle, tender_terms
from workflows.business.demands.models import Demand
from workflows.business.demands.policy import is_own, may_move_deposit
from workflows.business.demands.tender_models import Tender
from workflows.business.demands.tender_values import OPENED, RUNNING
from workflows.business.ledger.money import to_yuan
from workflows.ground.errors import Conflict, FieldProblem, Invalid, InvalidState, NotFound
from workflows.ground.work import Work
from workflows.people.viewer import Viewer, require

DEPOSIT = "demand_deposit"
"""What the process waits for while the wallet is short; the key is the demand's id."""
MOST_REASON = 500


def hold_deposit(work: Work, viewer: Viewer, number: str) -> None:
    """Hold the deposit after a recharge, and let the process go on to the review.

    Raises: NotFound; Forbidden: an agent, or not given the wallet; Conflict: no deposit is waited for;
        InvalidState: the wallet is still short.
    """
    row = own_demand(work, viewer, number)
    if row.state != "awaiting_deposit" or row.case_id is None:
        raise Conflict("demands.not_now")
    missing = demand_lifecycle.hold_deposit(work, row, work.session.get_one(Case, row.case_id))
    if missing:
        required = f"{to_yuan(row.required_fen):,.2f}"
        raise InvalidState("demands.too_little", required=required, missing=f"{missing:,.2f}")
    if work.runtime.correlate(DEPOSIT, correlation_key=row.id).outcome != "delivered":
        raise Conflict("demands.not_now")


def withdraw(work: Work, viewer: Viewer, number: str, reason: str, shown_fee: Decimal = Decimal(0)) -> None:
    """Take a published demand out of the project hall; its deposit goes back, less the fee of its tender.

    `reason`: why. `shown_fee`, in yuan, is what the page has said that it costs.

    Raises: NotFound; Forbidden: an agent, or not given the wallet; Invalid: at the reason; Conflict: it is
        not published any more, costs something else by now, or its bids are open: they are given up first.
    """
    row = own_demand(work, viewer, number)
    said = checked_reason(reason)
    tender = tender_lifecycle.of_demand(work, row)
    if row.state != "published" or (tender is not None and tender.state in OPENED):
        raise Conflict("demands.not_now")
    fee = _fee(work, row, tender)
    if fee != shown_fee:
        raise Conflict("demands.fee_changed", fee=f"{fee:,.2f}")
    row.reason = said
    demand_lifecycle.end(work, row, "withdrawn", fee=fee)


def _fee(work: Work, row: Demand, tender: Tender | None) -> Decimal:
    """Return what ending the tender of a held demand costs now, 0 where none runs."""
    if tender is None or tender.state not in RUNNING:
        return Decimal(0)
    return tender_terms.fee(work, row, tender)


def own_demand(work: Work, viewer: Viewer, number: str) -> Demand:
    """Return the demand, held, for somebody who moves money of its enterprise."""
    row = demand_lifecycle.locked_by_number(work, number)
    if not is_own(viewer, row):
        raise NotFound("demands.not_found")
    require(may_move_deposit(viewer, row), "demands.not_for_agents")
    return row


def checked_reason(reason: str) -> str:
    """Return why something is given up. Raises: Invalid: at the reason."""
    said = reason.strip()
    if not said:
        raise Invalid("demands.reason_required", [FieldProblem("reason", "demands.reason_required", {})])
    if len(said) > MOST_REASON:
        most = {"most": MOST_REASON}
        raise Invalid(
            "demands.reason_too_long", [FieldProblem("reason", "demands.reason_too_long", most)], **most
        )
    return said
