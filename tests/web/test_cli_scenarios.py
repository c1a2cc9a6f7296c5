"""`tongban test FOLDER`: an analyst's scenarios through the real forms, and what none of them reached."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from click.testing import CliRunner

from web.cli import main

PACKAGE = Path(__file__).parent / "services" / "field_trip"

TOLD = """
scenarios:
  - name: 两天由一名运营审批
    given:
      people: {operator: [operator]}
      data: {from: "2026-03-03", until: "2026-03-04", days: 2}
    steps:
      - refused: {by: applicant, action: submit, data: {until: "2026-03-01"}, field: until}
      - submit
      - act: {by: operator, action: return, opinion: 请缩短}
      - refused: {by: applicant, action: submit, data: {until: "2026-03-01"}, field: until}
      - act: {by: applicant, action: submit, data: {until: "2026-03-05", days: 3}}
      - act: {by: operator, action: approve}
    then: {case: approved, rounds: 2, tasks: [review, correct, review]}
"""

WRONG = """
scenarios:
  - name: 天数不对
    given: {people: {operator: [operator]}, data: {from: "2026-03-03", until: "2026-03-04", days: 5}}
    steps: [submit]
  - name: 没有的字段
    given: {data: {from: "2026-03-03", untill: "2026-03-04"}}
    steps: [submit]
  - name: 表单拒绝
    given: {data: {from: "2026-03-03", until: "2026-03-01"}}
    steps: [submit]
  - name: 本应拒绝
    given: {people: {operator: [operator]}, data: {from: "2026-03-03", until: "2026-03-04"}}
    steps:
      - refused: {by: applicant, action: submit, field: until}
"""


def run(folder: Path, code: int) -> list[str]:
    done = CliRunner().invoke(main, ["test", str(folder)])
    assert done.exit_code == code, done.output
    assert done.stderr == "" or code == 2, "the engine's log is for -v"
    return done.output.strip().splitlines()


@pytest.fixture(autouse=True)
def log_as_before() -> Iterator[None]:
    """The command says for its process how logs are written."""
    yield
    structlog.reset_defaults()


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of a package, where no installation is."""
    for name in ("DATABASE_URL", "TONGBAN_DATA_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copytree(PACKAGE, tmp_path / "trip", ignore=shutil.ignore_patterns("scenarios.yaml")))


def test_scenarios_pass_and_what_none_reached_is_listed(package: Path) -> None:
    (package / "scenarios.yaml").write_text(TOLD, "utf-8")
    said = run(package, 0)
    assert said[0] == "passed  两天由一名运营审批"
    assert said[1].startswith("1 of 1 scenarios passed; they reached ")
    assert "  review_together (userTask) 两名运营会签" in said
    assert not [line for line in said if line.startswith(("  review (", "  correct ("))]
    assert [line for line in said if line.startswith("  operator_rejected (verdict → refused)")]


def test_a_failure_names_step_field_and_what_was_expected(package: Path) -> None:
    (package / "scenarios.yaml").write_text(WRONG, "utf-8")
    said = run(package, 1)
    assert said[:2] == [
        "failed  天数不对",
        "        step 1 (submit): field days: expected 5, but the form computes 2",
    ]
    assert said[3].startswith(
        "        step 1 (submit): field untill: expected a field of the form trip, which"
    )
    assert said[5] == (
        "        step 1 (submit): the form refuses field until: The last day must not be before the first."
    )
    assert said[7].endswith("expected a refusal at the field until, but it was accepted")
    assert said[8].startswith("0 of 4 scenarios passed")


@pytest.mark.parametrize(
    ("told", "because"),
    [
        ("scenarios: [", "Expected YAML"),
        ("scenarios: []", "at least one scenario"),
        ("scenarios: [{name: x, steps: [{act: {by: operator}}]}]", "x: expected act to say action too"),
        ("scenarios: [{name: x, steps: [{refused: {by: operator}}]}]", "because, a code, or field"),
    ],
)
def test_what_cannot_be_played_is_said(package: Path, told: str, because: str) -> None:
    (package / "scenarios.yaml").write_text(told, "utf-8")
    assert because in " ".join(run(package, 2))


def test_a_folder_that_is_no_package_is_said(package: Path) -> None:
    assert "docs/scenarios.md" in run(package, 2)[-1]
    (package / "scenarios.yaml").write_text(TOLD, "utf-8")
    diagram = (package / "process.bpmn").read_text("utf-8")
    (package / "process.bpmn").write_text(diagram.replace('formId="trip"', 'formId="trap"'), "utf-8")
    assert "trap" in " ".join(run(package, 2))
    (package / "process.bpmn").unlink()
    assert "Expected a package with a .bpmn file" in run(package, 2)[-1]


def test_services_outside_are_played_by_stand_ins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.chdir(tmp_path)
    told = run(PACKAGE.parent / "equipment_grant", 0)
    assert told[-1] == "4 of 4 scenarios passed; they reached 18 of 18 elements, 20 of 20 flows."


@pytest.mark.parametrize(("option", "shown"), [("-v", True), ("", False)])
def test_the_log_is_for_who_asks_and_never_among_the_results(
    package: Path, capsys: pytest.CaptureFixture[str], option: str, *, shown: bool
) -> None:
    (package / "scenarios.yaml").unlink(missing_ok=True)
    CliRunner().invoke(main, ["test", option, str(package)] if shown else ["test", str(package)])
    structlog.get_logger().info("job_done")
    told = capsys.readouterr()
    assert ("job_done" in told.err) is shown
    assert told.out == ""
