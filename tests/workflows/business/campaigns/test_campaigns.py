"""Campaigns: the stock and its money, who may claim and when, and that nothing is given twice or lost."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from tests.factories.people import applicant
from tests.workflows.business.campaigns.conftest import begun, claimed, draft_of
from tests.workflows.business.vouchers.conftest import opened
from workflows.bootstrap import Platform
from workflows.business.campaigns import claiming, queries
from workflows.business.campaigns.operations import close_ended, open_campaign
from workflows.business.ledger.checking import check_books
from workflows.business.vouchers.queries import remaining_budget
from workflows.ground.errors import Conflict, Invalid, InvalidState, NotFound
from workflows.people.organisations import operations as organisations


def left(platform: Platform, campaign_id: str) -> int:
    with platform.begin() as work:
        return queries.campaign(work, campaign_id).left


def test_a_claim_is_a_voucher_from_what_was_set_aside(
    platform: Platform, campaign_id: str, enterprises: list[str]
) -> None:
    with platform.begin() as work:
        programme_id = queries.campaign(work, campaign_id).programme_id
        assert remaining_budget(work, programme_id) == Decimal("700.00")
    answer = claimed(platform, enterprises[0], campaign_id)
    assert answer.outcome == "claimed"
    assert not answer.repeated
    assert left(platform, campaign_id) == 2
    with platform.begin() as work:
        assert remaining_budget(work, programme_id) == Decimal("700.00")
        assert check_books(work, full=True).differences == ()


def test_a_second_click_is_told_what_the_first_has_got(
    platform: Platform, campaign_id: str, enterprises: list[str]
) -> None:
    first = claimed(platform, enterprises[0], campaign_id)
    again = claimed(platform, enterprises[0], campaign_id)
    assert (again.claim, again.repeated) == (first.claim, True)
    assert left(platform, campaign_id) == 2


def test_the_stock_is_given_once_each_and_then_it_is_sold_out(
    platform: Platform, campaign_id: str, enterprises: list[str]
) -> None:
    said = [claimed(platform, one, campaign_id) for one in enterprises]
    assert [one.outcome for one in said] == ["claimed"] * 3 + ["sold_out"] * 2
    assert sorted(one.claim.number for one in said if one.claim) == [1, 2, 3]
    with platform.begin() as work:
        assert queries.campaign(work, campaign_id).state == "sold_out"


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"starts_at": timedelta(minutes=1)}, "upcoming"),
        ({"starts_at": timedelta(days=-2), "ends_at": timedelta(seconds=1)}, "running"),
    ],
)
def test_the_clock_of_the_server_opens_and_closes(
    platform: Platform, enterprises: list[str], changes: dict[str, timedelta], outcome: str
) -> None:
    with platform.begin() as work:
        now = work.now
    campaign_id = begun(platform, **{name: now + by for name, by in changes.items()})
    with platform.begin() as work:
        campaign = queries.campaign(work, campaign_id)
    assert campaign.state == outcome
    early = claimed(platform, enterprises[0], campaign_id, now=campaign.starts_at - timedelta(seconds=1))
    late = claimed(platform, enterprises[0], campaign_id, now=campaign.ends_at)
    assert (early.outcome, late.outcome) == ("upcoming", "ended")
    in_time = claimed(platform, enterprises[0], campaign_id, now=campaign.ends_at - timedelta(seconds=1))
    assert in_time.outcome == "claimed"


def test_who_is_not_entitled_is_told_why(platform: Platform, enterprises: list[str]) -> None:
    campaign_id = begun(platform, regions=("430100",))
    reasons = {}
    waiting, provider = applicant(platform, "enterprise"), applicant(platform, "provider")
    for name, user_id in (("new", waiting.user_id), ("provider", provider.user_id), ("far", enterprises[0])):
        answer = claimed(platform, user_id, campaign_id)
        assert (answer.outcome, answer.claim) == ("not_entitled", None)
        assert answer.refusal is not None
        reasons[name] = answer.refusal.code
    assert reasons == {
        "new": "campaigns.not_certified",
        "provider": "campaigns.enterprises_only",
        "far": "campaigns.other_region",
    }
    assert left(platform, campaign_id) == 3


@pytest.mark.prepared
def test_a_county_belongs_to_its_city(platform: Platform) -> None:
    near = applicant(platform, "enterprise")
    with platform.begin() as work:
        data = {"name": "岳麓软件", "region": "430104"}
        organisations.application_submitted(work, near.organisation_id, data)
        organisations.certify(work, near.organisation_id, data)
    campaign_id = begun(platform, regions=("430100",))
    assert claimed(platform, near.user_id, campaign_id).outcome == "claimed"


@pytest.mark.parametrize(
    ("changes", "error", "code"),
    [
        ({"stock": 0}, Invalid, "campaigns.stock"),
        ({"stock": 10_001}, Invalid, "campaigns.stock"),
        ({"stock": 11}, InvalidState, "vouchers.budget_short"),
        ({"face_value": Decimal("99.99")}, Invalid, "vouchers.face_value"),
        ({"programme_id": "none"}, NotFound, "vouchers.programme_not_found"),
        ({"ends_in": timedelta(minutes=-1)}, Invalid, "campaigns.times"),
        ({"ends_in": timedelta(days=201)}, Invalid, "campaigns.after_programme"),
    ],
)
def test_what_cannot_be_opened(
    platform: Platform, changes: dict[str, Any], error: type[Exception], code: str
) -> None:
    with platform.begin() as work:
        of = opened(work)
        changes = dict(changes)
        if "ends_in" in changes:
            changes["ends_at"] = work.now + changes.pop("ends_in")
        with pytest.raises(error) as refused:
            open_campaign(work, draft_of(work, **{"programme_id": of.id} | changes), case_number="HD-1")
        assert refused.value.code == code  # type: ignore[attr-defined]
        assert remaining_budget(work, of.id) == Decimal("1000.00")


def test_a_case_opens_one_campaign(platform: Platform) -> None:
    with platform.begin() as work:
        of = opened(work)
        first = open_campaign(work, draft_of(work, of.id), case_number="HD-1")
        assert open_campaign(work, draft_of(work, of.id), case_number="HD-1") == first
        with pytest.raises(Conflict):
            open_campaign(work, draft_of(work, of.id, stock=4), case_number="HD-1")
        assert remaining_budget(work, of.id) == Decimal("700.00")


def test_what_nobody_claimed_goes_back_to_the_budget(
    platform: Platform, campaign_id: str, enterprises: list[str]
) -> None:
    claimed(platform, enterprises[0], campaign_id)
    with platform.begin() as work:
        campaign = queries.campaign(work, campaign_id)
        assert close_ended(work) == 0
    for closed in (1, 0):
        with platform.begin(now=campaign.ends_at) as work:
            assert close_ended(work) == closed
            assert remaining_budget(work, campaign.programme_id) == Decimal("900.00")
            assert check_books(work, full=True).differences == ()
    assert left(platform, campaign_id) == 0


def test_many_at_once_get_exactly_the_stock(
    platform: Platform, campaign_id: str, enterprises: list[str]
) -> None:
    """Each enterprise clicks twice, all at once: three have a voucher, and both their clicks say so."""
    with ThreadPoolExecutor(10) as pool:
        said = list(pool.map(lambda one: (one, claimed(platform, one, campaign_id)), enterprises * 2))
    winners = Counter(one for one, answer in said if answer.outcome == "claimed")
    assert len(winners) == 3
    assert len({answer.claim.number for _, answer in said if answer.claim}) == 3
    assert {answer.outcome for one, answer in said if one not in winners} <= {"sold_out", "busy"}
    assert left(platform, campaign_id) == 0
    with platform.begin() as work:
        assert check_books(work, full=True).differences == ()


def test_a_claim_that_is_lost_in_the_middle_is_there_for_the_next(
    platform: Platform, enterprises: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last voucher is held by a claim that fails: who waits for it gets it."""
    campaign_id = begun(platform, stock=1)
    monkeypatch.setattr(claiming, "LOOKS", 500)
    with ThreadPoolExecutor(1) as pool:
        with platform.database.connect() as holder:
            holder.execute(text("SELECT FROM campaign_slots FOR UPDATE"))
            waiting = pool.submit(claimed, platform, enterprises[1], campaign_id)
            with pytest.raises(TimeoutError):
                waiting.result(timeout=0.3)
            holder.rollback()
        assert waiting.result().outcome == "claimed"
