"""Files of the forms that steps have of their own: who keeps them, and who may see them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.workflows.approvals.cases.inspected import PACKAGE, Inspected
from tests.workflows.approvals.conftest import Story
from tests.workflows.conftest import FixedClock
from workflows.approvals.actions import taking_back
from workflows.approvals.cases import details, step_forms
from workflows.approvals.cases.drafts import DECISION, load_draft, save_draft
from workflows.files import operations
from workflows.ground.settings_store.operations import change
from workflows.lint import lint


@pytest.fixture
def inspected(story: Story) -> Inspected:
    return Inspected(story)


def readers(inspected: Inspected, file_id: str) -> set[str]:
    """Return which of everybody may see a file."""
    story = inspected.story
    everybody = {
        "applicant": inspected.who.user_id,
        "window": story.window,
        "colleague": story.colleague,
        "elsewhere": story.elsewhere,
        "operator": story.operator,
        "admin": inspected.admin,
        "first": inspected.experts[0],
        "second": inspected.experts[1],
    }
    return {name for name, person in everybody.items() if inspected.sees(person, file_id)}


def test_the_lint_takes_a_field_for_files_in_the_form_of_a_step() -> None:
    assert [one for one in lint(PACKAGE) if one.severity == "error" and one.file.endswith(".form")] == []


def test_a_file_is_seen_by_whoever_reads_what_was_filled_in(inspected: Inspected) -> None:
    """14.10: before it is handed in its owner alone; then who reviews the case, never the applicant."""
    waiting = inspected.upload(inspected.story.window)
    assert readers(inspected, str(waiting["id"])) == {"window"}
    photo = inspected.decide(inspected.story.window, "inspect")
    assert readers(inspected, photo) == {"window", "colleague", "operator", "admin", "first", "second"}
    filled = inspected.story.read(
        inspected.story.operator, step_forms.answers_of, inspected.case_id, locale="zh-CN"
    )
    ((finding, photos),) = filled.values()
    assert (finding.display, [one.id for one in photos.files]) == ("设备齐全", [photo])


def test_a_sealed_file_is_seen_by_its_author_alone_until_the_step_is_over(inspected: Inspected) -> None:
    """14.10: no operator, no administrator, no other expert; afterwards who reviews, never the applicant."""
    first, second = inspected.experts
    inspected.decide(inspected.story.window, "inspect")
    photo = inspected.decide(first, "assess", mine=True)
    assert readers(inspected, photo) == {"first"}
    inspected.decide(second, "assess", mine=True)
    assert readers(inspected, photo) == {"window", "colleague", "operator", "admin", "first", "second"}


def test_somebody_elses_upload_is_not_handed_in(inspected: Inspected) -> None:
    foreign = inspected.upload(inspected.story.colleague)
    task = inspected.task("inspect")

    def filled(work: Any, viewer: Any) -> Any:
        detail = details.task_detail(work, viewer, task)
        said = {"found": "设备齐全", "photos": str(foreign["id"])}
        form = step_forms.step_form(work, viewer, detail, locale="zh-CN", formdata=said)
        assert form is not None
        form.validate()
        return form.errors

    errors = inspected.story.read(inspected.story.window, filled)
    assert list(errors) == ["photos"]
    assert readers(inspected, str(foreign["id"])) == {"colleague"}


def test_a_draft_keeps_its_files_and_what_is_left_over_goes(inspected: Inspected, clock: FixedClock) -> None:
    story = inspected.story
    kept, left = (str(inspected.upload(story.window)["id"]) for _ in range(2))
    task = inspected.task("inspect")
    answers = {"answers": {"found": "", "photos": [kept]}}
    story.act(
        story.window, lambda work, viewer: save_draft(work, viewer.user_id, DECISION, answers, subject=task)
    )
    photo = inspected.decide(story.window, "inspect")
    clock.pass_time(days=timedelta(days=200).days)
    with story.platform.begin() as work:
        operations.purge(work, story.platform.files)
    assert [inspected.sees(story.window, one) for one in (kept, left, photo)] == [True, False, True]


def test_taken_back_the_form_comes_with_what_was_filled_in(inspected: Inspected) -> None:
    """14.9: the text and the file, too."""
    story = inspected.story
    with story.platform.begin("system") as work:
        change(work, {"decision_grace_minutes": 5})
    old = inspected.task("inspect")
    photo = inspected.decide(story.window, "inspect")
    again = story.act(story.window, taking_back.take_back, old, "")
    with story.platform.begin() as work:
        draft = load_draft(work, story.window, DECISION, again)
    assert draft is not None
    assert draft.data["answers"] == {"found": "设备齐全", "photos": [photo]}
