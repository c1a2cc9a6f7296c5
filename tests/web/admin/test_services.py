"""Outside services in the administration: registering, changing, and the door for answers that come later."""

from __future__ import annotations

import json

import pytest
from flask import Flask

from tests.web.admin.test_admin import Office
from workflows.bootstrap import Platform
from workflows.outside.models import OutsideService
from workflows.outside.signatures import HEADER, sign

SECRET = "sixteen-letters-and-more"
FORM = {
    "name": "credit_check",
    "title_zh": "信用查询",
    "title_en": "Credit check",
    "address": "https://credit.example.cn/check",
    "secret": SECRET,
    "time_limit_seconds": "10",
    "patience_hours": "24",
    "request_schema": '{"type": "object", "properties": {"code": {"type": "string"}}}',
    "answer_schema": '{"type": "object", "required": ["score"]}',
    "stand_in": "",
}


@pytest.fixture
def office(app: Flask, platform: Platform) -> Office:
    return Office(app, platform)


def register(office: Office, **other: str) -> None:
    office.do("/admin/services/new", **{**FORM, **other})


def test_a_service_is_registered_changed_and_taken_out_of_use(office: Office):
    assert "尚未登记外部服务" in office.read("/admin/services")
    register(office)
    assert "信用查询" in office.read("/admin/services")
    office.do(
        "/admin/services/credit_check", **{**FORM, "revision": "1", "patience_hours": "48", "secret": ""}
    )
    assert 'value="48"' in office.read("/admin/services/credit_check")
    office.do("/admin/services/credit_check/active", active="no")
    assert "该服务已停用" in office.read("/admin/services/credit_check")
    office.do("/admin/services/credit_check/active", active="yes")
    actions = [entry.action for entry in office.log()]
    assert actions[:4] == ["service.restored", "service.retired", "service.changed", "service.added"]
    page = office.read("/admin/audit")
    assert "修改外部服务" in page


def test_nobody_reads_the_secret_again(office: Office, platform: Platform):
    register(office)
    office.do("/admin/services/credit_check", **{**FORM, "revision": "1", "secret": SECRET[::-1]})
    for page in ("/admin/services/credit_check", "/admin/services", "/admin/audit"):
        assert SECRET not in office.read(page)
        assert SECRET[::-1] not in office.read(page)
    with platform.begin() as work:
        assert SECRET.encode() not in work.session.get_one(OutsideService, "credit_check").secret


@pytest.mark.parametrize(
    ("field", "said", "told"),
    [
        ("name", "信用", "小写英文字母"),
        ("title_en", "", "请填写此项"),
        ("title_zh", "长" * 61, "最多 60 个字符"),
        ("address", "credit", "请填写完整地址"),
        ("address", "https://me:pass@credit.example.cn/", "请填写完整地址"),
        ("address", "http://credit.example.cn/", "https:// 开头"),
        ("address", "https://169.254.169.254/latest", "属于内网"),
        ("address", "https://[::1]/", "属于内网"),
        ("address", "file:///etc/passwd", "请填写完整地址"),
        ("secret", "short", "16 至 200"),
        ("time_limit_seconds", "31", "1 至 30"),
        ("patience_hours", "9" * 5000, "1 至 720"),
        ("request_schema", "{", "JSON Schema 有误"),
        ("request_schema", '{"type": "object", "$ref": "https://example.org/x"}', "leads elsewhere"),
        ("answer_schema", '{"type": "object", "properties": 5}', "JSON Schema 有误"),
        ("answer_schema", "[" * 19_000, "JSON Schema 有误"),
        ("stand_in", '[{"wenn": "=true"}]', "row 1 says wenn"),
        ("stand_in", '[{"when": "=1 +"}]', "row 1: when"),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_everything_else_stays(office: Office, field, said, told):
    page = office.refused("/admin/services/new", **{**FORM, field: said})
    assert f'id="{field}-problem"' in page
    assert told in page.replace("&#34;", '"')
    if field != "title_zh":
        assert "信用查询" in page
    assert SECRET not in page


def test_two_who_change_at_once_do_not_overwrite_each_other(office: Office):
    register(office)
    office.do("/admin/services/credit_check", **{**FORM, "revision": "1", "title_en": "First"})
    page = office.refused("/admin/services/credit_check", **{**FORM, "revision": "1", "title_en": "Second"})
    assert "刚被他人修改" in page
    assert 'value="Second"' in page


def test_a_name_is_taken_once(office: Office):
    register(office)
    assert "已有名为" in office.refused("/admin/services/new", **FORM)


def test_later_answers_need_a_signature_and_no_cookie(app: Flask, office: Office, platform: Platform):
    register(office)
    body = json.dumps({"score": 1}).encode()
    signature = sign(SECRET, platform.clock(), body)
    stranger = app.test_client()
    for headers in ({}, {HEADER: "t=1,v1=0"}, {HEADER: f"t={'9' * 400},v1="}, {HEADER: signature}):
        answer = stranger.post("/outside/answers/nobody-knows-it", data=body, headers=headers)
        assert (answer.status_code, answer.json) == (400, {"became": "unsigned", "problem": ""})
    assert stranger.post("/outside/answers/x", data=b" " * 300_000).status_code == 413
    assert stranger.get("/outside/answers/x").status_code == 405
