"""After a return from the department, what nobody touched is not asked again, and the panel least of all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.factories.panels import Listing, PanelCast
from workflows.approvals.models import Case
from workflows.approvals.tasks import deciding
from workflows.approvals.timeline import timeline
from workflows.approvals.values import Decision
from workflows.business.panels.conflicts import application_of
from workflows.business.panels.queries import panel_of

Make = Callable[..., Listing]


def hand_in_again(case: Listing, **changes: Any) -> None:
    with case.platform.begin() as work:
        data = {**application_of(work, work.session.get_one(Case, case.case_id)), **changes}
    decision = Decision("submit", data=data)
    case.act(case.cast.provider.user_id, deciding.decide, case.task("correct"), decision)


def returned_by_the_department(case: Listing, opinion: str) -> Listing:
    case.decide(case.cast.department, "review_department", "return", opinion=opinion)
    return case


def test_the_panel_is_not_asked_again_if_nothing_that_it_judged_has_changed(
    panel_cast: PanelCast, listing: Make
) -> None:
    """A new contact concerns the operator, who sees it; experts judge the product, and sit where they sat."""
    case = listing().to_panel()
    leaver, *_ = case.asked()
    case.decide(leaver, "score", "recuse", opinion="利益关联")
    voters = case.asked()[:3]
    for number, expert in enumerate(voters):
        case.vote(expert, opinion=f"意见{number}", innovation=70 + number)
    returned_by_the_department(case, "请更新联系方式")
    hand_in_again(case, contact_name="李娜")
    case.decide(panel_cast.operator, "review_operator", "approve")
    assert case.items("score") == []
    assert len(case.items("review_department")) == 1
    first, second = case.panels()
    assert (first.state, second.state, second.approved) == ("closed", "closed", True)
    votes = [{**vote, "place": None} for vote in first.result["votes"]]
    assert [{**vote, "place": None} for vote in second.result["votes"]] == votes
    view = case.act(panel_cast.department, panel_of, case.case_id, locale="zh-CN")
    assert {ballot.opinion for ballot in view.ballots} == {"意见0", "意见1", "意见2"}
    assert case.kinds().count("passed_kept") == 3
    told = case.act(panel_cast.provider.user_id, timeline.timeline, case.case_id)
    assert not any(expert in str(entry) for entry in told for expert in panel_cast.experts)
    case.decide(panel_cast.department, "review_department", "approve")
    assert case.case().state == "approved"


def test_nobody_is_asked_again_if_nothing_has_changed(panel_cast: PanelCast, listing: Make) -> None:
    case = listing().to_panel()
    for expert in case.asked()[:3]:
        case.vote(expert)
    returned_by_the_department(case, "请确认内容无误后重新提交")
    hand_in_again(case)
    assert case.items("review_operator") == []
    assert case.items("score") == []
    assert len(case.items("review_department")) == 1


def test_the_panel_scores_again_what_has_changed(panel_cast: PanelCast, listing: Make) -> None:
    case = listing().to_panel()
    asked = case.asked()
    for expert in asked[:3]:
        case.vote(expert)
    returned_by_the_department(case, "价格与案例不符，请调整")
    hand_in_again(case, highest_price=70000)
    case.decide(panel_cast.operator, "review_operator", "approve")
    assert sorted(case.asked()) == sorted(asked)
    assert case.items("review_department") == []


def test_whoever_had_rejected_is_asked_again(panel_cast: PanelCast, listing: Make) -> None:
    """Four of five had to answer; the three who recommended it suffice, and so the fourth is spared."""
    case = listing().to_panel()
    against, *others = case.asked()
    case.vote(against, "reject", "价格偏高")
    for expert in others[:3]:
        case.vote(expert)
    returned_by_the_department(case, "请补充联系人")
    hand_in_again(case, contact_name="李娜")
    case.decide(panel_cast.operator, "review_operator", "approve")
    second = case.panels()[-1]
    assert {vote["by"] for vote in second.result["votes"]} == set(others[:3])
    states = {seat.expert_id: seat.state for seat in case.seats() if seat.panel_id == second.id}
    assert states[against] == "spared"
    assert len(case.items("review_department")) == 1
