"""Campaigns as visitors and enterprises see them: how it stands, and what a claim was answered."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories.people import applicant
from tests.web.people_at_work import signed_in
from tests.workflows.business.campaigns.conftest import begun, claimed
from tests.workflows.conftest import FixedClock
from workflows.bootstrap import Platform
from workflows.business.campaigns import queries

HTMX = {"HX-Request": "true"}


def outcome(client: FlaskClient, campaign_id: str) -> str:
    """Press the button as a page with scripts does; return what the panel says."""
    answer = client.post(f"/campaigns/{campaign_id}/claim", headers=HTMX)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    return str(answer.text.split('data-outcome="')[1].split('"')[0])


def test_everybody_sees_campaigns_and_signs_in_to_claim(client: FlaskClient, campaign_id: str) -> None:
    assert "数字化转型抢券" in client.get("/campaigns").text
    page = client.get(f"/campaigns/{campaign_id}").text
    assert "剩余 3 张，共 3 张" in page
    assert "登录后领取" in page
    assert client.post(f"/campaigns/{campaign_id}/claim").status_code in (302, 401)
    assert client.get("/campaigns/none").status_code == 404


def test_got_it_twice_is_once_and_then_sold_out(
    app: Flask, platform: Platform, campaign_id: str, enterprises: list[str]
) -> None:
    owners = [signed_in(app, platform, one) for one in enterprises]
    assert [outcome(owners[0], campaign_id) for _ in range(2)] == ["claimed", "claimed"]
    assert "已领到" in owners[0].get(f"/campaigns/{campaign_id}").text
    assert [outcome(one, campaign_id) for one in owners[1:]] == ["claimed", "claimed", "sold_out", "sold_out"]
    page = owners[4].get(f"/campaigns/{campaign_id}").text
    assert "已抢完" in page
    assert "立即抢券" not in page


def test_without_scripts_the_page_says_the_same(
    app: Flask, platform: Platform, campaign_id: str, enterprises: list[str]
) -> None:
    owner = signed_in(app, platform, enterprises[0])
    answer = owner.post(f"/campaigns/{campaign_id}/claim")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/campaigns/{campaign_id}")
    assert "第 1 号服务券" in owner.get(f"/campaigns/{campaign_id}").text


def test_not_yet_and_too_late_are_said_by_the_clock_of_the_server(
    app: Flask, platform: Platform, clock: FixedClock, enterprises: list[str]
) -> None:
    with platform.begin() as work:
        now = work.now
    start, end = now + timedelta(minutes=2), now + timedelta(minutes=10)
    campaign_id = begun(platform, starts_at=start, ends_at=end)
    owner = signed_in(app, platform, enterprises[0])
    page = owner.get(f"/campaigns/{campaign_id}").text
    assert 'data-countdown-ms="120000"' in page
    assert outcome(owner, campaign_id) == "upcoming"
    clock.now = end
    assert outcome(owner, campaign_id) == "ended"
    assert "本活动已结束" in owner.get(f"/campaigns/{campaign_id}").text


def test_who_is_not_entitled_reads_why(app: Flask, platform: Platform, campaign_id: str) -> None:
    provider = signed_in(app, platform, applicant(platform, "provider").user_id)
    assert "服务券只面向企业发放" in provider.get(f"/campaigns/{campaign_id}").text
    assert outcome(provider, campaign_id) == "not_entitled"
    waiting = signed_in(app, platform, applicant(platform, "enterprise").user_id)
    assert "企业尚未通过认证" in waiting.get(f"/campaigns/{campaign_id}").text


def test_clicks_at_once_never_give_more_than_the_stock(
    app: Flask, platform: Platform, campaign_id: str, enterprises: list[str]
) -> None:
    clients = [signed_in(app, platform, one) for one in enterprises * 2]
    with ThreadPoolExecutor(10) as pool:
        said = list(pool.map(lambda one: outcome(one, campaign_id), clients))
    winners = {who for who, what in zip(enterprises * 2, said, strict=True) if what == "claimed"}
    assert len(winners) == 3
    with platform.begin() as work:
        assert queries.campaign(work, campaign_id).left == 0


@pytest.mark.parametrize("path", ["/campaigns", "/campaigns/{}"])
def test_pages_ask_as_much_whoever_has_claimed(
    app: Flask, platform: Platform, statements: list[str], enterprises: list[str], path: str
) -> None:
    campaign_id = begun(platform, stock=4)
    owner, counts = signed_in(app, platform, enterprises[0]), []
    for one in enterprises[1:4]:
        owner.get(path.format(campaign_id))
        del statements[:]
        owner.get(path.format(campaign_id))
        counts.append(len(statements))
        claimed(platform, one, campaign_id)
    assert len(set(counts)) == 1
    assert counts[0] <= 20
