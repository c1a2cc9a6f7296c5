"""What people do in the room of a tender, for tests."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from tests.factories.orders import Market
from tests.factories.people import Applicant, viewer
from workflows.business.demands import actions, giving_up, second_round, tender_choice, tender_queries
from workflows.business.demands.tender_values import TenderRoom
from workflows.business.ledger.kinds import PLATFORM
from workflows.business.ledger.queries import balance, find_account
from workflows.business.ledger.values import BalanceView
from workflows.business.orders.checkout import CheckoutRequest
from workflows.notices.models import Message

ALL = BalanceView(Decimal("20000.00"), Decimal("0.00"))


def room(at: Market, who: Applicant, number: str) -> TenderRoom:
    with at.platform.begin(who.user_id) as work:
        return tender_queries.room(work, viewer(at.platform, who.user_id), number)


def choose(at: Market, bid_id: str, provider: Applicant, due: str, who: Applicant | None = None) -> str:
    """Let the enterprise, or somebody else, choose a bid; return the number of the order."""
    person = (who or at.buyer).user_id
    with at.platform.begin(person) as work:
        asked = CheckoutRequest(0, {provider.organisation_id: Decimal(due)}, {})
        made = tender_choice.choose(work, viewer(at.platform, person), bid_id, asked, "合作愉快")
    at.run()
    return made


def end(at: Market, number: str, fee: str, who: Applicant | None = None) -> None:
    person = (who or at.buyer).user_id
    with at.platform.begin(person) as work:
        actions.withdraw(work, viewer(at.platform, person), number, "预算调整", Decimal(fee))
    at.run()


def give_up(at: Market, number: str, fee: str, who: Applicant | None = None) -> None:
    """Let the enterprise choose none of the opened bids."""
    person = (who or at.buyer).user_id
    with at.platform.begin(person) as work:
        giving_up.give_up(work, viewer(at.platform, person), number, "均不合适", Decimal(fee))
    at.run()


def reopen(at: Market, number: str, opens_at: datetime, who: Applicant | None = None) -> None:
    """Let the enterprise set a new opening."""
    person = (who or at.buyer).user_id
    with at.platform.begin(person) as work:
        giving_up.reopen(work, viewer(at.platform, person), number, opens_at)
    at.run()


def told(at: Market, who: Applicant) -> list[str]:
    """Return what somebody was told about tenders, the first message first."""
    with at.platform.begin() as work:
        rows = select(Message.params).where(Message.user_id == who.user_id, Message.template == "tender_news")
        return [str(one["what"]) for one in work.session.scalars(rows.order_by(Message.id))]


def fees(at: Market) -> Decimal:
    """Return what the platform has taken."""
    with at.platform.begin() as work:
        account = find_account(work, PLATFORM, "fees")
        return balance(work, account.id).total if account is not None else Decimal("0.00")


def quote(at: Market, provider: Applicant, number: str, price: str) -> None:
    """Let a provider give a new price in the second round."""
    (own,) = room(at, provider, number).bids
    with at.platform.begin(provider.user_id) as work:
        who, key = viewer(at.platform, provider.user_id), at.platform.settings.secret_key
        second_round.quote(work, who, key, own.id, Decimal(price))
