"""What of vouchers stands in the way when an organisation is left alone: those that it could still use."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from workflows.business.ledger.queries import balances
from workflows.business.vouchers.models import VoucherGrant
from workflows.ground.work import Work
from workflows.people.departures import Departure, InTheWay


def _unused(work: Work, organisation_id: str) -> Iterator[InTheWay]:
    valid = select(VoucherGrant.account_id).where(
        VoucherGrant.organisation_id == organisation_id, VoucherGrant.valid_until > work.now
    )
    accounts = list(work.session.scalars(valid))
    by_account = balances(work, accounts) if accounts else {}
    if count := sum(has.total > 0 for has in by_account.values()):
        yield InTheWay("vouchers.still_unused", "/vouchers", {"count": count})


DEPARTURE = Departure(of_organisation=_unused)
