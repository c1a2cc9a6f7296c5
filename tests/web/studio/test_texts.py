"""The page of all texts: what is missing is marked, saved by a script and without one."""

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
KEY = "process.bpmn review name"
HOSTILE = "终审</textarea><script>alert(1)</script>"


def test_texts_are_shown_saved_and_kept_where_somebody_was_faster(app: Flask, platform: Platform) -> None:
    analyst: FlaskClient = signed_in(app, platform, staff(platform, "analyst", name="林分析"))
    draft = begun(analyst, platform)
    page = f"{draft}/texts"
    shown = html.fromstring(analyst.get(page).text)
    (chinese,) = shown.xpath(f"//textarea[@name='zh {KEY}']")
    assert chinese.text.strip() == "审批券种"
    assert chinese.get("aria-label") == "审批券种 · 名称 中文"
    sent = {f"zh {KEY}": HOSTILE, f"en {KEY}": "", "revision": "1"}
    saved = analyst.post(page, data=sent, headers=JSON)
    assert saved.json is not None
    assert saved.json["revision"] == 2
    lacking = analyst.get(page, query_string={"show": "missing"}).text
    assert HOSTILE not in lacking
    assert "1 条文本缺英文" in lacking
    fields = html.fromstring(lacking).xpath("//textarea/@name")
    assert fields == [f"zh {KEY}", f"en {KEY}"]
    slower = analyst.post(page, data=sent | {f"en {KEY}": "Mine"})
    assert slower.status_code == 409
    (kept,) = html.fromstring(slower.text).xpath(f"//textarea[@name='en {KEY}']")
    assert kept.text.strip() == "Mine"
    copied = analyst.post(f"{page}/copy", data=sent | {f"en {KEY}": "Mine"})
    assert "Mine" in analyst.get(copied.headers["Location"]).text
    refused = analyst.post(page, data=sent | {f"zh {KEY}": "", "revision": "2", f"en {KEY}": "Mine"})
    assert refused.status_code == 422
    (wrong,) = html.fromstring(refused.text).xpath("//textarea[@aria-invalid='true']")
    assert wrong.get("name") == f"zh {KEY}"
