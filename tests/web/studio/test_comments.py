"""The page of comments, and what a script beside an editor gets of them, without a browser."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from tests.factories.people import staff
from tests.web.people_at_work import signed_in
from tests.web.studio.test_drafts import JSON, begun
from workflows.bootstrap import Platform

pytestmark = pytest.mark.prepared
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def analyst(app: Flask, platform: Platform) -> FlaskClient:
    return signed_in(app, platform, staff(platform, "analyst", name="林分析"))


def test_a_comment_is_written_refused_answered_and_solved(analyst: FlaskClient, platform: Platform) -> None:
    draft = begun(analyst, platform)
    page = f"{draft}/comments"
    assert "暂无批注" in analyst.get(page).text
    refused = analyst.post(page, data={"at": "process.bpmn review", "text": "长" * 1_001})
    assert refused.status_code == 422
    shown = html.fromstring(refused.text)
    assert shown.get_element_by_id("comment-text").text == "长" * 1_001
    assert shown.xpath("//option[@selected]/@value") == ["process.bpmn review"]
    assert analyst.post(page, data={"at": "process.bpmn review", "text": HOSTILE}).status_code == 303
    told = html.fromstring(analyst.get(page).text)
    (thread,) = told.find_class("comment")
    assert thread.find_class("comment-text")[0].text == HOSTILE
    assert "审批券种" in "".join(thread.itertext())
    assert "1 条未解决" in analyst.get(draft).text
    file = f"{draft}/files/process.bpmn"
    (beside,) = html.fromstring(analyst.get(file).text).xpath("//*[@data-comments]")
    assert beside.get("data-open") == '{"review": 1}'
    reply, close = (form.action for form in thread.xpath(".//form"))
    empty = analyst.post(reply, data={"text": " ", "of_file": "process.bpmn"}, headers=JSON)
    assert (empty.status_code, empty.json) == (422, {"detail": "请填写批注内容。"})
    answered = analyst.post(reply, data={"text": "好的", "of_file": "process.bpmn"}, headers=JSON).json
    assert answered is not None
    assert "好的" in answered["html"]
    assert HOSTILE not in answered["html"]
    solved = analyst.post(close, data={"of_file": "process.bpmn"}, headers=JSON).json
    assert solved is not None
    assert solved["open"] == {}
    assert "林分析" in solved["html"]
    listed = analyst.get(page, query_string={"file": "programme.form"}, headers=JSON).json
    assert listed is not None
    assert "暂无批注" in listed["html"]
