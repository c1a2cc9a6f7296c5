"""A phone installs the platform, and without a network it says so (18.10)."""

from __future__ import annotations

import struct
from typing import Any

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, expect

from tests.factories.people import staff
from tests.web.browser import overflows, violations
from tests.web.conftest import PHONE
from tests.web.people_at_work import Browser as Person
from workflows.bootstrap import Platform
from workflows.ground.settings_store import operations as settings_store


def manifest_in(client: FlaskClient, language: str) -> dict[str, Any]:
    """Return the manifest as a browser of that language reads it."""
    client.set_cookie("locale", language)
    answer = client.get("/manifest.webmanifest")
    assert answer.mimetype == "application/manifest+json"
    content: dict[str, Any] = answer.get_json(force=True)
    return content


def size_px(picture: bytes) -> tuple[int, int]:
    """Return width and height of a PNG, as its header says."""
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", picture[16:24])
    return width, height


def test_the_app_is_called_as_the_administration_calls_the_platform(
    client: FlaskClient, platform: Platform
) -> None:
    assert [manifest_in(client, "zh_CN")["name"], manifest_in(client, "en")["name"]] == ["通办", "Tongban"]
    with platform.begin(actor=staff(platform, "admin")) as work:
        settings_store.change(work, {"platform_name_zh": "湖南省中小企业服务平台"})
    named = manifest_in(client, "zh_CN")
    assert named["name"] == "湖南省中小企业服务平台"
    assert named["lang"] == "zh-CN"


@pytest.mark.browser
def test_without_a_network_a_page_says_so_and_leads_back(
    browser: Browser, browser_of: Person, platform: Platform
) -> None:
    """What was asked for opens once the network is there; what people saw before is not kept."""
    browser_of.become(staff(platform, "operator"))
    context = browser.new_context(locale="zh-CN", viewport=PHONE)  # type: ignore[arg-type]
    context.add_cookies(browser_of.context.cookies())  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{browser_of.address}/inbox/?q=x")
    for icon in page.request.get(f"{browser_of.address}/manifest.webmanifest").json()["icons"]:
        width, height = size_px(page.request.get(browser_of.address + icon["src"]).body())
        assert icon["sizes"] == f"{width}x{height}", (
            "a browser installs nothing whose icon is smaller than it says"
        )
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    context.set_offline(True)
    page.goto(f"{browser_of.address}/inbox/?q=y")
    expect(page.get_by_role("heading", name="没有网络连接")).to_be_visible()
    expect(page.get_by_role("heading", name="No connection")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.btn-primary')).display") != "inline"
    assert not overflows(page)
    assert violations(page) == []
    kept = page.evaluate(
        "caches.keys().then(async ([name]) => (await (await caches.open(name)).keys()).map((one) => one.url))"
    )
    assert sorted(address.rpartition("/")[2].partition("-")[0] for address in kept) == [
        "app",
        "icon",
        "offline",
    ]
    context.set_offline(False)
    page.get_by_role("link", name="重试").click()
    expect(page.locator("input[name=q]").first).to_have_value("y")
    context.close()
