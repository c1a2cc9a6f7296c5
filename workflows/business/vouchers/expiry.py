"""The end of vouchers: a notice before, then what is left is taken back; what is held is waited for.

Who does not want to wait for the end, because they close their account, gives a voucher up.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from workflows.business.ledger.kinds import PLATFORM
from workflows.business.ledger.money import to_fen
from workflows.business.ledger.operations import move, open_account, voucher
from workflows.business.ledger.posting import lock_accounts
from workflows.business.ledger.queries import balance, balances
from workflows.business.ledger.values import BalanceView, Cause
from workflows.business.vouchers.models import VoucherGrant
from workflows.business.vouchers.policy import own_organisation
from workflows.business.vouchers.queries import programme_row
from workflows.ground.audit.log import Subject, record
from workflows.ground.clock import SHANGHAI
from workflows.ground.held_rows import held_row
from workflows.ground.work import Work
from workflows.notices.telling import tell
from workflows.people.organisations.queries import who_bind
from workflows.people.viewer import Viewer, require

AT_ONCE = 100
"""Vouchers that one run looks at; the next run goes on."""
LOOK_AGAIN = timedelta(days=1)
"""While something of an expired voucher is held by an order."""


def look_at_ends(work: Work) -> int:
    """Warn of vouchers that end soon, take back what is left of those that ended; return how many."""
    due = (
        select(VoucherGrant)
        .where(VoucherGrant.next_look_at <= work.now)
        .order_by(VoucherGrant.next_look_at, VoucherGrant.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    rows = list(work.session.scalars(due))
    accounts = [row.account_id for row in rows]
    if rows:
        lock_accounts(work, accounts)
    by_account = balances(work, accounts) if rows else {}
    for row in rows:
        if work.now < row.valid_until:
            _warn(work, row, by_account[row.account_id])
        else:
            _take_back(work, row, by_account[row.account_id])
    work.session.flush()
    return len(rows)


def give_up(work: Work, viewer: Viewer, voucher_id: str) -> None:
    """End a voucher now, its rest goes back to the programme; one that has ended stays as it is.

    What an order holds is waited for, as at the end of every voucher.

    Raises: NotFound; Forbidden: may not see it, or is not its legal person.
    """
    row = held_row(work, VoucherGrant, voucher_id.replace("\x00", ""), "vouchers.not_found")
    own_organisation(work, viewer, row.organisation_id)
    require(viewer.owns(row.organisation_id), "vouchers.only_the_owner")
    if row.valid_until <= work.now:
        return
    lock_accounts(work, [row.account_id])
    has = balance(work, row.account_id)
    if not has.total:
        return
    row.valid_until = row.given_up_at = work.now
    _take_back(work, row, has)
    work.session.flush()
    about = Subject("voucher", row.id, programme_row(work, row.programme_id).name)
    record(work, "voucher.given_up", about, {"available": f"{has.available}"}, {"available": "0.00"})


def _warn(work: Work, row: VoucherGrant, has: BalanceView) -> None:
    row.warned_at, row.next_look_at = work.now, row.valid_until
    if not has.total:
        return
    said = {
        "programme": programme_row(work, row.programme_id).name,
        "amount": f"{has.total:,.2f}",
        "until": f"{row.valid_until.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
    }
    for user_id in who_bind(work, row.organisation_id):
        tell(work, user_id, "voucher_expiring", said)


def _take_back(work: Work, row: VoucherGrant, has: BalanceView) -> None:
    row.next_look_at = work.now + LOOK_AGAIN if has.held else None
    if not has.available:
        return
    issue = open_account(work, PLATFORM, "issue", voucher(row.programme_id))
    move(
        work, key=f"expiry:{row.id}:{row.expired_fen}",
        kind="expiry" if row.given_up_at is None else "giving_up",
        cause=Cause("case", programme_row(work, row.programme_id).case_number),
        source=row.account_id, target=issue.id, amount=has.available,
    )  # fmt: skip
    row.expired_fen += to_fen(has.available)
