"""What of a wallet stands in the way when an organisation is left alone."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.business.ledger.queries import balance, find_account
from workflows.business.wallet.queries import KIND
from workflows.ground.work import Work
from workflows.people.departures import Departure, InTheWay


def _money(work: Work, organisation_id: str) -> Iterator[InTheWay]:
    account = find_account(work, organisation_id, KIND)
    if account is not None and (total := balance(work, account.id).total):
        yield InTheWay("wallet.still_money", "/wallet", {"amount": f"{total:,.2f}"})


DEPARTURE = Departure(of_organisation=_money)
