"""A visitor signs up with a picture, is told by mail alone, and checks in at the door with the address."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from tests.factories.gatherings import DOOR, gathered
from tests.factories.people import staff
from tests.web.people_at_work import signed_in
from tests.workflows.conftest import FixedClock
from workflows.bootstrap import Platform
from workflows.outbox.models import Mail
from workflows.people.identity import captcha

pytestmark = pytest.mark.prepared


def picture(platform: Platform, page: str) -> dict[str, str]:
    """Answer the picture that stands on a page."""
    challenge = re.search(r'name="captcha_id" value="([^"]+)"', page)
    assert challenge is not None
    with platform.begin() as work:
        return {"captcha_id": challenge[1], "captcha_answer": captcha.answer_of(work, challenge[1]) or ""}


def test_a_visitor_signs_up_by_mail_and_checks_in_at_the_door(
    app: Flask, platform: Platform, clock: FixedClock
) -> None:
    gathering_id = gathered(platform, places=1)
    visitor, page = app.test_client(), f"/activities/{gathering_id}"
    assert page in visitor.get("/activities").text
    typed = {"name": "<b>访客", "email": "guest@", "captcha_id": "x", "captcha_answer": "x"}
    refused = visitor.post(f"{page}/sign-up", data=typed)
    assert (refused.status_code, "&lt;b&gt;访客" in refused.text) == (422, True)
    sent = {**typed, "email": "guest@example.com"}
    assert visitor.post(f"{page}/sign-up", data=sent).status_code == 422, "no picture was answered"
    for _ in range(2):
        answered = picture(platform, visitor.get(page).text)
        assert visitor.post(f"{page}/sign-up", data={**sent, **answered}).headers["Location"] == page
    with platform.begin() as work:
        mails = list(work.session.scalars(select(Mail).where(Mail.template == "gathering_by_mail")))
    assert [one.to_address for one in mails] == ["guest@example.com"]
    own = visitor.get(mails[0].path).text
    assert ("报名成功" in own, "取消报名" in own) == (True, True)
    operator = signed_in(app, platform, staff(platform, "operator"))
    people = operator.get(f"/activities/kept/{gathering_id}/people").text
    assert ("guest@example.com" in people, "&lt;b&gt;访客" in people, "<svg" in people) == (True, True, True)
    assert "guest@example.com" in operator.get(f"/activities/kept/{gathering_id}/people.csv").text
    kept = operator.post("/activities/kept/new", data={"title_zh": "<i>新活动", "places": "0"})
    assert (kept.status_code, "&lt;i&gt;新活动" in kept.text) == (422, True)
    bad = operator.post("/activities/kept/new", data={"title_zh": "<i>新活动", "shown_from": "2026-13-45"})
    assert (bad.status_code, 'value="2026-13-45"' in bad.text, "&lt;i&gt;新活动" in bad.text) == (
        422,
        True,
        True,
    )
    clock.pass_time(days=3)
    for code, status in (("wrong", 409), (DOOR, 302)):
        said = {"code": code, "key": "Guest@example.com"}
        assert visitor.post(f"{page}/check-in", data=said).status_code == status
    assert "已签到" in visitor.get(mails[0].path).text
