"""Opening a campaign with its stock and its money set aside, and closing it.

The stock is rows, one a voucher. The money lies in pots: accounts that never fall below zero, each of which
pays for its part of the stock, so that not all claims queue at the row of the programme's budget.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import select

from workflows.business.campaigns import stock
from workflows.business.campaigns.models import Campaign
from workflows.business.campaigns.values import CampaignDraft
from workflows.business.ledger.kinds import PLATFORM
from workflows.business.ledger.money import to_fen
from workflows.business.ledger.operations import open_account, transfer, voucher
from workflows.business.ledger.posting import lock_accounts
from workflows.business.ledger.queries import balances
from workflows.business.ledger.values import Cause, Movement, TransferOrder
from workflows.business.vouchers.queries import programme, remaining_budget
from workflows.business.vouchers.values import ProgrammeView
from workflows.ground.clock import SHANGHAI
from workflows.ground.errors import Conflict, Invalid, InvalidState
from workflows.ground.work import Work

REVIEW_FOR = timedelta(days=15)
"""So long after its end applications to a campaign are still decided, never after its programme's end."""
POTS = 8
MOST_STOCK = 10_000
CLOSED_AT_ONCE = 20
"""Campaigns that one run closes; the next run closes the others."""


def open_campaign(work: Work, draft: CampaignDraft, *, case_number: str) -> str:
    """Open the campaign that a case has approved and set its money aside; return its id, which is
    the number of the case. Once a case.

    Raises: NotFound: no such programme; Invalid: times, stock, face value; InvalidState: the budget does not
    suffice; Conflict: the case has opened another one.
    """
    known = work.session.scalar(select(Campaign).where(Campaign.case_number == case_number))
    if known is not None:
        if (known.name, known.programme_id, known.stock) != (draft.name, draft.programme_id, draft.stock):
            raise Conflict("campaigns.case_used")
        return known.id
    of = check(work, draft)
    closes_at = min(draft.ends_at + REVIEW_FOR, of.valid_until) if draft.mode == "apply" else draft.ends_at
    row = Campaign(
        id=case_number, name=draft.name, programme_id=draft.programme_id, stock=draft.stock,
        face_value_fen=to_fen(draft.face_value), starts_at=draft.starts_at, ends_at=draft.ends_at,
        regions=list(draft.regions), terms=draft.terms, case_number=case_number, opened_at=work.now,
        closes_at=closes_at, mode=draft.mode, size_classes=list(draft.size_classes),
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    pots = _fund(work, row, draft)
    stock.add(work, row.id, draft.stock, pots)
    return row.id


def check(work: Work, draft: CampaignDraft) -> ProgrammeView:
    """Return the programme of a campaign that can be opened now. Raises: NotFound; Invalid; InvalidState."""
    if not max(draft.starts_at, work.now) < draft.ends_at:
        raise Invalid("campaigns.times")
    if not 1 <= draft.stock <= MOST_STOCK:
        raise Invalid("campaigns.stock", most=MOST_STOCK)
    of = programme(work, draft.programme_id)
    _check_programme(of, draft, work.now)
    needed, remaining = draft.face_value * draft.stock, remaining_budget(work, of.id)
    if needed > remaining:
        raise InvalidState("vouchers.budget_short", remaining=remaining, amount=needed)
    return of


def _check_programme(of: ProgrammeView, draft: CampaignDraft, now: datetime) -> None:
    until = f"{of.valid_until.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    if of.valid_until <= now:
        raise InvalidState("vouchers.programme_over", until=until)
    if draft.ends_at > of.valid_until:
        raise Invalid("campaigns.after_programme", until=until)
    if not of.least <= draft.face_value <= of.most:
        raise Invalid("vouchers.face_value", least=of.least, most=of.most, amount=draft.face_value)


def _fund(work: Work, row: Campaign, draft: CampaignDraft) -> list[str]:
    """Move the money of the whole stock from the budget into pots, by one transfer; return the pots."""
    commodity, many = voucher(draft.programme_id), min(POTS, draft.stock)
    pots = [open_account(work, f"{row.id}:{number}", "campaign", commodity).id for number in range(many)]
    budget = open_account(work, PLATFORM, "budget", commodity)
    share, more = divmod(draft.stock, many)
    movements = [Movement(budget.id, -draft.face_value * draft.stock)]
    movements += [
        Movement(pot, draft.face_value * (share + (number < more))) for number, pot in enumerate(pots)
    ]
    cause = Cause("case", row.case_number)
    transfer(work, TransferOrder(f"campaign:{row.id}", "set_aside", cause, tuple(movements)))
    return pots


def close_ended(work: Work) -> int:
    """Give back to the budget what nobody got of campaigns that closed; return how many were closed.

    Whoever claims right now holds a row of the stock, so taking the stock away waits for them.
    """
    ended = select(Campaign).where(Campaign.closes_at <= work.now, Campaign.closed_at.is_(None))
    rows = work.session.scalars(
        ended.order_by(Campaign.closes_at).limit(CLOSED_AT_ONCE).with_for_update(skip_locked=True)
    )
    return sum(_close(work, row) for row in rows.all())


def _close(work: Work, row: Campaign) -> int:
    stock.withdraw(work, row.id)
    commodity = voucher(row.programme_id)
    many = min(POTS, row.stock)
    pots = [open_account(work, f"{row.id}:{number}", "campaign", commodity).id for number in range(many)]
    budget = open_account(work, PLATFORM, "budget", commodity)
    lock_accounts(work, (*pots, budget.id))
    left = {pot: balance.available for pot, balance in balances(work, pots).items() if balance.available}
    if left:
        back = [Movement(pot, -amount) for pot, amount in left.items()]
        movements = (*back, Movement(budget.id, sum(left.values(), Decimal(0))))
        cause = Cause("case", row.case_number)
        transfer(work, TransferOrder(f"campaign:{row.id}:closed", "set_aside", cause, movements))
    row.closed_at = work.now
    return 1
