"""Many listings decided by five experts at once: every case ends once, no score is lost."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.factories.panels import SCORES, Listing, PanelCast
from tests.factories.people import viewer
from workflows.approvals.inbox import lists
from workflows.approvals.models import Case, CaseEvent, WorkItem
from workflows.approvals.step_models import StepAnswer
from workflows.approvals.tasks import deciding
from workflows.approvals.values import Decision
from workflows.bootstrap import Platform
from workflows.business.experts.models import Expert
from workflows.business.panels.models import Panel, Seat
from workflows.ground.errors import Conflict
from workflows.notices.models import Message


@pytest.mark.long
@pytest.mark.parametrize("listings", [9, pytest.param(30, marks=pytest.mark.soak)])
def test_many_listings_by_five_experts_at_once(
    platform: Platform, panel_cast: PanelCast, listing: Callable[..., Listing], listings: int
) -> None:
    with platform.begin() as work:
        for expert in panel_cast.experts[5:]:
            work.session.get_one(Expert, expert).state = "ended"
    cases = [listing(name=f"方案{number}") for number in range(listings)]
    for one in cases:
        one.to_panel()
    experts = panel_cast.experts[:5]
    # every third is rejected by three experts, the others recommended by all
    refused = {one.case_id for number, one in enumerate(cases) if number % 3 == 0}
    votes: Counter[str] = Counter()
    failures: list[Exception] = []

    def score_all(expert: str) -> None:
        who, chance = viewer(platform, expert), random.Random(expert)
        with platform.begin(expert) as work:
            mine = work.session.scalars(
                select(WorkItem).where(WorkItem.assignee == expert, WorkItem.state == "claimed")
            ).all()
        order = list(mine)
        chance.shuffle(order)
        for item in order:
            action = "reject" if item.case_id in refused and experts.index(expert) < 4 else "approve"
            try:
                with platform.begin(expert) as work:
                    decision = Decision(action, "意见", data={**SCORES, "innovation": 50})
                    deciding.decide(work, who, item.task_id, decision)
                votes[expert] += 1
            except Conflict:
                pass  # the panel was over before: the others had made it certain
            except Exception as failure:  # noqa: BLE001  # told by the main thread
                failures.append(failure)

    threads = [threading.Thread(target=score_all, args=(expert,)) for expert in experts]
    stop = threading.Event()
    worker = threading.Thread(target=work_on, args=(platform, stop, failures))
    for thread in (*threads, worker):
        thread.start()
    for thread in threads:
        thread.join(240)
    stop.set()
    worker.join(60)
    while platform.engine.run_due_jobs():
        pass
    assert failures == []
    check(platform, panel_cast, cases, refused, sum(votes.values()))


def work_on(platform: Platform, stop: threading.Event, failures: list[Exception]) -> None:
    """Do jobs meanwhile, as a worker would."""
    while not stop.is_set():
        try:
            platform.engine.run_due_jobs()
        except Exception as failure:  # noqa: BLE001  # told by the main thread
            failures.append(failure)
        stop.wait(0.02)


def check(platform: Platform, cast: PanelCast, cases: list[Listing], refused: set[str], votes: int) -> None:
    with platform.begin() as work:
        count = lambda *where: work.session.scalar(select(func.count()).where(*where))  # noqa: E731
        # no score is lost and none counts twice
        decided = (CaseEvent.element_id == "score", CaseEvent.kind.in_(("approve", "reject")))
        assert count(*decided) == votes
        assert count(StepAnswer.element_id == "score") == votes
        assert count(WorkItem.element_id == "score", WorkItem.state == "done") == votes
        assert count(WorkItem.element_id == "score", WorkItem.state.in_(("open", "claimed"))) == 0
        # every panel is closed once, with the votes that were cast for it
        panels = {panel.case_id: panel for panel in work.session.scalars(select(Panel))}
        assert len(panels) == len(cases)
        assert {panel.state for panel in panels.values()} == {"closed"}
        assert sum(len(panel.result["votes"]) for panel in panels.values()) == votes
        assert count(CaseEvent.kind == "panel_closed") == len(cases)
        for panel in panels.values():
            seats = work.session.scalars(select(Seat).where(Seat.panel_id == panel.id)).all()
            answered = {seat.expert_id for seat in seats if seat.state == "answered"}
            assert {vote["by"] for vote in panel.result["votes"]} == answered
            assert {seat.state for seat in seats} <= {"answered", "spared"}
        # three of four who reject suffice, or three of five who recommend
        assert {case_id for case_id, panel in panels.items() if not panel.approved} == refused
        states = {row.id: row.state for row in work.session.scalars(select(Case))}
        assert all(
            states[one.case_id] == ("rejected" if one.case_id in refused else "in_review") for one in cases
        )
        spared = count(Message.template == "panel_spared")
        assert spared == count(Seat.state == "spared")
        waiting = count(WorkItem.element_id == "review_department", WorkItem.state == "open")
        assert waiting == len(cases) - len(refused)
    department = viewer(platform, cast.department)
    with platform.begin(cast.department) as work:
        assert lists.counts(work, department).to_do == len(cases) - len(refused)
        listed: Any = lists.to_do(work, department, limit=100)
        assert listed.total == len(cases) - len(refused)
