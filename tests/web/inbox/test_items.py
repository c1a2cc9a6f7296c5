"""A task inside a repetition shows the item of its run."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient

from tests.workflows.approvals.cases.test_each_item import case, task  # noqa: F401  # a fixture
from tests.workflows.approvals.conftest import Story


def test_the_page_shows_the_item_and_what_is_mapped_in(
    story: Story,
    case: str,  # noqa: F811
    as_user: Callable[[str], FlaskClient],
) -> None:
    large = as_user(story.window).get(f"/inbox/tasks/{task(story, 'check_one', 'window:430100')}").text
    small = as_user(story.operator).get(f"/inbox/tasks/{task(story, 'check_one')}").text
    assert "核查：机床" in large
    assert 'value="900"' in large
    assert "备注" in large
    assert "核查：台灯" in small
    assert 'value="50"' in small
    assert "备注" not in small
