"""Running cases on another version of their process and back; processes out of use; versions made current."""

from __future__ import annotations

import re

import pytest

from tests.factories.people import staff
from tests.workflows.approvals.conftest import (  # noqa: F401 - fixtures serve here too
    Cast,
    Story,
    cast,
    database_url,
    story,
)
from workflows.administration import case_migrations, process_versions, queries
from workflows.administration.case_migrations import Outlook
from workflows.administration.version_differences import differences
from workflows.approvals.cases import case_status, details, item_queries
from workflows.approvals.timeline import timeline
from workflows.approvals.values import CaseView
from workflows.ground.errors import Forbidden, Invalid, InvalidState
from workflows.packages import deploy_delivered, package_files
from workflows.people.organisations.operations import join
from workflows.people.viewer_loader import viewer_of

PROCESS = "enterprise_registration"


def renamed(diagram: bytes) -> bytes:
    """Return the diagram with another id for its review step, and the same variable for its result."""
    named = re.sub(rb'(id|sourceRef|targetRef|attachedToRef|bpmnElement)="review"', rb'\1="examine"', diagram)
    return named.replace(b">review<", b">examine<")


class Versions:
    """Two versions of a process whose review step has another id and name in the second, and two cases."""

    def __init__(self, acted: Story) -> None:
        self.story, self.platform = acted, acted.platform
        self.admin = staff(acted.platform, "admin", name="孙管理")
        self.cases = [self.submit(number) for number in (1, 2)]
        files = package_files(PROCESS)
        changed = renamed(files["process.bpmn"]).replace("审核注册资料".encode(), "复核注册资料".encode())
        with acted.platform.begin(self.admin) as work:
            self.first = work.repository.latest(PROCESS).id
            self.second = work.repository.deploy({**files, "process.bpmn": changed}).id

    def submit(self, number: int) -> CaseView:
        who = self.story.applicant()
        case = self.story.submit(who, self.story.data(number))
        self.story.run()
        return case

    def look(self, source: str, target: str, **mapping: str) -> Outlook:
        outlook: Outlook = self.story.read(
            self.admin, case_migrations.look_ahead, source, target, mapping, locale="zh-CN"
        )
        return outlook

    def migrate(
        self, source: str, target: str, chosen: list[str], reason: str, **mapping: str
    ) -> list[object]:
        plan = self.story.act(self.admin, case_migrations.plan_of, source, target, mapping)
        outcomes = case_migrations.migrate(
            lambda: self.platform.begin(self.admin), viewer_of, plan, chosen, reason
        )
        return [refusal for _one, refusal in outcomes]


@pytest.fixture
def versions(story: Story) -> Versions:  # noqa: F811
    return Versions(story)


def test_one_of_two_cases_is_moved_and_every_page_works_and_back(versions: Versions) -> None:
    blocked = versions.look(versions.first, versions.second)
    assert [one.number for one in blocked.candidates] == [case.number for case in reversed(versions.cases)]
    assert all(one.obstacles for one in blocked.candidates)
    assert blocked.missing == ("review",)
    outlook = versions.look(versions.first, versions.second, review="examine")
    assert not any(one.obstacles for one in outlook.candidates)
    moved = next(one for one in outlook.candidates if one.number == versions.cases[0].number)
    done = versions.migrate(
        versions.first, versions.second, [moved.instance_id], "步骤改名", review="examine"
    )
    assert done == [None]
    window = versions.story.window
    items = {one.case.number: one for one in versions.story.to_do(window)}
    assert items[versions.cases[0].number].name("zh-CN") == "复核注册资料"
    assert items[versions.cases[1].number].name("zh-CN") == "审核注册资料"
    case_id = versions.cases[0].id
    assert versions.story.read(window, item_queries.case, case_id).definition_id == versions.second
    assert versions.story.read(window, case_status.path, case_id).current == {"examine"}
    versions.story.read(window, details.next_steps, case_id)
    versions.story.read(window, details.task_detail, items[versions.cases[0].number].task_id)
    (line,) = [
        one for one in versions.story.read(window, timeline.timeline, case_id) if one.kind == "migrated"
    ]
    assert (line.details["from_version"], line.details["to_version"], line.opinion) == (1, 2, "步骤改名")
    assert versions.migrate(
        versions.second, versions.first, [moved.instance_id], "退回原版本", examine="review"
    ) == [None]
    assert versions.story.read(window, case_status.path, case_id).current == {"review"}
    back = {one.case.number: one for one in versions.story.to_do(window)}
    versions.story.decide(window, back[versions.cases[0].number].task_id, "approve")
    actions = [one.action for one in versions.story.read(versions.admin, queries.audit_log)]
    assert actions.count("case.migrated") == 2


def test_what_cannot_go_stays_and_says_why(versions: Versions) -> None:
    outlook = versions.look(versions.first, versions.second)
    instances = [one.instance_id for one in outlook.candidates]
    refused = versions.migrate(versions.first, versions.second, instances, "试一下")
    assert [getattr(one, "code", "") for one in refused] == ["administration.not_migratable"] * 2
    with pytest.raises(Invalid):
        versions.migrate(versions.first, versions.second, instances, " ")
    with pytest.raises(InvalidState):
        versions.look(versions.first, versions.first)
    with pytest.raises(Forbidden):
        versions.story.read(
            versions.story.operator,
            case_migrations.look_ahead,
            versions.first,
            versions.second,
            locale="en",
        )


def test_of_a_retired_process_nothing_new_begins(versions: Versions) -> None:
    versions.story.act(versions.admin, process_versions.retire, PROCESS, "改用新流程")
    with pytest.raises(InvalidState) as refused:
        versions.submit(3)
    assert refused.value.code == "approvals.process_retired"
    (task, _other) = versions.story.to_do(versions.story.window)
    versions.story.decide(versions.story.window, task.task_id, "approve")
    with pytest.raises(InvalidState):
        versions.story.act(versions.admin, process_versions.retire, PROCESS, "再次停用")
    with versions.platform.begin() as work:
        deploy_delivered(work)  # as at every start: it undoes nobody's choice
        assert work.repository.retirement(PROCESS) is not None
        assert work.repository.latest(PROCESS).id == versions.second
    versions.story.act(versions.admin, process_versions.revive, PROCESS, "恢复使用")
    versions.submit(4)


def test_nobody_who_may_apply_chooses_how_cases_are_decided(versions: Versions) -> None:
    who = versions.story.applicant()
    with versions.platform.begin() as work:
        join(work, who.organisation_id, versions.admin, "member")
    for act, what in (
        (process_versions.make_current, versions.first),
        (process_versions.retire, PROCESS),
        (process_versions.revive, PROCESS),
    ):
        with pytest.raises(Forbidden) as refused:
            versions.story.act(versions.admin, act, what, "新版有误")
        assert refused.value.code == "administration.applies_too"
    with versions.platform.begin() as work:
        assert work.repository.latest(PROCESS).id == versions.second
        assert work.repository.retirement(PROCESS) is None


def test_an_older_version_is_made_current_and_the_difference_is_told(versions: Versions) -> None:
    versions.story.act(versions.admin, process_versions.make_current, versions.first, "新版有误")
    shown = {
        one.definition_id: one.current
        for one in versions.story.read(versions.admin, queries.processes)
        if one.process_id == PROCESS
    }
    assert shown == {versions.first: True, versions.second: False}
    case = versions.submit(5)
    assert (
        versions.story.read(versions.story.window, item_queries.case, case.id).definition_id == versions.first
    )
    differing = versions.story.read(versions.admin, differences, versions.first, versions.second)
    how = {(one.element_id, one.how) for one in differing.elements}
    assert {("examine", "added"), ("review", "removed")} <= how
    assert [one.name for one in differing.files] == ["process.bpmn"]
    assert any("examine" in line for line in differing.files[0].lines)
