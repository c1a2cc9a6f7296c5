"""The preview of a form of a draft: drawn as applicants see it, in either language, and never kept."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories.people import staff
from tests.web.people_at_work import signed_in
from tests.web.studio.test_drafts import begun
from workflows.approvals.cases import options
from workflows.bootstrap import Platform

pytestmark = pytest.mark.prepared


def form(**field: Any) -> str:
    one = {
        "type": "textfield",
        "id": "f",
        "key": "f",
        "label": "名称",
        "properties": {"label_en": "Name"},
        **field,
    }
    return json.dumps({"type": "default", "id": "a", "schemaVersion": 18, "components": [one]})


@pytest.fixture
def analyst(app: Flask, platform: Platform) -> FlaskClient:
    return signed_in(app, platform, staff(platform, "analyst"))


def test_a_form_is_drawn_in_either_language_and_not_kept(analyst: FlaskClient, platform: Platform) -> None:
    address = f"{begun(analyst, platform)}/files/new.form"
    hostile = form(description="<script>alert(1)</script>")
    page = analyst.post(f"{address}/preview", data={"content": hostile}).json["html"]
    assert "名称" in page
    assert "<script" not in page
    english = analyst.post(f"{address}/preview", data={"content": form(), "language": "en"}).json["html"]
    assert '<html lang="en">' in english
    assert "Name" in english
    assert "名称" not in english
    assert analyst.get(address).status_code == 404


def test_lists_of_draft_and_platform_can_be_chosen(analyst: FlaskClient, platform: Platform) -> None:
    address = begun(analyst, platform)
    own = "purposes: [{value: expand, label: 扩大产能, label_en: More capacity}]"
    analyst.post(f"{address}/files/options.yaml", data={"content": own, "revision": "1"})
    with platform.begin() as work:
        offered_lists = options.offered(work, "zh-CN")
    shared, of_the_platform = next((name, some) for name, some in offered_lists.items() if some)
    for name, expected in (("purposes", "扩大产能"), (shared, of_the_platform[0]["label"])):
        content = form(type="select", valuesKey=name)
        page = analyst.post(f"{address}/files/new.form/preview", data={"content": content}).json["html"]
        assert expected in page
    offered = analyst.get(f"{address}/vocabulary").json["form"]
    assert {"word": "purposes", "label": "本流程的列表 · purposes"} in offered["lists"]
    assert "iframe" not in offered["types"]


def test_what_cannot_be_drawn_says_why(analyst: FlaskClient, platform: Platform) -> None:
    address = f"{begun(analyst, platform)}/files/new.form/preview"
    for content in ("{", form(type="iframe")):
        answer = analyst.post(address, data={"content": content})
        assert answer.status_code == 422
        assert answer.json["detail"]
