"""The pages on which running cases are moved to a version and taken back, with and without a browser."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from playwright.sync_api import BrowserContext, Page, expect

from tests.web.browser import console_errors, overflows, screenshot, violations
from tests.web.people_at_work import sign_in_browser, signed_in
from tests.workflows.approvals.conftest import (  # noqa: F401 - fixtures serve here too
    Cast,
    Story,
    cast,
    database_url,
    story,
)
from tests.workflows.studio.test_moving import PROCESS, Office, other_name
from workflows.bootstrap import Platform

pytestmark = pytest.mark.prepared


@pytest.fixture
def office(story: Story) -> Office:  # noqa: F811
    return Office(story)


@pytest.fixture
def analyst(app: Flask, platform: Platform, office: Office) -> FlaskClient:
    return signed_in(app, platform, office.analyst)


def test_impact_is_shown_first_and_two_cases_are_moved_and_taken_back(
    analyst: FlaskClient, office: Office
) -> None:
    address = f"/studio/drafts/{office.drafted(other_name)}/deploy"
    before = html.fromstring(analyst.get(address).text)
    told = before.xpath("//section[@aria-labelledby='impact']")[0].text_content()
    assert all(case.number in told for case in office.cases)
    assert "复核注册资料" in told
    deployed = analyst.post(address, data={"reason": "步骤改名", "revision": "2"})
    choice = deployed.headers["Location"]
    assert choice.endswith("/cases")
    page = html.fromstring(analyst.get(choice).text)
    instances = page.xpath("//input[@name='instance']/@value")
    assert len(instances) == 2
    refused = analyst.post(choice, data={"reason": "", "instance": instances[:1]})
    assert refused.status_code == 422
    again = html.fromstring(refused.text)
    assert again.xpath("//input[@name='instance'][@checked]/@value") == instances[:1]
    assert again.get_element_by_id("reason").get("aria-invalid") == "true"
    assert analyst.post(choice, data={"reason": "步骤改名"}).status_code == 422
    moved = analyst.post(choice, data={"reason": "步骤改名", "which": "all"})
    assert moved.status_code == 303
    move = moved.headers["Location"]
    assert "已处理 2／2 件" in " ".join(analyst.get(move).text.split())
    assert office.versions() == [2, 2]
    assert move in analyst.get(f"/studio/processes/{PROCESS}").text
    assert analyst.post(f"{move}/undo", data={"reason": ""}).status_code == 422
    assert analyst.post(f"{move}/undo", data={"reason": "有误"}).status_code == 303
    assert office.versions() == [1, 1]
    assert analyst.post(f"{move}/undo", data={"reason": "有误"}).status_code == 409


def test_more_cases_than_one_request_takes_are_taken_by_the_next_ones(
    analyst: FlaskClient, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workflows.studio.moving.AT_ONCE", 1)
    target = office.deployed(other_name)
    move = analyst.post(f"/studio/versions/{target}/cases", data={"reason": "改名", "which": "all"})
    page = html.fromstring(analyst.get(move.headers["Location"]).text)
    (form,) = page.xpath("//form[@data-go-on]")
    assert sorted(office.versions()) == [1, 2]
    assert analyst.post(form.get("action")).status_code == 303
    assert office.versions() == [2, 2]
    assert not html.fromstring(analyst.get(move.headers["Location"]).text).xpath("//form[@data-go-on]")


def test_an_analyst_moves_two_cases_in_a_browser_and_takes_them_back(
    live_app: Flask,
    live_server: str,
    page: Page,
    context: BrowserContext,
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("workflows.studio.moving.AT_ONCE", 1)
    sign_in_browser(context, live_app, office.platform, live_server, office.analyst)
    heard = console_errors(page)
    page.goto(f"{live_server}/studio/drafts/{office.drafted(other_name)}/deploy")
    expect(page.locator("#impact")).to_be_visible()
    assert violations(page) == []
    page.get_by_label("修改内容与原因").fill("步骤改名")
    page.get_by_role("button", name="部署为第 2 版").click()
    for case in office.cases:
        page.get_by_label(f"选择 {case.number}").check()
    page.get_by_label("原因").fill("步骤改名")
    assert violations(page) == []
    screenshot(page, "studio-choose-cases")
    page.get_by_role("button", name="迁移所选案件").click()
    expect(page.get_by_text("已处理 2／2 件")).to_be_visible()
    assert office.versions() == [2, 2]
    page.set_viewport_size({"width": 390, "height": 844})
    assert violations(page) == []
    assert not overflows(page)
    page.get_by_text("撤回本次迁移").click()
    page.get_by_label("原因").fill("改名有误")
    page.get_by_role("button", name="确认撤回").click()
    expect(page.get_by_text("已处理 2／2 件")).to_be_visible()
    expect(page.get_by_text("仍在原版本").first).to_be_visible()
    assert office.versions() == [1, 1]
    screenshot(page, "studio-move-390")
    assert heard == []
