"""A form's texts and conditions read the variables of its case, beside its own fields."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.factories.people import staff
from tests.workflows.approvals.conftest import Story
from workflows.approvals.cases import details, step_forms, submitting
from workflows.lint import lint

SEALED = (Path(__file__).parents[1] / "policies" / "sealed.bpmn").read_bytes()
FORM = {
    "type": "default",
    "id": "score",
    "components": [
        {"type": "text", "id": "shown", "text": '="申请人：" + applicant'},
        {
            "type": "textfield", "id": "why", "key": "why", "label": "理由",
            "conditional": {"hide": '=application.verdict = "no"'}, "properties": {"label_en": "Why"},
        },
    ],
}  # fmt: skip


def files(form: dict[str, Any] = FORM) -> dict[str, bytes]:
    return {"sealed.bpmn": SEALED, "score.form": json.dumps(form, ensure_ascii=False).encode()}


@pytest.mark.parametrize("verdict", ["yes", "no"])
def test_a_step_reads_a_variable_of_its_case(story: Story, verdict: str) -> None:
    expert = staff(story.platform, "expert")
    with story.platform.begin(staff(story.platform, "admin")) as work:
        work.repository.deploy(files())
    who = story.applicant()
    data = {"experts": [expert], "verdict": verdict}
    story.act(who.user_id, submitting.submit, "sealed", data, organisation_id=who.organisation_id)
    story.run()
    (item,) = story.to_do(expert)
    with story.platform.begin(expert) as work:
        from workflows.people.viewer_loader import viewer_of

        reviewer = viewer_of(work)
        detail = details.task_detail(work, reviewer, item.task_id)
        form = step_forms.step_form(work, reviewer, detail, locale="zh-CN")
    assert form is not None
    drawn = str(form.nodes)
    assert f"申请人：{who.user_id}" in drawn
    assert ("理由" in drawn) is (verdict == "yes")


def test_a_variable_that_nothing_provides_is_a_warning_at_the_component() -> None:
    shown = {"type": "text", "id": "odd", "text": '="" + aplicant'}
    problems = [one for one in lint(files(FORM | {"components": [shown]})) if one.file == "score.form"]
    assert [(one.code, one.severity, one.element_id) for one in problems] == [
        ("form.unknown_variable", "warning", "odd")
    ]
    assert "applicant" in problems[0].message_en
    assert not [one for one in lint(files()) if one.file == "score.form" and "unknown" in one.code]
