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


def hand_in_again(found: Listing, **changes: Any) -> None:
    with found.platform.begin() as work:
        data = {**application_of(work, work.session.get_one(Case, found.case_id)), **changes}
    decision = Decision("submit", data=data)
    found.act(found.cast.provider.user_id, deciding.decide, found.task("correct"), decision)


def returned_by_the_department(found: Listing, opinion: str) -> Listing:
    found.decide(found.cast.department, "review_department", "return", opinion=opinion)
    return found


def test_the_panel_is_not_asked_again_if_nothing_that_it_judged_has_changed(
    panel_cast: PanelCast, listing: Make
) -> None:
    """A new contact concerns the operator, who sees it; experts judge the product, and sit where they sat."""
    found = listing().to_panel()
    leaver, *_ = found.asked()
    found.decide(leaver, "score", "recuse", opinion="利益关联")
    voters = found.asked()[:3]
    for number, expert in enumerate(voters):
        found.vote(expert, opinion=f"意见{number}", innovation=70 + number)
    returned_by_the_department(found, "请更新联系方式")
    hand_in_again(found, contact_name="李娜")
    found.decide(panel_cast.operator, "review_operator", "approve")
    assert found.items("score") == []
    assert len(found.items("review_department")) == 1
    first, second = found.panels()
    assert (first.state, second.state, second.approved) == ("closed", "closed", True)
    votes = [{**vote, "place": None} for vote in first.result["votes"]]
    assert [{**vote, "place": None} for vote in second.result["votes"]] == votes
    view = found.act(panel_cast.department, panel_of, found.case_id, locale="zh-CN")
    assert {ballot.opinion for ballot in view.ballots} == {"意见0", "意见1", "意见2"}
    assert found.kinds().count("passed_kept") == 3
    told = found.act(panel_cast.provider.user_id, timeline.timeline, found.case_id)
    assert not any(expert in str(entry) for entry in told for expert in panel_cast.experts)
    found.decide(panel_cast.department, "review_department", "approve")
    assert found.case().state == "approved"


def test_nobody_is_asked_again_if_nothing_has_changed(panel_cast: PanelCast, listing: Make) -> None:
    found = listing().to_panel()
    for expert in found.asked()[:3]:
        found.vote(expert)
    returned_by_the_department(found, "请确认内容无误后重新提交")
    hand_in_again(found)
    assert found.items("review_operator") == []
    assert found.items("score") == []
    assert len(found.items("review_department")) == 1


def test_the_panel_scores_again_what_has_changed(panel_cast: PanelCast, listing: Make) -> None:
    found = listing().to_panel()
    asked = found.asked()
    for expert in asked[:3]:
        found.vote(expert)
    returned_by_the_department(found, "价格与案例不符，请调整")
    hand_in_again(found, highest_price=70000)
    found.decide(panel_cast.operator, "review_operator", "approve")
    assert sorted(found.asked()) == sorted(asked)
    assert found.items("review_department") == []


def test_whoever_had_rejected_is_asked_again(panel_cast: PanelCast, listing: Make) -> None:
    """Four of five had to answer; the three who recommended it suffice, and so the fourth is spared."""
    found = listing().to_panel()
    against, *others = found.asked()
    found.vote(against, "reject", "价格偏高")
    for expert in others[:3]:
        found.vote(expert)
    returned_by_the_department(found, "请补充联系人")
    hand_in_again(found, contact_name="李娜")
    found.decide(panel_cast.operator, "review_operator", "approve")
    second = found.panels()[-1]
    assert {vote["by"] for vote in second.result["votes"]} == set(others[:3])
    states = {seat.expert_id: seat.state for seat in found.seats() if seat.panel_id == second.id}
    assert states[against] == "spared"
    assert len(found.items("review_department")) == 1
