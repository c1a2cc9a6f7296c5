"""Who sits on a panel: the field, no conflict of interest, few of one house; who sits there afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from tests.factories.panels import FIELD, Listing, PanelCast, enrol
from tests.workflows.conftest import FixedClock
from workflows.approvals.cases import withdraw_and_urge
from workflows.approvals.tasks import deciding
from workflows.approvals.values import Decision
from workflows.bootstrap import Platform
from workflows.business.experts.models import Expert
from workflows.business.panels import operations as panels
from workflows.business.panels.convening import Rules
from workflows.business.panels.queries import replacements
from workflows.ground.calendar import add_working_days
from workflows.ground.errors import Forbidden, Invalid, InvalidState, NotFound
from workflows.notices.models import Message
from workflows.people.identity.groups import grant

Make = Callable[..., Listing]


def told(platform: Platform, user_id: str) -> list[str]:
    with platform.begin() as work:
        return list(work.session.scalars(select(Message.template).where(Message.user_id == user_id)))


def set_experts(platform: Platform, people: tuple[str, ...], **values: object) -> None:
    with platform.begin() as work:
        work.session.execute(update(Expert).where(Expert.user_id.in_(people)).values(**values))


@pytest.mark.parametrize(
    ("ratio", "asked", "needed"),
    [
        (Decimal(2) / Decimal(3), 3, 2), (Decimal("0.66666667"), 3, 2), (Decimal("0.6"), 5, 3),
        (Decimal("0.5"), 4, 2), (Decimal("0.51"), 4, 3), (Decimal("0.01"), 5, 1), (Decimal(1), 7, 7),
    ],
)  # fmt: skip
def test_a_share_is_rounded_up_but_not_by_the_digits_of_a_fraction(
    ratio: Decimal, asked: int, needed: int
) -> None:
    assert Rules(asked, ratio, 5).needed(asked) == needed


def test_the_panel_knows_the_field_and_has_no_interest(
    platform: Platform, panel_cast: PanelCast, listing: Make
) -> None:
    """Neither the provider's own people, nor a competitor's, nor who knows nothing of it."""
    one, two, three, *rest = panel_cast.experts
    set_experts(platform, (one,), organisation_id=panel_cast.provider.organisation_id)
    set_experts(platform, (two,), organisation_id=panel_cast.rival.organisation_id)
    set_experts(platform, (three,), fields=["finance"])
    sixth = enrol(platform, "专家8")
    named = [{"competitor": "长沙第2 科技有限公司", "credit_code": None}]
    case = listing(competitors=named).to_panel()
    assert sorted(case.asked()) == sorted([*rest, sixth])


def test_a_competitor_is_known_by_its_credit_code_too(
    platform: Platform, panel_cast: PanelCast, listing: Make
) -> None:
    set_experts(platform, panel_cast.experts[:1], organisation_id=panel_cast.rival.organisation_id)
    from tests.factories.people import credit_code

    code = credit_code(90_002).lower()
    case = listing(competitors=[{"competitor": "某公司", "credit_code": f" {code} "}]).to_panel()
    assert len(case.asked()) == 5
    assert panel_cast.experts[0] not in case.asked()


def test_no_house_sends_two_while_others_are_there(
    platform: Platform, panel_cast: PanelCast, listing: Make
) -> None:
    same = panel_cast.experts[:3]
    set_experts(platform, same, organisation_id=panel_cast.rival.organisation_id)
    asked = listing().to_panel().asked()
    assert len(asked) == 5
    assert len(set(asked) & set(same)) == 1


def test_who_has_the_fewest_open_reviews_is_asked_first(panel_cast: PanelCast, listing: Make) -> None:
    first, second = listing().to_panel(), listing().to_panel()
    idle = set(panel_cast.experts) - set(first.asked())
    assert idle <= set(second.asked())


def test_too_few_experts_is_a_task_and_never_silence(
    platform: Platform, panel_cast: PanelCast, listing: Make
) -> None:
    set_experts(platform, panel_cast.experts[4:], state="suspended")
    case = listing().to_panel()
    assert case.asked() == []
    assert case.panels() == []
    (task,) = case.items("name_experts")
    assert task.groups == ["operator"]
    assert "panel_short" in told(platform, panel_cast.operator)
    assert "panel_short" in case.kinds()
    named = list(panel_cast.experts[:3])
    case.decide(panel_cast.operator, "name_experts", "approve", data={"experts": named})
    assert case.asked() == named
    assert [seat.by_hand for seat in case.seats()] == [True] * 3
    assert case.panels()[0].needed == 2


def test_whom_an_operator_names_must_be_fit_too(
    platform: Platform, panel_cast: PanelCast, listing: Make
) -> None:
    """The page offers nobody else; who sends another name all the same is asked again."""
    set_experts(platform, panel_cast.experts[3:], state="ended")
    set_experts(platform, panel_cast.experts[:1], organisation_id=panel_cast.provider.organisation_id)
    case = listing().to_panel()
    named = list(panel_cast.experts[:3])
    case.decide(panel_cast.operator, "name_experts", "approve", data={"experts": named})
    assert case.asked() == []
    assert len(case.items("name_experts")) == 1


def test_who_does_not_answer_in_time_is_replaced_and_told(
    platform: Platform, panel_cast: PanelCast, listing: Make, clock: FixedClock
) -> None:
    case = listing().to_panel()
    asked = case.asked()
    for expert in asked[:2]:
        case.vote(expert)
    late = asked[2:]
    clock.now = add_working_days(clock.now, 5) - timedelta(hours=1)
    platform.engine.run_due_jobs()
    assert case.asked() == late
    clock.now += timedelta(hours=2)
    platform.engine.run_due_jobs()
    # two who were never asked are left; the third place has nobody, and the operator is asked
    assert sorted(case.asked()) == sorted(set(panel_cast.experts) - set(asked))
    assert len(case.items("name_replacement")) == 1
    for expert in late:
        assert "panel_late" in told(platform, expert)
    assert case.kinds().count("expert_replaced") == 2
    assert [seat.state for seat in case.seats()].count("late") == 3
    for item in case.items("score"):
        assert item.due_at == add_working_days(clock.now, 5)


def test_a_conflict_of_interest_needs_an_opinion_but_no_scores(
    platform: Platform, panel_cast: PanelCast, listing: Make
) -> None:
    case = listing().to_panel()
    leaver = case.asked()[0]
    case.decide(leaver, "score", "recuse", opinion="曾任该机构顾问")
    assert leaver not in case.asked()
    assert len(case.asked()) == 5
    assert "panel_recused" in told(platform, leaver)
    with pytest.raises(StopIteration):
        case.task("score", leaver)
    assert [seat.state for seat in case.seats() if seat.expert_id == leaver] == ["recused"]


def test_an_operator_replaces_an_expert_by_the_same_rule(
    platform: Platform, panel_cast: PanelCast, listing: Make
) -> None:
    set_experts(platform, panel_cast.experts[6:], organisation_id=panel_cast.provider.organisation_id)
    case = listing().to_panel()
    places = {seat.expert_id: seat.place for seat in case.seats()}
    leaver, stays = case.asked()[:2]
    (free,) = set(panel_cast.experts[:6]) - set(case.asked())
    offered = case.act(panel_cast.operator, replacements, case.case_id, locale="zh-CN")
    assert [choice["value"] for choice in offered] == [free]
    for wrong in (panel_cast.experts[6], stays, panel_cast.operator, "nobody"):
        with pytest.raises(Invalid):
            case.act(panel_cast.operator, panels.replace, case.case_id, places[leaver], wrong)
    for person in (panel_cast.admin, panel_cast.department, leaver):
        with pytest.raises(Forbidden):
            case.act(person, panels.replace, case.case_id, places[leaver], free)
    with pytest.raises(NotFound):
        case.act(panel_cast.rival.user_id, panels.replace, case.case_id, places[leaver], free)
    case.act(panel_cast.operator, panels.replace, case.case_id, places[leaver], free)
    assert free in case.asked()
    assert leaver not in case.asked()
    assert "panel_replaced" in told(platform, leaver)
    assert [seat.by_hand for seat in case.seats() if seat.place == places[leaver]] == [False, True]


def test_who_has_scored_is_not_replaced(panel_cast: PanelCast, listing: Make) -> None:
    case = listing().to_panel()
    places = {seat.expert_id: seat.place for seat in case.seats()}
    expert = case.asked()[0]
    free = next(one for one in panel_cast.experts if one not in case.asked())
    case.vote(expert)
    with pytest.raises(InvalidState):
        case.act(panel_cast.operator, panels.replace, case.case_id, places[expert], free)
    assert [seat.state for seat in case.seats() if seat.expert_id == expert] == ["answered"]


def test_the_same_experts_sit_again_after_a_return(panel_cast: PanelCast, listing: Make) -> None:
    """Or what they approved could not be kept; somebody who left is not asked again."""
    case = listing().to_panel()
    leaver = case.asked()[0]
    case.decide(leaver, "score", "recuse", opinion="利益关联")
    sat = [item.assignee for item in sorted(case.items("score"), key=lambda item: item.task_id)]
    for expert in case.asked()[:3]:
        case.vote(expert)
    latest = {seat.place: seat.expert_id for seat in case.seats()}
    case.decide(panel_cast.department, "review_department", "return", opinion="请更新")
    data = {"kind": "solution", "name": "改后的名称", "categories": ["production"], "industries": ["general"]}
    task = case.task("correct")
    case.act(panel_cast.provider.user_id, deciding.decide, task, Decision("submit", data=data))
    if case.items("review_operator"):
        case.decide(panel_cast.operator, "review_operator", "approve")
    second = case.panels()[-1]
    again = {seat.place: seat.expert_id for seat in case.seats() if seat.panel_id == second.id}
    assert again == latest
    assert leaver not in again.values()
    assert len(sat) == 5


def test_a_panel_that_is_left_half_way_holds_nobody(panel_cast: PanelCast, listing: Make) -> None:
    case = listing().to_panel()
    case.vote(case.asked()[0])
    case.act(panel_cast.provider.user_id, withdraw_and_urge.withdraw, case.case_id)
    assert [panel.state for panel in case.panels()] == ["cancelled"]
    assert {seat.state for seat in case.seats()} == {"answered", "spared"}
    assert case.items("score") == []


def test_experts_of_other_fields_can_be_named_by_hand(
    platform: Platform, panel_cast: PanelCast, listing: Make
) -> None:
    set_experts(platform, panel_cast.experts, fields=["finance"])
    case = listing().to_panel()
    offered = case.act(panel_cast.operator, replacements, case.case_id, locale="en")
    assert {choice["value"] for choice in offered} == set(panel_cast.experts)
    assert all("Finance" in choice["label"] for choice in offered)
    assert FIELD not in str(offered)


def test_nobody_names_themselves_or_judges_what_they_work_on(
    platform: Platform, panel_cast: PanelCast, listing: Make
) -> None:
    chooser, reviewer = panel_cast.experts[5:]
    with platform.begin() as work:
        for person in (chooser, reviewer):
            grant(work, person, "operator")
    case = listing()
    case.decide(reviewer, "review_operator", "approve")
    assert reviewer not in case.asked()
    place = next(seat.place for seat in case.seats())
    offered = case.act(panel_cast.operator, replacements, case.case_id, locale="zh-CN")
    assert [choice["value"] for choice in offered] == [chooser]
    assert case.act(chooser, replacements, case.case_id, locale="zh-CN") == []
    for wrong in (chooser, reviewer):
        with pytest.raises(Invalid):
            case.act(chooser, panels.replace, case.case_id, place, wrong)
    case.act(panel_cast.operator, panels.replace, case.case_id, place, chooser)
    assert chooser in case.asked()
