"""The pages of drafts as analysts click through them, without a browser."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from tests.factories.people import staff
from tests.web.people_at_work import signed_in
from tests.workflows.studio.test_drafts import PROCESS, zipped
from workflows.bootstrap import Platform
from workflows.packages import package_files
from workflows.studio.contents import MOST_BYTES

pytestmark = pytest.mark.prepared
JSON = {"Accept": "application/json"}


@pytest.fixture
def analyst(app: Flask, platform: Platform) -> FlaskClient:
    return signed_in(app, platform, staff(platform, "analyst", name="林分析"))


def begun(analyst: FlaskClient, platform: Platform) -> str:
    """Begin a draft of a version; return its address."""
    with platform.begin() as work:
        latest = work.repository.latest(PROCESS).id
    answer = analyst.post(f"/studio/versions/{latest}/draft")
    assert answer.status_code == 303
    return answer.headers["Location"]


def test_a_package_is_listed_drafted_and_exported(analyst: FlaskClient, platform: Platform) -> None:
    page = analyst.get("/studio").text
    assert "暂无草稿" in page
    address = begun(analyst, platform)
    page = analyst.get(address).text
    assert all(name in page for name in package_files(PROCESS))
    assert "林分析" in page
    exported = analyst.get(f"{address}/export")
    assert exported.headers["Content-Disposition"] == f"attachment; filename={PROCESS}.zip"
    sent = {"name": "导回", "file": (io.BytesIO(exported.data), "a.zip")}
    answer = analyst.post("/studio/import", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 303
    home = html.fromstring(analyst.get("/studio").text)
    assert [one.text for one in home.iterfind(".//section[@aria-labelledby='drafts']//tbody//a")] == [
        "导回",
        "券种方案",
    ]


def test_what_is_refused_stands_at_its_field_with_what_was_typed(analyst: FlaskClient) -> None:
    said = {"process_id": "Bad Id", "name_zh": '请假"><script>', "name_en": ""}
    answer = analyst.post("/studio/new", data=said)
    assert answer.status_code == 422
    page = html.fromstring(answer.text)
    assert page.get_element_by_id("name_zh").get("value") == said["name_zh"]
    assert page.get_element_by_id("process_id").get("aria-invalid") == "true"
    assert page.get_element_by_id("name_en-problem").text.strip() == "请填写名称。"
    answer = analyst.post("/studio/import", data={"name": "名", "file": (io.BytesIO(b"PK"), "a.zip")})
    assert answer.status_code == 422
    assert "应为完整的 ZIP 文件" in html.fromstring(answer.text).get_element_by_id("file-problem").text


def test_a_file_is_saved_while_it_is_typed_and_nobody_is_overwritten(
    app: Flask, analyst: FlaskClient, platform: Platform
) -> None:
    address = begun(analyst, platform)
    file = f"{address}/files/programme.form"
    text = package_files(PROCESS)["programme.form"].decode().replace("券种名称", "方案名称")
    saved = analyst.post(file, data={"content": text.replace("\n", "\r\n"), "revision": "1"}, headers=JSON)
    assert saved.json is not None
    assert saved.json["revision"] == 2
    shown = html.fromstring(analyst.get(file, query_string={"view": "text"}).text)
    assert shown.get_element_by_id("text").text.lstrip("\n") == text
    other = signed_in(app, platform, staff(platform, "analyst", name="陈分析"))
    slower = other.post(file, data={"content": "{}", "revision": "1"}, headers=JSON)
    assert slower.status_code == 409
    assert "林分析" in (slower.json or {})["detail"]
    page = other.post(f"{file}?view=text", data={"content": '{"mine": 1}', "revision": "1"})
    assert page.status_code == 409
    assert html.fromstring(page.text).get_element_by_id("text").text.strip() == '{"mine": 1}'
    kept = other.post(f"{file}/copy", data={"content": '{"mine": 1}'})
    assert kept.status_code == 303
    assert "券种方案 (2)" in other.get(kept.headers["Location"]).text


def test_a_file_that_is_refused_says_why_and_stays_as_typed(analyst: FlaskClient, platform: Platform) -> None:
    file = f"{begun(analyst, platform)}/files/process.bpmn"
    hostile = '<!DOCTYPE x [<!ENTITY y "z">]><x>&y;</x>'
    answer = analyst.post(file, data={"content": hostile, "revision": "1"}, headers=JSON)
    assert answer.status_code == 422
    assert "DOCTYPE" in (answer.json or {})["detail"]
    page = html.fromstring(analyst.post(f"{file}?view=text", data={"content": hostile, "revision": "1"}).text)
    assert page.get_element_by_id("text").text.strip() == hostile
    assert "DOCTYPE" in analyst.post(file, data={"content": hostile, "revision": "1"}).text
    too_long = analyst.post(file, data={"content": "x" * (MOST_BYTES + 1), "revision": "1"}, headers=JSON)
    assert too_long.status_code in (413, 422)


def test_a_draft_is_renamed_given_files_and_deleted(analyst: FlaskClient, platform: Platform) -> None:
    address = begun(analyst, platform)
    analyst.post(f"{address}/name", data={"name": "<b>新名</b>"})
    page = analyst.get(address).text
    assert "&lt;b&gt;新名&lt;/b&gt;" in page
    assert "<b>新名" not in page
    refused = analyst.post(f"{address}/files", data={"file": (io.BytesIO(b"<svg/>"), "a.svg")})
    assert refused.status_code == 422
    assert "a.svg" in html.fromstring(refused.text).get_element_by_id("file-problem").text
    analyst.post(f"{address}/files", data={"file": (io.BytesIO("# 说明".encode()), "README.md")})
    assert "# 说明" in analyst.get(f"{address}/files/README.md").text
    analyst.post(f"{address}/files/README.md/remove")
    assert analyst.get(f"{address}/files/README.md").status_code == 404
    analyst.post(f"{address}/copy")
    assert analyst.post(f"{address}/delete").status_code == 303
    assert analyst.get(address).status_code == 404
    assert "(2)" in analyst.get("/studio").text


def test_what_was_rewritten_is_listed(analyst: FlaskClient) -> None:
    diagram = package_files(PROCESS)["process.bpmn"]
    sent = {"name": "导入", "file": (io.BytesIO(zipped({"process.bpmn": diagram, "a.txt": b"x"})), "a.zip")}
    answer = analyst.post("/studio/import", data=sent)
    page = analyst.get(answer.headers["Location"]).text
    assert "保持原样" in page
    assert "a.txt" in page


def test_a_table_and_a_form_begin_from_nothing(analyst: FlaskClient, platform: Platform) -> None:
    address = begun(analyst, platform)
    assert "新建决策表或表单" in analyst.get(address).text
    said = {"name_zh": "去向", "name_en": "Way", "file_id": ""}
    answer = analyst.post(f"{address}/new/decision", data=said)
    assert answer.headers["Location"] == f"{address}/files/way.dmn"
    made = analyst.post(f"{address}/new/form", data=said, headers=JSON).json
    assert made == {
        "file": "way.form",
        "id": "way",
        "name": "去向",
        "revision": 3,
        "address": f"{address}/files/way.form",
    }
    offered = analyst.get(f"{address}/vocabulary").json
    assert {"id": "way", "name": "去向", "address": f"{address}/files/way.dmn"} in offered["decisions"]
    refused = analyst.post(f"{address}/new/form", data=said | {"file_id": "way"})
    page = html.fromstring(refused.text)
    assert refused.status_code == 422
    assert page.get_element_by_id("new-file").get("open") is not None
    assert page.get_element_by_id("name_zh").get("value") == "去向"
    assert "已有编号“way”" in refused.text
    told = analyst.post(f"{address}/new/form", data={}, headers=JSON)
    assert (told.status_code, sorted(told.json["problems"])) == (422, ["name_en", "name_zh"])
    assert analyst.post(f"{address}/new/diagram", data=said).status_code == 404


def test_what_an_import_leaves_is_told_with_what_to_write_by_hand(analyst: FlaskClient) -> None:
    drawn = (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t" id="d" '
        'xmlns:camunda="http://camunda.org/schema/1.0/bpmn"><process id="paying"><startEvent id="begin"/>'
        '<sequenceFlow id="f" sourceRef="begin" targetRef="pay"/>'
        '<serviceTask id="pay" camunda:class="org.example.Pay"/></process></definitions>'
    )
    sent = {"name": "支付", "file": (io.BytesIO(drawn.encode()), "pay.bpmn")}
    answer = analyst.post("/studio/import", data=sent, content_type="multipart/form-data")
    page = html.fromstring(analyst.get(answer.headers["Location"]).text)
    notes = [" ".join(one.text_content().split()) for one in page.iterfind(".//details//li")]
    told = '保持原样： class="org.example.Pay"须手工写成： <zeebe:taskDefinition type="org.example.Pay"/>'
    assert any(told in note for note in notes), notes
