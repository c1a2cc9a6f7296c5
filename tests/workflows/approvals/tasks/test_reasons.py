"""Why a task came here: the decision table behind its candidates, in the reader's language."""

from __future__ import annotations

from tests.workflows.approvals.conftest import Story
from workflows.approvals.cases import details
from workflows.approvals.tasks.reasons import decisions_behind


def test_the_table_that_chose_the_window_is_told_in_both_languages(story: Story) -> None:
    story.submit(story.applicant())
    (item,) = story.to_do(story.window)
    with story.platform.begin(story.window) as work:
        reviewer = story.read(story.window, lambda _work, viewer: viewer)
        (made,) = decisions_behind(work, details.task_detail(work, reviewer, item.task_id))
    assert (made.name("zh-CN"), made.name("en")) == ("审核窗口", "Reviewing window")
    assert [one.label("zh-CN") for one in made.inputs] == ["产业集群", "所在地区", "仅变更联系方式"]
    english = [one.label("en") for one in made.inputs]
    assert english == ["Industry cluster", "Region", "Changes only how it is reached"]
    assert [one.value for one in made.inputs] == [None, "430100", False]
