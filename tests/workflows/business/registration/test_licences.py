"""Who binds an organisation is asked to renew its licence: twice before its end, and after it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from tests.factories.publication import company
from tests.workflows.conftest import FixedClock
from workflows.bootstrap import Platform
from workflows.business.registration.licences import ask_for_renewals
from workflows.ground.clock import SHANGHAI
from workflows.notices.models import Message


def test_an_organisation_is_asked_once_in_each_stage(platform: Platform, clock: FixedClock) -> None:
    today = clock().astimezone(SHANGHAI).date()
    company(platform, "enterprise", "长期有效有限公司")
    company(platform, "enterprise", "明年到期有限公司", licence_valid_until=str(today + timedelta(365)))
    ends = company(platform, "enterprise", "执照到期有限公司", licence_valid_until=str(today + timedelta(31)))

    asked = []
    for days in (0, 1, 0, 22, 1, 8, 1, 30):
        clock.pass_time(days=days)
        with platform.begin() as work:
            asked.append(ask_for_renewals(work))
    assert asked == [0, 1, 0, 0, 1, 1, 0, 0]
    with platform.begin() as work:
        told = select(Message.user_id, Message.template).order_by(Message.id)
        assert work.session.execute(told).all() == [
            (ends.user_id, "licence_ends"),
            (ends.user_id, "licence_ends"),
            (ends.user_id, "licence_ended"),
        ]
