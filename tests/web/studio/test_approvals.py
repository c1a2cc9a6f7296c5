"""The pages on which a second analyst's approval is asked for and given, without a browser."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from lxml import html

from tests.factories.people import staff
from tests.web.people_at_work import signed_in
from tests.web.studio.test_deploying import changed
from tests.workflows.studio.test_drafts import PROCESS
from workflows.administration.process_versions import APPROVAL
from workflows.bootstrap import Platform
from workflows.ground.settings_store.operations import change

pytestmark = pytest.mark.prepared


def test_a_deploy_is_asked_for_looked_at_returned_and_approved(app: Flask, platform: Platform) -> None:
    with platform.begin() as work:
        change(work, {APPROVAL: True, "decision_grace_minutes": 0})
    author = signed_in(app, platform, staff(platform, "analyst", name="林分析"))
    second = signed_in(app, platform, staff(platform, "analyst", name="周分析"))
    address = changed(author, platform, "审批券种", "终审券种")
    around = author.post(f"{address}/deploy", data={"reason": "名称", "revision": "2"})
    assert around.status_code == 409
    page = html.fromstring(author.get(f"{address}/deploy").text)
    (form,) = page.xpath("//form[contains(@action, '/ask')]")
    assert form.xpath(".//button[contains(., '提交审批')]")
    refused = author.post(f"{address}/ask", data={"reason": "", "revision": "2"})
    assert refused.status_code == 422
    asked = author.post(f"{address}/ask", data={"reason": "名称更准确", "revision": "2"})
    assert asked.headers["Location"].endswith(address)
    assert "该草稿已提交审批" in author.get(address).text
    waits = html.fromstring(author.get(f"{address}/deploy").text)
    assert not waits.xpath("//form[contains(@action, '/ask')]//button")
    tasks = html.fromstring(second.get("/inbox/").text).xpath("//a[contains(@href, '/tasks/')]/@href")
    task = re.sub(r"\?.*", "", tasks[0])
    shown = second.get(task).text
    assert "待部署内容" in shown
    assert "终审券种" in shown
    decision = {"action": "return", "opinion": "请写明依据"}
    assert second.post(f"{task}/decide", data=decision).status_code in {200, 302, 303}
    back = author.get(address).text
    assert "部署申请已退回" in back
    assert "请写明依据" in back
    assert author.post(f"{address}/ask", data={"reason": "主管部门来函", "revision": "2"}).status_code == 303
    tasks = html.fromstring(second.get("/inbox/").text).xpath("//a[contains(@href, '/tasks/')]/@href")
    task = re.sub(r"\?.*", "", tasks[0])
    assert second.post(f"{task}/decide", data={"action": "approve"}).status_code in {200, 302, 303}
    platform.engine.run_due_jobs()
    versions = author.get(f"/studio/processes/{PROCESS}").text
    assert "审批：周分析" in versions
    operator = signed_in(app, platform, staff(platform, "operator"))
    of_operator = operator.get(task)
    assert of_operator.status_code == 200
    assert "待部署内容" not in of_operator.text
