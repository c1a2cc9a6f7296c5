"""Campaigns that are applied for: who may, what is refused at once, and never more than the stock."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from forms import BoundForm
from forms.nodes import FieldNode, fields_of
from tests.factories.people import Applicant, staff, viewer
from tests.workflows.business.campaigns.conftest import begun, claimed
from tests.workflows.business.vouchers.test_quota import enterprise
from workflows.approvals.cases import submitting, withdraw_and_urge
from workflows.approvals.cases.forms import case_form, start_form
from workflows.approvals.inbox.lists import to_do
from workflows.approvals.tasks import deciding
from workflows.approvals.values import CaseView, Decision
from workflows.bootstrap import Platform
from workflows.business.campaigns import queries
from workflows.business.campaigns.applications import PROCESS
from workflows.business.campaigns.claiming import answer_now, award
from workflows.business.campaigns.operations import REVIEW_FOR, close_ended
from workflows.business.campaigns.values import ClaimAnswer
from workflows.business.ledger.checking import check_books
from workflows.business.vouchers.queries import vouchers
from workflows.ground.errors import Invalid, InvalidState

pytestmark = pytest.mark.prepared


def apply(platform: Platform, owner: Applicant, campaign_id: str) -> CaseView:
    """Apply for a voucher, as an enterprise does; return the case."""
    with platform.begin(owner.user_id) as work:
        case = submitting.submit(
            work,
            viewer(platform, owner.user_id),
            PROCESS,
            {"campaign": campaign_id, "reason": "采购培训服务", "evidence": []},
            organisation_id=owner.organisation_id,
        )
    platform.engine.run_due_jobs()
    return case


def decide(platform: Platform, operator: str, case: CaseView, action: str) -> None:
    with platform.begin(operator) as work:
        who = viewer(platform, operator)
        (task_id,) = [one.task_id for one in to_do(work, who).items if one.case.id == case.id]
        deciding.decide(work, who, task_id, Decision(action, "意见"))
    platform.engine.run_due_jobs()


def standing(platform: Platform, owner: Applicant, campaign_id: str) -> ClaimAnswer | None:
    with platform.begin(owner.user_id) as work:
        return answer_now(work, viewer(platform, owner.user_id), campaign_id)


def named(form: BoundForm) -> list[FieldNode]:
    """Return the field of a form that names the campaign."""
    nodes = [one for one in fields_of(form.nodes) if isinstance(one, FieldNode)]
    return [one for one in nodes if one.path == "campaign"]


def refusal(platform: Platform, owner: Applicant, campaign_id: str) -> str:
    with pytest.raises(Invalid) as refused:
        apply(platform, owner, campaign_id)
    (problem,) = refused.value.problems
    assert problem.field == "campaign"
    return problem.code


def test_an_application_that_is_approved_gives_one_voucher(platform: Platform) -> None:
    campaign_id, owner, operator = (
        begun(platform, mode="apply"),
        enterprise(platform),
        staff(platform, "operator"),
    )
    assert standing(platform, owner, campaign_id) is None
    case = apply(platform, owner, campaign_id)
    waiting = standing(platform, owner, campaign_id)
    assert waiting is not None
    assert waiting.application is not None
    assert (waiting.outcome, waiting.application.case_number) == ("applied", case.number)
    assert refusal(platform, owner, campaign_id) == "campaigns.applied_already"
    decide(platform, operator, case, "approve")
    given = standing(platform, owner, campaign_id)
    assert given is not None
    assert given.outcome == "claimed"
    with platform.begin() as work:
        (voucher,) = vouchers(work, viewer(platform, owner.user_id), owner.organisation_id)
        assert (voucher.face_value, voucher.source.id) == (Decimal("100.00"), campaign_id)
        assert queries.campaign(work, campaign_id).left == 2
        assert check_books(work, full=True).differences == ()
    assert refusal(platform, owner, campaign_id) == "campaigns.claimed_already"


def test_who_withdrew_or_was_rejected_may_apply_again(platform: Platform) -> None:
    campaign_id, owner, operator = (
        begun(platform, mode="apply"),
        enterprise(platform),
        staff(platform, "operator"),
    )
    first = apply(platform, owner, campaign_id)
    with platform.begin(owner.user_id) as work:
        withdraw_and_urge.withdraw(work, viewer(platform, owner.user_id), first.id, "")
    second = apply(platform, owner, campaign_id)
    decide(platform, operator, second, "reject")
    again = standing(platform, owner, campaign_id)
    assert again is not None
    assert again.application is not None
    assert (again.outcome, again.application.state) == ("open", "rejected")
    apply(platform, owner, campaign_id)
    with platform.begin() as work:
        assert queries.standings(work, [owner.organisation_id], [campaign_id]) == {campaign_id: "applied"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"mode": "grab"}, "campaigns.by_grabbing"),
        ({"regions": ("430200",)}, "campaigns.other_region"),
        ({"size_classes": ("micro", "medium")}, "campaigns.other_size"),
        ({"starts_in": timedelta(minutes=1)}, "campaigns.not_yet"),
    ],
)
def test_what_is_refused_at_once(platform: Platform, changes: dict[str, Any], code: str) -> None:
    changes = dict(changes)
    if "starts_in" in changes:
        changes["starts_at"] = platform.clock() + changes.pop("starts_in")
    campaign_id = begun(platform, **{"mode": "apply"} | changes)
    assert refusal(platform, enterprise(platform), campaign_id) == code


def test_nothing_is_applied_for_that_is_gone_or_over(platform: Platform, clock: Any) -> None:
    campaign_id = begun(platform, mode="apply", stock=1)
    first, second = enterprise(platform), enterprise(platform)
    with platform.begin() as work:
        award(work, campaign_id, first.organisation_id, case_number="HS-1")
    assert refusal(platform, second, campaign_id) == "campaigns.sold_out"
    said = standing(platform, second, campaign_id)
    assert said is not None
    assert said.outcome == "sold_out"
    with platform.begin() as work:
        clock.now = queries.campaign(work, campaign_id).ends_at
    assert refusal(platform, second, campaign_id) == "campaigns.over"
    assert refusal(platform, second, "none") == "campaigns.not_found"


def test_those_of_other_sizes_read_which_class_they_are_in_both_languages(platform: Platform) -> None:
    campaign_id = begun(platform, size_classes=("micro",))
    answer = claimed(platform, enterprise(platform).user_id, campaign_id)
    assert answer.refusal is not None
    assert answer.refusal.message("zh-CN") == (
        "本活动只面向微型企业。贵企业为小型：从业人员 86 人，营业收入 3,200 万元。"
    )
    assert "micro" in answer.refusal.message("en")
    assert "Small: 86 staff" in answer.refusal.message("en")
    unknown = claimed(platform, enterprise(platform, total_assets=None).user_id, campaign_id)
    assert unknown.refusal is not None
    assert unknown.refusal.code == "campaigns.size_unknown"
    assert claimed(platform, enterprise(platform, employees=5).user_id, campaign_id).outcome == "claimed"


def test_other_regions_are_named_in_the_language_of_the_sentence(platform: Platform) -> None:
    campaign_id = begun(platform, regions=("430200", "430300"))
    answer = claimed(platform, enterprise(platform).user_id, campaign_id)
    assert answer.refusal is not None
    assert answer.refusal.message("zh-CN") == "本活动只面向株洲市、湘潭市的企业。"
    assert "Zhuzhou, Xiangtan" in answer.refusal.message("en")


def test_vouchers_that_are_applied_for_are_not_grabbed(platform: Platform) -> None:
    with pytest.raises(InvalidState) as refused:
        claimed(platform, enterprise(platform).user_id, begun(platform, mode="apply"))
    assert refused.value.code == "campaigns.by_application"


def test_many_awards_at_once_give_exactly_the_stock(platform: Platform) -> None:
    """Each is awarded twice, all at once, over connections of their own."""
    campaign_id = begun(platform, mode="apply")
    owners = [enterprise(platform).organisation_id for _ in range(5)] * 2

    def give(numbered: tuple[int, str]) -> ClaimAnswer:
        with platform.begin() as work:
            return award(work, campaign_id, numbered[1], case_number=f"HS-{numbered[0] % 5}")

    with ThreadPoolExecutor(10) as pool:
        said = list(pool.map(give, enumerate(owners)))
    winners = {one for one, answer in zip(owners, said, strict=True) if answer.outcome == "claimed"}
    assert len(winners) == 3
    assert {a.outcome for one, a in zip(owners, said, strict=True) if one not in winners} <= {
        "sold_out",
        "busy",
    }
    with platform.begin() as work:
        assert queries.campaign(work, campaign_id).left == 0
        assert check_books(work, full=True).differences == ()


def test_the_stock_waits_for_the_review_and_then_goes_back(platform: Platform) -> None:
    campaign_id, owner = begun(platform, mode="apply"), enterprise(platform)
    with platform.begin() as work:
        ends_at = queries.campaign(work, campaign_id).ends_at
    with platform.begin(now=ends_at + REVIEW_FOR - timedelta(seconds=1)) as work:
        assert close_ended(work) == 0
        assert award(work, campaign_id, owner.organisation_id, case_number="HS-1").outcome == "claimed"
    with platform.begin(now=ends_at + REVIEW_FOR) as work:
        other = enterprise(platform)
        assert award(work, campaign_id, other.organisation_id, case_number="HS-2").outcome == "ended"
        assert close_ended(work) == 1
        assert queries.campaign(work, campaign_id).left == 0
        assert check_books(work, full=True).differences == ()


def test_a_case_is_read_by_the_name_of_its_campaign_when_that_is_over(platform: Platform, clock: Any) -> None:
    campaign_id, owner = begun(platform, mode="apply"), enterprise(platform)
    case = apply(platform, owner, campaign_id)
    clock.now += timedelta(days=4)
    with platform.begin(owner.user_id) as work:
        who = viewer(platform, owner.user_id)
        form = case_form(work, who, case, locale="zh-CN")
        assert form is not None
        assert {node.display for node in named(form)} == {"数字化转型抢券 · 每张 100.00 元"}
        fresh = start_form(work, who, PROCESS, locale="zh-CN", organisation_id=owner.organisation_id)
        assert [len(node.options) for node in named(fresh)] == [0]
