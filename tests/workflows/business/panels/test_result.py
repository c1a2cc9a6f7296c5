"""What comes of a panel, as early as it is certain, and who reads what of it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from sqlalchemy import select

from tests.factories.panels import SCORES, Listing, PanelCast, enrol
from workflows.approvals.tasks import deciding
from workflows.approvals.timeline import timeline
from workflows.approvals.values import Decision
from workflows.bootstrap import Platform
from workflows.business.panels.queries import panel_of
from workflows.business.panels.values import PanelView
from workflows.ground.errors import Conflict, NotFound
from workflows.notices.models import Message
from workflows.outbox.models import Mail

Make = Callable[..., Listing]


def seen(case: Listing, person: str) -> PanelView | None:
    view: PanelView | None = case.act(person, panel_of, case.case_id, locale="zh-CN")
    return view


def test_three_of_five_recommend_and_two_are_spared(
    platform: Platform, panel_cast: PanelCast, listing: Make
) -> None:
    case = listing().to_panel()
    first, second, third, fourth, fifth = case.asked()
    case.vote(first, innovation=60, total=77)
    case.vote(second, "reject", "价格偏高", innovation=100, total=87.3)
    assert sorted(case.asked()) == sorted([third, fourth, fifth])
    case.vote(third)
    case.vote(fourth)
    assert case.asked() == []
    view = seen(case, panel_cast.department)
    assert view is not None
    assert (view.approved, view.approvals, view.rejections, view.asked, view.needed) == (True, 3, 1, 5, 3)
    innovation = next(one for one in view.criteria if one.key == "innovation")
    assert innovation.label == "创新性"
    assert (innovation.mean, innovation.low, innovation.high) == (80, 60, 100)
    assert innovation.spread == Decimal("14.1")
    assert [one.key for one in view.criteria if one.total] == ["total"]
    assert {ballot.opinion for ballot in view.ballots} == {"同意", "价格偏高"}
    with platform.begin() as work:
        told = work.session.scalars(select(Message.template).where(Message.user_id == fifth)).all()
    assert "panel_spared" in told
    assert case.items("review_department")


def test_three_rejections_of_five_make_it_impossible(
    platform: Platform, panel_cast: PanelCast, listing: Make
) -> None:
    case = listing().to_panel()
    asked = case.asked()
    for number, expert in enumerate(asked[:3], start=1):
        case.vote(expert, "reject", f"理由{number}")
    assert case.asked() == []
    assert (case.case().state, case.panels()[0].approved) == ("rejected", False)
    with platform.begin() as work:
        rejected = select(Mail).where(Mail.template == "package.verdict.listing_rejected")
        mail = work.session.scalars(rejected).one()
    for text in ("1. 理由1", "2. 理由2", "3. 理由3"):
        assert text in mail.body
    assert "专家1" not in mail.body


def test_a_tie_of_four_is_decided_by_the_share(panel_cast: PanelCast, listing: Make) -> None:
    """Named by hand: four experts and three fifths of them, so three are needed and two do not suffice."""
    case = listing()
    from workflows.business.experts.models import Expert

    with case.platform.begin() as work:
        for expert in panel_cast.experts[4:]:
            work.session.get_one(Expert, expert).state = "ended"
    case.to_panel()
    named = {"experts": list(panel_cast.experts[:4])}
    case.decide(panel_cast.operator, "name_experts", "approve", data=named)
    for expert, action in zip(
        panel_cast.experts[:4], ("approve", "reject", "approve", "reject"), strict=True
    ):
        case.vote(expert, action)
    assert case.panels()[0].needed == 3
    assert case.case().state == "rejected"


def test_who_reads_what_while_it_is_under_way(panel_cast: PanelCast, listing: Make) -> None:
    case = listing().to_panel()
    first, second = case.asked()[:2]
    case.vote(first, "reject", "这个方案抄袭")
    for person in (panel_cast.provider.user_id, first, second):
        assert seen(case, person) is None
    for person in (panel_cast.operator, panel_cast.department, panel_cast.admin):
        view = seen(case, person)
        assert view is not None
        assert (view.answered, view.asked, len(view.seats)) == (1, 5, 5)
        assert (view.ballots, view.criteria, view.approvals, view.rejections) == ((), (), 0, 0)
        assert view.approved is None
        assert view.may_replace == (person == panel_cast.operator)


def test_who_reads_what_afterwards(platform: Platform, panel_cast: PanelCast, listing: Make) -> None:
    case = listing().to_panel()
    experts = case.asked()
    for expert in experts[:3]:
        case.vote(expert, opinion="值得推广")
    for person in (panel_cast.operator, panel_cast.department, panel_cast.admin, experts[4]):
        view = seen(case, person)
        assert view is not None
        assert [ballot.expert_id for ballot in view.ballots] == experts[:3]
    party = seen(case, panel_cast.provider.user_id)
    assert party is not None
    assert (party.approved, party.approvals) == (True, 3)
    assert (party.seats, party.ballots, party.criteria) == ((), (), ())
    outsider = enrol(platform, "外人")
    with pytest.raises(NotFound):
        seen(case, outsider)


def test_an_operator_who_is_a_party_reads_as_a_party(
    platform: Platform, panel_cast: PanelCast, listing: Make
) -> None:
    from workflows.people.organisations.models import Member

    case = listing().to_panel()
    with platform.begin() as work:
        work.session.add(
            Member(
                user_id=panel_cast.department,
                organisation_id=panel_cast.provider.organisation_id,
                role="member",
                since=work.now,
            )
        )
    assert seen(case, panel_cast.department) is None
    for expert in case.asked()[:3]:
        case.vote(expert)
    view = seen(case, panel_cast.department)
    assert view is not None
    assert view.ballots == ()


def test_the_applicants_timeline_has_opinions_and_no_names(panel_cast: PanelCast, listing: Make) -> None:
    case = listing().to_panel()
    for expert in case.asked()[:3]:
        case.vote(expert, opinion="值得推广")
    told = case.act(panel_cast.provider.user_id, timeline.timeline, case.case_id)
    scored = [entry for entry in told if entry.element_id == "score"]
    assert [entry.opinion for entry in scored] == ["值得推广"] * 3
    assert not any("专家" in f"{entry.actor_name}{entry.people}" for entry in told)
    assert not any(expert in str(entry) for entry in told for expert in panel_cast.experts)


def test_the_last_answer_and_the_timer_at_the_same_moment(
    platform: Platform, panel_cast: PanelCast, listing: Make, clock: object
) -> None:
    """Whichever is first wins: a late expert is told so, and nobody answers twice for one place."""
    from datetime import timedelta

    from workflows.ground.calendar import add_working_days

    case = listing().to_panel()
    expert = case.asked()[0]
    task = case.task("score", expert)
    clock.now = add_working_days(clock.now, 5) + timedelta(seconds=1)  # type: ignore[attr-defined]
    # decided before the worker looks at the timer: it counts
    from tests.factories.people import viewer

    who = viewer(platform, expert)
    with platform.begin(expert) as work:
        deciding.decide(work, who, task, Decision("approve", "赶上了", data=dict(SCORES)))
    platform.engine.run_due_jobs()
    states = {seat.expert_id: seat.state for seat in case.seats()}
    assert states[expert] == "answered"
    late = next(seat.expert_id for seat in case.seats() if seat.state == "late")
    with pytest.raises((Conflict, NotFound)):
        case.act(late, deciding.decide, _task_of(case, late), Decision("approve", "晚了", data=dict(SCORES)))
    assert len([kind for kind in case.kinds() if kind == "approve"]) <= 1


def _task_of(case: Listing, expert: str) -> str:
    return next(item.task_id for item in case.items("score", "cancelled") if item.assignee == expert)
