"""`tongban process`: out of use, back, another version; with a reason, and the login in the audit log."""

from __future__ import annotations

import getpass
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from web.cli import main
from workflows.administration.queries import audit_log, processes
from workflows.bootstrap import Platform
from workflows.ground.audit.log import operator_name
from workflows.ground.audit.models import AuditEntry
from workflows.packages import package_files
from workflows.people.viewer import Viewer

KEY = "enterprise_registration"


@pytest.fixture(autouse=True)
def process_id(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> str:
    """A process with two versions, in the installation that the environment names."""
    assert platform.settings.database_url is not None
    monkeypatch.setenv("DATABASE_URL", platform.settings.database_url)
    monkeypatch.setenv("TONGBAN_DATA_DIR", str(platform.settings.data_dir))
    files = package_files(KEY)
    with platform.begin() as work:
        first = work.repository.deploy(files)
        name = next(one for one in files if one.endswith(".bpmn"))
        work.repository.deploy(files | {name: files[name] + b"\n"})
    return first.process_id


def run(*arguments: str, code: int = 0) -> str:
    done = CliRunner().invoke(main, ["process", *arguments])
    assert done.exit_code == code, done.output
    return done.output.strip()


def test_a_process_is_retired_revived_and_taken_back(process_id: str, platform: Platform) -> None:
    assert f"{process_id}  version 2, also 1" in run("list").splitlines()
    run("retire", process_id, "--reason", "law changed")
    assert f"{process_id}  version 2, also 1  retired" in run("list").splitlines()
    run("revive", process_id, "--reason", "a mistake")
    run("current", process_id, "1", "--reason", "2 is wrong")
    assert f"{process_id}  version 1, also 2" in run("list").splitlines()
    with platform.begin() as work:
        entries = list(work.session.scalars(select(AuditEntry).order_by(AuditEntry.id)))
        kept = [(one.action, one.actor_id, one.after.get("reason")) for one in entries]
        shown = audit_log(work, Viewer("a", frozenset({"admin"})), text=getpass.getuser())
    assert [one.actor_name for one in shown[:3]] == [f"tongban ({getpass.getuser()})"] * 3
    who = f"command line, {getpass.getuser()}"
    assert kept[-3:] == [
        ("process.retired", who, "law changed"),
        ("process.revived", who, "a mistake"),
        ("process.made_current", who, "2 is wrong"),
    ]


def test_what_cannot_be_done_is_said(process_id: str) -> None:
    assert "--reason" in run("retire", process_id, code=2)
    assert "reason" in run("retire", process_id, "--reason", " ", code=2)
    run("retire", "nothing", "--reason", "x", code=2)
    run("revive", process_id, "--reason", "x", code=2)
    assert run("current", process_id, "9", "--reason", "x", code=2).endswith("there are: 1, 2.")


def test_who_deploys_stands_in_the_audit_log_and_beside_the_version(
    process_id: str, platform: Platform, tmp_path: Path
) -> None:
    files = package_files(KEY)
    folder = tmp_path / "package"
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content + (b"\n\n" if name.endswith(".bpmn") else b""))
    for _ in range(2):  # the same content keeps its version, and is no second act
        done = CliRunner().invoke(main, ["deploy", str(folder)])
        assert done.output.strip() == f"{process_id} version 3", done.output
    with platform.begin() as work:
        entries = work.session.scalars(select(AuditEntry).where(AuditEntry.action == "process.deployed"))
        kept = [(one.actor_id, one.before, one.after) for one in entries]
        newest = processes(work, Viewer("a", frozenset({"admin"})))[0]
    who = getpass.getuser()
    assert kept == [
        (f"command line, {who}", {"version": 2}, {"version": 3, "source": str(folder)}),
    ]
    assert (newest.version, operator_name(newest.deployed_by)) == (3, f"tongban ({who})")
