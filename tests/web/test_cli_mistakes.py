"""What an analyst mistypes is told when it is deployed: where it stands, and what would be right."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from web.cli import main
from workflows.bootstrap import Platform

PACKAGE = Path(__file__).parent / "services" / "leave_request"


@dataclass(frozen=True)
class Mistake:
    """One word of a package that was right, what stands there instead, and what has to be told of it."""

    file: str
    right: str
    wrong: str
    element: str
    code: str
    told: str


MISTAKES = (
    Mistake(
        "process.bpmn", '=review.action = "approve"', '=review.action = "approved"', "operator_approved",
        "error bpmn.unknown_word",
        "it is never approved (did you mean approve?); it can be: approve, reject, return",
    ),
    Mistake(
        "leave_way.dmn", "application.days", "application.dayss", "decide_way", "error bpmn.unknown_field",
        "application.dayss does not (did you mean application.days?)",
    ),
    Mistake(
        "leave.form", '"key": "leave_type"', '"key": "leave_type", "valuesKey": "districts"', "leave_type",
        "error form.invalid",
        "districts is not one; there are: available_experts, campaign_programmes, campaigns_with",
    ),
    Mistake(
        "process.bpmn", 'key="to" value="candidates"', 'key="to" value="finance"', "remind",
        "error bpmn.header_word", "one of: applicant, candidates; but it is finance",
    ),
    Mistake(
        "process.bpmn", 'key="template" value="case_approved"', 'key="template" value="leave_approved"',
        "notify_approved", "error bpmn.unknown_template",
        "leave_approved is not one (did you mean case_approved?)",
    ),
    Mistake(
        "process.bpmn", 'result="department_review"', 'result="department_review" unlike="revew"',
        "review_department", "error bpmn.unknown_step", "revew is not one (did you mean review?)",
    ),
    Mistake(
        "process.bpmn", 'type="case.copy"', 'type="case.coppy"', "copy_finance",
        "error bpmn.unknown_job_type", "case.copy",
    ),
    Mistake(
        "process.bpmn", '<tongban:text locale="en" name="Two together" />', "", "way_together",
        "warning package.no_english", "1 have none: 会签",
    ),
)  # fmt: skip
NO_FORM = Mistake(
    "process.bpmn", 'formId="leave" />\n        <tongban:approval actions="submit withdraw"',
    'formId="leeve" />\n        <tongban:approval actions="submit withdraw"', "correct",
    "error bpmn.unknown_form", "leave",
)  # fmt: skip
"""Alone: what the other step's form holds is not known then, so nothing is said of its fields."""


@pytest.fixture
def package(tmp_path: Path, platform: Platform, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the package, beside an installation."""
    assert platform.settings.database_url is not None
    monkeypatch.setenv("DATABASE_URL", platform.settings.database_url)
    monkeypatch.setenv("TONGBAN_DATA_DIR", str(platform.settings.data_dir))
    return Path(shutil.copytree(PACKAGE, tmp_path / "leave"))


def mistype(package: Path, mistake: Mistake) -> None:
    file = package / mistake.file
    text = file.read_text("utf-8")
    assert text.count(mistake.right) == 1, mistake.right
    file.write_text(text.replace(mistake.right, mistake.wrong), "utf-8")


def deployed(platform: Platform) -> list[str]:
    with platform.begin() as work:
        return [one.process_id for one in work.repository.list()]


def test_every_mistake_is_told_with_its_element_and_the_nearest_right_word(
    package: Path, platform: Platform
) -> None:
    """All at once, in one run, and nothing is deployed; taken back, it is."""
    for mistake in MISTAKES:
        mistype(package, mistake)
    done = CliRunner().invoke(main, ["deploy", str(package)])
    assert done.exit_code == 2
    lines = done.output.splitlines()
    for mistake in MISTAKES:
        where = next(
            (at for at, line in enumerate(lines) if line.endswith(f": {mistake.element}  {mistake.code}")),
            None,
        )
        assert where is not None, (mistake, done.output)
        assert mistake.told in lines[where + 2]
        assert "→" in lines[where + 1]
    assert "leave_request" not in deployed(platform)
    shutil.copytree(PACKAGE, package, dirs_exist_ok=True)
    assert CliRunner().invoke(main, ["deploy", str(package)]).output == "leave_request version 1\n"


@pytest.mark.parametrize(
    "mistake", [*MISTAKES, NO_FORM], ids=lambda one: f"{one.element}-{one.code.rpartition('.')[2]}"
)
def test_each_alone_is_told_once(package: Path, mistake: Mistake) -> None:
    """One word is one problem: nobody searches for the cause among its consequences."""
    mistype(package, mistake)
    done = CliRunner().invoke(main, ["lint", str(package)])
    said = [line for line in done.output.splitlines() if "  error " in line or "  warning " in line]
    assert len(said) == 1, done.output
    assert said[0].endswith(f": {mistake.element}  {mistake.code}")
