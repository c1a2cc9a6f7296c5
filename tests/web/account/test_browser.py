"""The pages of accounts as people meet them: with scripts, on a phone, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pyotp
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.web.browser import console_errors, overflows, screenshot, violations
from tests.web.people import People
from tests.workflows.conftest import FixedClock
from tests.workflows.people.identity.conftest import PASSWORD, Person
from workflows.bootstrap import Platform
from workflows.people.identity import captcha

pytestmark = pytest.mark.prepared

PAGES = {
    "sign-in": "/account/sign-in",
    "sign-in-code": "/account/sign-in?by=code",
    "sign-up": "/account/sign-up",
    "forgotten": "/account/forgotten",
    "forgotten-code": "/account/forgotten?by=code",
    "service": "/account/agreements/service",
}
OWN_PAGES = {
    "profile": "/account/profile",
    "second-factor": "/account/second-factor",
    "organisation": "/account/sign-up/organisation",
    "agent": "/account/agent",
    "payment": "/account/payment-account",
}


class Reader:
    """Reads on a page what only eyes can read."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.person = Person(platform)

    def captcha(self, page: Page) -> str:
        challenge = page.locator("input[name=captcha_id]").input_value()
        with self.platform.begin() as work:
            return captcha.answer_of(work, challenge) or ""

    def sign_up(self, page: Page, address: str, kind: str = "enterprise") -> None:
        page.goto(f"{address}/account/sign-up?kind={kind}")
        page.fill("#user_name", "lantian_tech")
        page.fill("#full_name", "李蓝天")
        page.fill("#password", PASSWORD)
        page.fill("#password_again", PASSWORD)
        page.fill("#mobile", "13800138000")
        page.fill("#captcha_answer", self.captcha(page))
        page.click("[hx-post$='/account/code']")
        expect(page.locator("#code-answer .text-green")).to_be_visible()
        expect(page.locator("#code-answer")).to_contain_text(
            re.compile(r"\d+ 秒后可重新获取|another one in \d+ seconds")
        )
        expect(page.locator("[data-send-code]")).to_be_disabled()  # until the seconds are over
        page.fill("#code", self.person.last_sms_code())
        for box in page.locator("input[name=agreed]").all():
            box.check()
        page.click("form.card button.btn-primary")


@pytest.fixture
def reader(platform: Platform) -> Reader:
    return Reader(platform)


def look(page: Page, address: str, pages: dict[str, str], language: str, width: int) -> list[str]:
    """Open each page and return what is wrong with it."""
    page.set_viewport_size({"width": width, "height": 860})
    page.context.add_cookies([{"name": "locale", "value": language, "url": address}])
    heard, wrong = console_errors(page), []
    for name, path in pages.items():
        page.goto(address + path)
        screenshot(page, f"account-{name}-{width}-{language}")
        wrong += [f"{name}: {violation}" for violation in violations(page)]
        if overflows(page):
            wrong.append(f"{name}: wider than the window")
    return wrong + heard


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("width", [1440, 390])
def test_public_pages_are_fit_for_everybody(page: Page, live_server: str, language: str, width: int) -> None:
    assert look(page, live_server, PAGES, language, width) == []


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_own_pages_are_fit_for_everybody(page: Page, live_server: str, reader: Reader, language: str) -> None:
    reader.sign_up(page, live_server)
    page.wait_for_url("**/sign-up/organisation")
    for width in (1440, 390):
        assert look(page, live_server, OWN_PAGES, language, width) == []


def test_a_wrong_captcha_brings_a_new_picture_and_keeps_what_was_typed(
    page: Page, live_server: str, reader: Reader
) -> None:
    page.goto(f"{live_server}/account/sign-up")
    page.fill("#user_name", "lantian_tech")
    page.fill("#mobile", "13800138000")
    before = page.locator(".captcha-picture").get_attribute("src") or ""
    page.fill("#captcha_answer", "????")
    page.click("[hx-post$='/account/code']")
    expect(page.locator("#captcha-problem")).to_contain_text("图形验证码不正确")
    expect(page.locator(".captcha-picture")).not_to_have_attribute("src", before)
    expect(page.locator("#user_name")).to_have_value("lantian_tech")

    page.click("text=看不清图片")
    expect(page.locator("#captcha input[name=captcha_kind]")).to_have_value("none")
    page.click("[hx-post$='/account/code']")
    expect(page.locator("#code-answer .text-green")).to_be_visible()


def test_what_is_typed_and_uploaded_waits_on_another_device(
    page: Page, browser: Browser, live_server: str, reader: Reader, tmp_path: Path
) -> None:
    reader.sign_up(page, live_server)
    page.wait_for_url("**/sign-up/organisation")
    page.fill("[name=name]", "湖南蓝天机械有限公司")
    fake = tmp_path / "licence.png"
    fake.write_bytes(b"MZ" + bytes(3000))
    page.set_input_files("input[type=file]", fake)
    expect(page.locator("[data-upload-status]").first).to_contain_text("可执行程序")
    Image.new("RGB", (60, 40), "white").save(fake)
    page.set_input_files("input[type=file]", fake)
    expect(page.locator("[data-files]").first).to_contain_text("licence.png")
    expect(page.locator("[data-autosave-status]")).to_contain_text(re.compile("已于 .+ 保存"))
    expect(page.locator("[data-revision]")).not_to_have_value("0")
    expect(page.locator("form[data-autosave]")).not_to_have_attribute("data-unsaved", "true")

    other = browser.new_context(locale="zh-CN").new_page()
    other.goto(f"{live_server}/account/sign-in")
    other.fill("#identifier", "lantian_tech")
    other.fill("#password", PASSWORD)
    other.fill("#captcha_answer", reader.captcha(other))
    other.click(".form-footer button")
    other.wait_for_url("**/sign-up/organisation")
    expect(other.locator("[name=name]")).to_have_value("湖南蓝天机械有限公司")
    expect(other.locator("[data-files]").first).to_contain_text("licence.png")
    other.context.close()


def test_a_provider_gets_the_form_of_providers(page: Page, live_server: str, reader: Reader) -> None:
    reader.sign_up(page, live_server, "provider")
    page.wait_for_url("**/sign-up/organisation")
    expect(page.locator("h1")).to_have_text("服务机构注册")
    screenshot(page, "account-provider")


def test_a_second_factor_from_setting_up_to_the_lost_phone(
    page: Page, browser: Browser, live_server: str, reader: Reader, people: People, clock: FixedClock
) -> None:
    staff = people.account("operator", "operator")
    people.sign_in(page, staff, live_server)
    page.goto(f"{live_server}/account/profile")
    page.get_by_role("link", name="设置").click()
    expect(page.get_by_role("img", name="二维码").locator("svg")).to_be_visible()
    screenshot(page, "account-second-factor-1440-zh_CN")
    assert violations(page) == []
    key = (page.locator("#second-factor-key").text_content() or "").replace(" ", "")
    app = pyotp.TOTP(key)
    page.fill("#second_code", "12345")
    page.get_by_role("button", name="启用").click()
    expect(page.locator("#second_code-problem")).to_contain_text("验证码不正确")
    page.fill("#second_code", app.at(clock()))
    page.get_by_role("button", name="启用").click()
    codes = page.locator("#recovery-codes code")
    expect(codes).to_have_count(10)
    screenshot(page, "account-recovery-codes-1440-zh_CN")
    assert violations(page) == []
    kept = codes.first.text_content() or ""

    phone = browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844}).new_page()
    for code, problem in ((app.at(clock()), True), (kept, False)):
        phone.goto(f"{live_server}/account/sign-in")
        phone.fill("#identifier", "operator")
        phone.fill("#password", PASSWORD)
        phone.fill("#captcha_answer", reader.captcha(phone))
        phone.click(".form-footer button")
        phone.wait_for_url("**/sign-in/second-step")
        screenshot(phone, "account-second-step-390-zh_CN")
        assert violations(phone) == []
        assert not overflows(phone)
        phone.fill("#second_code", code)
        phone.get_by_role("button", name="登录").click()
        if problem:  # a code counts once, and this one has confirmed the setup
            expect(phone.locator("#second_code-problem")).to_contain_text("已使用")
    phone.goto(f"{live_server}/account/second-factor")
    expect(phone.locator("main")).to_contain_text("剩余 9 个恢复码")
    screenshot(phone, "account-second-factor-on-390-zh_CN")
    assert not overflows(phone)
