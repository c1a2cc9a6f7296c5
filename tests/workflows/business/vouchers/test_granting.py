"""Granting: from the budget and never more than it, once for each source, refused in words."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest

from tests.factories.people import Applicant, applicant, staff, viewer
from tests.workflows.business.vouchers.conftest import certified_enterprise, granted, opened
from workflows.bootstrap import Platform
from workflows.business.ledger.checking import check_books
from workflows.business.vouchers import queries
from workflows.business.vouchers.values import GrantSource, ProgrammeView
from workflows.ground.errors import Conflict, Forbidden, Invalid, InvalidState, NotFound, WorkflowsError


def test_a_grant_leaves_the_budget_and_is_the_enterprise_s(
    platform: Platform, programme: ProgrammeView, enterprise: Applicant
) -> None:
    with platform.begin() as work:
        voucher = granted(work, programme.id, enterprise.organisation_id, size_class="small")
        assert (voucher.face_value, voucher.available, voucher.held, voucher.used) == (
            Decimal("600.00"), Decimal("600.00"), Decimal("0.00"), Decimal("0.00"),
        )  # fmt: skip
        assert (voucher.state, voucher.valid_until) == ("usable", programme.valid_until)
        assert queries.remaining_budget(work, programme.id) == Decimal("400.00")
    with platform.begin() as work:
        mine = queries.vouchers(work, viewer(platform, enterprise.user_id), enterprise.organisation_id)
        assert mine == (voucher,)
        assert check_books(work, full=True).differences == ()


def test_the_same_source_again_is_the_same_voucher(
    platform: Platform, programme: ProgrammeView, enterprise: Applicant
) -> None:
    with platform.begin() as work:
        first = granted(work, programme.id, enterprise.organisation_id)
        assert granted(work, programme.id, enterprise.organisation_id) == first
        assert queries.remaining_budget(work, programme.id) == Decimal("400.00")


def test_a_second_quota_is_refused_and_a_campaign_is_not(
    platform: Platform, programme: ProgrammeView, enterprise: Applicant
) -> None:
    own = enterprise.organisation_id
    with platform.begin() as work:
        granted(work, programme.id, own, "100.00")
        with pytest.raises(Conflict) as refused:
            granted(work, programme.id, own, "100.00", "PE-2")
        assert refused.value.code == "vouchers.granted_already"
        for campaign in ("c1", "c2"):
            granted(work, programme.id, own, "100.00", campaign, source=GrantSource("campaign", campaign))
        assert queries.remaining_budget(work, programme.id) == Decimal("700.00")


def test_a_short_budget_says_what_is_left_and_the_transaction_goes_on(
    platform: Platform, programme: ProgrammeView, enterprise: Applicant
) -> None:
    other = certified_enterprise(platform)
    with platform.begin() as work:
        granted(work, programme.id, enterprise.organisation_id)
        with pytest.raises(InvalidState) as refused:
            granted(work, programme.id, other.organisation_id, "400.01", "PE-2")
        assert (refused.value.code, refused.value.params) == (
            "vouchers.budget_short", {"remaining": "400.00", "amount": "400.01"},
        )  # fmt: skip
        assert granted(work, programme.id, other.organisation_id, "400.00", "PE-2").available == Decimal(400)


def test_face_value_validity_and_certification_are_held(
    platform: Platform, programme: ProgrammeView, enterprise: Applicant
) -> None:
    own = enterprise.organisation_id
    stranger = applicant(platform, "enterprise").organisation_id
    with platform.begin() as work:
        for yuan in ("99.99", "600.01"):
            with pytest.raises(Invalid):
                granted(work, programme.id, own, yuan)
        with pytest.raises(InvalidState, match="a certified organisation"):
            granted(work, programme.id, stranger)
        over = opened(work, number="QZ-2", valid_until=work.now, valid_from=work.now - timedelta(days=9))
        with pytest.raises(InvalidState, match="a programme that goes on"):
            granted(work, over.id, own)
        with pytest.raises(NotFound):
            granted(work, "nothing", own)
        end = work.now + timedelta(days=10)
        assert granted(work, programme.id, own, valid_until=end).valid_until == end


def test_a_programme_is_opened_once_for_a_case(platform: Platform) -> None:
    with platform.begin() as work:
        first = opened(work)
        assert opened(work) == first
        assert queries.remaining_budget(work, first.id) == Decimal("1000.00")
        assert queries.programmes(work) == (first,)
        assert queries.programmes(work, kind="special") == ()


def test_however_many_decide_at_once_no_more_than_the_budget(
    platform: Platform, programme: ProgrammeView
) -> None:
    owners = [certified_enterprise(platform).organisation_id for _ in range(8)]

    def decide(own: str) -> str:
        try:
            with platform.begin() as work:
                granted(work, programme.id, own, "300.00", f"PE-{own}")
        except WorkflowsError as refused:
            return refused.code
        return "granted"

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(decide, owners))
    assert outcomes == ["granted"] * 3 + ["vouchers.budget_short"] * 5
    with platform.begin() as work:
        assert queries.remaining_budget(work, programme.id) == Decimal("100.00")
        assert check_books(work, full=True).differences == ()


def test_strangers_see_nothing(platform: Platform, programme: ProgrammeView, enterprise: Applicant) -> None:
    with platform.begin() as work:
        voucher = granted(work, programme.id, enterprise.organisation_id)
    stranger = certified_enterprise(platform).user_id
    with platform.begin() as work:
        for who in (stranger, staff(platform, "consultant")):
            with pytest.raises(NotFound):
                queries.own_voucher(work, viewer(platform, who), voucher.id)
        with pytest.raises(Forbidden):
            queries.vouchers(work, viewer(platform, staff(platform, "operator")), enterprise.organisation_id)


def test_what_a_programme_pays_of_a_price(platform: Platform) -> None:
    with platform.begin() as work:
        special = opened(work, kind="special", categories=("quality", "data"), share_percent=33)
    assert special.pays(Decimal("99.99"), ("data", "ai")) == Decimal("32.99")
    assert special.pays(Decimal("99.99"), ("ai",)) == Decimal("0.00")
