"""The tests of every package take up one that is dropped in, and find what is wrong with it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from tests.web.packages.costs import asked_again, cost
from tests.web.packages.examining import Examination
from tests.web.packages.found import CARRIED
from tests.web.packages.test_every_package_is_safe import (  # noqa: F401 - fixtures serve here too
    Place,
    examination,
    examined,
    place,
    settings,
    user_tasks,
)
from tests.web.people_at_work import signed_in
from workflows.approvals.policies import cases
from workflows.approvals.policies.sealing import Sight
from workflows.bootstrap import Platform
from workflows.scenarios import ScenarioFailed

ROOT = Path(__file__).parents[3]
COLLECT = """
import sys
from contextlib import suppress
sys.path.insert(0, sys.argv[1])
import bpmn
import pytest
sys.exit(pytest.main(["--collect-only", "-q", "-p", "no:cacheprovider", *sys.argv[2:]]))
"""


def test_a_package_dropped_into_bpmn_is_among_them(tmp_path: Path) -> None:
    """In a process of its own, whose `bpmn` is a copy with one folder more."""
    shutil.copytree(Path(str(files("bpmn"))), tmp_path / "bpmn")
    shutil.copytree(CARRIED / "field_trip", tmp_path / "bpmn" / "dropped_in")
    tests = [str(ROOT / one) for one in ("tests/web/packages", "tests/bpmn/test_scenarios.py")]
    done = subprocess.run(
        [sys.executable, "-c", COLLECT, str(tmp_path), *tests],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    counted = [line.rpartition("::")[2] for line in done.stdout.splitlines() if "dropped_in" in line]
    assert "test_nobody_gets_to_a_case_whom_it_does_not_concern[dropped_in]" in counted
    assert "test_its_pages_cost_the_same_however_many_cases_there_are[dropped_in]" in counted
    assert any(one.startswith("test_scenario[dropped_in-") for one in counted), "its stories are played too"


def test_a_hole_in_who_sees_a_case_is_found(
    examination: Examination,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = cases.acts_as
    monkeypatch.setattr(
        cases, "acts_as", lambda viewer, case, task: real(viewer, case, task) or viewer.user_id
    )
    with suppress(ScenarioFailed):  # a stranger took the task away from its people
        examined(examination, CARRIED / "field_trip")
    assert any(one.startswith("rival: GET /cases/") for one in examination.wrong)
    assert any("(inbox.task)" in one for one in examination.wrong)
    assert any("reads '走访株洲的三家企业'" in one for one in examination.wrong), "and what was read there"


def test_a_hole_in_a_seal_is_found(
    examination: Examination,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for reader in ("cases.views", "timeline.timeline"):
        monkeypatch.setattr(f"workflows.approvals.{reader}.sight_of", lambda *_: Sight.ALL)
    examination.steps |= user_tasks(examination.platform, "product_listing") - {"score"}  # as if looked at
    examined(examination, Path(str(files("bpmn") / "product_listing")))
    assert any("which is sealed" in one for one in examination.wrong)


def test_what_is_asked_twice_is_counted(app: Flask, platform: Platform, place: Place) -> None:  # noqa: F811
    @app.before_request
    def ask_too_often() -> None:
        with platform.begin() as work:
            for _ in range(3):
                work.session.execute(text("SELECT 'the same'"))

    client = signed_in(app, platform, place.bystanders.ids["operator"])
    counted = asked_again(cost(client, "/services"))
    assert counted["SELECT 'the same'"] == 3
