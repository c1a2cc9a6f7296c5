"""What scenarios of after-sales need: a completed order, and what its two sides do in the case about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import select

from workflows.approvals.models import Case
from workflows.business.after_sales import operations
from workflows.business.after_sales.models import AfterSalesCase
from workflows.business.ledger.kinds import PLATFORM
from workflows.business.ledger.operations import move, open_account
from workflows.business.ledger.queries import balance
from workflows.business.ledger.values import Cause
from workflows.business.orders.models import ServiceOrder
from workflows.ground.work import Work
from workflows.people.viewer_loader import viewer_of
from workflows.scenarios import ordering
from workflows.scenarios.contracts import As

SUBJECTS = frozenset({"after_sales_case"})
_WAY = (
    ("seller", "accept"),
    ("buyer", "pay"),
    ("seller", "start"),
    ("seller", "finish"),
    ("buyer", "approve"),
)


def begin(
    acting: As,
    run_due_jobs: Callable[[], None],
    order: Callable[[Work], str],
    buyer: str,
    said: Mapping[str, Any],
) -> str:
    """Complete an order of the buyer, and open a case on it; return the id of that case.

    `order` places it and returns its case; `said` may name the `reason`.
    """
    order_case = acting(buyer, order)
    for who, does in _WAY:
        run_due_jobs()
        person = buyer if who == "buyer" else ordering.SELLER
        acting(person, partial(ordering.take_step, case_id=order_case, said={"does": does}))
    run_due_jobs()

    def open_case(work: Work) -> str:
        order_number = work.session.get_one(Case, order_case).number
        reason = str(said.get("reason") or "报表导出后打不开")
        number = operations.open_case(work, viewer_of(work), order_number, reason)
        return work.session.scalars(select(Case.id).where(Case.number == number)).one()

    return str(acting(buyer, open_case))


def take_step(work: Work, case_id: str, said: Mapping[str, Any]) -> None:
    """Let the actor do something in an after-sales case."""
    row = work.session.scalars(select(AfterSalesCase).where(AfterSalesCase.case_id == case_id)).one()
    viewer, number = viewer_of(work), row.number or ""
    does, words = said["does"], str(said.get("reason") or "说明")
    if does == "reply":
        operations.reply(work, viewer, number, words)
    elif does == "satisfied":
        operations.be_satisfied(work, viewer, number)
    elif does == "ask_platform":
        operations.ask_platform(work, viewer, number, words)
    elif does == "pay_claim":
        operations.pay_claim(work, viewer, number)
    else:
        _set_wallet(work, row, Decimal(str(said["wallet"])))


def _set_wallet(work: Work, row: AfterSalesCase, yuan: Decimal) -> None:
    """Let the provider's wallet have so much, as if the rest had been withdrawn or recharged."""
    provider_id = work.session.get_one(ServiceOrder, row.order_id).provider_id
    wallet, clearing = open_account(work, provider_id, "wallet"), open_account(work, PLATFORM, "clearing")
    difference = yuan - balance(work, wallet.id).available
    ends = (clearing.id, wallet.id) if difference > 0 else (wallet.id, clearing.id)
    if difference:
        move(
            work, key=f"scenario:{row.id}:{yuan}", kind="recharge" if difference > 0 else "withdrawal",
            cause=Cause("notice", "scenario"), source=ends[0], target=ends[1], amount=abs(difference),
        )  # fmt: skip
