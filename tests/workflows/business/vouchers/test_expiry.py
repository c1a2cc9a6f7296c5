"""The end of a voucher: told before, taken back after, and what an order holds is waited for."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from tests.factories.people import Applicant, applicant, viewer
from tests.workflows.business.vouchers.conftest import granted
from tests.workflows.conftest import FixedClock
from workflows.bootstrap import Platform
from workflows.business.ledger.checking import check_books
from workflows.business.ledger.holds import release, reserve
from workflows.business.ledger.values import Cause
from workflows.business.vouchers.expiry import give_up, look_at_ends
from workflows.business.vouchers.queries import voucher_of
from workflows.business.vouchers.values import ProgrammeView, VoucherView
from workflows.ground.audit.models import AuditEntry
from workflows.ground.errors import NotFound
from workflows.notices.models import Message


def looked(platform: Platform) -> int:
    with platform.begin() as work:
        return look_at_ends(work)


def now(platform: Platform, voucher: VoucherView) -> VoucherView:
    with platform.begin() as work:
        return voucher_of(work, voucher.id)


def test_a_notice_before_and_what_is_left_goes_back(
    platform: Platform, clock: FixedClock, programme: ProgrammeView, enterprise: Applicant
) -> None:
    with platform.begin() as work:
        voucher = granted(work, programme.id, enterprise.organisation_id)
    assert looked(platform) == 0
    clock.pass_time(days=171)
    assert looked(platform) == 1
    assert looked(platform) == 0
    with platform.begin() as work:
        (told,) = work.session.scalars(select(Message).where(Message.user_id == enterprise.user_id))
        assert (told.template, told.params["amount"]) == ("voucher_expiring", "600.00")
    assert now(platform, voucher).state == "usable"
    clock.pass_time(days=30)
    assert looked(platform) == 1
    assert looked(platform) == 0
    ended = now(platform, voucher)
    assert (ended.state, ended.available, ended.expired, ended.used) == (
        "expired", Decimal("0.00"), Decimal("600.00"), Decimal("0.00"),
    )  # fmt: skip
    with platform.begin() as work:
        assert check_books(work, full=True).differences == ()


def test_what_an_order_holds_is_waited_for(
    platform: Platform, clock: FixedClock, programme: ProgrammeView, enterprise: Applicant
) -> None:
    with platform.begin() as work:
        voucher = granted(work, programme.id, enterprise.organisation_id)
        hold = reserve(
            work, key="order", cause=Cause("case", "DD-1"), account_id=voucher.account_id,
            amount=Decimal("200.00"), purpose="order", until=work.now + timedelta(days=300),
        )  # fmt: skip
    clock.pass_time(days=201)
    assert looked(platform) == 1
    ended = now(platform, voucher)
    assert (ended.available, ended.held, ended.expired) == (Decimal(0), Decimal("200.00"), Decimal("400.00"))
    with platform.begin() as work:
        release(work, hold.id, key="given back", cause=Cause("case", "DD-1"))
    clock.pass_time(days=1)
    assert looked(platform) == 1
    assert now(platform, voucher).expired == Decimal("600.00")
    clock.pass_time(days=2)
    assert looked(platform) == 0


def test_the_legal_person_gives_up_what_no_order_holds_once(
    platform: Platform, programme: ProgrammeView, enterprise: Applicant
) -> None:
    with platform.begin() as work:
        voucher = granted(work, programme.id, enterprise.organisation_id)
        cause = Cause("case", "FO-1")
        reserve(
            work, key="hold", cause=cause, account_id=voucher.account_id, amount=Decimal(250),
            purpose="order", until=work.now + timedelta(days=1),
        )  # fmt: skip
    stranger = applicant(platform, "enterprise").user_id
    with platform.begin(stranger) as work, pytest.raises(NotFound):
        give_up(work, viewer(platform, stranger), voucher.id)
    for _ in range(2):
        with platform.begin(enterprise.user_id) as work:
            give_up(work, viewer(platform, enterprise.user_id), voucher.id)
    ended = now(platform, voucher)
    assert (ended.state, ended.available, ended.held, ended.expired) == (
        "given_up", Decimal("0.00"), Decimal("250.00"), Decimal("350.00"),
    )  # fmt: skip
    with platform.begin() as work:
        assert check_books(work, full=True).differences == ()
        noted = select(AuditEntry.before).where(AuditEntry.action == "voucher.given_up")
        assert work.session.scalars(noted).all() == [{"available": "350.00"}]
