"""From signing up to the certified organisation, in one go."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from tests.web.story.stage import Stage
from tests.web.story.telling import EMAIL, the_story
from workflows.bootstrap import Platform
from workflows.outbox.models import Mail

pytestmark = pytest.mark.prepared


@pytest.fixture
def stage(live_server: str, platform: Platform, browser: Browser) -> Iterator[Stage]:
    stage = Stage(live_server, platform, browser, work=platform.engine.run_due_jobs)
    yield stage
    stage.close()


def test_the_whole_story(stage: Stage):
    steps = []
    for step in the_story(stage):
        stage.work()
        steps.append(step)
    assert steps[-1] == "found the menu open"
    with stage.platform.begin() as work:
        sent = work.session.scalars(select(Mail).where(Mail.to_address == EMAIL).order_by(Mail.id)).all()
    assert [mail.template for mail in sent] == [
        "case_submitted",
        "case_returned",
        "package.verdict.enterprise_certified",
    ]
    assert {mail.state for mail in sent} == {"sent"}
