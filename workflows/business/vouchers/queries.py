"""Reading programmes and vouchers. Balances are the ledger's; one statement reads those of a page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import LiteralString, cast

from sqlalchemy import select

from workflows.business.ledger.kinds import PLATFORM, VOUCHER
from workflows.business.ledger.money import to_yuan
from workflows.business.ledger.operations import voucher
from workflows.business.ledger.queries import balance, balances, find_account
from workflows.business.ledger.values import BalanceView
from workflows.business.vouchers.models import VoucherGrant, VoucherProgramme
from workflows.business.vouchers.policy import own_organisation
from workflows.business.vouchers.values import (
    GrantSource,
    ProgrammeKind,
    ProgrammeView,
    SourceKind,
    VoucherState,
    VoucherView,
)
from workflows.ground.errors import NotFound
from workflows.ground.work import Work
from workflows.people.viewer import Viewer

_BUDGETS: LiteralString = """
SELECT a.commodity, b.amount_fen FROM ledger_accounts a JOIN ledger_balances b ON b.account_id = a.id
WHERE a.owner = %s AND a.kind = 'budget' AND a.commodity = ANY(%s)
"""
MOST_PROGRAMMES = 200
LISTED_FOR = timedelta(days=730)
"""So long after its end a programme stands in lists."""
PAGE_VOUCHERS = 20
MOST_USABLE = 100


def programme_row(work: Work, programme_id: str) -> VoucherProgramme:
    """Return the row of a programme. Raises: NotFound."""
    row = work.session.get(VoucherProgramme, programme_id)
    if row is None:
        raise NotFound("vouchers.programme_not_found")
    return row


def programme(work: Work, programme_id: str) -> ProgrammeView:
    """Return a programme. Raises: NotFound."""
    return programme_view(programme_row(work, programme_id))


def find_programme(work: Work, programme_id: str) -> ProgrammeView | None:
    """Return a programme, None if there is none of that id."""
    row = work.session.get(VoucherProgramme, programme_id)
    return programme_view(row) if row is not None else None


def programmes(
    work: Work, *, kind: ProgrammeKind | None = None, since: datetime | None = None
) -> tuple[ProgrammeView, ...]:
    """Return the programmes of one kind or of both that end after `since`, usually now; newest year first."""
    rows = (
        select(VoucherProgramme)
        .where(VoucherProgramme.valid_until > (since or work.now))
        .order_by(VoucherProgramme.year.desc(), VoucherProgramme.id)
        .limit(MOST_PROGRAMMES)
    )
    if kind is not None:
        rows = rows.where(VoucherProgramme.kind == kind)
    return tuple(map(programme_view, work.session.scalars(rows)))


def remaining_budget(work: Work, programme_id: str) -> Decimal:
    """Return what of a programme's budget was not granted yet. Raises: NotFound."""
    account = find_account(work, PLATFORM, "budget", voucher(programme_row(work, programme_id).id))
    return balance(work, account.id).available if account is not None else Decimal("0.00")


def remaining_budgets(work: Work, programme_ids: Sequence[str]) -> dict[str, Decimal]:
    """Return what is left of the budgets of several programmes, by their ids, with one statement."""
    rows = work.transaction.rows(_BUDGETS, (PLATFORM, [voucher(one) for one in programme_ids]))
    return {row["commodity"].removeprefix(VOUCHER): to_yuan(row["amount_fen"]) for row in rows}


def vouchers(
    work: Work, viewer: Viewer, organisation_id: str, *, after: str | None = None
) -> tuple[VoucherView, ...]:
    """Return a page of an organisation's vouchers, the newest first. Raises: NotFound; Forbidden."""
    own = own_organisation(work, viewer, organisation_id)
    rows = (
        select(VoucherGrant, VoucherProgramme)
        .join(VoucherProgramme, VoucherProgramme.id == VoucherGrant.programme_id)
        .where(VoucherGrant.organisation_id == own.id)
        .order_by(VoucherGrant.id.desc())
        .limit(PAGE_VOUCHERS)
    )
    if after is not None:
        rows = rows.where(VoucherGrant.id < after)
    return _views(work, [(row, of) for row, of in work.session.execute(rows)])


def usable_vouchers(work: Work, organisation_ids: Sequence[str]) -> tuple[VoucherView, ...]:
    """Return the vouchers of organisations whose time has come and is not over, the next to end first."""
    rows = (
        select(VoucherGrant, VoucherProgramme)
        .join(VoucherProgramme, VoucherProgramme.id == VoucherGrant.programme_id)
        .where(
            VoucherGrant.organisation_id.in_(organisation_ids),
            VoucherGrant.valid_until > work.now,
            VoucherProgramme.valid_from <= work.now,
        )
        .order_by(VoucherGrant.valid_until, VoucherGrant.id)
        .limit(MOST_USABLE)
    )
    return _views(work, [(row, of) for row, of in work.session.execute(rows)])


def voucher_of(work: Work, voucher_id: str) -> VoucherView:
    """Return a voucher, whoever's it is. Raises: NotFound."""
    row = work.session.get(VoucherGrant, voucher_id)
    if row is None:
        raise NotFound("vouchers.not_found")
    return _views(work, [(row, programme_row(work, row.programme_id))])[0]


def own_voucher(work: Work, viewer: Viewer, voucher_id: str) -> VoucherView:
    """Return a voucher that the viewer may see. Raises: NotFound: also for somebody else's; Forbidden."""
    view = voucher_of(work, voucher_id)
    own_organisation(work, viewer, view.organisation_id)
    return view


def programme_view(row: VoucherProgramme) -> ProgrammeView:
    """Return what a row of a programme says."""
    return ProgrammeView(
        row.name, row.year, cast("ProgrammeKind", row.kind), tuple(row.categories),
        row.share_percent, to_yuan(row.budget_fen), to_yuan(row.least_fen), to_yuan(row.most_fen),
        row.valid_from, row.valid_until, row.terms, id=row.id, case_number=row.case_number,
    )  # fmt: skip


def _views(work: Work, rows: Sequence[tuple[VoucherGrant, VoucherProgramme]]) -> tuple[VoucherView, ...]:
    by_account = balances(work, [row.account_id for row, _ in rows]) if rows else {}
    return tuple(_view(row, of, by_account[row.account_id], work.now) for row, of in rows)


def _view(row: VoucherGrant, of: VoucherProgramme, has: BalanceView, now: datetime) -> VoucherView:
    return VoucherView(
        row.id, programme_view(of), row.organisation_id,
        GrantSource(cast("SourceKind", row.source_kind), row.source_id), row.account_id,
        to_yuan(row.face_value_fen), has.available, has.held, to_yuan(row.expired_fen), row.valid_until,
        row.granted_at, _state(row, of, has, now),
    )  # fmt: skip


def _state(row: VoucherGrant, of: VoucherProgramme, has: BalanceView, now: datetime) -> VoucherState:
    """Return the state as users know it; what was used up stays so when its time is over."""
    if has.total == 0 and row.expired_fen == 0:
        return "used_up"
    if row.given_up_at is not None:
        return "given_up"
    if now >= row.valid_until:
        return "expired"
    return "usable" if now >= of.valid_from else "not_yet"
