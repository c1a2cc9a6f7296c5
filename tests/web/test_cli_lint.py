"""`tongban lint FOLDER` says what is wrong, and whether it would stop a deploy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from web.cli import main

CASES = Path(__file__).parents[1] / "engine" / "definitions" / "cases"


def test_the_delivered_packages_are_in_order() -> None:
    done = CliRunner().invoke(main, ["lint"])
    assert done.exit_code == 0
    assert "bpmn/enterprise_registration: in order" in done.output


@pytest.mark.parametrize(("code", "exit_code"), [("bpmn.unknown_job_type", 1), ("bpmn.reserved_id", 0)])
def test_problems_are_listed_by_file_line_and_element_in_both_languages(code: str, exit_code: int) -> None:
    done = CliRunner().invoke(main, ["lint", str(CASES / code)])
    assert done.exit_code == exit_code
    folder, file, where, chinese, english = done.output.splitlines()
    assert folder == f"{CASES / code}:"
    assert file == "process.bpmn"
    assert where.split()[0].rstrip(":").isdigit()
    assert where.split()[-1] == code
    assert "→" in chinese
    assert english.strip().startswith("Expected ")


def test_names_and_headings_of_a_decision_table_need_their_english(tmp_path: Path) -> None:
    package = Path(shutil.copytree(CASES.parents[2] / "web" / "services" / "field_trip", tmp_path / "trip"))
    assert CliRunner().invoke(main, ["lint", str(package)]).output.strip().endswith("in order")
    table = (package / "trip_way.dmn").read_text("utf-8")
    for english in ("Who approves a trip", "Days"):
        table = table.replace(f'<tongban:text locale="en" name="{english}" />', "")
    (package / "trip_way.dmn").write_text(table, "utf-8")
    done = CliRunner().invoke(main, ["lint", str(package)])
    assert done.exit_code == 0
    assert "package.no_english" in done.output
    assert "2 have none: 外出审批方式、天数" in done.output


def test_a_file_that_nothing_reads_is_not_dropped_in_silence(tmp_path: Path) -> None:
    package = Path(
        shutil.copytree(CASES.parents[2] / "web" / "services" / "equipment_grant", tmp_path / "grant")
    )
    (package / ".DS_Store").write_bytes(b"hidden files are nobody's business")
    (package / "README.md").write_text("What it is for.")
    (package / "notices.yaml").rename(package / "notice.yaml")
    done = CliRunner().invoke(main, ["lint", str(package)])
    assert done.exit_code == 1
    assert "notice.yaml is not one (did you mean notices.yaml?)" in done.output
    assert "grant_approved is not one" in done.output
    assert ".DS_Store" not in done.output
