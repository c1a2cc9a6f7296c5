"""All writes of vouchers: opening a programme, and granting from its budget.

The budget is an account of the ledger that never falls below zero, and a grant locks it first: however many
decide at once, no more than the budget is granted, and who comes too late is told what is left.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, LiteralString

from sqlalchemy import select

from workflows.business.ledger.kinds import PLATFORM
from workflows.business.ledger.money import shown, to_fen
from workflows.business.ledger.operations import move, move_to_new_account, open_account, voucher
from workflows.business.ledger.posting import lock_accounts
from workflows.business.ledger.values import Cause
from workflows.business.vouchers.models import VoucherGrant, VoucherProgramme
from workflows.business.vouchers.queries import programme_view, voucher_of
from workflows.business.vouchers.size_class import size_class_of
from workflows.business.vouchers.values import GrantOrder, ProgrammeDraft, ProgrammeView, VoucherView
from workflows.ground.clock import SHANGHAI
from workflows.ground.db import new_id
from workflows.ground.errors import Conflict, Invalid, InvalidState, NotFound
from workflows.ground.work import Work
from workflows.people.organisations.values import OrganisationView

_BASIS: LiteralString = """
SELECT p.valid_until, p.least_fen, p.most_fen,
       o.certification, coalesce(o.region_code, '') AS region_code, o.profile
FROM voucher_programmes p LEFT JOIN organisations o ON o.id = %s WHERE p.id = %s
"""
_ADD: LiteralString = """
INSERT INTO voucher_grants (id, programme_id, organisation_id, source_kind, source_id, face_value_fen,
    account_id, region_code, size_class, valid_until, granted_at, next_look_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
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
    basis = _basis(work, order)
    budget_id = open_account(work, PLATFORM, "budget", voucher(order.programme_id)).id
    left_fen = lock_accounts(work, (budget_id,))[budget_id].amount_fen or 0
    known = _known(work, order)
    if known is not None:
        return _repeated(work, known, order)
    _check(work, basis, order)
    if (fen := to_fen(order.face_value)) > left_fen:
        raise InvalidState("vouchers.budget_short", remaining=shown(left_fen), amount=shown(fen))
    until = min(order.valid_until or basis["valid_until"], basis["valid_until"])
    size_class = order.size_class or _size_class(work, basis["profile"])
    order = replace(order, size_class=size_class, valid_until=until)
    return voucher_of(work, _granted(work, order, basis["region_code"], budget_id))


def grant_set_aside(work: Work, order: GrantOrder, owner: OrganisationView, funds_id: str) -> str:
    """Grant one voucher from the account where its money was set aside; return its id.

    Its face value was judged when the money was set aside, and the caller holds the only right to it: neither
    an earlier one nor what is left is looked for. `order.valid_until` is the end of the programme.
    Raises: InvalidState: programme over, organisation not certified.
    """
    assert order.valid_until is not None
    _check_state(work, order.valid_until, certified=owner.certified)
    order = replace(order, size_class=order.size_class or _size_class(work, owner.profile))
    return _granted(work, order, owner.region_code or "", funds_id)


def _basis(work: Work, order: GrantOrder) -> Mapping[str, Any]:
    """Return what of programme and organisation a grant is judged by and keeps. Raises: NotFound."""
    work.transaction.write_session()
    row = work.transaction.row(_BASIS, (order.organisation_id, order.programme_id))
    if row is None:
        raise NotFound("vouchers.programme_not_found")
    if row["certification"] is None:
        raise NotFound("organisations.not_found")
    return row


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


def _check(work: Work, basis: Mapping[str, Any], order: GrantOrder) -> None:
    fen = to_fen(order.face_value)
    if not basis["least_fen"] <= fen <= basis["most_fen"]:
        least, most = shown(basis["least_fen"]), shown(basis["most_fen"])
        raise Invalid("vouchers.face_value", least=least, most=most, amount=shown(fen))
    _check_state(work, basis["valid_until"], certified=basis["certification"] == "certified")


def _check_state(work: Work, valid_until: datetime, *, certified: bool) -> None:
    if work.now >= valid_until:
        raise InvalidState("vouchers.programme_over", until=f"{valid_until.astimezone(SHANGHAI):%Y-%m-%d}")
    if not certified:
        raise InvalidState("vouchers.not_certified")


def _granted(work: Work, order: GrantOrder, region_code: str, funds_id: str) -> str:
    """Add the voucher with an account of its own that is paid for it; return its id.

    Several vouchers of one programme are spent and expire apart, so each has its account.
    """
    grant_id, until = new_id(), order.valid_until
    assert until is not None
    account_id = move_to_new_account(
        work, key=f"grant:{grant_id}", kind="grant", cause=order.cause,
        source=funds_id, amount=order.face_value,
        owner=grant_id, account_kind="voucher", commodity=voucher(order.programme_id),
    )  # fmt: skip
    values = (
        grant_id, order.programme_id, order.organisation_id, order.source.kind, order.source.id,
        to_fen(order.face_value), account_id, region_code, order.size_class, until, work.now,
        max(work.now, until - WARN_BEFORE),
    )  # fmt: skip
    work.transaction.run(_ADD, values)
    return grant_id


def _size_class(work: Work, profile: Mapping[str, Any] | None) -> str:
    """Return the size class of an organisation by its profile, "" if unknown; reports add up by it."""
    size = size_class_of(work, profile or {})
    return size.value if size is not None else ""
