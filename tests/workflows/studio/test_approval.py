"""A second analyst's approval: asked for at a draft, and no way around it where the setting asks for one."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from tests.workflows.studio.test_deploying import DIAGRAM, changed, deployed
from tests.workflows.studio.test_drafts import PROCESS, Desk
from workflows.administration import process_versions
from workflows.administration.process_versions import APPROVAL
from workflows.approvals.cases.item_queries import case_by_number
from workflows.approvals.inbox.lists import to_do
from workflows.approvals.models import WorkItem
from workflows.approvals.tasks import deciding
from workflows.approvals.values import Decision
from workflows.bootstrap import Platform
from workflows.ground.audit.models import AuditEntry
from workflows.ground.errors import Conflict, Forbidden, Invalid, InvalidState
from workflows.ground.settings_store.operations import change
from workflows.people.viewer_loader import viewer_of
from workflows.studio import approval, deploying, drafts

pytestmark = pytest.mark.prepared


@pytest.fixture
def author(platform: Platform) -> Desk:
    with platform.begin() as work:
        change(work, {APPROVAL: True, "decision_grace_minutes": 0})
    return Desk(platform, name="林分析")


@pytest.fixture
def second(platform: Platform) -> Desk:
    return Desk(platform, name="周分析")


def asked(desk: Desk, draft_id: str, note: str = "名称更准确") -> str:
    look = desk.do(deploying.outlook, draft_id)
    assert look.needs_approval
    return desk.do(approval.ask, draft_id, note, revision=look.revision)


def decide(desk: Desk, number: str, action: str, opinion: str = "", *, then_run: bool = True) -> None:
    def act(work: Any, viewer: Any) -> None:
        case_id = case_by_number(work, viewer, number).id
        open_ = select(WorkItem.task_id).where(WorkItem.case_id == case_id, WorkItem.state == "open")
        deciding.decide(work, viewer, work.session.scalars(open_).one(), Decision(action, opinion))

    desk.do(act)
    if then_run:
        desk.platform.engine.run_due_jobs()


def waiting(desk: Desk) -> list[str]:
    with desk.platform.begin(desk.id) as work:
        return [one.case.number for one in to_do(work, viewer_of(work)).items]


def versions(desk: Desk) -> int:
    with desk.platform.begin() as work:
        return len(work.repository.list(PROCESS))


def test_what_another_analyst_approves_is_deployed_as_it_was_asked_for(author: Desk, second: Desk) -> None:
    draft_id = changed(author, "审批券种", "终审券种")
    with pytest.raises(InvalidState) as around:
        deployed(author, draft_id)
    assert around.value.code == "administration.approval_needed"
    number = asked(author, draft_id)
    assert (waiting(author), waiting(second)) == ([], [number])
    decide(second, number, "approve")
    newest, _first = author.do(deploying.versions, PROCESS)
    assert (newest.note, newest.version.deployed_by, newest.approved_by) == (
        "名称更准确",
        author.id,
        second.id,
    )
    with author.platform.begin() as work:
        entry = work.session.query(AuditEntry).filter_by(action="process.deployed").one()
        assert (entry.after["asked_by"], entry.after["approved_by"]) == (author.id, second.id)
    view = author.do(approval.view, draft_id)
    assert view is not None
    assert (view.state, view.number, view.definition_id) == ("deployed", number, newest.version.definition_id)


def test_what_comes_back_says_why_at_the_draft_and_is_asked_for_anew(author: Desk, second: Desk) -> None:
    draft_id = changed(author, "审批券种", "终审券种")
    number = asked(author, draft_id)
    decide(second, number, "return", "请写明原因")
    view = author.do(approval.view, draft_id)
    assert view is not None
    assert (view.state, view.opinion) == ("returned", "请写明原因")
    assert asked(author, draft_id, "主管部门来函") == number
    assert waiting(second) == [number]
    with pytest.raises(InvalidState) as twice:
        asked(second, draft_id)
    assert twice.value.code == "studio.asked_already"


def test_a_change_of_the_draft_makes_the_request_void(author: Desk, second: Desk) -> None:
    draft_id = changed(author, "审批券种", "终审券种")
    number = asked(author, draft_id)
    diagram = second.files(draft_id)[DIAGRAM].decode().replace("终审券种", "复审券种")
    second.do(drafts.save_file, draft_id, DIAGRAM, diagram.encode(), revision=2)
    assert waiting(second) == []
    view = author.do(approval.view, draft_id)
    assert view is not None
    assert (view.state, view.why("zh-CN")[:11]) == ("returned", "草稿在提交审批后已修改")
    # Both have changed it by now, so that a third one decides.
    with pytest.raises(InvalidState) as nobody:
        asked(author, draft_id)
    assert nobody.value.code == "studio.nobody_to_approve"
    third = Desk(author.platform, name="吴分析")
    assert asked(author, draft_id) == number
    assert (waiting(second), waiting(third)) == ([], [number])
    with pytest.raises(Forbidden):
        decide(second, number, "approve")
    decide(third, number, "approve")
    assert versions(author) == 2


def test_what_changes_before_the_approved_is_deployed_is_not_deployed(author: Desk, second: Desk) -> None:
    draft_id = changed(author, "审批券种", "终审券种")
    number = asked(author, draft_id)
    decide(second, number, "approve", then_run=False)
    diagram = author.files(draft_id)[DIAGRAM].decode().replace("终审券种", "复审券种")
    author.do(drafts.save_file, draft_id, DIAGRAM, diagram.encode(), revision=2)
    author.platform.engine.run_due_jobs()
    view = author.do(approval.view, draft_id)
    assert view is not None
    assert (view.state, view.why("zh-CN")[:11]) == ("returned", "草稿在提交审批后已修改")
    assert versions(author) == 1


def test_the_command_line_deploys_nothing_around_it(author: Desk) -> None:
    files = dict(author.files(changed(author, "审批券种", "终审券种")))
    with author.platform.begin("command line, root") as work:
        process_versions.deploy(work, work.repository.files(work.repository.latest(PROCESS).id), "same")
    with pytest.raises(InvalidState), author.platform.begin("command line, root") as work:
        process_versions.deploy(work, files, "folder")
    assert versions(author) == 1


def test_what_could_not_be_deployed_cannot_be_asked_for(author: Desk, second: Desk) -> None:
    broken = changed(author, "department&quot;]", "nobody&quot;]")
    with pytest.raises(Invalid) as stopped:
        asked(author, broken)
    assert stopped.value.code == "studio.lint_stops"
    with pytest.raises(Conflict):
        author.do(approval.ask, changed(author, "审批券种", "终审券种"), "名称", revision=1)
    with pytest.raises(Invalid):
        asked(author, changed(author, "审批券种", "终审券种"), " ")
    operator = Desk(author.platform, "operator")
    with pytest.raises(Forbidden):
        operator.do(approval.ask, changed(author, "审批券种", "终审券种"), "名称", revision=2)
    assert waiting(second) == []
