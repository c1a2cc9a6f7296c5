"""Files are looked at in the page: pictures, documents page by page; what cannot be shown says so."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask import Flask, Response, render_template_string
from PIL import Image
from playwright.sync_api import Page, expect

from forms import READ_ALL, build_form, from_json, parse_schema
from tests.forms.making import feel
from tests.web.browser import console_errors, overflows, screenshot, violations
from web.form_pages import FormUrls

PAGE = """
{% extends "base.html" %}
{% from "cases/parts.html" import attachments_card with context %}
{% set chrome = "public" %}
{% block page_title %}Files{% endblock %}
{% block content %}{{ attachments_card(files) }}{% endblock %}
"""


def picture(tone: str) -> Image.Image:
    return Image.new("RGB", (600, 800), tone)


def pdf() -> bytes:
    out = io.BytesIO()
    picture("white").save(out, "PDF", save_all=True, append_images=[picture("red"), picture("blue")])
    return out.getvalue()


def png() -> bytes:
    out = io.BytesIO()
    picture("green").save(out, "PNG")
    return out.getvalue()


FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "合同.pdf": ("application/pdf", pdf),
    "执照.png": ("image/png", png),
    "方案.docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", lambda: b"PK"),
    "坏.pdf": ("application/pdf", lambda: b"%PDF-1.4 broken"),
}


@pytest.fixture
def files_page(live_app: Flask, live_server: str) -> str:
    @live_app.get("/try/files")
    def files() -> str:
        shown = [
            {
                "label": "附件",
                "url": f"/try/files/{name}",
                "picture": kind.startswith("image/"),
                "file": {"name": name, "content_type": kind, "size_bytes": 1_000},
            }
            for name, (kind, _) in FILES.items()
        ]
        return render_template_string(PAGE, files=shown)

    @live_app.get("/try/files/<name>")
    def file(name: str) -> Response:
        kind, content = FILES[name]
        response = Response(content(), content_type=kind)
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return response

    return f"{live_server}/try/files"


def test_files_are_shown_in_the_page(files_page: str, page: Page) -> None:
    heard = console_errors(page)
    page.goto(files_page)
    page.get_by_role("link", name="合同.pdf").click()
    viewer = page.get_by_role("dialog")
    expect(viewer.locator(".file-viewer-page")).to_have_count(3)
    expect(viewer.locator("canvas").first).to_be_visible()
    expect(viewer.locator("[data-viewer-note]")).to_be_empty()
    assert not overflows(page)
    assert violations(page) == []
    screenshot(page, "viewer-pdf")
    page.keyboard.press("ArrowRight")
    expect(viewer.get_by_role("img", name="执照.png")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(viewer).to_contain_text("无法在页面中显示")
    expect(viewer.get_by_role("link", name="保存")).to_have_attribute("href", "/try/files/方案.docx")
    page.keyboard.press("ArrowRight")
    expect(viewer).to_contain_text("文件无法显示")
    page.keyboard.press("Escape")
    expect(viewer).to_be_hidden()
    assert heard == []


def test_on_a_phone_the_whole_screen_is_the_document(files_page: str, phone: Page) -> None:
    phone.goto(files_page)
    phone.get_by_role("link", name="合同.pdf").click()
    expect(phone.get_by_role("dialog").locator("canvas").first).to_be_visible()
    assert not overflows(phone)
    screenshot(phone, "viewer-phone")


FORM_PAGE = """
{% extends "base.html" %}
{% from "macros/forms.html" import form_read with context %}
{% set chrome = "public" %}
{% block page_title %}Form{% endblock %}
{% block content %}{{ form_read(form, urls) }}{% endblock %}
"""
FORM = {
    "id": "try",
    "type": "default",
    "components": [
        {"type": "textfield", "key": "name", "label": "企业名称", "properties": {"proved_by": "licence"}},
        {"type": "filepicker", "key": "licence", "label": "营业执照", "properties": {"upload": "licence"}},
    ],
}


@pytest.fixture
def form_with_file(live_app: Flask, live_server: str, files_page: str) -> str:
    def descriptor(name: str) -> dict[str, object]:
        return {"id": name, "name": name, "size_bytes": 1_000, "content_type": FILES[name][0]}

    @live_app.get("/try/form")
    def read() -> str:
        schema = parse_schema(FORM)
        values = from_json(schema, {"name": "蓝天", "licence": [descriptor("执照.png")]})
        before = from_json(schema, {"name": "蓝天", "licence": [descriptor("合同.pdf")]})
        form = build_form(schema, evaluate=feel, values=values, previous=before, rights=READ_ALL)
        urls = FormUrls("", file=lambda name: f"/try/files/{name}")
        return render_template_string(FORM_PAGE, form=form, urls=urls)

    return f"{live_server}/try/form"


def test_a_file_named_in_the_form_opens_in_the_reader(form_with_file: str, page: Page) -> None:
    """It had opened a tab that closed at once and saved the file."""
    page.goto(form_with_file)
    page.locator(".shown-value").get_by_role("link", name="执照.png").click()
    viewer = page.get_by_role("dialog")
    expect(viewer.get_by_role("img", name="执照.png")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="证明材料：执照.png").click()
    expect(viewer.get_by_role("img", name="执照.png")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator(".field-before").get_by_role("link", name="合同.pdf").click()
    expect(viewer.locator(".file-viewer-page")).to_have_count(3)
    expect(viewer.locator("[data-viewer-count]")).to_have_text("2 / 2")
    page.keyboard.press("Escape")
    assert violations(page) == []
    screenshot(page, "form-with-file")
