"""Reading wallets. What is asked of the ledger here is asked for the organisation's own account alone."""

from __future__ import annotations

from decimal import Decimal
from typing import BinaryIO

from workflows.business.ledger.holds import open_holds
from workflows.business.ledger.queries import balance, find_account
from workflows.business.ledger.statement_export import write_csv, write_xlsx
from workflows.business.ledger.statements import PAGE_LINES, Statement, StatementPeriod, statement
from workflows.business.ledger.values import BalanceView
from workflows.business.wallet.policy import own_organisation
from workflows.business.wallet.values import WalletView
from workflows.ground.errors import NotFound
from workflows.ground.messages import Locale
from workflows.ground.spreadsheets import FileKind
from workflows.ground.work import Work
from workflows.people.viewer import Viewer

KIND = "wallet"
"""Of the account that is a wallet."""
SHOWN_HOLDS = 20
_WRITERS = {"csv": write_csv, "xlsx": write_xlsx}
_NOTHING = BalanceView(Decimal("0.00"), Decimal("0.00"))


def wallet(work: Work, viewer: Viewer, organisation_id: str) -> WalletView:
    """Return what an organisation has, and what is held of it. Raises: NotFound; Forbidden."""
    own = own_organisation(work, viewer, organisation_id)
    account = find_account(work, own.id, KIND)
    if account is None:
        return WalletView(own.id, None, _NOTHING, ())
    holds = open_holds(work, account.id, limit=SHOWN_HOLDS + 1)
    return WalletView(
        own.id, account.id, balance(work, account.id), holds[:SHOWN_HOLDS], len(holds) > SHOWN_HOLDS
    )


def wallet_statement(
    work: Work, viewer: Viewer, organisation_id: str, period: StatementPeriod, *, after: str | None = None
) -> Statement | None:
    """Return a page of what moved in a period, newest first; None before anything has moved.

    Raises: NotFound; Forbidden.
    """
    account = find_account(work, own_organisation(work, viewer, organisation_id).id, KIND)
    if account is None:
        return None
    return statement(work, account.id, period, after=after, newest_first=True, limit=PAGE_LINES)


def export_statement(
    work: Work,
    viewer: Viewer,
    organisation_id: str,
    period: StatementPeriod,
    *,
    kind: FileKind,
    target: BinaryIO,
    locale: Locale,
) -> None:
    """Write the statement of a period as a file that a spreadsheet opens.

    Raises: NotFound: nothing has moved yet, or no such organisation; Forbidden; Invalid: too many lines.
    """
    account = find_account(work, own_organisation(work, viewer, organisation_id).id, KIND)
    if account is None:
        raise NotFound("ledger.account_not_found")
    _WRITERS[kind](work, account.id, period, target, locale)
