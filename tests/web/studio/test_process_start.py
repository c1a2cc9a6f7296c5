"""How a process is called and begun, changed on a page: the rest of the diagram stays as it is."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from tests.factories.people import staff
from tests.web.people_at_work import signed_in
from workflows.bootstrap import Platform
from workflows.studio.canonical import canonical_lines

pytestmark = pytest.mark.prepared
DIAGRAM = "process.bpmn"


@pytest.fixture
def analyst(app: Flask, platform: Platform) -> FlaskClient:
    return signed_in(app, platform, staff(platform, "analyst", name="林分析"))


@pytest.fixture
def draft(analyst: FlaskClient) -> str:
    said = {"process_id": "leave_request", "name_zh": "请假", "name_en": "Leave"}
    return analyst.post("/studio/new", data=said).headers["Location"]


def fields(analyst: FlaskClient, draft: str) -> dict[str, str | list[str]]:
    """Return the fields of the page as a browser would send them."""
    form = next(
        one for one in html.fromstring(analyst.get(f"{draft}/start").text).forms if "start" in one.action
    )
    typed: dict[str, list[str]] = {}
    for name, value in form.form_values():
        typed.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in typed.items()}


def diagram(analyst: FlaskClient, draft: str) -> list[str]:
    text = html.fromstring(analyst.get(f"{draft}/files/{DIAGRAM}?view=text").text).get_element_by_id("text")
    return canonical_lines(DIAGRAM, text.text.strip().encode(), drawing=True)


def test_saving_what_stands_there_changes_nothing(analyst: FlaskClient, draft: str) -> None:
    before = diagram(analyst, draft)
    typed = fields(analyst, draft)
    assert (typed["name_zh"], typed["name_en"], typed["form"]) == ("请假", "Leave", "application")
    assert analyst.post(f"{draft}/start", data=typed).status_code == 303
    assert diagram(analyst, draft) == before


def test_what_is_typed_stands_in_the_diagram(analyst: FlaskClient, draft: str) -> None:
    said = {
        "name_zh": "外出申请", "about_zh": "当天外出", "about_en": "Out for a day", "prefix": "WC",
        "category": "人事", "category_en": "Staff", "roles": ["anyone"], "staff": ["operator", "finance"],
        "for": "person", "title": '=name + " · " + subject', "filters": "subject",
    }  # fmt: skip
    before = diagram(analyst, draft)
    assert analyst.post(f"{draft}/start", data=fields(analyst, draft) | said).status_code == 303
    changed = "\n".join(line for line in diagram(analyst, draft) if line not in before)
    for word in ("外出申请", "当天外出", "Out for a day", 'prefix="WC"', 'staff="operator finance"'):
        assert word in changed
    now = fields(analyst, draft)
    assert {name: now[name] for name in said if name != "roles"} == {
        name: value for name, value in said.items() if name != "roles"
    }
    assert now["roles"] == "anyone"
    pool = [line for line in diagram(analyst, draft) if "participant" in line]
    assert any("外出申请" in line for line in pool)  # the pool had the name of its process


def test_what_cannot_be_is_refused_and_stays_typed(analyst: FlaskClient, draft: str) -> None:
    wrong = fields(analyst, draft) | {
        "name_en": "",
        "roles": ["emperor"],
        "help": "x" * 2_001,
        "about_en": "\x07",
    }
    answer = analyst.post(f"{draft}/start", data=wrong)
    assert answer.status_code == 422
    page = html.fromstring(answer.text)
    assert {one.get("id") for one in page.xpath("//*[contains(@id, '-problem')]")} == {
        "name_en-problem", "roles-problem", "help-problem", "about_en-problem",
    }  # fmt: skip
    assert page.get_element_by_id("help").text.strip() == "x" * 2_001


def test_what_the_lint_says_of_the_start_stands_there(analyst: FlaskClient, draft: str) -> None:
    assert analyst.post(f"{draft}/start", data=fields(analyst, draft) | {"prefix": "q1"}).status_code == 303
    page = html.fromstring(analyst.get(f"{draft}/start").text)
    told = " ".join(one.text_content() for one in page.find_class("alert-danger"))
    assert "prefix 应为" in told


def test_who_was_slower_overwrites_nothing(analyst: FlaskClient, draft: str) -> None:
    early = fields(analyst, draft) | {"name_zh": "休假"}
    analyst.post(f"{draft}/start", data=fields(analyst, draft) | {"prefix": "WC"})
    answer = analyst.post(f"{draft}/start", data=early)
    assert answer.status_code == 409
    assert "休假" in answer.text
    assert fields(analyst, draft)["prefix"] == "WC"
    (button,) = html.fromstring(answer.text).xpath("//button[@formaction]")
    copied = analyst.post(button.get("formaction"), data=early)
    assert copied.status_code == 303
    copy = copied.headers["Location"].removesuffix("/start")
    assert copy != draft
    assert (fields(analyst, copy)["name_zh"], fields(analyst, copy)["prefix"]) == ("休假", "")


def test_hints_say_what_the_page_calls_things(analyst: FlaskClient, draft: str) -> None:
    hints = " ".join(
        one.text_content()
        for one in html.fromstring(analyst.get(f"{draft}/start").text).find_class("form-hint")
    )
    assert "由“单位所有人均可发起”决定" in hints
    assert "写了“单位菜单”则为“否”" in hints
    assert {*re.findall("[a-z_]{3,}", hints)} == {"leave_request"}  # an example of the id of a process


def test_a_process_is_taken_out_of_use_with_a_reason_and_back(
    app: Flask, platform: Platform, analyst: FlaskClient
) -> None:
    with platform.begin() as work:
        process_id = work.repository.list(latest_only=True)[0].process_id
    page = f"/studio/processes/{process_id}"
    assert analyst.post(f"{page}/retire", data={"reason": " "}).status_code == 422
    assert analyst.post(f"{page}/retire", data={"reason": "改用新流程"}).status_code == 303
    assert "已停用" in analyst.get(page).text
    assert analyst.post(f"{page}/retire", data={"reason": "再次"}).status_code == 409
    assert analyst.post(f"{page}/revive", data={"reason": "恢复使用"}).status_code == 303
    assert "已停用" not in analyst.get(page).text
