"""Impact first: what a draft means for each running case; then cases are moved together, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine.spiff import Program
from tests.asked import statements_meanwhile
from tests.factories.people import staff
from tests.workflows.administration.test_case_migrations import renamed
from tests.workflows.approvals.conftest import (  # noqa: F401 - fixtures serve here too
    Cast,
    Story,
    cast,
    database_url,
    story,
)
from workflows.administration import case_migrations
from workflows.approvals.cases import case_status
from workflows.approvals.tasks import deciding
from workflows.approvals.timeline import timeline
from workflows.approvals.values import CaseView, Decision
from workflows.ground.errors import Forbidden, Invalid, InvalidState, NotFound
from workflows.packages import package_files
from workflows.people.organisations.operations import join
from workflows.people.viewer_loader import viewer_of
from workflows.studio import deploying, drafts, moving
from workflows.studio.ahead import ahead
from workflows.studio.values import Impact

PROCESS = "enterprise_registration"
DIAGRAM = "process.bpmn"


def other_name(diagram: bytes) -> bytes:
    return diagram.replace("审核注册资料".encode(), "复核注册资料".encode())


def other_correction(diagram: bytes) -> bytes:
    """Return the diagram with another step in place of the correction."""
    for name in ("id", "sourceRef", "targetRef", "bpmnElement"):
        diagram = diagram.replace(f'{name}="correct"'.encode(), f'{name}="amend"'.encode())
    return other_name(diagram.replace(b">correct<", b">amend<"))


class Office:
    """An analyst, and running cases of a process that waits at its review."""

    def __init__(self, acted: Story, cases: int = 2) -> None:
        self.story, self.platform = acted, acted.platform
        self.analyst = staff(acted.platform, "analyst", name="林分析")
        self.cases = [self.submit(number + 1) for number in range(cases)]

    def submit(self, number: int) -> CaseView:
        case = self.story.submit(self.story.applicant(), self.story.data(number))
        self.story.run()
        return case

    def do(self, act: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        return self.story.act(self.analyst, act, *arguments, **named)

    def drafted(self, change: Callable[[bytes], bytes]) -> str:
        """Return a draft of the current version with another diagram."""
        with self.platform.begin() as work:
            latest = work.repository.latest(PROCESS).id
        draft_id: str = self.do(drafts.draft_from_version, latest)
        content = change(package_files(PROCESS)[DIAGRAM])
        self.do(drafts.save_file, draft_id, DIAGRAM, content, revision=1)
        return draft_id

    def deployed(self, change: Callable[[bytes], bytes]) -> str:
        return str(self.do(deploying.deploy_draft, self.drafted(change), "改进", revision=2))

    def impact(self, draft_id: str) -> Impact:
        told = self.do(deploying.outlook, draft_id).impact
        assert told is not None
        return told

    def carry_on(self, move_id: str) -> None:
        moving.carry_on(lambda: self.platform.begin(self.analyst), viewer_of, move_id)

    def states(self, move_id: str) -> dict[str, str]:
        return {one.number: one.state for one in self.do(moving.move, move_id).cases}

    def versions(self) -> list[int]:
        """Return the versions that the cases run on, in their order."""
        versions = []
        for case in self.cases:
            with self.platform.begin() as work:
                instance = work.overview.instances(business_key=case.number)[0]
                versions.append(work.repository.get(instance.definition_id).version)
        return versions


@pytest.fixture
def office(story: Story) -> Office:  # noqa: F811
    return Office(story)


def test_each_running_case_is_told_what_a_draft_means_for_it(office: Office) -> None:
    (first, second) = office.cases
    task = next(one for one in office.story.to_do(office.story.window) if one.case.number == second.number)
    office.story.decide(office.story.window, task.task_id, "return", opinion="请补正")
    same = office.impact(office.drafted(lambda diagram: diagram.replace(b'x="425"', b'x="426"')))
    assert {one.verdict.kind for one in same.cases} == {"unaffected"}
    told = office.impact(office.drafted(other_correction))
    assert told.counts == {"unaffected": 0, "migratable": 1, "blocked": 1}
    by_number = {one.number: one for one in told.cases}
    can, cannot = by_number[first.number], by_number[second.number]
    assert [one.name("zh-CN") for one in can.steps] == ["审核注册资料"]
    assert "复核注册资料" in [one.zh for one in can.verdict.changed]
    assert [one.element_id for one in cannot.verdict.obstacles] == ["correct"]
    (obstacle,) = cannot.verdict.obstacles
    assert obstacle.zh == "案件停在“补正资料”，新版本中没有这一步"
    assert obstacle.en.endswith(", a step that the version does not have")


def test_what_is_told_of_many_is_what_the_engine_says_of_each(office: Office) -> None:
    administrator = staff(office.platform, "admin")
    target = office.deployed(renamed)
    told = office.do(moving.version_impact, target)
    with office.platform.begin() as work:
        source = work.repository.version(PROCESS, 1).id
    each = office.story.act(administrator, case_migrations.look_ahead, source, target, locale="zh-CN")
    assert {one.number: {at.element_id for at in one.obstacles} for one in each.candidates} == {
        one.number: {at.element_id for at in one.verdict.obstacles} for one in told.cases
    }
    assert all(one.verdict.kind == "blocked" for one in told.cases)


def test_two_cases_are_moved_and_taken_back(office: Office) -> None:
    target = office.deployed(other_name)
    move_id = office.do(moving.start_move, target, None, "步骤改名")
    assert set(office.states(move_id).values()) == {"waiting"}
    office.carry_on(move_id)
    assert office.versions() == [2, 2]
    shown = office.do(moving.move, move_id)
    assert (shown.total, shown.left, shown.counts) == (2, 0, {"moved": 2})
    window = office.story.window
    assert {one.name("zh-CN") for one in office.story.to_do(window)} == {"复核注册资料"}
    lines = office.story.read(window, timeline.timeline, office.cases[0].id)
    (line,) = [one for one in lines if one.kind == "migrated"]
    assert (line.actor_id, line.opinion) == (office.analyst, "步骤改名")
    office.do(moving.undo_move, move_id, "改名有误")
    office.carry_on(move_id)
    assert office.versions() == [1, 1]
    assert set(office.states(move_id).values()) == {"returned"}
    with pytest.raises(InvalidState):
        office.do(moving.undo_move, move_id, "再次撤回")
    (listed,) = office.do(moving.moves_of, PROCESS)
    assert (listed.total, listed.undone_by) == (2, office.analyst)
    office.story.decide(window, office.story.to_do(window)[0].task_id, "approve")


def test_what_has_gone_on_meanwhile_stays_and_says_why(office: Office) -> None:
    (first, second) = office.cases
    target = office.deployed(other_correction)
    move_id = office.do(moving.start_move, target, None, "补正环节更换")
    task = next(one for one in office.story.to_do(office.story.window) if one.case.number == second.number)
    office.story.decide(office.story.window, task.task_id, "return", opinion="请补正")
    office.carry_on(move_id)
    assert office.states(move_id) == {first.number: "moved", second.number: "refused"}
    stopped = office.do(moving.move, move_id).cases[0]
    assert stopped.refusal is not None
    assert stopped.refusal[0] == "studio.cannot_go"
    assert "新版本中没有这一步" in stopped.refusal[1]["reason"]
    assert office.versions() == [2, 1]
    moved = next(one for one in office.story.to_do(office.story.window) if one.case.number == first.number)
    office.story.decide(office.story.window, moved.task_id, "return", opinion="请补正")
    office.do(moving.undo_move, move_id, "撤回")
    office.carry_on(move_id)
    assert office.states(move_id) == {first.number: "kept", second.number: "refused"}
    assert office.versions() == [2, 1]


def test_a_move_that_has_hardly_begun_can_be_taken_back(office: Office) -> None:
    target = office.deployed(other_name)
    move_id = office.do(moving.start_move, target, None, "步骤改名")
    office.do(moving.undo_move, move_id, "先等等")
    office.carry_on(move_id)
    assert set(office.states(move_id).values()) == {"returned"}
    assert office.versions() == [1, 1]


def test_only_what_can_go_is_chosen(office: Office) -> None:
    blocked = office.deployed(renamed)
    instances = [one.instance_id for one in office.do(moving.version_impact, blocked).cases]
    for chosen in (None, [], instances, ["nothing"]):
        with pytest.raises(Invalid) as refused:
            office.do(moving.start_move, blocked, chosen, "试一下")
        assert [one.field for one in refused.value.problems] == ["instance"]
    target = office.deployed(other_name)
    for reason in (" ", "长" * 501):
        with pytest.raises(Invalid) as unsaid:
            office.do(moving.start_move, target, None, reason)
        assert [one.field for one in unsaid.value.problems] == ["reason"]
    one = office.do(moving.start_move, target, instances[:1], "只迁移一件")
    assert office.do(moving.move, one).total == 1


def test_nobody_decides_a_case_by_moving_it(office: Office) -> None:
    target = office.deployed(other_name)
    move_id = office.do(moving.start_move, target, None, "步骤改名")
    office.carry_on(move_id)
    task = office.story.to_do(office.story.window)[0]
    with pytest.raises(NotFound):
        office.do(deciding.decide, task.task_id, Decision("approve"))
    assert office.story.read(office.story.window, case_status.path, office.cases[0].id).current == {"review"}
    who = office.story.applicant()
    with office.platform.begin() as work:
        join(work, who.organisation_id, office.analyst, "member")
    for act, arguments in (
        (moving.start_move, (target, None, "为自己")),
        (moving.undo_move, (move_id, "为自己")),
    ):
        with pytest.raises(Forbidden) as refused:
            office.do(act, *arguments)
        assert refused.value.code == "administration.applies_too"
    with pytest.raises(Forbidden):
        office.carry_on(move_id)
    for act, arguments in (
        (moving.version_impact, (target,)),
        (moving.start_move, (target, None, "越权")),
        (moving.move, (move_id,)),
        (moving.undo_move, (move_id, "越权")),
        (moving.moves_of, (PROCESS,)),
    ):
        with pytest.raises(Forbidden):
            office.story.act(office.story.operator, act, *arguments)


def test_more_cases_ask_no_more_of_the_database(office: Office) -> None:
    draft_id = office.drafted(other_name)
    office.impact(draft_id)  # the packages that it compiles are kept from now on
    with statements_meanwhile() as few:
        assert office.impact(draft_id).total == 2
    office.cases += [office.submit(3), office.submit(4)]
    with statements_meanwhile() as many:
        assert office.impact(draft_id).total == 4
    assert len(many) == len(few)


def test_what_lies_ahead_is_what_can_still_be_reached() -> None:
    program = Program.compile({DIAGRAM: package_files(PROCESS)[DIAGRAM]})
    assert ahead(program, ["notify_certified"]) == {"notify_certified", "certified"}
    # A review may send the case back to any step before it.
    assert ahead(program, ["review"]) == set(program.elements)
