"""What the walk of a new enterprise stumbled over: filters on a phone, files in the browser's language."""

from __future__ import annotations

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.factories import publication
from tests.web.browser import overflows, violations
from tests.web.people_at_work import Browser
from workflows.bootstrap import Platform

pytestmark = pytest.mark.browser


@pytest.mark.prepared
def test_filters_of_a_public_list_are_folded_on_a_phone(
    platform: Platform, phone: Page, live_server: str
) -> None:
    """The first company is seen without scrolling; all filters are one key away, and still filter."""
    publication.provider(platform, "湘江数字科技有限公司", "430102")
    publication.provider(platform, "株洲轨道检测认证有限公司", "430200")
    phone.goto(f"{live_server}/providers")
    region = phone.locator("#filter-region")
    expect(phone.locator(".filters-fields input").first).to_be_visible()
    expect(region).to_be_hidden()
    expect(phone.get_by_role("link", name="株洲轨道检测认证有限公司")).to_be_in_viewport()
    switch = phone.get_by_label("全部筛选条件")
    switch.focus()
    phone.keyboard.press("Space")
    expect(region).to_be_visible()
    assert not overflows(phone)
    assert violations(phone) == []
    region.select_option("430200")
    phone.get_by_role("button", name="搜索").click()
    phone.wait_for_url("**region=430200**")
    expect(phone.get_by_role("link", name="湘江数字科技有限公司")).to_have_count(0)
    expect(phone.get_by_label("全部筛选条件（已设置）")).to_be_visible()
    phone.set_viewport_size({"width": 1440, "height": 900})
    expect(phone.locator("#filter-region")).to_be_visible()
    expect(phone.locator("[data-more-filters]")).to_be_hidden()


@pytest.mark.parametrize(
    ("language", "choose", "nothing"),
    [("zh_CN", "选择文件", "未选择文件"), ("en", "Choose a file", "No file chosen")],
)
def test_a_file_is_chosen_in_the_words_of_the_page(
    browser_of: Browser, language: str, choose: str, nothing: str
) -> None:
    """The browser is a Chinese one in both cases; the input keeps its label, its keys and what is dropped."""
    browser_of.speak(language)
    page = browser_of.open("/verify")
    field = page.locator(".file-choice")
    expect(field.locator(".btn")).to_have_text(choose)
    expect(field.get_by_role("status")).to_have_text(nothing)
    chooser = page.get_by_label("8 MB")
    chooser.focus()
    expect(chooser).to_be_focused()
    with page.expect_file_chooser() as asked:
        chooser.click()  # the input lies over the button: what is clicked is the input itself
    asked.value.set_files(FilePayload(name="合同.pdf", mimeType="application/pdf", buffer=b"%PDF-1.7"))
    expect(field.get_by_role("status")).to_have_text("合同.pdf")
    assert violations(page) == []
