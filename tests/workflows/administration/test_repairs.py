"""Cases that cannot go on: who hears of it, what an administrator can do, and what they may not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from engine.errors import HandlerFailed
from tests.factories.people import staff, viewer
from tests.workflows.approvals.conftest import (  # noqa: F401 - fixtures serve here too
    Cast,
    Story,
    cast,
    database_url,
    story,
)
from workflows.administration import repair_queries, repairs
from workflows.approvals.cases import item_queries
from workflows.approvals.timeline import timeline
from workflows.approvals.values import CaseView
from workflows.ground.audit.models import AuditEntry
from workflows.ground.errors import Forbidden, Invalid, InvalidState
from workflows.notices.models import Message
from workflows.people.organisations import operations as organisations


class Trouble:
    """An approved registration whose certification fails until it is mended."""

    def __init__(self, acted: Story, monkeypatch: pytest.MonkeyPatch) -> None:
        self.story, self.platform = acted, acted.platform
        self.admin = staff(acted.platform, "admin", name="孙管理")
        self.who = acted.applicant()
        self.fails = True
        real = organisations.certify

        def certify(*arguments: Any, **options: Any) -> Any:
            if self.fails:
                raise HandlerFailed("the register does not answer")
            return real(*arguments, **options)

        monkeypatch.setattr(organisations, "certify", certify)
        self.case = self.stuck()

    def stuck(self) -> CaseView:
        case = self.story.submit(self.who)
        self.story.run()
        (item,) = self.story.to_do(self.story.window)
        self.story.decide(self.story.window, item.task_id, "approve")
        for _ in range(3):
            self.platform.clock.pass_time(hours=2)
            self.story.run()
        return case

    def incident(self) -> str:
        (incident,) = self.story.read(self.admin, repair_queries.incidents)
        return str(incident.id)

    def state(self) -> str:
        case = self.story.read(self.who.user_id, item_queries.case, self.case.id)
        return str(case.state)

    def actions(self) -> list[str]:
        with self.platform.begin() as work:
            return list(work.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


@pytest.fixture
def trouble(story: Story, monkeypatch: pytest.MonkeyPatch) -> Trouble:  # noqa: F811
    return Trouble(story, monkeypatch)


def test_administrators_hear_of_a_case_that_cannot_go_on(trouble: Trouble) -> None:
    with trouble.platform.begin() as work:
        told = work.session.scalars(select(Message.user_id).where(Message.template == "case_stuck")).all()
    assert told == [trouble.admin]
    (cause,) = trouble.story.read(trouble.admin, repair_queries.causes)
    assert (cause.process_id, cause.element_id, cause.count) == ("enterprise_registration", "certify", 1)
    detail = trouble.story.read(trouble.admin, repair_queries.incident, trouble.incident())
    assert detail.incident.number == trouble.case.number
    assert "the register does not answer" in detail.incident.said.en
    assert "application" in dict(detail.variables)
    assert [job.state for job in detail.jobs if job.element_id == "certify"] == ["failed"]


def test_what_is_tried_again_goes_on_and_is_recorded(trouble: Trouble) -> None:
    trouble.fails = False
    trouble.story.act(trouble.admin, repairs.retry, trouble.incident(), "登记系统已恢复")
    trouble.story.run()
    assert trouble.state() == "approved"
    assert trouble.actions()[-1] == "case.retried"
    lines = trouble.story.read(trouble.who.user_id, timeline.timeline, trouble.case.id)
    (mended,) = [line for line in lines if line.kind == "mended"]
    assert mended.opinion == "登记系统已恢复"
    assert trouble.story.read(trouble.admin, repair_queries.incidents) == []


def test_a_case_goes_on_elsewhere_or_ends_by_hand(trouble: Trouble) -> None:
    detail = trouble.story.read(trouble.admin, repair_queries.incident, trouble.incident())
    assert detail.skips_to is not None
    with pytest.raises(Invalid) as refused:
        trouble.story.act(trouble.admin, repairs.move, detail.incident.id, "nowhere", "试一下")
    assert [problem.field for problem in refused.value.problems] == ["target"]
    trouble.story.act(trouble.admin, repairs.move, detail.incident.id, detail.skips_to, "线下已认证")
    trouble.story.run()
    assert trouble.state() in {"approved", "completed"}
    assert trouble.actions()[-1] == "case.moved"


def test_a_case_is_ended_by_hand(trouble: Trouble) -> None:
    trouble.story.act(trouble.admin, repairs.cancel, trouble.incident(), "重复申请")
    assert trouble.state() == "cancelled"
    assert trouble.actions()[-1] == "case.cancelled"
    with trouble.platform.begin() as work:
        mine = select(Message.params).where(
            Message.user_id == trouble.who.user_id, Message.template == "case_cancelled"
        )
        (told,) = work.session.scalars(mine)
    assert (told["opinion"], told["number"]) == ("重复申请", trouble.case.number)


def test_an_incident_is_nobodys_doing(trouble: Trouble) -> None:
    lines = trouble.story.read(trouble.who.user_id, timeline.timeline, trouble.case.id)
    assert [line.actor_id for line in lines if line.kind == "incident"] == [None]


def test_variables_are_corrected_and_the_old_values_recorded(trouble: Trouble) -> None:
    trouble.fails = False
    changed = {"organisation_name": "更正后的名称"}
    trouble.story.act(trouble.admin, repairs.correct, trouble.incident(), changed, "名称有误")
    trouble.story.run()
    assert trouble.state() == "approved"
    with trouble.platform.begin() as work:
        entry = work.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert entry is not None
        assert entry.after["organisation_name"] == "更正后的名称"
        assert entry.before["organisation_name"]


def test_a_suspended_case_waits_until_it_is_resumed(trouble: Trouble) -> None:
    detail = trouble.story.read(trouble.admin, repair_queries.incident, trouble.incident())
    instance_id = detail.incident.instance_id
    trouble.story.act(trouble.admin, repairs.suspend, instance_id, "等待核实")
    (waits,) = trouble.story.read(trouble.admin, repair_queries.suspended_cases)
    assert waits.number == trouble.case.number
    assert waits.suspension is not None
    assert waits.suspension.reason == "等待核实"
    assert waits.suspension.by
    with pytest.raises(InvalidState):
        trouble.story.act(trouble.admin, repairs.suspend, instance_id, "再次")
    trouble.story.act(trouble.admin, repairs.resume, instance_id, "核实完毕")
    assert trouble.story.read(trouble.admin, repair_queries.suspended_cases) == []


@pytest.mark.parametrize("reason", ["", "   ", "长" * 501])
def test_no_repair_without_a_reason(trouble: Trouble, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        trouble.story.act(trouble.admin, repairs.retry, trouble.incident(), reason)
    assert [problem.field for problem in refused.value.problems] == ["reason"]
    assert not any(action.startswith("case.") for action in trouble.actions())


def test_only_administrators_mend_and_never_their_own_case(trouble: Trouble) -> None:
    incident = trouble.incident()
    operator = trouble.story.operator
    for query in (repair_queries.causes, repair_queries.incidents, repair_queries.suspended_cases):
        with pytest.raises(Forbidden):
            trouble.story.read(operator, query)
    with pytest.raises(Forbidden):
        trouble.story.act(operator, repairs.retry, incident, "我来")
    party = viewer(trouble.platform, trouble.who.user_id)
    own = replace(party, groups=party.groups | {"admin"})
    with trouble.platform.begin(party.user_id) as work, pytest.raises(Forbidden) as refused:
        repairs.retry(work, own, incident, "我来")
    assert refused.value.code == "administration.own_case"


def test_many_are_tried_again_each_by_itself(trouble: Trouble) -> None:
    trouble.fails = False
    incident = trouble.incident()
    outcomes = repairs.retry_all(
        lambda: trouble.platform.begin(trouble.admin), [incident, "no-such-incident", incident], "已恢复"
    )
    assert [one for one, _ in outcomes] == [incident, "no-such-incident"]
    assert isinstance(outcomes[0][1], repairs.Mended)
    assert getattr(outcomes[1][1], "code", "") == "administration.incident_not_found"
