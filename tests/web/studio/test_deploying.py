"""The pages on which a draft is deployed and an older version comes back, without a browser."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from tests.factories.people import applicant, staff
from tests.web.people_at_work import signed_in
from tests.web.studio.test_drafts import JSON, begun
from tests.workflows.studio.test_drafts import PROCESS
from workflows.bootstrap import Platform
from workflows.packages import package_files
from workflows.people.organisations.operations import join

pytestmark = pytest.mark.prepared
HOSTILE = "终审</pre><script>alert(1)</script>"


@pytest.fixture
def analyst(app: Flask, platform: Platform) -> FlaskClient:
    return signed_in(app, platform, staff(platform, "analyst", name="林分析"))


def changed(analyst: FlaskClient, platform: Platform, before: str, after: str) -> str:
    """Begin a draft in which one text of the diagram is another; return its address."""
    address = begun(analyst, platform)
    diagram = package_files(PROCESS)["process.bpmn"].decode().replace(before, after)
    sent = {"content": diagram, "revision": "1"}
    assert analyst.post(f"{address}/files/process.bpmn", data=sent, headers=JSON).status_code == 200
    return address


def test_a_draft_is_looked_at_deployed_and_taken_back(analyst: FlaskClient, platform: Platform) -> None:
    escaped = HOSTILE.replace("<", "&lt;").replace(">", "&gt;")
    address = changed(analyst, platform, "审批券种", escaped)
    page = analyst.get(f"{address}/deploy").text
    assert "<script>alert" not in page
    assert "部署为第 2 版" in page
    (painted,) = html.fromstring(page).xpath("//*[@data-diagram]")
    assert painted.get("data-current") == '["review"]'
    assert analyst.get(painted.get("data-diagram")).data.startswith(b"<?xml")
    refused = analyst.post(f"{address}/deploy", data={"reason": "", "revision": "2"})
    assert refused.status_code == 422
    assert html.fromstring(refused.text).get_element_by_id("reason").get("aria-invalid") == "true"
    stale = analyst.post(f"{address}/deploy", data={"reason": "名称", "revision": "1"})
    assert stale.status_code == 409
    assert ">名称</textarea>" in stale.text.replace("\n", "")
    done = analyst.post(f"{address}/deploy", data={"reason": "名称更准确", "revision": "2"})
    assert done.status_code == 303
    twice = analyst.post(f"{address}/deploy", data={"reason": "名称更准确", "revision": "2"})
    assert (twice.status_code, twice.headers["Location"]) == (303, done.headers["Location"])
    assert analyst.post(f"{address}/deploy", data={"reason": "另一说明", "revision": "2"}).status_code == 422
    back = html.fromstring(analyst.get(f"{address}/deploy").text)
    (form,) = back.xpath("//form[contains(@action, '/deploy')]")
    assert "无需部署" in "".join(form.itertext())
    assert not back.xpath("//form[contains(@action, '/deploy')]//button")
    versions = analyst.get(done.headers["Location"]).text
    assert "名称更准确" in versions
    with platform.begin() as work:
        second, first = (one.id for one in work.repository.list(PROCESS))
    changes = analyst.get(f"/studio/versions/{second}/changes").text
    assert "终审" in changes
    (painted,) = html.fromstring(changes).xpath("//*[@data-diagram]")
    assert "终审" in analyst.get(painted.get("data-diagram")).text
    assert analyst.get(f"/studio/versions/{second}/diagrams/other.bpmn").status_code == 404
    assert analyst.post(f"/studio/versions/{first}/current", data={"reason": ""}).status_code == 422
    assert analyst.post(f"/studio/versions/{first}/current", data={"reason": "有误"}).status_code == 303
    assert analyst.post(f"/studio/versions/{first}/current", data={"reason": "有误"}).status_code == 409
    with platform.begin() as work:
        assert work.repository.latest(PROCESS).id == first


def test_rules_and_fields_that_differ_are_looked_at(analyst: FlaskClient, platform: Platform) -> None:
    with platform.begin() as work:
        version = work.repository.latest("enterprise_registration").id
    address = analyst.post(f"/studio/versions/{version}/draft").headers["Location"]
    files = package_files("enterprise_registration")
    changes = (
        ("admission.dmn", 'not("outside")', 'not("&lt;b&gt;abroad")'),
        ("enterprise.form", "企业背景", "<b>企业概况"),
    )
    for revision, (file, before, after) in enumerate(changes, 1):
        sent = {"content": files[file].decode().replace(before, after, 1), "revision": str(revision)}
        assert analyst.post(f"{address}/files/{file}", data=sent, headers=JSON).status_code == 200
    page = analyst.get(f"{address}/deploy").text
    assert "<b>" not in page
    shown = html.fromstring(page)
    told = [one.text_content() for one in shown.xpath("//del | //ins")]
    assert told == ['not("outside")', 'not("<b>abroad")', "企业背景", "<b>企业概况"]


def test_who_applies_too_reads_why_and_keeps_the_note(app: Flask, platform: Platform) -> None:
    user_id, who = staff(platform, "analyst", name="林分析"), applicant(platform)
    analyst = signed_in(app, platform, user_id)
    address = changed(analyst, platform, "审批券种", "终审券种")
    with platform.begin() as work:
        join(work, who.organisation_id, user_id, "member")
    refused = analyst.post(f"{address}/deploy", data={"reason": "名称更准确", "revision": "2"})
    assert refused.status_code == 403
    page = html.fromstring(refused.text)
    assert "您所属单位可申办事项" in "".join(page.find_class("alert-danger")[0].itertext())
    assert page.get_element_by_id("reason").text.strip() == "名称更准确"
    retire = f"/studio/processes/{PROCESS}/retire"
    assert "改用新流程" in analyst.post(retire, data={"reason": "改用新流程"}).text


def test_a_draft_with_errors_offers_no_deploy(analyst: FlaskClient, platform: Platform) -> None:
    address = changed(analyst, platform, "department&quot;]", "nobody&quot;]")
    page = html.fromstring(analyst.get(f"{address}/deploy").text)
    assert "1 个错误" in page.get_element_by_id("checked").text
    assert not page.xpath("//form[contains(@action, '/deploy')]//button")
    refused = analyst.post(f"{address}/deploy", data={"reason": "名称", "revision": "2"})
    assert refused.status_code == 422
    checked = analyst.post(
        f"{address}/files/process.bpmn/check", data={"content": package_files(PROCESS)["process.bpmn"]}
    )
    assert checked.json is not None
    assert (checked.json["findings"], checked.json["summary"]) == ([], "已检查：没有问题")
    (unstaffed,) = checked.json["staffing"]
    assert (unstaffed["element"], unstaffed["message"]) == ("review", "“审批券种”今天无人可办")
    (staffed,) = page.xpath("//section[@aria-labelledby='staffed']")
    assert unstaffed["message"] in " ".join(staffed.itertext())
    proof = html.fromstring(analyst.get(f"{address}/staff").text)
    cells = ["".join("".join(cell.itertext()).split()) for cell in proof.xpath("//tbody/tr/td")]
    assert cells[:4] == ["审批券种review", "nobody", "今天无人", "无人可办"]
    hostile = analyst.post(f"{address}/files/process.bpmn/check", data={"content": "<!DOCTYPE a><a/>"})
    assert hostile.status_code == 422


def test_what_a_diagram_can_say_comes_from_where_it_is_declared(
    analyst: FlaskClient, platform: Platform
) -> None:
    said = analyst.get(f"{begun(analyst, platform)}/vocabulary").json
    assert said is not None
    assert {"operator", "department"} <= {one["id"] for one in said["roles"]}
    (job,) = (one for one in said["jobs"] if one["name"] == "notice.send")
    assert {"template", "to"} <= {one["name"] for one in job["headers"]}
    assert job["manual"] == "/reference/jobs#notice.send"
    (panel,) = (one for one in said["jobs"] if one["name"] == "panel.choose")
    assert all(one["about"] for one in (*panel["reads"], *panel["gives"], *said["roles"]))
    (form,) = said["forms"]
    assert {"path": "name", "label": "券种名称"} in form["fields"]
    assert {one["name"] for one in said["descriptor"]["types"]} >= {"Approval", "Rights", "Field", "Text"}
