"""`tongban cases migrate`: looked at first, moved one by one; with a reason and the login in the audit."""

from __future__ import annotations

import getpass
from collections.abc import Callable

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from tests.factories.people import Applicant, applicant, credit_code, viewer
from tests.workflows.administration.test_case_migrations import renamed
from web.cli import main
from workflows.approvals.cases import case_status, submitting, withdraw_and_urge
from workflows.approvals.values import CaseView
from workflows.bootstrap import Platform
from workflows.ground.audit.models import AuditEntry
from workflows.packages import package_files
from workflows.people.viewer import Viewer

pytestmark = pytest.mark.prepared

PROCESS = "enterprise_registration"
ADMIN = Viewer("a", frozenset({"admin"}))
BY_NAME = ("--to", "2", "--step", "review=examine")


@pytest.fixture
def applicants(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> list[Applicant]:
    """Two people who apply, in the installation that the environment names."""
    assert platform.settings.database_url is not None
    monkeypatch.setenv("DATABASE_URL", platform.settings.database_url)
    monkeypatch.setenv("TONGBAN_DATA_DIR", str(platform.settings.data_dir))
    return [applicant(platform), applicant(platform)]


@pytest.fixture
def submitted(platform: Platform, applicants: list[Applicant]) -> list[CaseView]:
    """A case of each, on version 1 of a process whose version 2 has another id for its review."""
    cases = []
    for number, who in enumerate(applicants, start=1):
        data = {"name": f"第{number}机械有限公司", "credit_code": credit_code(number), "region": "430100"}
        with platform.begin(who.user_id) as work:
            acting = viewer(platform, who.user_id)
            cases.append(submitting.submit(work, acting, PROCESS, data, organisation_id=who.organisation_id))
    platform.engine.run_due_jobs()
    files = package_files(PROCESS)
    with platform.begin() as work:
        work.repository.deploy({**files, "process.bpmn": renamed(files["process.bpmn"])})
    return cases


@pytest.fixture
def steps(platform: Platform, submitted: list[CaseView]) -> Callable[[], list[set[str]]]:
    """Where the cases wait."""

    def read() -> list[set[str]]:
        with platform.begin() as work:
            return [set(case_status.path(work, ADMIN, one.id).current) for one in submitted]

    return read


def run(*arguments: str, code: int = 0) -> list[str]:
    done = CliRunner().invoke(main, ["cases", "migrate", *arguments])
    assert done.exit_code == code, done.output
    return done.output.strip().splitlines()


def test_one_case_is_looked_at_moved_and_taken_back(
    submitted: list[CaseView], steps: Callable[[], list[set[str]]], platform: Platform
) -> None:
    number = submitted[0].number
    plan = run("--case", number, *BY_NAME, "--dry-run")
    assert plan == [
        f"{PROCESS}: version 1 to 2",
        "  review becomes examine",
        f"  {number}  can go  (at 审核注册资料)",
    ]
    assert steps() == [{"review"}, {"review"}]
    assert run("--case", number.lower(), *BY_NAME, "--reason", "renamed")[-1] == f"  {number}  moved"
    assert steps() == [{"examine"}, {"review"}]
    run("--case", number, "--to", "1", "--step", "examine=review", "--reason", "a mistake")
    assert steps() == [{"review"}, {"review"}]
    with platform.begin() as work:
        entries = select(AuditEntry).where(AuditEntry.action == "case.migrated").order_by(AuditEntry.id)
        kept = [
            (one.actor_id, one.subject_name, one.after["reason"]) for one in work.session.scalars(entries)
        ]
    who = f"command line, {getpass.getuser()}"
    assert kept == [(who, number, "renamed"), (who, number, "a mistake")]


def test_all_cases_of_a_version_go_and_those_that_cannot_stay(
    submitted: list[CaseView], steps: Callable[[], list[set[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = ("--process", PROCESS, "--from", "1")
    stays = run(*everything, "--to", "2", "--reason", "x", code=2)
    assert stays[1:3] == [
        f"  {one.number}  stays: review: {stays[1].partition('review: ')[2]}" for one in reversed(submitted)
    ]
    assert stays[-1] == "Error: Expected every case to go, but 2 stay where they are."
    assert steps() == [{"review"}, {"review"}]
    monkeypatch.setattr("workflows.administration.case_migrations.PAGE_ROWS", 1)  # a page for each case
    moved = run(*everything, *BY_NAME, "--reason", "renamed")
    assert moved[-2:] == [f"  {one.number}  moved" for one in reversed(submitted)]
    assert steps() == [{"examine"}, {"examine"}]
    assert run(*everything, *BY_NAME, "--reason", "again")[-1] == "  no case runs on that version"


def test_what_cannot_be_done_is_said(
    submitted: list[CaseView], applicants: list[Applicant], platform: Platform
) -> None:
    number = submitted[0].number
    assert "either --case" in run("--to", "2", code=2)[-1]
    assert "either --case" in run("--to", "2", "--case", number, "--from", "1", code=2)[-1]
    assert "OLD=NEW" in run("--case", number, "--to", "2", "--step", "review", code=2)[-1]
    assert run("--case", number, "--to", "9", code=2)[-1].endswith("there are: 1, 2.")
    assert "another version" in run("--case", number, "--to", "1", "--reason", "x", code=2)[-1]
    assert "say why" in run("--case", number, *BY_NAME, code=2)[-1]
    run("--case", "nothing", *BY_NAME, "--reason", "x", code=2)
    with platform.begin(applicants[0].user_id) as work:
        acting = viewer(platform, applicants[0].user_id)
        withdraw_and_urge.withdraw(work, acting, submitted[0].id)
    assert f"{number} has ended" in run("--case", number, *BY_NAME, "--reason", "x", code=2)[-1]
