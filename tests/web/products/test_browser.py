"""A provider lists a solution: on a desk with many parts, then on a phone what is left to do."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from playwright.sync_api import Page, expect

from tests.factories.form_fields import typed
from tests.factories.market import Market
from tests.factories.products import listing_data, png
from tests.web.browser import overflows, screenshot, violations
from tests.web.people_at_work import sign_in_browser

PHONE = {"width": 390, "height": 844}


def test_a_provider_lists_a_solution_and_mends_it_on_the_phone(
    market: Market, live_app: Flask, live_server: str, page: Page, tmp_path: Path
) -> None:
    sign_in_browser(page.context, live_app, market.platform, live_server, market.provider.user_id)
    picture = tmp_path / "产品.png"
    picture.write_bytes(png(900, 600))
    page.goto(f"{live_server}/my-products")
    screenshot(page, "products-empty")
    page.get_by_role("link", name="新建产品").first.click()
    expect(page.get_by_role("button", name="选择：解决方案与产品")).to_be_visible()
    assert violations(page) == []
    screenshot(page, "products-choose")
    page.get_by_role("button", name="选择：解决方案与产品").click()
    expect(page.locator("form[data-autosave]")).to_be_visible()
    screenshot(page, "products-form-empty")
    assert violations(page) == []

    _fill(page, listing_data("solution"), picture)
    page.get_by_role("button", name="添加产品亮点").click()
    expect(page.locator("[name='highlights-1-title']")).to_be_visible()
    page.fill("[name='highlights-1-title']", "不换旧设备")
    page.fill("[name='highlights-1-text']", "加装采集器即可联网。")
    page.locator("[value='up:highlights-1']").click()
    expect(page.locator("[name$='-title']").first).to_have_value("不换旧设备")
    page.reload()
    expect(page.locator("[name$='-title']").first).to_have_value("不换旧设备")
    screenshot(page, "products-form")

    page.get_by_role("button", name="预览").click()
    expect(page.get_by_text("不换旧设备")).to_be_visible()
    assert violations(page) == []
    screenshot(page, "products-preview")
    page.get_by_role("link", name="返回编辑").click()

    page.fill("[name='highest_price']", "1")
    page.get_by_role("button", name="核对填写内容").click()
    expect(page.locator(".error-summary")).to_contain_text("历史最高成交价不能低于最低成交价。")
    assert violations(page) == []
    screenshot(page, "products-refused")
    page.fill("[name='highest_price']", "80000")
    page.get_by_role("button", name="核对填写内容").click()
    expect(page.get_by_role("heading", name="核对填写内容")).to_be_visible()
    expect(page.get_by_text("80,000")).to_be_visible()
    assert violations(page) == []
    screenshot(page, "products-check")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("已提交，可在此查看办理进度。")).to_be_visible()
    assert violations(page) == []
    screenshot(page, "products-in-review")

    market.decide("return", "请说明第二个案例的效果")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(f"{live_server}/my-products?state=in_review")
    assert not overflows(page)
    assert violations(page) == []
    screenshot(page, "products-list-phone")
    page.get_by_role("link", name="补正并重新提交").first.click()
    page.fill("[name='cases-1-effect']", "废品率下降两成。")
    page.get_by_role("button", name="重新提交").click()
    market.decide("approve")
    page.goto(f"{live_server}/my-products")
    page.locator("[data-key-open]").click()
    expect(page.get_by_text("产品目录中对所有人展示。")).to_be_visible()
    assert not overflows(page)
    assert violations(page) == []
    screenshot(page, "products-listed-phone")
    page.get_by_role("link", name="变更", exact=True).click()
    expect(page.locator("form[data-autosave]")).to_be_visible()
    assert not overflows(page)
    screenshot(page, "products-form-phone")
    page.fill("[name='name']", "云端设备管理系统 2.0")
    expect(page.locator("[data-autosave-status]")).to_contain_text("已于")
    page.goto(f"{live_server}/my-products")
    page.locator("[data-key-open]").click()
    expect(page.get_by_text("变更未提交").first).to_be_visible()
    screenshot(page, "products-change-phone")
    page.get_by_role("link", name="预览").click()
    assert not overflows(page)
    screenshot(page, "products-preview-phone")


def _fill(page: Page, data: dict[str, object], picture: Path) -> None:
    """Type a complete form; files go where the form asks for them."""
    for name, value in typed(data).items():
        field = page.locator(f"[name='{name}']")
        if isinstance(value, list):
            for one in value:
                page.check(f"[name='{name}'][value='{one}']")
        elif name in {"catalogue", "related_product"}:
            field.select_option(value or "")
        elif field.count() and field.first.get_attribute("type") == "radio":
            page.check(f"[name='{name}'][value='{value}']")
        elif field.count() and field.first.is_visible() and field.first.is_enabled():
            field.fill(value)
    expect(page.locator("form[data-autosave]")).not_to_have_attribute("data-unsaved", "true")
    for name in ("specifications-0-price_year", "specifications-0-price_month"):
        page.fill(f"[name='{name}']", "9800")
    for name in ("picture", "screenshots", "cases-0-document", "cases-1-document", "cases-2-document"):
        with page.expect_response(lambda answer: answer.url.endswith("/files")):
            page.set_input_files(f"#f-{name}", picture)
    expect(page.locator("[data-file-name]:visible")).to_have_count(5)
