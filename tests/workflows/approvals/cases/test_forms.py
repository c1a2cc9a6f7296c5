"""The form of a step: whose data, which rights, which remarks."""

from __future__ import annotations

from typing import Any

import pytest

from tests.workflows.approvals.conftest import Story
from workflows.approvals.cases import details, forms, item_queries
from workflows.approvals.cases.drafts import save_draft
from workflows.approvals.tasks import assignment
from workflows.approvals.values import FieldRemark
from workflows.ground.errors import NotFound
from workflows.packages import package_files


def field_nodes(form: Any) -> dict[str, Any]:
    """Return the nodes of a bound form that carry a field, by path."""
    data: dict[str, Any] = {}

    def walk(node: Any) -> None:
        if isinstance(node, (tuple, list)):
            for one in node:
                walk(one)
            return
        if getattr(node, "path", "") and hasattr(node, "readonly"):
            data[node.path] = node
        for inner in ("cells", "rows", "nodes", "children", "entries"):
            walk(getattr(node, inner, ()))

    walk(form.nodes)
    return data


def test_the_start_form_offers_regions_and_takes_up_the_draft(story: Story) -> None:
    who = story.applicant()
    with story.platform.begin(who.user_id) as work:
        save_draft(
            work, who.user_id, "enterprise", {"name": "半个名字", "employees": "很多"},
            subject=who.organisation_id,
        )  # fmt: skip
    with story.platform.begin(who.user_id) as work:
        from workflows.people.viewer_loader import viewer_of

        form = forms.start_form(
            work, viewer_of(work), "enterprise_registration", locale="en",
            organisation_id=who.organisation_id,
        )  # fmt: skip
        nodes = field_nodes(form)
        assert form.data["name"] == "半个名字"
        assert form.draft["employees"] == "很多"
        assert ("430100", "Changsha") in [(o.value, str(o.label)) for o in nodes["region"].options]


def test_a_stranger_gets_no_start_form_of_an_organisation(story: Story) -> None:
    who, stranger = story.applicant(), story.applicant()
    with pytest.raises(NotFound):
        story.read(
            stranger.user_id, forms.start_form, "enterprise_registration",
            locale="zh-CN", organisation_id=who.organisation_id,
        )  # fmt: skip
    with pytest.raises(NotFound):
        story.read(stranger.user_id, forms.start_form, "no_such_process", locale="zh-CN")


def test_a_reviewer_reads_and_an_applicant_writes_with_the_remarks_beside(story: Story) -> None:
    who = story.applicant()
    story.submit(who, story.data(employees=120))
    (item,) = story.to_do(story.window)

    def form_of(user_id: str, task_id: str) -> Any:
        detail = story.read(user_id, details.task_detail, task_id)
        return story.read(user_id, forms.task_form, detail, locale="zh-CN")

    review = form_of(story.window, item.task_id)
    assert all(node.readonly for node in field_nodes(review).values())
    story.decide(
        story.window, item.task_id, "return", opinion="补正", remarks=(FieldRemark("employees", "请核对"),)
    )
    (correct,) = story.to_do(who.user_id)
    nodes = field_nodes(form_of(who.user_id, correct.task_id))
    assert not nodes["employees"].readonly
    assert [str(text) for text in nodes["employees"].remarks] == ["请核对"]
    # The window may look on, but not write.
    assert all(node.readonly for node in field_nodes(form_of(story.window, correct.task_id)).values())


def test_a_resubmission_marks_what_changed(story: Story) -> None:
    who = story.applicant()
    case = story.submit(who, story.data(employees=120))
    (item,) = story.to_do(story.window)
    story.decide(story.window, item.task_id, "return", opinion="补正")
    (correct,) = story.to_do(who.user_id)
    story.decide(who.user_id, correct.task_id, "submit", data=story.data(employees=125))
    (again,) = story.to_do(story.window)
    detail = story.read(story.window, details.task_detail, again.task_id)
    form = story.read(story.window, forms.task_form, detail, locale="zh-CN")
    changed = {path for path, node in field_nodes(form).items() if node.changed}
    assert changed == {"employees"}
    view = story.read(who.user_id, item_queries.case, case.id)
    first = story.read(who.user_id, forms.case_form, view, locale="zh-CN", round_=1)
    assert str(first.data["employees"]) == "120"
    with pytest.raises(NotFound):
        story.read(who.user_id, forms.case_form, view, locale="zh-CN", round_=3)


def test_what_a_step_hides_is_not_shown_on_the_page_of_the_case_either(story: Story) -> None:
    files = package_files("enterprise_registration")
    plain = b'<tongban:rights default="read" />'
    hiding = (
        b'<tongban:rights default="read"><tongban:field path="employees" access="hidden" /></tongban:rights>'
    )
    assert files["process.bpmn"].count(plain) == 1
    changed = {**files, "process.bpmn": files["process.bpmn"].replace(plain, hiding)}
    with story.platform.begin() as work:
        work.repository.deploy(changed)
    who = story.applicant()
    case = story.submit(who, story.data(employees=120))
    (item,) = story.to_do(story.window)

    def paths(user_id: str) -> set[str]:
        return set(field_nodes(story.read(user_id, forms.case_form, case, locale="zh-CN")))

    assert "employees" not in paths(story.window)
    assert "name" in paths(story.window)
    assert "employees" in paths(who.user_id) & paths(story.operator)
    story.act(story.colleague, assignment.claim, item.task_id)
    detail = story.read(story.window, details.task_detail, item.task_id)
    looked_on = story.read(story.window, forms.task_form, detail, locale="zh-CN")
    assert "employees" not in field_nodes(looked_on)
