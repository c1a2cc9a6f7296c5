"""A decision while the mail server refuses: the case goes on, the mail follows later, once."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from tests.factories.people import applicant
from tests.ports import free_port
from tests.web.story.postbox import mail_server
from tests.workflows.approvals.conftest import Cast, Story, cast, database_url  # noqa: F401 - fixtures
from tests.workflows.conftest import FixedClock
from workflows.approvals.cases import item_queries
from workflows.bootstrap import Platform
from workflows.ground.settings import Settings, Smtp
from workflows.outbox.models import Mail


def test_mail_follows_when_the_server_is_back(settings: Settings, clock: FixedClock, cast: Cast):  # noqa: F811
    port = free_port()
    platform = Platform(
        replace(settings, demonstration=False, smtp=Smtp("127.0.0.1", port, "plain")), clock=clock
    )
    story = Story(platform, cast)
    owner = applicant(platform)
    case = story.submit(owner)
    (task,) = story.to_do(story.window)
    story.decide(story.window, task.task_id, "approve", opinion="同意")
    with platform.begin() as work:
        waiting = set(work.session.scalars(select(Mail.state)))
    assert waiting == {"queued"}
    assert story.read(owner.user_id, item_queries.case, case.id).state == "approved"
    with mail_server(port) as postbox:
        clock.pass_time(minutes=2)
        story.run()
        clock.pass_time(hours=8)
        story.run()
    assert len(postbox.received) == len({mail["Message-ID"] for mail in postbox.received}) == 2
    assert case.number in str(postbox.received[-1].get_payload(decode=True), "utf-8")
    platform.close()
