"""From a draft to a version: what stops it, who may, what is noted, and going back."""

from __future__ import annotations

import pytest

from tests.factories.people import applicant
from tests.workflows.studio.test_drafts import PROCESS, Desk
from workflows.administration import process_versions
from workflows.bootstrap import Platform
from workflows.ground.audit.models import AuditEntry
from workflows.ground.errors import Conflict, Forbidden, Invalid, NotFound
from workflows.people.organisations.operations import join
from workflows.studio import deploying, drafts

pytestmark = pytest.mark.prepared
DIAGRAM = "process.bpmn"


@pytest.fixture
def desk(platform: Platform) -> Desk:
    return Desk(platform, name="林分析")


def changed(desk: Desk, before: str, after: str) -> str:
    """Return a draft of the process in which one text of the diagram is another one."""
    draft_id = desk.of_version()
    diagram = desk.files(draft_id)[DIAGRAM].decode()
    assert before in diagram
    desk.do(drafts.save_file, draft_id, DIAGRAM, diagram.replace(before, after).encode(), revision=1)
    return draft_id


def deployed(desk: Desk, draft_id: str, note: str = "改名") -> str:
    look = desk.do(deploying.outlook, draft_id)
    return desk.do(deploying.deploy_draft, draft_id, note, revision=look.revision)


def test_a_draft_becomes_the_version_of_new_cases_and_says_why(desk: Desk) -> None:
    draft_id = changed(desk, "审批券种", "终审券种")
    desk.do(drafts.save_file, draft_id, "README.md", "说明".encode(), revision=2)
    look = desk.do(deploying.outlook, draft_id)
    assert (look.version, look.is_stopped) == (2, False)
    assert look.impact is not None
    assert look.impact.total == 0
    (change,) = look.changes
    assert change.name == DIAGRAM
    lines = [line for line in change.lines if line.startswith(("+", "-"))]
    assert len(lines) == 2
    assert "终审券种" in lines[1]
    definition_id = deployed(desk, draft_id, " 名称更准确 ")
    with desk.platform.begin() as work:
        assert work.repository.latest(PROCESS).id == definition_id
        assert "README.md" not in work.repository.files(definition_id)
        entry = work.session.query(AuditEntry).filter_by(action="process.deployed").one()
        assert (entry.actor_id, entry.after["version"]) == (desk.id, 2)
    newest, first = desk.do(deploying.versions, PROCESS)
    assert (newest.note, newest.version.deployed_by, newest.version.current) == ("名称更准确", desk.id, True)
    assert first.note == ""
    assert desk.do(deploying.version_changes, definition_id) == (change,)
    with pytest.raises(Invalid) as same:
        deployed(desk, draft_id)
    assert same.value.code == "studio.nothing_differs"


def test_what_is_only_drawn_anew_says_so(desk: Desk) -> None:
    (change,) = desk.do(deploying.outlook, changed(desk, 'x="425" y="430"', 'x="430" y="430"')).changes
    assert (change.name, change.lines) == (DIAGRAM, ())


def test_an_error_stops_it_and_a_warning_does_not(desk: Desk) -> None:
    broken = changed(desk, "department&quot;]", "nobody&quot;]")
    look = desk.do(deploying.outlook, broken)
    assert [one.code for one in look.problems] == ["bpmn.unknown_group"]
    assert look.impact is None
    with pytest.raises(Invalid) as stopped:
        deployed(desk, broken)
    assert stopped.value.code == "studio.lint_stops"
    with desk.platform.begin() as work:
        assert work.repository.latest(PROCESS).version == 1
    advised = changed(desk, '<zeebe:assignmentDefinition candidateGroups="=[&quot;department&quot;]" />', "")
    assert [one.severity for one in desk.do(deploying.outlook, advised).problems] == ["warning"]
    deployed(desk, advised)


def test_what_was_not_looked_at_is_not_deployed(desk: Desk) -> None:
    draft_id = changed(desk, "审批券种", "终审券种")
    with pytest.raises(Conflict):
        desk.do(deploying.deploy_draft, draft_id, "改名", revision=1)
    for note in ("", "长" * 501):
        with pytest.raises(Invalid) as refused:
            deployed(desk, draft_id, note)
        assert [one.field for one in refused.value.problems] == ["reason"]
    with pytest.raises(NotFound):
        desk.do(deploying.versions, "nothing")
    with pytest.raises(NotFound):
        desk.do(deploying.version_changes, "nothing")


def test_an_older_version_comes_back(desk: Desk) -> None:
    deployed(desk, changed(desk, "审批券种", "终审券种"))
    first = desk.do(deploying.versions, PROCESS)[-1].version
    desk.do(process_versions.make_current, first.definition_id, "改名有误")
    with desk.platform.begin() as work:
        assert work.repository.latest(PROCESS).id == first.definition_id


def test_an_analyst_retires_a_process_and_brings_it_back(desk: Desk, platform: Platform) -> None:
    operator = Desk(platform, "operator")
    for act, retired in ((process_versions.retire, True), (process_versions.revive, False)):
        with pytest.raises(Forbidden):
            operator.do(act, PROCESS, "改用新流程")
        desk.do(act, PROCESS, "改用新流程")
        with platform.begin() as work:
            assert (work.repository.retirement(PROCESS) is not None) == retired


def test_nobody_who_may_apply_deploys_how_cases_are_decided(desk: Desk) -> None:
    draft_id = changed(desk, "审批券种", "终审券种")
    who = applicant(desk.platform)
    with desk.platform.begin() as work:
        join(work, who.organisation_id, desk.id, "member")
    with pytest.raises(Forbidden) as refused:
        deployed(desk, draft_id)
    assert refused.value.code == "administration.applies_too"
    other = Desk(desk.platform, "operator")
    for act in (deploying.outlook, deploying.deploy_draft):
        more = {"note": "改名", "revision": 2} if act is deploying.deploy_draft else {}
        with pytest.raises(Forbidden):
            other.do(act, draft_id, **more)
    with pytest.raises(Forbidden):
        other.do(deploying.versions, PROCESS)
