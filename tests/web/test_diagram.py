"""The diagram of a case: drawn, marked, moved by keyboard, in the reader's language, with the watermark."""

from __future__ import annotations

import pytest
from flask import Blueprint, Flask, Response, render_template_string
from playwright.sync_api import Page, expect

from tests.web.browser import console_errors, screenshot, violations
from workflows.packages import package_files

PAGE = """
{% extends "base.html" %}
{% from "macros/diagram.html" import diagram, diagram_head with context %}
{% block title %}Case{% endblock %}
{% block head %}{{ diagram_head() }}{% endblock %}
{% block page_title %}Case{% endblock %}
{% block content %}
{{ diagram("/testcase.bpmn", current=["review"], visited=["started"], names=names) }}
{% endblock %}
"""


@pytest.fixture
def case(live_app: Flask, live_server: str) -> str:
    place = Blueprint("testcase", __name__)

    @place.get("/testcase")
    def show() -> str:
        return render_template_string(PAGE, names={"review": "Review by the window"})

    @place.get("/testcase.bpmn")
    def xml() -> Response:
        return Response(package_files("enterprise_registration")["process.bpmn"], mimetype="text/xml")

    live_app.register_blueprint(place)
    return f"{live_server}/testcase"


@pytest.mark.parametrize("width", [1440, 390])
def test_diagram_shows_where_the_case_is(case: str, page: Page, width: int):
    heard = console_errors(page)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(case)
    step = page.locator('[data-element-id="review"].djs-shape')
    expect(page.locator("[data-drawn]")).to_be_visible()
    expect(step).to_contain_class("is-current")
    expect(page.locator(".diagram-flag")).to_have_text("当前环节")
    expect(step).to_contain_text("Review by")
    screenshot(page, f"diagram-{width}")
    assert violations(page) == []
    assert heard == []


def test_makers_mark_stays_visible(case: str, page: Page):
    page.goto(case)
    expect(page.locator(".bjs-powered-by")).to_be_visible()


def test_diagram_moves_by_keyboard_and_buttons(case: str, page: Page):
    page.goto(case)
    expect(page.locator("[data-drawn]")).to_be_visible()
    viewport = page.locator(".djs-container .viewport")
    before = viewport.get_attribute("transform") or "none"
    page.locator("[data-diagram-stage]").focus()
    page.keyboard.press("ArrowRight")
    expect(viewport).not_to_have_attribute("transform", before)
    moved = viewport.get_attribute("transform") or "none"
    page.get_by_role("button", name="放大").click()
    expect(viewport).not_to_have_attribute("transform", moved)
    expect(viewport).not_to_have_attribute("transform", before)
