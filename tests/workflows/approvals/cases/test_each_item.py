"""A step inside a repeated subprocess works on its item; `each_item.bpmn` beside."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from forms.nodes import FieldNode, fields_of
from tests.factories.people import staff
from tests.workflows.approvals.conftest import Story
from workflows.approvals.cases import details, step_forms, submitting
from workflows.approvals.models import WorkItem
from workflows.lint import lint

HERE = Path(__file__).parent
FILES = {name: (HERE / name).read_bytes() for name in ("each_item.bpmn", "each_item.form")}
ITEMS = [
    {"name": "机床", "price": 900, "group": "window:430100"},
    {"name": "台灯", "price": 50, "group": "operator"},
]


@pytest.fixture
def case(story: Story) -> str:
    with story.platform.begin(staff(story.platform, "admin")) as work:
        work.repository.deploy(FILES)
    who = story.applicant()
    data = {"items": ITEMS}
    view = story.act(who.user_id, submitting.submit, "each_item", data, organisation_id=who.organisation_id)
    assert view.instance_id is not None
    return str(view.instance_id)


def task(story: Story, element: str, group: str = "operator") -> str:
    with story.platform.begin() as work:
        rows = work.session.query(WorkItem).filter_by(element_id=element, state="open")
        return next(one.task_id for one in rows.order_by(WorkItem.task_id) if group in one.groups)


def form(story: Story, person: str, task_id: str) -> Any:
    return story.act(
        person,
        lambda work, viewer: step_forms.step_form(
            work, viewer, details.task_detail(work, viewer, task_id), locale="zh-CN"
        ),
    )


def test_the_lint_knows_the_item_and_what_is_mapped_in() -> None:
    assert [one for one in lint(FILES) if one.code == "form.unknown_variable"] == []
    wrong = {**FILES, "each_item.form": FILES["each_item.form"].replace(b"entry.name", b"entri.name")}
    assert [one.code for one in lint(wrong) if "entri" in one.message("en")] == ["form.unknown_variable"]
    outside = b'candidateGroups="=[check.by]"'
    late = FILES["each_item.bpmn"].replace(b'candidateGroups="operator"', outside)
    problems = [one for one in lint({**FILES, "each_item.bpmn": late}) if one.code == "bpmn.unknown_variable"]
    assert [one.element_id for one in problems] == ["last"], "what somebody said stays in the run"


def test_each_task_shows_its_own_item_and_begins_with_what_is_mapped_in(story: Story, case: str) -> None:
    large = form(story, story.window, task(story, "check_one", "window:430100"))
    small = form(story, story.operator, task(story, "check_one"))
    shown = [[one.path for one in fields_of(it.nodes) if isinstance(one, FieldNode)] for it in (large, small)]
    assert [str(it.data.get("amount")) for it in (large, small)] == ["900", "50"]
    assert shown == [["amount", "note"], ["amount"]], "the condition reads the item"


def test_what_two_people_say_at_the_same_time_stays_with_the_item_of_each(story: Story, case: str) -> None:
    first, second = task(story, "check_one", "window:430100"), task(story, "check_one")
    story.decide(story.window, first, "reject", data={"amount": 800})
    story.decide(story.operator, second, "approve", data={"amount": 50})
    with story.platform.begin() as work:
        assert {"check", "answers", "second"}.isdisjoint(work.runtime.variables(case))
    for _ in ITEMS:
        story.decide(story.operator, task(story, "wait"), "approve")
    story.decide(story.operator, task(story, "explain"), "approve")
    assert task(story, "last")
    with story.platform.begin() as work:
        items = work.runtime.variables(case)["found"]
        assert [(one["name"], one["said"], int(one["amount"])) for one in items] == [
            ("机床", "reject", 800), ("台灯", "approve", 50),
        ]  # fmt: skip
        assert work.history.replay(case).same
