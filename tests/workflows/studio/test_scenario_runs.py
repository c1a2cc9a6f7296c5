"""The scenarios of a draft: played in a place of their own that is taken away, and what they stop."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from engine.server_process import cluster_in
from tests.workflows.studio.test_drafts import PROCESS, Desk, refused_code
from workflows.bootstrap import Platform
from workflows.ground.errors import Forbidden, Invalid
from workflows.package_data.file_names import SCENARIOS
from workflows.packages import delivered_scenarios
from workflows.studio import deploying, drafts, playgrounds, scenario_runs
from workflows.studio.jobs import end
from workflows.studio.models import StudioScenarioRun
from workflows.studio.values import ScenarioRun

pytestmark = pytest.mark.prepared
PLAYER = "workflows.scenarios.draft_player"
FAILS = """
  - name: 办理不存在的环节
    given: {applicant: person, people: {applicant: [operator], lead: [department]}}
    steps:
      - closed: {task: review}
      - opened: {task: nowhere}
"""


@pytest.fixture
def desk(platform: Platform) -> Desk:
    return Desk(platform, name="林分析")


def drafted(desk: Desk, scenarios: bytes, revision: int = 1) -> str:
    """Begin a draft of a version, called something else, with these scenarios."""
    draft_id = desk.of_version()
    diagram = desk.files(draft_id)["process.bpmn"].replace("券种方案".encode(), "券种方案（新）".encode())
    desk.do(drafts.save_file, draft_id, "process.bpmn", diagram, revision=revision)
    if scenarios:
        desk.do(drafts.save_file, draft_id, SCENARIOS, scenarios, revision=revision + 1)
    return draft_id


def last(desk: Desk, draft_id: str) -> ScenarioRun:
    run = desk.do(scenario_runs.latest, draft_id, desk.platform.settings.data_dir)
    assert run is not None
    return run


def test_scenarios_are_played_and_tell_at_which_step_one_fails(desk: Desk, platform: Platform) -> None:
    draft_id = drafted(desk, delivered_scenarios(PROCESS) + FAILS.encode())
    desk.do(scenario_runs.start, draft_id)
    desk.do(scenario_runs.start, draft_id)  # asked twice, played once
    assert last(desk, draft_id).state == "waiting"
    platform.engine.run_due_jobs(desk.do(lambda work, _viewer: work.now))
    run = last(desk, draft_id)
    assert (run.state, run.error, run.is_of_now) == ("ended", "", True)
    assert [one.passed for one in run.scenarios] == [True, True, False]
    failed = run.scenarios[-1]
    assert (failed.step, failed.kind) == (2, "opened")
    assert failed.why.zh == "待办 nowhere 的数量应为 1，实际为 0"
    assert failed.why.en == "expected open tasks nowhere to be 1, but it is 0"
    assert run.coverage["elements"]["reached"] == run.coverage["elements"]["many"] > 5
    assert "review" in " ".join(run.coverage["reached"])
    assert not list(playgrounds.root_of(platform.settings.data_dir).glob("*/"))


def note(desk: Desk, draft_id: str, came: dict[str, Any], state: str = "ended") -> None:
    """Note what came of the scenarios of a draft as it is."""
    with desk.platform.begin(desk.id) as work:
        work.session.add(
            StudioScenarioRun(
                draft_id=draft_id, fingerprint=scenario_runs.fingerprint(drafts.files_of(work, draft_id)),
                state=state, came=came, started_by=desk.id, started_at=work.now,
            )
        )  # fmt: skip


def deploy(desk: Desk, draft_id: str, although: str = "") -> str:
    revision = desk.do(deploying.outlook, draft_id).revision
    return desk.do(deploying.deploy_draft, draft_id, "改名", revision=revision, although=although)


PASSED = {"done": True, "scenarios": [{"name": "甲", "passed": True}]}
FAILED = {"done": True, "scenarios": [{"name": "甲", "passed": False, "step": 1, "kind": "act", "why": "no"}]}


def test_a_draft_whose_scenarios_passed_is_deployed(desk: Desk) -> None:
    draft_id = drafted(desk, b"scenarios: []")
    note(desk, draft_id, PASSED)
    assert deploy(desk, draft_id)


def test_a_draft_is_not_deployed_before_its_scenarios_were_played_as_it_is(desk: Desk) -> None:
    draft_id = drafted(desk, b"scenarios: []")
    for before in (lambda: None, lambda: note(desk, draft_id, {}, state="waiting")):
        before()
        with pytest.raises(Invalid) as refused:
            deploy(desk, draft_id)
        assert refused.value.code == "studio.scenarios_not_played"
    note(desk, draft_id, PASSED)
    desk.do(drafts.save_file, draft_id, "README.md", b"# new", revision=None)
    with pytest.raises(Invalid):
        deploy(desk, draft_id)


@pytest.mark.parametrize("came", [FAILED, {"error": "time"}])
def test_a_failing_scenario_stops_a_deploy_unless_somebody_says_why(desk: Desk, came: dict[str, Any]) -> None:
    draft_id = drafted(desk, b"scenarios: []")
    note(desk, draft_id, came)
    assert desk.do(deploying.outlook, draft_id).needs_reason
    with pytest.raises(Invalid) as refused:
        deploy(desk, draft_id, "  ")
    assert refused_code(refused) == "studio.scenarios_fail"
    deploy(desk, draft_id, "新规已生效，场景随后更新")
    newest = desk.do(deploying.versions, PROCESS)[0]
    assert newest.although == "新规已生效，场景随后更新"


def test_what_cannot_be_played_is_refused_at_once(desk: Desk, platform: Platform) -> None:
    with pytest.raises(Invalid) as refused:
        desk.do(scenario_runs.start, drafted(desk, b""))
    assert refused.value.code == "studio.no_scenarios"
    broken = drafted(desk, b"scenarios: []")
    desk.do(drafts.save_file, broken, "process.bpmn", b"<x/>", revision=None)
    with pytest.raises(Invalid) as refused:
        desk.do(scenario_runs.start, broken)
    assert refused.value.code == "studio.lint_stops"
    with pytest.raises(Forbidden):
        Desk(platform, "operator").do(scenario_runs.start, broken)


def test_a_place_knows_nothing_of_the_installation(
    platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://live")
    monkeypatch.setenv("TONGBAN_SECRET_KEY", "secret")
    with playgrounds.playground(tmp_path, "a", {}) as place:
        process = place.start("http.server")  # any module: what it was given is what counts
        given = psutil.Process(process.pid).environ()
        process.kill()
        end(process)
    assert not {"DATABASE_URL", "TONGBAN_SECRET_KEY", "TONGBAN_DATA_DIR"} & given.keys()
    assert str(platform.settings.data_dir) not in " ".join(given.values())


def test_there_are_so_many_slots_and_no_more(tmp_path: Path) -> None:
    places = [playgrounds.open_playground(tmp_path, f"{one}", {}) for one in range(playgrounds.SLOTS)]
    with pytest.raises(playgrounds.NoPlace):
        playgrounds.open_playground(tmp_path, "more", {})
    playgrounds.clear(places[0].path)
    with playgrounds.playground(tmp_path, "more", {"a.form": b"{}"}) as place:
        assert (place.path / playgrounds.PACKAGE / "a.form").read_bytes() == b"{}"
    for place in places[1:]:
        playgrounds.clear(place.path)


def wait_for_server(place: playgrounds.Playground, process: subprocess.Popen[bytes]) -> int:
    """Return the number of the server process that a player has started."""
    for _ in range(3000):
        for below in place.path.glob("tongban-test-*"):
            if (running := cluster_in(below).find()) and cluster_in(below).is_ready(running):
                return running.pid
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
            break
    raise AssertionError((place.path / "log").read_text("utf-8"))


def test_a_player_that_is_killed_leaves_no_database(desk: Desk, platform: Platform, tmp_path: Path) -> None:
    files = desk.files(drafted(desk, delivered_scenarios(PROCESS)))
    place = playgrounds.open_playground(tmp_path, "killed", files)
    process = place.start(PLAYER)
    server = wait_for_server(place, process)
    assert playgrounds.sweep(tmp_path) == 0  # held: nobody takes it away
    process.send_signal(signal.SIGKILL)
    end(process)
    assert psutil.pid_exists(server)
    os.close(place.lock)  # as the kernel does for a worker that is killed, too
    assert playgrounds.sweep(tmp_path) == 1
    assert not psutil.pid_exists(server) or psutil.Process(server).status() == psutil.STATUS_ZOMBIE
    assert not list(playgrounds.root_of(tmp_path).glob("*/"))


def test_a_player_ends_with_who_has_started_it(desk: Desk, tmp_path: Path) -> None:
    files = desk.files(drafted(desk, delivered_scenarios(PROCESS)))
    with playgrounds.playground(tmp_path, "left", files) as place:
        process = place.start(PLAYER)
        wait_for_server(place, process)
        end(process)
        assert process.returncode is not None
