"""After a return from the department, approvals that are kept bring the listing straight back to it.

Which approvals are kept is a rule of the platform; here all that was approved is, so that what is tried
is the diagram: the same experts in the same places, and their scores make the same result, nobody asked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from engine import Answer, Instance
from engine.events import TaskOpened
from tests.factories.panels import Listing, PanelCast
from workflows.approvals import operations, queries
from workflows.approvals.diagrams import elements, own_form, result_variable
from workflows.approvals.models import Case, CaseEvent, StepAnswer, WorkItem
from workflows.approvals.values import Decision
from workflows.bootstrap import Platform
from workflows.panels.conflicts import application_of
from workflows.panels.queries import panel_of
from workflows.work import Work


def keep_what_was_approved(work: Work, instance: Instance, opened: TaskOpened) -> Answer | None:
    """Answer a step with its own earlier approval in the same case, its form included."""
    rows = (
        select(WorkItem, CaseEvent, StepAnswer)
        .join(Case, Case.id == WorkItem.case_id)
        .join(CaseEvent, CaseEvent.task_id == WorkItem.task_id)
        .outerjoin(StepAnswer, StepAnswer.event_id == CaseEvent.id)
        .where(Case.instance_id == instance.root_id, WorkItem.element_id == opened.element_id)
        .where(CaseEvent.kind == "approve", WorkItem.action == "approve")
    )
    for item, told, answer in work.session.execute(rows).all():
        if opened.assignee in {None, item.assignee}:
            element = elements(work, instance.definition_id)[opened.element_id]
            said = {"action": "approve", "opinion": told.opinion, "by": item.closed_by, "remarks": []}
            variables: dict[str, Any] = {result_variable(element): said}
            if answer is not None and (own := own_form(element)) is not None:
                variables[own.variable] = answer.data
            return Answer(variables, by=str(item.closed_by), reason="kept")
    return None


def hand_in_again(found: Listing, **changes: Any) -> None:
    with found.platform.begin() as work:
        data = {**application_of(work, work.session.get_one(Case, found.case_id)), **changes}
    decision = Decision("submit", data=data)
    found.act(found.cast.provider.user_id, operations.decide, found.task("correct"), decision)


def test_the_panel_is_not_asked_again(
    platform: Platform, panel_cast: PanelCast, listing: Callable[..., Listing]
) -> None:
    found = listing().to_panel()
    leaver, *_ = found.asked()
    found.decide(leaver, "score", "recuse", opinion="利益关联")
    voters = found.asked()[:3]
    for number, expert in enumerate(voters):
        found.vote(expert, opinion=f"意见{number}", innovation=70 + number)
    found.decide(panel_cast.department, "review_department", "return", opinion="请更新联系方式")
    platform.engine.answer = keep_what_was_approved
    hand_in_again(found, contact_name="李娜")
    assert found.items("review_operator") == []
    assert found.items("score") == []
    assert len(found.items("review_department")) == 1
    first, second = found.panels()
    assert (first.state, second.state, second.approved) == ("closed", "closed", True)
    votes = [{**vote, "place": None} for vote in first.result["votes"]]
    assert [{**vote, "place": None} for vote in second.result["votes"]] == votes
    view = found.act(panel_cast.department, panel_of, found.case_id, locale="zh-CN")
    assert {ballot.opinion for ballot in view.ballots} == {"意见0", "意见1", "意见2"}
    told = found.act(panel_cast.provider.user_id, queries.timeline, found.case_id)
    assert not any(expert in str(entry) for entry in told for expert in panel_cast.experts)


def test_whoever_had_rejected_is_asked_again_and_those_who_approved_are_not(
    platform: Platform, panel_cast: PanelCast, listing: Callable[..., Listing]
) -> None:
    found = listing().to_panel()
    against, *others = found.asked()
    found.vote(others[0])
    found.vote(against, "reject", "价格偏高")
    for expert in others[1:3]:
        found.vote(expert)
    found.decide(panel_cast.department, "review_department", "return", opinion="请调整价格")
    approved = set(others[:3])

    def keep_two(work: Work, instance: Instance, opened: TaskOpened) -> Answer | None:
        """What one of them rests on was changed, so that expert is asked again."""
        if opened.assignee == others[0]:
            return None
        return keep_what_was_approved(work, instance, opened)

    platform.engine.answer = keep_two
    hand_in_again(found, highest_price=70000)
    asked = set(found.asked())
    assert {against, others[0]} <= asked
    assert not asked & (approved - {others[0]})
    found.vote(others[0], opinion="价格已调整")
    assert found.asked() == []
    assert len(found.items("review_department")) == 1
