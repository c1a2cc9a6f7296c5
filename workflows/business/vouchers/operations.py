"""All writes of vouchers: opening a programme, and granting from its budget.

The budget is an account of the ledger that never falls below zero, and a grant locks it first: however many
decide at once, no more than the budget is granted, and who comes too late is told what is left.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from workflows.business.ledger.kinds import PLATFORM
from workflows.business.ledger.money import shown, to_fen
from workflows.business.ledger.operations import move, open_account, voucher
from workflows.business.ledger.posting import lock_accounts
from workflows.business.ledger.values import Cause
from workflows.business.vouchers.models import VoucherGrant, VoucherProgramme
from workflows.business.vouchers.queries import programme_row, programme_view, voucher_of
from workflows.business.vouchers.size_class import size_class_of
from workflows.business.vouchers.values import GrantOrder, ProgrammeDraft, ProgrammeView, VoucherView
from workflows.ground.clock import SHANGHAI
from workflows.ground.db import new_id
from workflows.ground.errors import Conflict, Invalid, InvalidState
from workflows.ground.work import Work
from workflows.people.organisations.models import Organisation

WARN_BEFORE = timedelta(days=30)
"""So long before its end the owner of a voucher is told."""


def open_programme(work: Work, draft: ProgrammeDraft, *, case_number: str) -> ProgrammeView:
    """Open the programme that a case has approved, and assign its budget; its id is the case's number."""
    known = work.session.get(VoucherProgramme, case_number)
    if known is not None:
        return programme_view(known)
    row = VoucherProgramme(
        id=case_number, name=draft.name, year=draft.year, kind=draft.kind, categories=list(draft.categories),
        share_percent=draft.share_percent, budget_fen=to_fen(draft.budget), least_fen=to_fen(draft.least),
        most_fen=to_fen(draft.most), valid_from=draft.valid_from, valid_until=draft.valid_until,
        terms=draft.terms, case_number=case_number, opened_at=work.now,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    commodity = voucher(row.id)
    issue = open_account(work, PLATFORM, "issue", commodity)
    budget = open_account(work, PLATFORM, "budget", commodity)
    move(
        work, key=f"programme:{row.id}", kind="issue", cause=Cause("case", case_number),
        source=issue.id, target=budget.id, amount=draft.budget,
    )  # fmt: skip
    return programme_view(row)


def grant(work: Work, order: GrantOrder) -> VoucherView:
    """Grant one voucher from the programme's budget; the same source again returns the same voucher.

    Nothing is written before a refusal, so the transaction can go on after one.
    Raises: NotFound; Invalid: face value; InvalidState: programme over, budget short (with what is left),
    organisation not certified; Conflict: the organisation was granted this before.
    """
    programme = programme_row(work, order.programme_id)
    size_class = order.size_class or _size_class(work, order.organisation_id)
    funds_id = order.funds_id or open_account(work, PLATFORM, "budget", voucher(programme.id)).id
    left_fen = lock_accounts(work, (funds_id,))[funds_id].amount_fen or 0
    known = _known(work, order)
    if known is not None:
        return _repeated(work, known, order)
    _check(work, programme, order.face_value, left_fen)
    row = _added(work, programme, order, size_class)
    move(
        work, key=f"grant:{row.id}", kind="grant", cause=order.cause,
        source=funds_id, target=row.account_id, amount=order.face_value,
    )  # fmt: skip
    return voucher_of(work, row.id)


def _known(work: Work, order: GrantOrder) -> VoucherGrant | None:
    """Return what this campaign, or a quota of the programme, has granted the organisation before."""
    same = [
        VoucherGrant.organisation_id == order.organisation_id,
        VoucherGrant.source_kind == order.source.kind,
        VoucherGrant.programme_id == order.programme_id,
    ]
    if order.source.kind == "campaign":
        same.append(VoucherGrant.source_id == order.source.id)
    return work.session.scalar(select(VoucherGrant).where(*same))


def _repeated(work: Work, known: VoucherGrant, order: GrantOrder) -> VoucherView:
    if known.source_id != order.source.id or known.face_value_fen != to_fen(order.face_value):
        raise Conflict("vouchers.granted_already")
    return voucher_of(work, known.id)


def _check(work: Work, programme: VoucherProgramme, face_value: Decimal, left_fen: int) -> None:
    if work.now >= programme.valid_until:
        until = programme.valid_until.astimezone(SHANGHAI)
        raise InvalidState("vouchers.programme_over", until=f"{until:%Y-%m-%d}")
    fen = to_fen(face_value)
    if not programme.least_fen <= fen <= programme.most_fen:
        least, most = shown(programme.least_fen), shown(programme.most_fen)
        raise Invalid("vouchers.face_value", least=least, most=most, amount=shown(fen))
    if fen > left_fen:
        raise InvalidState("vouchers.budget_short", remaining=shown(left_fen), amount=shown(fen))


def _size_class(work: Work, organisation_id: str) -> str:
    """Return the size class of an organisation by its profile, "" if unknown; reports add up by it."""
    size = size_class_of(work, work.session.get_one(Organisation, organisation_id).profile or {})
    return size.value if size is not None else ""


def _added(work: Work, programme: VoucherProgramme, order: GrantOrder, size_class: str) -> VoucherGrant:
    """Add the voucher with an account of its own: several of one programme are spent and expire apart."""
    owner = work.session.get_one(Organisation, order.organisation_id)
    if owner.certification != "certified":
        raise InvalidState("vouchers.not_certified")
    grant_id, until = new_id(), min(order.valid_until or programme.valid_until, programme.valid_until)
    row = VoucherGrant(
        id=grant_id, programme_id=programme.id, organisation_id=owner.id, source_kind=order.source.kind,
        source_id=order.source.id, face_value_fen=to_fen(order.face_value),
        account_id=open_account(work, grant_id, "voucher", voucher(programme.id)).id,
        region_code=owner.region_code or "", size_class=size_class, valid_until=until,
        granted_at=work.now, next_look_at=max(work.now, until - WARN_BEFORE), expired_fen=0,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    return row
