"""Applying for a voucher of a campaign: from its page to the form, and what the page says then."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from tests.factories.people import staff
from tests.web.people_at_work import signed_in
from tests.workflows.business.campaigns.conftest import begun
from tests.workflows.business.campaigns.test_applications import apply, decide
from tests.workflows.business.vouchers.test_quota import enterprise
from tests.workflows.conftest import FixedClock
from workflows.approvals.models import WorkItem
from workflows.bootstrap import Platform

pytestmark = pytest.mark.prepared


def test_the_button_leads_to_the_form_with_the_campaign_chosen(app: Flask, platform: Platform) -> None:
    campaign_id, owner = begun(platform, mode="apply"), enterprise(platform)
    client = signed_in(app, platform, owner.user_id)
    page = client.get(f"/campaigns/{campaign_id}").text
    assert "申请后审核发放" in page
    assert "立即抢券" not in page
    answer = client.post(f"/campaigns/{campaign_id}/apply")
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/services/campaign_application?for={owner.organisation_id}"
    form = client.get(answer.headers["Location"]).text
    assert f'<option value="{campaign_id}" selected' in form
    typed = {"campaign": campaign_id, "reason": "采购员工培训服务"}
    checked = client.post(answer.headers["Location"], data=typed)
    assert checked.status_code == 302
    assert "数字化转型抢券 · 每张 100.00 元" in client.get(checked.headers["Location"]).text


def test_the_page_says_how_the_application_stands(app: Flask, platform: Platform) -> None:
    campaign_id, owner = begun(platform, mode="apply"), enterprise(platform)
    client, operator = signed_in(app, platform, owner.user_id), staff(platform, "operator")
    case = apply(platform, owner, campaign_id)
    page = client.get(f"/campaigns/{campaign_id}").text
    assert 'data-outcome="applied"' in page
    assert f"/cases/{case.number}" in page
    assert "申请审核中" in client.get("/campaigns").text
    again = client.post(f"/campaigns/{campaign_id}/apply")
    assert again.headers["Location"] == f"/campaigns/{campaign_id}"
    decide(platform, operator, case, "return")
    assert "去补正" in client.get(f"/campaigns/{campaign_id}").text
    typed = {"action": "submit", "campaign": campaign_id, "reason": "采购员工培训服务"}
    assert (
        client.post(f"/cases/{case.number}/tasks/{_open_task(platform, case.id)}", data=typed).status_code
        == 302
    )
    platform.engine.run_due_jobs()
    decide(platform, operator, case, "reject")
    page = client.get(f"/campaigns/{campaign_id}").text
    assert "上次申请" in page
    assert "未通过" in page
    second = apply(platform, owner, campaign_id)
    decide(platform, operator, second, "approve")
    assert "已领到" in client.get(f"/campaigns/{campaign_id}").text
    assert "已获得" in client.get("/campaigns").text


def test_who_is_not_entitled_reads_why_in_their_language(app: Flask, platform: Platform) -> None:
    campaign_id = begun(platform, mode="apply", size_classes=("micro",), regions=("430100",))
    owner = enterprise(platform)
    client = signed_in(app, platform, owner.user_id)
    assert "贵企业为小型：从业人员 86 人" in client.get(f"/campaigns/{campaign_id}").text
    client.set_cookie("locale", "en")
    page = client.get(f"/campaigns/{campaign_id}", headers={"Accept-Language": "en"}).text
    assert "Small: 86 staff" in page
    assert client.post(f"/campaigns/{campaign_id}/apply").headers["Location"] == f"/campaigns/{campaign_id}"


def _open_task(platform: Platform, case_id: str) -> str:
    one = select(WorkItem.task_id).where(WorkItem.case_id == case_id, WorkItem.state.in_(("open", "claimed")))
    with platform.begin() as work:
        return str(work.session.scalars(one).one())


def test_a_list_of_applications_is_narrowed_by_the_name_of_a_campaign(
    app: Flask, platform: Platform, clock: FixedClock
) -> None:
    campaign_id, owner = begun(platform, mode="apply"), enterprise(platform)
    case = apply(platform, owner, campaign_id)
    clock.pass_time(days=30)
    client = signed_in(app, platform, staff(platform, "operator"))
    page = client.get(f"/inbox/all?process=campaign_application&f.campaign={campaign_id}").text
    assert case.number in page
    assert "数字化转型抢券 · 每张 100.00 元" in page
    assert f">{campaign_id}<" not in page
